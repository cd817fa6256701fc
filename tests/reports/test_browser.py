"""The form of the report in a real browser: what is ticked there is in the CSV that it gives."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from .conftest import Run

pytestmark = pytest.mark.slow

SCRIPT = """
onload = () => {
  const inner = document.getElementById("page").contentWindow, found = (name) => inner.document.getElementById(name);
  const body = document.body.dataset;
  let csv = "";
  inner.Blob = class { constructor(parts) { csv = parts.join(""); } };
  inner.URL.createObjectURL = () => "#";
  const input = (element, value) => {
    if (element.type === "radio") element.checked = true; else element.value = value;
    element.dispatchEvent(new inner.Event("input", { bubbles: true }));
  };
  body.before = found("tien-do").textContent;
  input(found("nguoi-kiem"), "Nguyễn Thị Ánh");
  const [first, second] = inner.document.querySelectorAll(".document");
  first.querySelector("button").click();
  input(first.querySelector('tr[data-key="code"] input[type=text]'), '=12-KL/TU "bút"');
  second.querySelector("button").click();
  input(second.querySelector('tr[data-key="code"] input[value="đúng"]'));
  input(found("con-lai"));
  found("con-lai").checked = true;
  input(found("con-lai"));
  body.hidden = inner.document.querySelectorAll(".document[hidden]").length;
  body.after = found("tien-do").textContent;
  body.width = inner.document.documentElement.scrollWidth;
  found("tai-ve").click();
  body.csv = csv;
  body.done = "yes";
};
"""


def opened(folder: Path, page: Path, dump: Callable[[Path], str]) -> HtmlElement:
    """The body of a frame around the page, 360 pixels wide, after the script has used it."""
    frame = folder / "frame.html"
    frame.write_text(
        f'<meta charset="utf-8"><iframe id="page" src="{page.name}" width="360" height="900"></iframe>'
        f"<script>{SCRIPT}</script>",
        "utf-8",
    )
    return html.document_fromstring(dump(frame)).body


def test_the_form_gives_what_was_ticked(run: Run, dump: Callable[[Path], str]) -> None:
    body = opened(run.out, run.page, dump)
    assert body.get("data-done") == "yes"
    assert body.get("data-before") == "0/5 văn bản, 0 trường sai"
    assert body.get("data-after") == "2/5 văn bản, 1 trường sai"
    assert body.get("data-hidden") == "2"
    assert int(body.get("data-width")) <= 360
    assert body.get("data-csv").startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(body.get("data-csv").removeprefix("\ufeff"))))
    assert {row["Người kiểm"] for row in rows} == {"Nguyễn Thị Ánh"}
    assert len(rows) == 10
    (wrong,) = (row for row in rows if row["Kết luận"] == "sai")
    assert (wrong["Tệp"], wrong["Trường"]) == ("so-1/ke-hoach.tif", "code")
    assert wrong["Giá trị đúng, ghi chú"] == '\'=12-KL/TU "bút"'
    assert wrong["Vì sao kiểm"] == "có trang không đọc được"
