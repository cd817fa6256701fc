"""CSV for spreadsheets: one row per directive, with the document it stands in repeated on every row."""

from __future__ import annotations

import csv
import io

from ocr_pipeline.document import Document
from ocr_pipeline.exports.outline import all_rows

COLUMNS = (
    "path",
    "label",
    "text",
    "lead",
    "coordinate",
    "deadline",
    "deadline_text",
    "page",
    "notes",
    "document_code",
    "document_date",
    "document_issuer",
    "source",
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it as a formula.

    A lone sign is no formula, so that dash labels stay as printed (OWASP, "CSV Injection").

    >>> guard("=1+1"), guard("-"), guard("+"), guard("Chủ trì")
    ("'=1+1", '-', '+', 'Chủ trì')
    """
    return f"'{cell}" if len(cell) > 1 and cell.startswith(_FORMULA_STARTS) else cell


def to_csv(document: Document) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to show Vietnamese; bodies are separated by semicolons."""
    header = document.structure.header
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for row in all_rows(document.structure):
        directive = row.directive
        cells = (
            row.path,
            directive.label,
            directive.text,
            "; ".join(directive.lead),
            "; ".join(directive.coordinate),
            directive.deadline,
            directive.deadline_text,
            directive.page,
            "; ".join(directive.notes),
            header.code,
            header.date,
            header.issuer,
            document.source.name,
        )
        writer.writerow(["" if cell is None else guard(str(cell)) for cell in cells])
    return table.getvalue().encode("utf-8-sig")
