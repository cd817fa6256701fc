"""Ruled tables: the printed lines that part rows and columns, found in the picture and taken out before reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box

_WORKING_LETTER = 9.0
"""The x-height in pixels at which rules are looked for; a rule is then about one pixel thick."""
_DARK = 200
_SHORTEST_ACROSS, _SHORTEST_DOWN = 8.0, 4.0
"""In x-heights: longer than any stroke of a letter or a line under a word or two, shorter than any cell."""
_RUN_ON = 0.4
"""A rule parts rows (columns) when it runs along at least this share of the table; merged cells interrupt it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its frame, and where rules part its columns (x) and rows (y), outer edges included; pixels."""

    box: Box
    columns: tuple[int, ...]
    rows: tuple[int, ...]


def find_grids(pixels: NDArray[np.uint8], letter: float) -> tuple[tuple[Grid, ...], NDArray[np.uint8]]:
    """The ruled tables of a grey page with at least two rows and two columns, and the page without their rules.

    `letter` is the x-height in pixels. Frames of one cell (stamps, boxes around a note) are no tables and stay.
    """
    factor = min(1.0, _WORKING_LETTER / letter)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = np.where(small < _DARK, 255, 0).astype(np.uint8)
    across = _rules(ink, round(_SHORTEST_ACROSS * letter * factor), 0)
    down = _rules(ink, 0, round(_SHORTEST_DOWN * letter * factor))
    if not across.any() or not down.any():
        return (), pixels
    grids = []
    erased = np.zeros_like(ink)
    rules = across | down
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(rules, np.ones((3, 3), np.uint8)), connectivity=8)
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), 1):
        here = (slice(top, top + height), slice(left, left + width))
        own = labels[here] == label
        columns = tuple(left + x for x in _separators((down[here] > 0) & own, axis=0))
        rows = tuple(top + y for y in _separators((across[here] > 0) & own, axis=1))
        if len(columns) >= 3 and len(rows) >= 3:
            box = Box(*(round(edge / factor) for edge in (left, top, left + width, top + height)))
            grids.append(Grid(box, _scaled(columns, factor), _scaled(rows, factor)))
            erased[here][own & (rules[here] > 0)] = 255
    if not grids:
        return (), pixels
    wide = cv2.dilate(erased, np.ones((3, 3), np.uint8))
    mask = cv2.resize(wide, pixels.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return tuple(grids), np.where(mask > 0, np.uint8(255), pixels)


def _rules(ink: NDArray[np.uint8], across: int, down: int) -> NDArray[np.uint8]:
    """The straight strokes at least `across` pixels long, or `down` pixels high; small breaks are bridged."""
    along = (1, max(across, 1)) if across else (max(down, 1), 1)
    bridge = (1, 3) if across else (3, 1)
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(bridge, np.uint8))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(along, np.uint8)), np.uint8)


def _separators(rules: NDArray[np.bool_], axis: int) -> Iterator[int]:
    """The places at which rules run on far enough, counted across `axis` (0: vertical rules, by their x)."""
    # A rule may lean by a pixel or two: neighbouring pixel columns (rows) count together.
    along = np.convolve(rules.mean(axis=axis), np.ones(3), mode="same")
    strong = np.flatnonzero(along >= _RUN_ON)
    for group in np.split(strong, np.flatnonzero(np.diff(strong) > 3) + 1):
        if len(group):
            yield int(group[along[group].argmax()])


def _scaled(places: tuple[int, ...], factor: float) -> tuple[int, ...]:
    return tuple(round(place / factor) for place in places)
