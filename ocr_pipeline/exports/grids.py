"""A table as rows of texts, one for every column, and as Markdown."""

from __future__ import annotations

from ocr_pipeline.document import Table
from ocr_pipeline.exports.escaping import escape


def text_rows(table: Table) -> list[list[str]]:
    """The texts row by row; a cell that covers several places stands in the first of them, the others are empty.

    >>> from ocr_pipeline.document import Cell
    >>> text_rows(Table(1, 2, 2, (Cell(0, 0, 1, 2, "Thời hạn"), Cell(1, 0, text="từ"), Cell(1, 1, text="đến"))))
    [['Thời hạn', ''], ['từ', 'đến']]
    """
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def markdown_table(table: Table) -> str:
    """The table in GitHub's dialect; the first row of a ruled one is its head, lists of names have none."""
    rows = [[escape(text) for text in row] for row in text_rows(table)]
    head, body = (rows[0], rows[1:]) if table.ruled else ([""] * table.columns, rows)
    lines = [head, ["---"] * table.columns, *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
