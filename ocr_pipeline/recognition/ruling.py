"""Ruled tables: the printed lines that part rows and columns, found in the picture and taken out before reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.recognition.grids import (
    CORNER,
    PIECE_ACROSS,
    PIECE_DOWN,
    SHORTEST_ACROSS,
    SHORTEST_DOWN,
    WORKING_LETTER,
    Grid,
    Rules,
    grid_of,
    parted,
)
from ocr_pipeline.recognition.merging import Edges, Span

_THICKEST = 7
"""Odd; dark stripes at least so many pixels thick are shading or a picture, not a rule."""
_DARKER = 26
"""A rule is darker than the paper beside it by so many greys; a dotted or faint one is hardly more."""
_BREAK = 2.5
"""In x-heights: the widest break between two pieces of one rule."""
_FRINGE = 5
"""Odd; so many pixels of a rule's grey fringe go with it, which would be read as a dash or an underline."""


def find_grids(pixels: NDArray[np.uint8], letter: float) -> tuple[tuple[Grid, ...], NDArray[np.uint8]]:
    """The ruled tables of a grey page with at least two cells side by side, and the page without their rules.

    `letter` is the x-height in pixels. Frames of one cell (stamps, boxes around a note) are no tables and stay. Where
    a rule is not printed between two cells, they are one.
    """
    grids, erased = _look(pixels, letter)
    if not grids:
        return (), pixels
    wide = cv2.dilate(erased, np.ones((_FRINGE, _FRINGE), np.uint8))
    mask = cv2.resize(wide, pixels.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return grids, np.where(mask > 0, np.uint8(255), pixels)


def _look(pixels: NDArray[np.uint8], letter: float) -> tuple[tuple[Grid, ...], NDArray[np.uint8]]:
    """The ruled tables of a page, and their rules at the size at which they are looked for."""
    factor = min(1.0, WORKING_LETTER / letter)
    small = np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    unit = letter * factor
    across, printed_across = _rules(small, unit, down=False)
    down, printed_down = _rules(small, unit, down=True)
    grids = []
    erased = np.zeros_like(small)
    hanging = cv2.dilate(across | down, np.ones((CORNER, CORNER), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(hanging, connectivity=8, ltype=cv2.CV_16U)
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), 1):
        here = (slice(top, top + height), slice(left, left + width))
        own = labels[here] == label
        rules = _rules_of((across[here] > 0) & own, (down[here] > 0) & own)
        found = parted(rules, _rules_of(printed_across[here] > 0, printed_down[here] > 0), unit)
        if found is not None:
            edges, cells = found
            grids.append(grid_of(edges, cells, (left, top), factor))
            erased[here][own & ((across | down)[here] > 0) & _outside(edges, cells, own.shape)] = 255
    return tuple(grids), erased


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Rules in a picture that is turned so that they run down."""

    pixels: NDArray[np.bool_]

    @property
    def profile(self) -> NDArray[np.int64]:
        return np.asarray(self.pixels.sum(axis=0), np.int64)

    def near(self, place: int) -> NDArray[np.bool_]:
        # A rule may lean by a few pixels over the height of a page.
        return np.asarray(self.pixels[:, max(place - CORNER // 2, 0) : place + CORNER // 2 + 1].any(axis=1), np.bool_)


def _rules_of(across: NDArray[np.bool_], down: NDArray[np.bool_]) -> Rules:
    return Rules(_Lines(across.T), _Lines(down))


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
    pieces = cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel((PIECE_DOWN if down else PIECE_ACROSS) * unit))
    linked = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, kernel(_BREAK * unit))
    shortest = (SHORTEST_DOWN if down else SHORTEST_ACROSS) * unit
    long = cv2.morphologyEx(linked, cv2.MORPH_OPEN, kernel(shortest))
    return np.asarray(long, np.uint8), np.asarray(pieces, np.uint8)


def _outside(edges: Edges, cells: Sequence[Span], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where rules are: what looks like one within a cell is print or a scrawl."""
    result = np.ones(shape, np.bool_)
    for row, column, height, width in cells:
        top, bottom = edges.rows[row] + CORNER // 2 + 1, edges.rows[row + height] - CORNER // 2
        left, right = edges.columns[column] + CORNER // 2 + 1, edges.columns[column + width] - CORNER // 2
        result[top:bottom, left:right] = False
    return result
