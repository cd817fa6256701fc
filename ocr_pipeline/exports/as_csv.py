"""CSV for spreadsheets: one row per directive under Vietnamese titles, with the document it stands in on every row."""

from __future__ import annotations

import csv
import io

from ocr_pipeline.document import Document
from ocr_pipeline.exports.table import COLUMNS, cell, plain, table_rows

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it as a formula.

    A lone sign is no formula, so that dash labels stay as printed (OWASP, "CSV Injection").

    >>> guard("=1+1"), guard("-"), guard("+"), guard("Chủ trì")
    ("'=1+1", '-', '+', 'Chủ trì')
    """
    return f"'{cell}" if len(cell) > 1 and cell.startswith(_FORMULA_STARTS) else cell


def to_csv(*documents: Document) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to show Vietnamese; bodies are separated by semicolons."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(column.title for column in COLUMNS)
    for document in documents:
        for row in table_rows(document):
            writer.writerow(guard(plain(cell(row, column))) for column in COLUMNS)
    return table.getvalue().encode("utf-8-sig")
