"""The words of ruled tables: every cell is read by itself, so that lines of neighbours are not taken for one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.overlaid import overlaid
from ocr_pipeline.recognition.reading import words_of_page
from ocr_pipeline.recognition.rows import placed
from ocr_pipeline.recognition.tesseract import ONE_BLOCK
from ocr_pipeline.settings import RecognitionOptions

_DARK = 160
_FEWEST_DARK = 0.5
"""A cell holds print where as many pixels are dark as half an x-height is high; less is dust."""
_SPACING = 1.2
"""In x-heights: paper above, below and beside each cell on the sheet."""
_SAME_LENGTH = 1
"""Letters and digits by which two readings of a cell may differ that see the same print."""
_TALLEST = 5000
"""Pixels; sheets are begun anew when they grow higher."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Cells set one below the other: the pixels, where each cell stands on the page, and its top on the sheet."""

    pixels: NDArray[np.uint8]
    homes: tuple[Box, ...]
    tops: tuple[int, ...]
    margin: int


def read_cells(
    pixels: NDArray[np.uint8], grids: Sequence[Grid], letter: float, dpi: int, options: RecognitionOptions
) -> tuple[Word, ...]:
    """The words in the cells of the tables, with their places on the page.

    `pixels` (height, width) are without the rules; `letter` is the x-height in pixels.
    """
    cells = [cell.box for grid in grids for cell in grid.cells if cell.box]
    return tuple(
        _moved(word, sheet)
        for sheet in _sheets(pixels, cells, letter)
        for word in words_of_page(sheet.pixels, dpi, letter, options, segmentation=ONE_BLOCK)
    )


def with_cells(on_page: Sequence[Word], in_cells: Sequence[Word], grids: Sequence[Grid]) -> tuple[Word, ...]:
    """The words of the page, those in each cell by the surer of both readings where both see as much there.

    Tesseract at times gives words of neighbouring lines one box: then nothing tells their order, and the cell's reading
    stands.
    """
    rest, words = list(on_page), list[Word]()
    for frame in (cell.box for grid in grids for cell in grid.cells if cell.box):
        first = [word for word in rest if _inside(word, frame)]
        again = [word for word in in_cells if _inside(word, frame)]
        rest = [word for word in rest if not _inside(word, frame)]
        alike = abs(_length(first) - _length(again)) <= _SAME_LENGTH
        words += first if alike and _sure(first) > _sure(again) and not any(overlaid(placed(first))) else again
    return (*rest, *words)


def _length(words: Sequence[Word]) -> int:
    return sum(letter.isalnum() for word in words for letter in word.text)


def _sure(words: Sequence[Word]) -> float:
    return fmean(word.confidence or 0.0 for word in words) if words else 0.0


def _inside(word: Word, frame: Box) -> bool:
    if word.box is None:
        return False
    across, down = (word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2
    return frame.left <= across < frame.right and frame.top <= down < frame.bottom


def _sheets(pixels: NDArray[np.uint8], cells: Sequence[Box], letter: float) -> Iterator[_Sheet]:
    """The printed parts of the cells, row by row, on as few sheets as they need."""
    waiting: list[Box] = []
    height = 0
    for cell in cells:
        printed = _printed(pixels, cell, letter)
        if printed is None:
            continue
        if waiting and height + printed.height > _TALLEST:
            yield _sheet(pixels, waiting, letter)
            waiting, height = [], 0
        waiting.append(printed)
        height += printed.height + round(_SPACING * letter)
    if waiting:
        yield _sheet(pixels, waiting, letter)


def _printed(pixels: NDArray[np.uint8], cell: Box, letter: float) -> Box | None:
    """The cell without the white above and below its print; None where nothing is printed."""
    dark = (pixels[cell.top : cell.bottom, cell.left : cell.right] < _DARK).sum(axis=1)
    rows = np.flatnonzero(dark)
    if dark.sum() < _FEWEST_DARK * letter:
        return None
    return Box(cell.left, cell.top + int(rows[0]), cell.right, cell.top + int(rows[-1]) + 1)


def _sheet(pixels: NDArray[np.uint8], homes: Sequence[Box], letter: float) -> _Sheet:
    margin = round(_SPACING * letter)
    width = max(home.width for home in homes) + 2 * margin
    height = sum(home.height + margin for home in homes) + margin
    sheet = np.full((height, width), 255, np.uint8)
    tops, top = [], margin
    for home in homes:
        part = pixels[home.top : home.bottom, home.left : home.right]
        sheet[top : top + home.height, margin : margin + home.width] = part
        tops.append(top)
        top += home.height + margin
    return _Sheet(sheet, tuple(homes), tuple(tops), margin)


def _moved(word: Word, sheet: _Sheet) -> Word:
    """A word of the sheet in its place on the page, within its cell."""
    if word.box is None:
        return word
    number = max(bisect_right(sheet.tops, (word.box.top + word.box.bottom) / 2 + sheet.margin / 2) - 1, 0)
    home, top = sheet.homes[number], sheet.tops[number]
    left, right = (
        min(max(x - sheet.margin + home.left, home.left), home.right) for x in (word.box.left, word.box.right)
    )
    upper, lower = (min(max(y - top + home.top, home.top), home.bottom) for y in (word.box.top, word.box.bottom))
    return Word(word.text, Box(left, upper, right, lower), word.confidence)
