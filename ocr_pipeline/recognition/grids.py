"""The rows, columns and cells of a ruled table, from its rules as they are printed, in a picture or by a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.document import Box, Cell
from ocr_pipeline.recognition.merging import Edges, Span, merged_cells

WORKING_LETTER = 9.0
"""The x-height in pixels at which rules are looked for; a rule is then about one pixel thick."""
CORNER = 7
"""Odd; rules that miss each other by less than so many pixels hang together."""
PIECE_ACROSS, PIECE_DOWN = 4.0, 2.4
"""In x-heights: longer than any stroke of a letter; what a broken rule is made of."""
SHORTEST_ACROSS, SHORTEST_DOWN = 8.0, 4.0
"""In x-heights: longer than a line under a word or two, shorter than any cell."""
_RUN_ON = 0.6
"""A rule parts rows (columns) where it runs along at least this share of one cell, from rule to rule."""
_SHORT_OF = 6
"""Pixels by which a rule may end before the one that it meets; a line under words ends at the margin of the cell."""
_DOWN_LEAST = 0.12
"""A rule that parts columns runs along at least this share of the table's height; a pen stroke in a cell does not."""
_OUTER = 3.0
"""Rules that reach further than this many x-heights beyond the last one across end at an edge that is not printed."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its frame, where its columns (x) and rows (y) are parted, outer edges included, and its cells."""

    box: Box
    columns: tuple[int, ...]
    rows: tuple[int, ...]
    cells: tuple[Cell, ...]


class Lines(Protocol):
    """The rules along one axis within a frame."""

    @property
    def profile(self) -> NDArray[np.int64]:
        """At every place across the axis, along how many pixels there is a rule."""

    def near(self, place: int) -> NDArray[np.bool_]:
        """Along the axis, whether there is a rule within half a `CORNER` of that place."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The rules of one frame."""

    across: Lines
    down: Lines


def parted(rules: Rules, printed: Rules, unit: float) -> tuple[Edges, tuple[Span, ...]] | None:
    """Where the rules of one frame part rows and columns, and the cells; None where they frame no two cells.

    Cells are merged by what is `printed` of the rules: a bridged break may be as wide as a merged cell is high. `unit`
    is the x-height in pixels.
    """
    edges = _edges(rules, unit)
    return None if edges is None else (edges, tuple(merged_cells(_as_printed(edges, printed))))


def grid_of(edges: Edges, cells: Sequence[Span], corner: tuple[float, float], factor: float) -> Grid:
    """The grid in pixels of the page; the frame begins at `corner` of the page at `factor` of its size."""
    columns = tuple(round((corner[0] + x) / factor) for x in edges.columns)
    rows = tuple(round((corner[1] + y) / factor) for y in edges.rows)
    boxed = tuple(
        Cell(
            row, column, height, width, box=Box(columns[column], rows[row], columns[column + width], rows[row + height])
        )
        for row, column, height, width in cells
    )
    return Grid(Box(columns[0], rows[0], columns[-1], rows[-1]), columns, rows, boxed)


def _edges(rules: Rules, unit: float) -> Edges | None:
    """Where the rules part rows and columns, and along which cells they run; None where they frame no two cells."""
    columns, rows = _places(rules.down, unit), _places(rules.across, unit)
    while len(columns) >= 3 and len(rows) >= 2:
        beside = _cover(rules.down, columns, rows)  # along column x from row to row
        below = _cover(rules.across, rows, columns).T
        height = np.diff(rows) / (rows[-1] - rows[0])
        weak_columns = [
            x
            for x, part in zip(columns[1:-1], beside.T[1:-1], strict=True)
            if part.max() < _RUN_ON or part @ height < _DOWN_LEAST
        ]
        weak_rows = [y for y, part in zip(rows[1:-1], below[1:-1], strict=True) if part.max() < _RUN_ON]
        if not weak_columns and not weak_rows:
            return Edges(tuple(columns), tuple(rows), beside, below)
        columns = [x for x in columns if x not in weak_columns]
        rows = [y for y in rows if y not in weak_rows]
    return None


def _as_printed(edges: Edges, printed: Rules) -> Edges:
    """The edges by what is printed of them: a bridged break may be as wide as a merged cell is high."""
    beside = _cover(printed.down, edges.columns, edges.rows)
    below = _cover(printed.across, edges.rows, edges.columns).T
    return replace(edges, beside=beside, below=below)


def _places(lines: Lines, unit: float) -> list[int]:
    """Where there are rules across their axis (vertical rules by their x), and the ends of the table."""
    along = lines.profile
    strong = np.flatnonzero(along)
    groups = np.split(strong, np.flatnonzero(np.diff(strong) > 2) + 1)
    places = [round(float(np.average(group, weights=along[group]))) for group in groups if len(group)]
    first, last = CORNER // 2, len(along) - 1 - CORNER // 2
    if not places or places[0] - first > _OUTER * unit:
        places.insert(0, first)
    if last - places[-1] > _OUTER * unit:
        places.append(last)
    return places


def _cover(lines: Lines, places: Sequence[int], ends: Sequence[int]) -> NDArray[np.float64]:
    """The share of each stretch between two neighbouring `ends` that a rule at each of `places` runs along."""
    stretches = np.array(ends, np.int64)
    return np.stack([_shares(lines.near(place), stretches) for place in places], axis=1)


@compiled
def _shares(printed: NDArray[np.bool_], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of each stretch between two neighbouring ends that is printed.

    What reaches neither end by itself is no more than a broken rule: it may be a line under a word.
    """
    result = np.zeros(len(ends) - 1)
    for part in range(len(ends) - 1):
        stretch = printed[ends[part] : max(ends[part + 1], ends[part] + 1)]
        share = np.sum(stretch) / len(stretch)
        reaches = np.any(stretch[:_SHORT_OF]) and np.any(stretch[-_SHORT_OF:])
        result[part] = share if reaches else min(share, _RUN_ON / 2)
    return result
