"use strict";
(() => {
  const form = document.getElementById("kiem-tra");
  if (!form) return;
  const key = `ocr-pipeline-report ${form.dataset.run}`;
  const documents = [...form.querySelectorAll(".document")];
  const rows = [...form.querySelectorAll("tr[data-key]")];
  const person = document.getElementById("nguoi-kiem");
  const open = document.getElementById("con-lai");
  const verdict = (row) => row.querySelector("input:checked")?.value || "";
  const note = (row) => row.querySelector("input[type=text]").value.trim();
  const name = (row) => `${row.closest(".document").dataset.result || row.closest(".document").dataset.file} ${row.dataset.key}`;

  const keep = () => {
    const kept = { person: person.value, rows: {} };
    for (const row of rows) {
      if (verdict(row) || note(row)) kept.rows[name(row)] = [verdict(row), note(row), row.dataset.time || ""];
    }
    try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* a browser that keeps nothing: the CSV does */ }
  };
  const recall = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (!kept) return;
    person.value = kept.person || "";
    for (const row of rows) {
      const [value, text, time] = kept.rows[name(row)] || ["", "", ""];
      if (value) row.querySelector(`input[value="${value}"]`).checked = true;
      row.querySelector("input[type=text]").value = text;
      row.dataset.time = time;
    }
  };
  const show = () => {
    let checked = 0;
    for (const one of documents) {
      const fields = [...one.querySelectorAll("tr[data-key]")];
      const done = fields.length > 0 && fields.every(verdict);
      for (const row of fields) row.classList.toggle("wrong", verdict(row) === "sai");
      one.classList.toggle("checked", done);
      one.hidden = open.checked && done;
      checked += done;
    }
    const wrong = rows.filter((row) => verdict(row) === "sai").length;
    document.getElementById("tien-do").textContent = `${checked}/${documents.length} văn bản, ${wrong} trường sai`;
  };
  const stamp = (row) => { row.dataset.time = new Date().toISOString(); };

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-key]");
    if (row) {
      stamp(row);
      if (event.target.type === "text" && note(row) && !verdict(row)) row.querySelector('input[value="sai"]').checked = true;
    }
    show();
    keep();
  });
  form.addEventListener("click", (event) => {
    if (!event.target.matches("button.small")) return;
    for (const row of event.target.closest(".document").querySelectorAll("tr[data-key]")) {
      if (verdict(row) || !row.dataset.value) continue; // what was not read is not right before somebody has looked
      row.querySelector('input[value="đúng"]').checked = true;
      stamp(row);
    }
    show();
    keep();
  });

  const cell = (text) => `"${(/^[=+\-@\t\r]./.test(text) ? "'" + text : text).replace(/"/g, '""')}"`;
  const table = () => {
    const lines = [["Tệp", "Kết quả", "Vì sao kiểm", "Trường", "Đọc được", "Kết luận", "Giá trị đúng, ghi chú", "Người kiểm", "Thời điểm"]];
    for (const row of rows) {
      const one = row.closest(".document").dataset;
      if (!verdict(row) && !note(row)) continue;
      lines.push([one.file, one.result, one.reason, row.dataset.key, row.dataset.value, verdict(row), note(row), person.value.trim(), row.dataset.time || ""]);
    }
    return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  };
  document.getElementById("tai-ve").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([table()], { type: "text/csv;charset=utf-8" }));
    link.download = "kiem-tra.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  form.querySelector(".tools").hidden = false;
  for (const button of form.querySelectorAll("button.small")) button.hidden = false;
  recall();
  show();
})();
