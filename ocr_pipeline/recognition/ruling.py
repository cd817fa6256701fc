"""Ruled tables: the printed lines that part rows and columns, found in the picture and taken out before reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Cell
from ocr_pipeline.recognition.merging import Edges, Span, merged_cells

_WORKING_LETTER = 9.0
"""The x-height in pixels at which rules are looked for; a rule is then about one pixel thick."""
_THICKEST = 7
"""Odd; dark stripes at least so many pixels thick are shading or a picture, not a rule."""
_DARKER = 26
"""A rule is darker than the paper beside it by so many greys; a dotted or faint one is hardly more."""
_PIECE_ACROSS, _PIECE_DOWN = 4.0, 2.4
"""In x-heights: longer than any stroke of a letter; what a broken rule is made of."""
_BREAK = 2.5
"""In x-heights: the widest break between two pieces of one rule."""
_SHORTEST_ACROSS, _SHORTEST_DOWN = 8.0, 4.0
"""In x-heights: longer than a line under a word or two, shorter than any cell."""
_CORNER = 7
"""Odd; rules that miss each other by less than so many pixels hang together."""
_FRINGE = 5
"""Odd; so many pixels of a rule's grey fringe go with it, which would be read as a dash or an underline."""
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


def find_grids(pixels: NDArray[np.uint8], letter: float) -> tuple[tuple[Grid, ...], NDArray[np.uint8]]:
    """The ruled tables of a grey page with at least two cells side by side, and the page without their rules.

    `letter` is the x-height in pixels. Frames of one cell (stamps, boxes around a note) are no tables and stay. Where
    a rule is not printed between two cells, they are one.
    """
    grids, erased = _look(pixels, letter, 1.0)
    if not grids:
        return (), pixels
    wide = cv2.dilate(erased, np.ones((_FRINGE, _FRINGE), np.uint8))
    mask = cv2.resize(wide, pixels.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return grids, np.where(mask > 0, np.uint8(255), pixels)


def drawn_grids(drawn: NDArray[np.uint8], letter: float, width: int) -> tuple[Grid, ...]:
    """The ruled tables of a page that is drawn smaller, in grey, than the `width` in pixels to which places refer.

    `letter` is the x-height in pixels of that width.
    """
    return _look(drawn, letter, drawn.shape[1] / width)[0]


def _look(pixels: NDArray[np.uint8], letter: float, scale: float) -> tuple[tuple[Grid, ...], NDArray[np.uint8]]:
    """The ruled tables of a page drawn at `scale`, and their rules at the size at which they are looked for."""
    factor = min(scale, _WORKING_LETTER / letter)
    reduced = factor / scale
    small = np.asarray(cv2.resize(pixels, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA), np.uint8)
    unit = letter * factor
    across, printed_across = _rules(small, unit, down=False)
    down, printed_down = _rules(small, unit, down=True)
    grids = []
    erased = np.zeros_like(small)
    hanging = cv2.dilate(across | down, np.ones((_CORNER, _CORNER), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(hanging, connectivity=8, ltype=cv2.CV_16U)
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), 1):
        here = (slice(top, top + height), slice(left, left + width))
        own = labels[here] == label
        edges = _edges((across[here] > 0) & own, (down[here] > 0) & own, unit)
        if edges is not None:
            cells = tuple(merged_cells(_as_printed(edges, printed_across[here] > 0, printed_down[here] > 0)))
            grids.append(_grid(edges, cells, (left, top), factor))
            erased[here][own & ((across | down)[here] > 0) & _outside(edges, cells, own.shape)] = 255
    return tuple(grids), erased


def _rules(grey: NDArray[np.uint8], unit: float, *, down: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The thin straight strokes along one axis, 255 where there is one: with breaks bridged, and only what is printed.

    `unit` is the x-height in pixels.
    """

    def kernel(length: float) -> NDArray[np.uint8]:
        size = max(round(length), 1)
        return np.ones((size, 1) if down else (1, size), np.uint8)

    side = np.ones((1, _THICKEST) if down else (_THICKEST, 1), np.uint8)
    contrast = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, side)
    ink = cv2.threshold(contrast, _DARKER - 1, 255, cv2.THRESH_BINARY)[1]
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel(3))
    pieces = cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel((_PIECE_DOWN if down else _PIECE_ACROSS) * unit))
    linked = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, kernel(_BREAK * unit))
    shortest = (_SHORTEST_DOWN if down else _SHORTEST_ACROSS) * unit
    long = cv2.morphologyEx(linked, cv2.MORPH_OPEN, kernel(shortest))
    return np.asarray(long, np.uint8), np.asarray(pieces, np.uint8)


def _edges(across: NDArray[np.bool_], down: NDArray[np.bool_], unit: float) -> Edges | None:
    """Where the rules part rows and columns, and along which cells they run; None where they frame no two cells."""
    columns, rows = _places(down, 0, unit), _places(across, 1, unit)
    while len(columns) >= 3 and len(rows) >= 2:
        beside = _cover(down, columns, rows, axis=0)  # along column x from row to row
        below = _cover(across, rows, columns, axis=1).T
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


def _as_printed(edges: Edges, across: NDArray[np.bool_], down: NDArray[np.bool_]) -> Edges:
    """The edges by what is printed of them: a bridged break may be as wide as a merged cell is high."""
    beside = _cover(down, edges.columns, edges.rows, axis=0)
    below = _cover(across, edges.rows, edges.columns, axis=1).T
    return replace(edges, beside=beside, below=below)


def _places(rules: NDArray[np.bool_], axis: int, unit: float) -> list[int]:
    """Where there are rules, counted across `axis` (0: vertical rules, by their x), and the ends of the table."""
    along = rules.sum(axis=axis)
    strong = np.flatnonzero(along)
    groups = np.split(strong, np.flatnonzero(np.diff(strong) > 2) + 1)
    places = [round(float(np.average(group, weights=along[group]))) for group in groups if len(group)]
    first, last = _CORNER // 2, len(along) - 1 - _CORNER // 2
    if not places or places[0] - first > _OUTER * unit:
        places.insert(0, first)
    if last - places[-1] > _OUTER * unit:
        places.append(last)
    return places


def _cover(rules: NDArray[np.bool_], places: Sequence[int], ends: Sequence[int], axis: int) -> NDArray[np.float64]:
    """The share of each stretch between two neighbouring `ends` that a rule at each of `places` runs along.

    What reaches neither end by itself is no more than a broken rule: it may be a line under a word.
    """
    turned = rules if axis == 0 else rules.T
    result = np.zeros((len(ends) - 1, len(places)))
    for number, place in enumerate(places):
        # A rule may lean by a few pixels over the height of a page.
        near = turned[:, max(place - _CORNER // 2, 0) : place + _CORNER // 2 + 1]
        printed: NDArray[np.bool_] = np.any(near, axis=1)
        for part, (start, end) in enumerate(pairwise(ends)):
            stretch = printed[start : max(end, start + 1)]
            reaches = stretch[:_SHORT_OF].any() and stretch[-_SHORT_OF:].any()
            result[part, number] = stretch.mean() if reaches else min(stretch.mean(), _RUN_ON / 2)
    return result


def _outside(edges: Edges, cells: Sequence[Span], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where rules are: what looks like one within a cell is print or a scrawl."""
    result = np.ones(shape, np.bool_)
    for row, column, height, width in cells:
        top, bottom = edges.rows[row] + _CORNER // 2 + 1, edges.rows[row + height] - _CORNER // 2
        left, right = edges.columns[column] + _CORNER // 2 + 1, edges.columns[column + width] - _CORNER // 2
        result[top:bottom, left:right] = False
    return result


def _grid(edges: Edges, cells: Sequence[Span], corner: tuple[int, int], factor: float) -> Grid:
    """The grid in pixels of the page."""
    columns = tuple(round((corner[0] + x) / factor) for x in edges.columns)
    rows = tuple(round((corner[1] + y) / factor) for y in edges.rows)
    boxed = tuple(
        Cell(
            row, column, height, width, box=Box(columns[column], rows[row], columns[column + width], rows[row + height])
        )
        for row, column, height, width in cells
    )
    return Grid(Box(columns[0], rows[0], columns[-1], rows[-1]), columns, rows, boxed)
