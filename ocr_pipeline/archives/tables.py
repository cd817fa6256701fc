"""Records as tables: CSV as they come, and one workbook over all; Vietnamese titles, codes as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ocr_pipeline.archives.profiles import Field, Form, Level, Profile
from ocr_pipeline.archives.records import FileRecords, Missing
from ocr_pipeline.exports.as_csv import guard
from ocr_pipeline.exports.as_xlsx import workbook
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.sheets import Sheet
from ocr_pipeline.exports.table import Value

LEVEL_NAMES = {Level.DOCUMENT: "Tài liệu", Level.FILE: "Hồ sơ"}
ABOUT = "Đường dẫn"
"""Title of the column that says what a row is about; the sidecar knows it by this name."""
IN_FILE = "Thuộc hồ sơ"
MISSING_TITLES = ("Cấp", ABOUT, "Trường", "Tên trường", "Trên văn bản in")
_WIDTHS = {Form.NUMBER: 9, Form.DATE: 12, Form.CODE: 11}
_WIDEST, _NARROWEST = 60, 14

Cells = tuple[str, ...]


def document_titles(profile: Profile) -> Cells:
    """The first row of the table of documents."""
    return (ABOUT, IN_FILE, *(field.title for field in profile.document))


def file_titles(profile: Profile) -> Cells:
    """The first row of the table of files."""
    return (ABOUT, *(field.title for field in profile.file))


def document_rows(records: FileRecords) -> Iterator[Cells]:
    """One row a document."""
    for member, record in zip(records.members, records.documents, strict=True):
        yield (member.stem, shown_file(records.name), *record.values.values())


def file_row(records: FileRecords) -> Cells:
    """The row of the file."""
    return (shown_file(records.name), *records.file.values.values())


def missing_row(one: Missing) -> Cells:
    """What a person has to fill in."""
    about = shown_file(one.about) if one.level is Level.FILE else one.about
    return (LEVEL_NAMES[one.level], about, one.field, one.title, one.hint)


def shown_file(name: str) -> str:
    """The name of a file as tables show it, and the sidecar understands it: the tree itself is a dot."""
    return name or "."


def csv_lines(rows: Iterable[Sequence[str]], *, first: bool = False) -> bytes:
    """Rows as CSV in UTF-8; a byte order mark before the first of a table, which Excel needs to show Vietnamese."""
    table = io.StringIO()
    csv.writer(table).writerows([guard(clean(cell)) for cell in row] for row in rows)
    return table.getvalue().encode("utf-8-sig" if first else "utf-8")


def records_workbook(
    profile: Profile, documents: Sequence[Cells], files: Sequence[Cells], missing: Sequence[Cells]
) -> bytes:
    """Three sheets: documents, files, what is missing; numbers as numbers, all else as text, so that `01` stays."""
    sheets = (
        Sheet(
            "Tài liệu",
            ((ABOUT, 40), (IN_FILE, 24), *map(_column, profile.document)),
            _typed(documents, 2, profile.document),
        ),
        Sheet("Hồ sơ", ((ABOUT, 32), *map(_column, profile.file)), _typed(files, 1, profile.file)),
        Sheet("Còn thiếu", tuple(zip(MISSING_TITLES, (10, 40, 18, 32, 40), strict=True)), tuple(missing)),
    )
    return workbook("Hồ sơ, tài liệu lưu trữ", sheets)


def _column(field: Field) -> tuple[str, int]:
    width = _WIDTHS.get(field.form, min(max(field.length // 8, _NARROWEST), _WIDEST))
    return field.title, width


def _typed(rows: Sequence[Cells], before: int, fields: Sequence[Field]) -> tuple[tuple[Value, ...], ...]:
    numbers = {before + place for place, field in enumerate(fields) if field.form is Form.NUMBER}
    return tuple(
        tuple(int(cell) if place in numbers and cell.isdecimal() else clean(cell) for place, cell in enumerate(row))
        for row in rows
    )
