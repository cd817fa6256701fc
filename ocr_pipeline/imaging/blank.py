"""Blank pages and duplex backs: pages without letters, whatever grain, specks and show-through they carry."""

from __future__ import annotations

from ocr_pipeline.imaging.ink import Marks

_LETTER_HEIGHTS = (0.004, 0.04)
"""Heights of letters as shares of the page height: 1.2 mm (the x-height of 8 point) to 12 mm on A4."""
_FEWEST_LETTERS = 10


def is_blank(marks: Marks, page_height: int) -> bool:
    """Whether the page carries fewer marks of the size and shape of letters than a single short line."""
    smallest, largest = (share * page_height for share in _LETTER_HEIGHTS)
    sized = (marks.height >= smallest) & (marks.height <= largest)
    shaped = (marks.width <= 4 * marks.height) & (marks.height <= 12 * marks.width)
    return int((sized & shaped).sum()) < _FEWEST_LETTERS
