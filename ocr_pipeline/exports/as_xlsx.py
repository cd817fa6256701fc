"""XLSX for spreadsheets: directives, deadlines, cited documents and documents, with filters and real dates."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ocr_pipeline.document import Document
from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.sheets import Sheet, sheets_of
from ocr_pipeline.exports.table import Value, plain

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_575
"""What a cell and a sheet (without its titles) hold in Excel."""
WIDE = 20
"""Columns from which a sheet is printed on two pages side by side."""
DENSITY = 1.1
"""Characters that fit in one of a column's width, about, with what words leave empty at the end of a line."""
LINE_HEIGHT, HIGHEST = 16.0, 409.0
"""Points: of a printed line of 12, and the most that Excel allows a row."""
_CUT = " … (còn nữa, xem dạng json)"
_FIRST_DAY = date(1900, 3, 1)
"""Before, Excel counts days wrongly; such dates stay text."""
_MADE = datetime(2000, 1, 1)
"""The same for every file, so that the same document gives the same bytes."""


@dataclass(frozen=True, slots=True)
class _Styles:
    titles: Format
    text: Format
    heading: Format
    day: Format
    doubt: Format


def to_xlsx(*documents: Document) -> bytes:
    """One workbook over all documents; every text stays text, also where it looks like a formula, number or link."""
    return workbook("Danh mục nhiệm vụ", sheets_of(documents))


def workbook(title: str, sheets: Iterable[Sheet]) -> bytes:
    """The sheets as a workbook; OutputError where one has more rows than Excel allows."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": title, "created": _MADE})
        styles = _styles(book)
        for sheet in sheets:
            if len(sheet.rows) > MOST_ROWS:
                raise OutputError(
                    f"{len(sheet.rows)} dòng không vừa một trang tính XLSX.", "Hãy dùng csv hoặc parquet."
                )
            _write(book.add_worksheet(sheet.name), sheet, styles)
    return content.getvalue()


def _styles(book: xlsxwriter.Workbook) -> _Styles:
    ground = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
    edged = ground | {"border": 1, "border_color": "#C9CED6"}
    titles = edged | {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter"}
    return _Styles(
        titles=book.add_format(titles),
        text=book.add_format(edged),
        heading=book.add_format(edged | {"bold": True, "bg_color": "#EEF3F8"}),
        day=book.add_format(edged | {"num_format": "dd/mm/yyyy", "align": "left"}),
        doubt=book.add_format({"bg_color": "#FFF2CC"}),
    )


def _write(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    last_row, last_column = len(sheet.rows), len(sheet.titles) - 1
    for column, (title, width) in enumerate(zip(sheet.titles, sheet.widths, strict=True)):
        page.write_string(0, column, title, styles.titles)
        page.set_column(column, column, width)
    for number, row in enumerate(sheet.rows, 1):
        page.set_row(number, height_of(row, sheet.widths))
        style = styles.heading if number - 1 in sheet.headings else styles.text
        _write_row(page, number, row, (style, styles.day))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last_row, last_column)
    _mark_doubts(page, sheet, styles.doubt)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1 if last_column < WIDE else 2, 0)
    page.repeat_rows(0)
    page.set_footer("&C&P/&N")


def _write_row(page: Worksheet, number: int, row: Sequence[Value], styles: tuple[Format, Format]) -> None:
    style, day_style = styles
    for column, value in enumerate(row):
        match value:
            case None | "" | () | False:
                page.write_blank(number, column, None, style)
            case date() if value >= _FIRST_DAY:
                page.write_datetime(number, column, datetime(value.year, value.month, value.day), day_style)
            case int() if value is not True:
                page.write_number(number, column, value, style)
            case _:
                page.write_string(number, column, fitting(clean(plain(value))), style)


def height_of(row: Sequence[Value], widths: Sequence[int]) -> float:
    """Points that the wrapped row needs: not every spreadsheet finds the height itself when it opens a file."""
    lines = (
        sum(int(len(line) / (width * DENSITY)) + 1 for line in plain(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
    )
    return min(LINE_HEIGHT * max(lines), HIGHEST)


def fitting(text: str) -> str:
    """The text as far as a cell holds it; where something is cut off, the cell says so."""
    # Excel counts UTF-16 units
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * (MOST_CHARACTERS - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _mark_doubts(page: Worksheet, sheet: Sheet, style: Format) -> None:
    """Rows in doubt are coloured by a rule, which follows when somebody clears the mark."""
    if sheet.doubt_column is None or not sheet.rows:
        return
    letter = xlsxwriter.utility.xl_col_to_name(sheet.doubt_column)
    rule: dict[str, object] = {"type": "formula", "criteria": f'=${letter}2<>""', "format": style}
    page.conditional_format(1, 0, len(sheet.rows), len(sheet.titles) - 1, rule)
