"""A document on one screen: head, directives, and what a person should look at."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ocr_pipeline.document import Directive, Document, Header, RegionKind
from ocr_pipeline.exports.outline import all_rows, deadline_of, readable_date
from ocr_pipeline.exports.review import reason_and_field

_PIPED_WIDTH = 110
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
"""Control characters: text from a stranger's file must not steer the terminal."""


def print_summary(document: Document, *, with_text: bool) -> None:
    """Print the summary, after the restored text where that is wanted, to standard output."""
    fixed = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    console = Console(width=fixed, highlight=False)
    structure = document.structure
    console.rule(_text(_title(document)), align="left")
    if with_text:
        console.print(_text(document.text), soft_wrap=True)
    console.print(_head(structure.header))
    if structure.directives or structure.attachments:
        console.print(_directives(document))
    else:
        console.print("Không tìm thấy mục nào được đánh số hay gạch đầu dòng.")
    if stamped := _regions(document):
        console.print(_text(stamped))
    for line in _remarks(document):
        console.print(_text(line), style="yellow")
    console.print(_text(_figures(document)), style="dim")
    console.print()


def _title(document: Document) -> str:
    """The name of the file, and the pages where it holds other documents too."""
    first, last = document.page_range
    part = "" if len(document.pages) == document.source.pages else f", trang {first}-{last}"
    return document.source.name + (part if first < last else part.partition("-")[0])


def _text(content: str) -> Text:
    return Text(content.translate(_CONTROLS))


def _head(header: Header) -> Table:
    rows = (
        ("Loại", header.type),
        ("Số, ký hiệu", header.code or header.code_text),
        ("Cơ quan", " · ".join(name for name in (header.parent_issuer, header.issuer) if name)),
        ("Ngày", readable_date(header.date) if header.date else header.date_text),
        ("Trích yếu", header.subject),
        ("Độ khẩn", header.urgency),
        ("Độ mật", header.secrecy),
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, value in rows:
        if value:
            table.add_row(name, _text(value))
    return table


def _directives(document: Document) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, header_style="bold")
    table.add_column("Mục", no_wrap=True)
    table.add_column("Nội dung", ratio=5)
    table.add_column("Ai làm", ratio=2)
    table.add_column("Thời hạn", ratio=2)
    for row in all_rows(document.structure):
        item = row.directive
        style = "bold" if row.depth == 0 and item.children else ""
        table.add_row(
            _text(row.path), Text(_text(item.text).plain, style=style), _text(_who(item)), _text(deadline_of(item))
        )
    return table


def _who(directive: Directive) -> str:
    lead = "; ".join(directive.lead)
    partners = "; ".join(directive.coordinate)
    return f"{lead}\n(phối hợp: {partners})".strip() if partners else lead


def _regions(document: Document) -> str:
    """What was stamped and signed, and on which pages; empty where nothing was found."""
    names = {
        RegionKind.SEAL: "con dấu",
        RegionKind.STAMP: "dấu khung",
        RegionKind.SIGNATURE: "chữ ký",
        RegionKind.HANDWRITING: "chữ viết tay",
    }
    regions = [(region.kind, page.number) for page in document.pages for region in page.regions]
    told = []
    for kind, name in names.items():
        pages = [str(page) for found, page in regions if found is kind]
        if pages:
            told.append(f"{len(pages)} {name} (trang {', '.join(dict.fromkeys(pages))})")
    return f"Trên giấy có: {'; '.join(told)}." if told else ""


def _remarks(document: Document) -> Iterator[str]:
    structure = document.structure
    if all(page.blank for page in document.pages):
        yield "Cả tài liệu là trang trắng."
    elif not any(page.lines for page in document.pages):
        yield "Cả tài liệu không có chữ nào đọc được: hãy kiểm tra bản quét."
    for flag in structure.flags:
        yield f"Cần xem lại: {reason_and_field(flag)}"
    if document.doubtful:
        made = sum(edit.doubtful for edit in document.edits)
        yield (
            f"{len(document.doubtful)} chỗ đọc chưa chắc: {made} đã sửa, {len(document.suggestions)} chỉ đề nghị "
            "(xem mục Chỗ cần xem lại trong Markdown)."
        )
    if structure.unparsed:
        yield f"{len(structure.unparsed)} dòng chưa xếp được chỗ (xem unparsed trong JSON)."


def _figures(document: Document) -> str:
    """What was read and how much of it was mended."""
    parts = [f"{len(document.pages)} trang"]
    blank = [str(page.number) for page in document.pages if page.blank]
    if blank:
        parts.append(f"trang trắng: {', '.join(blank)}")
    encodings = sorted({page.encoding for page in document.pages if page.encoding})
    if encodings:
        parts.append(f"chuyển từ {', '.join(encodings)} sang Unicode")
    if document.confidence is not None:
        parts.append(f"độ tin cậy {document.confidence:.0%}")
    parts.append(f"sửa {len(document.edits)} chỗ")
    return ", ".join(parts) + "."
