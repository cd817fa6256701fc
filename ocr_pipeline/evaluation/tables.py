"""How many cells of the true tables were found in their places, and how many found cells are true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ocr_pipeline.document import Table

SAME_TEXT = 90.0
"""Similarity (0 to 100) from which two cells hold the same text."""


@dataclass(frozen=True, slots=True)
class CellScore:
    """Cells with text: in truth, found, and right (same row, column and spans; text similar enough)."""

    truth: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the true cells that were found; 1 where there are none."""
        return self.right / self.truth if self.truth else 1.0

    @property
    def precision(self) -> float:
        """Share of the found cells that are true; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    def __add__(self, other: CellScore) -> CellScore:
        return CellScore(self.truth + other.truth, self.found + other.found, self.right + other.right)


def compare_tables(found: Sequence[Table], truth: Sequence[Table], similar: float = SAME_TEXT) -> CellScore:
    """The score of the tables of a document, the first found against the first true one and so on.

    >>> from ocr_pipeline.document import Cell
    >>> truth = Table(1, 1, 2, (Cell(0, 0, text="1"), Cell(0, 1, text="Sở Y tế")))
    >>> compare_tables([Table(1, 1, 1, (Cell(0, 0, text="1"),))], [truth])
    CellScore(truth=2, found=1, right=1)
    """
    places = [
        {
            (number, cell.row, cell.column, cell.row_span, cell.column_span): " ".join(cell.text.split())
            for number, table in enumerate(tables)
            for cell in table.cells
            if cell.text.strip()
        }
        for tables in (found, truth)
    ]
    ours, wanted = places
    right = sum(place in ours and fuzz.ratio(ours[place], text) >= similar for place, text in wanted.items())
    return CellScore(len(wanted), len(ours), right)
