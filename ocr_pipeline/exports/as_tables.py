"""The tables of documents as one CSV: a row for each row of a table, and a column for each of its columns."""

from __future__ import annotations

import csv
import io

from ocr_pipeline.document import Document
from ocr_pipeline.exports.as_csv import guard
from ocr_pipeline.exports.grids import text_rows

COLUMNS = ("source", "table", "page", "row")
"""What stands before the cells: the file, the number of the table in it, its first page, the number of the row."""


def to_tables_csv(*documents: Document) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; the cells are the columns `1`, `2` and so on.

    Tables are told apart by their number, so that one filter shows one of them as printed. A merged cell stands in the
    first of its places.
    """
    width = max((table.columns for document in documents for table in document.tables), default=0)
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow((*COLUMNS, *range(1, width + 1)))
    for document in documents:
        for number, table in enumerate(document.tables, 1):
            for place, texts in enumerate(text_rows(table), 1):
                padded = (*map(guard, texts), *[""] * (width - table.columns))
                writer.writerow((guard(document.source.name), number, table.page, place, *padded))
    return sheet.getvalue().encode("utf-8-sig")
