"use strict";
(() => {
  const outline = document.getElementById("muc-luc");
  if (matchMedia("(min-width: 64rem)").matches) outline.open = true;
  outline.addEventListener("click", (event) => {
    if (event.target.closest("a") && !matchMedia("(min-width: 64rem)").matches) outline.open = false;
  });

  const form = document.getElementById("loc");
  if (!form) return;
  const bare = (text) => text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
  const rows = [...document.querySelectorAll(".tasks tbody tr")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase() + " " + bare(row.textContent)]));
  const find = (name) => document.getElementById(name);
  const filter = () => {
    const words = find("tim").value.toLowerCase().normalize("NFC").split(/\s+/).filter(Boolean);
    const body = find("co-quan").value;
    let shown = 0;
    for (const row of rows) {
      row.hidden = !(
        words.every((word) => texts.get(row).includes(word)) &&
        (!body || row.dataset.bodies.split("|").includes(body)) &&
        (!find("co-han").checked || "due" in row.dataset) &&
        (!find("can-xem").checked || "review" in row.dataset)
      );
      shown += !row.hidden;
    }
    find("so-dong").textContent = `${shown}/${rows.length} mục`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
