"""Two pages side by side on one picture: where they part, so that the left one is read before the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from ocr_pipeline.document import Box, Cell, Line, Word, Zone
from ocr_pipeline.recognition.columns import Gutter, narrowed_by, split
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.rows import Row, placed, rows_of

_BROAD = 1.15
"""A picture of two pages is at least so many times as wide as high: 1.41 for two sheets of A4, less in photographs."""
_MIDDLE = 0.1
"""The pages part within this share of the width from the middle of the picture."""
_MARGINS = 0.03
"""Share of the width that the two inner margins together take at least."""
_SURE = 0.5
"""Words read with less confidence do not count: the shadow of a fold reads as rubbish."""
_LINES, _WORDS_OF_LINE = 3, 6
"""A page has so many lines of so many words at least; figures of a table and names under two signatures have not."""

_Boxed = TypeVar("_Boxed", Word, Line, Zone, Cell, Grid)


def parting_of(words: Sequence[Word], width: int, height: int, grids: Sequence[Grid] = ()) -> int | None:
    """The x at which two pages part that lie side by side on a picture; None where it is one page.

    Nothing crosses the white between them, no title and no table.
    """
    if width < _BROAD * height:
        return None
    sure = tuple(word for word in placed(words) if word.word.confidence is None or word.word.confidence >= _SURE)
    gutters = narrowed_by([Gutter((0.5 - _MIDDLE) * width, (0.5 + _MIDDLE) * width)], sure, _MARGINS * width)
    free = [
        gutter
        for gutter in gutters
        if gutter.width >= _MARGINS * width
        and not any(grid.box.left < gutter.middle < grid.box.right for grid in grids)
    ]
    if not free:
        return None
    middle = max(free, key=lambda gutter: gutter.width).middle
    return round(middle) if all(map(_is_page, split(sure, middle))) else None


def moved(boxed: _Boxed, right: int) -> _Boxed:
    """A word, zone or table so many pixels further to the right, with all that is in it."""
    box = boxed.box and Box(boxed.box.left + right, boxed.box.top, boxed.box.right + right, boxed.box.bottom)
    if isinstance(boxed, Line):
        return replace(boxed, box=box, words=tuple(moved(word, right) for word in boxed.words))
    if isinstance(boxed, Zone):
        lines = tuple(moved(line, right) for line in boxed.lines)
        return replace(boxed, box=box, lines=lines, cells=tuple(moved(cell, right) for cell in boxed.cells))
    if isinstance(boxed, Grid):
        cells = tuple(moved(cell, right) for cell in boxed.cells)
        return replace(boxed, box=box, columns=tuple(column + right for column in boxed.columns), cells=cells)
    return replace(boxed, box=box)


def _is_page(words: Row) -> bool:
    """Whether there are lines of print among the words."""
    lines = (sum(any(map(str.isalpha, word.word.text)) for word in row) for row in rows_of(words))
    return sum(count >= _WORDS_OF_LINE for count in lines) >= _LINES
