"""DOCX: the list of tasks as offices keep it, under the document's head; one row per directive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from ocr_pipeline.document import Document, Header
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.outline import Row, all_rows, deadline_of, readable_date
from ocr_pipeline.exports.review import reason_and_field
from ocr_pipeline.exports.table import inherited_lead

FONT = "Times New Roman"
SIZE = Pt(13)
_COLUMNS = (("STT", 1.5), ("Nhiệm vụ", 11.2), ("Cơ quan chủ trì", 5.0), ("Phối hợp", 4.5), ("Thời hạn", 3.5))
"""Titles and widths in centimetres: together what A4 on its side leaves between margins of 2 cm."""
_MADE = datetime(2000, 1, 1)
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)


def to_docx(document: Document) -> bytes:
    """The list of tasks: headings run across the table, the others are counted; bodies of a heading are in italics."""
    word = docx.Document()
    _prepare(word)
    _head(word, document.structure.header)
    _title(word, document)
    _tasks(word, tuple(all_rows(document.structure)))
    if any(inherited_lead(row) for row in all_rows(document.structure)):
        _paragraph(word.add_paragraph(), "Chữ nghiêng: cơ quan nêu ở mục trên.", italic=True)
    _reviews(word, document)
    content = io.BytesIO()
    word.save(content)
    return _with_fixed_times(content.getvalue())


def _prepare(word: WordDocument) -> None:
    """Paper, margins, font, and properties that are the same whenever the file is made."""
    section = word.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Cm(2)
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    properties = word.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = "Danh mục nhiệm vụ"
    properties.language = "vi-VN"
    properties.created = properties.modified = _MADE
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _paragraph(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    run = paragraph.add_run(clean(text))
    run.bold, run.italic = bold or None, italic or None
    return paragraph


def _head(word: WordDocument, header: Header) -> None:
    """Issuer and number on the left, the nation's or the Party's title and the date on the right."""
    table = word.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _widths(table, (12.2, 13.5))
    issuers = ((body, True, False) for body in (header.issuer, *header.co_issuers))
    _lines(left, [(header.parent_issuer, False, False), *issuers, (_number(header), False, False)])
    titles = _PARTY if header.system == "party" else _NATION
    placed = ", ".join(filter(None, (header.place, header.date_text or (header.date and readable_date(header.date)))))
    _lines(right, [*((title, True, False) for title in titles), (placed, False, True)])


def _number(header: Header) -> str | None:
    code = header.code or header.code_text
    return code and (f"Số {code}" if header.system == "party" else f"Số: {code}")


def _lines(cell: _Cell, lines: Iterable[tuple[str | None, bool, bool]]) -> None:
    """Centred lines of a cell: text, bold, italic."""
    paragraph: Paragraph | None = cell.paragraphs[0]
    for text, bold, italic in lines:
        if text:
            line = _paragraph(paragraph or cell.add_paragraph(), text, bold=bold, italic=italic)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph = None


def _title(word: WordDocument, document: Document) -> None:
    header = document.structure.header
    title = _paragraph(word.add_paragraph(), "DANH MỤC NHIỆM VỤ", bold=True)
    title.paragraph_format.space_before = Pt(18)
    title.runs[0].font.size = Pt(14)
    date = header.date and f"ngày {readable_date(header.date)}"
    code = header.code and f"số {header.code}"
    named = " ".join(filter(None, (header.type or "văn bản", code, date, header.subject)))
    below = _paragraph(word.add_paragraph(), f"(theo {named if header.code else document.source.name})", italic=True)
    below.paragraph_format.space_after = Pt(12)
    title.alignment = below.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _tasks(word: WordDocument, rows: Sequence[Row]) -> None:
    table = word.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, (title, _) in zip(table.rows[0].cells, _COLUMNS, strict=True):
        _paragraph(cell.paragraphs[0], title, bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _row_property(table.rows[0], "w:tblHeader")
    number = 0
    for row in rows:
        cells = _add_row(table)
        if row.directive.children and not (row.directive.coordinate or row.directive.deadline_text):
            _heading(cells, row)
        else:
            number += 1
            _task(cells, row, number)
    for paragraph in (paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs):
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _widths(table, [width for _, width in _COLUMNS])


def _add_row(table: Table) -> tuple[_Cell, ...]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    _row_property(row, "w:cantSplit")
    return row.cells


def _heading(cells: Sequence[_Cell], row: Row) -> None:
    cell = cells[0].merge(cells[-1])
    _content(cell.paragraphs[0], row, bold=True)


def _task(cells: Sequence[_Cell], row: Row, number: int) -> None:
    item, inherited = row.directive, inherited_lead(row)
    _paragraph(cells[0].paragraphs[0], str(number)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _content(cells[1].paragraphs[0], row, bold=bool(item.children))
    _paragraph(cells[2].paragraphs[0], "; ".join(item.lead or inherited), italic=bool(inherited))
    _paragraph(cells[3].paragraphs[0], "; ".join(item.coordinate))
    _paragraph(cells[4].paragraphs[0], deadline_of(item))


def _content(paragraph: Paragraph, row: Row, *, bold: bool) -> None:
    """The item's text after its label, its notes on lines of their own."""
    text = "\n".join((row.directive.text, *row.directive.notes))
    _paragraph(paragraph, " ".join(filter(None, (row.directive.label, text))), bold=bold)


def _reviews(word: WordDocument, document: Document) -> None:
    flags = document.structure.flags
    if flags:
        heading = _paragraph(word.add_paragraph(), "Cần xem lại", bold=True)
        heading.paragraph_format.space_before = Pt(12)
    for flag in flags:
        _paragraph(word.add_paragraph(), f"- {reason_and_field(flag)}")


def _widths(table: Table, widths: Sequence[float]) -> None:
    """Word follows the cells, others the columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row._tr.tc_lst, widths, strict=False):
            if cell.grid_span == 1:
                cell.width = Cm(width)


def _row_property(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _with_fixed_times(archive: bytes) -> bytes:
    """The archive with the first day that a ZIP file knows on every entry, so that equal content is equal bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return content.getvalue()
