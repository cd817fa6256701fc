"""Seals in black and signatures as a mask, told from the print that they touch by size alone."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Region, RegionKind
from ocr_pipeline.imaging.ink import Grey, Marks, Mask, ink_of, marks_of

_HIGH, _WIDE = 3.2, 6.0
"""In x-heights: a mark higher or wider than this is no letter, nor a few letters that run together."""
_LETTER = (0.6, 2.6, 4.0)
"""In x-heights: least and greatest height, and greatest width, of the letters of a line."""
_APART, _LINE = 1.5, 4.0
"""In x-heights: letters of a line stand so near each other, and the line is at least so long."""
_AROUND = 8.0
"""In x-heights: how far around seals and signatures lines are looked for that run into them."""
_RING = 0.8
"""A seal in black is one mark that fills this share of its box; one in colour has been lifted off before."""


def strokes_of(page: Grey, regions: Sequence[Region], letter: float) -> Mask | None:
    """Where the seals in black and the strokes of the signatures lie, 255 in a mask of the size of the page.

    None without any. Of signatures only what hangs together and is larger than letters counts (`letter` is the x-height
    in pixels), of seals in black their own letters too. A line of print that runs into them does not, nor as much
    beside it as a letter takes, since the next letter may hang on a stroke.
    """
    boxes = [region.box for region in regions if region.kind in (RegionKind.SEAL, RegionKind.SIGNATURE)]
    if not boxes:
        return None
    margin = round(_AROUND * letter)
    left, top = (max(min(edge) - margin, 0) for edge in zip(*((box.left, box.top) for box in boxes), strict=True))
    right, bottom = (max(edge) + margin for edge in zip(*((box.right, box.bottom) for box in boxes), strict=True))
    here = slice(top, bottom), slice(left, right)
    marks = marks_of(ink_of(page)[here])
    large = (marks.height > _HIGH * letter) | (marks.width > _WIDE * letter)
    over = np.zeros(len(large), np.bool_)
    discs = np.zeros_like(page[here])
    for region in regions:
        if region.box in boxes:
            box = Box(region.box.left - left, region.box.top - top, region.box.right - left, region.box.bottom - top)
            touched = large & _touching(marks, box)
            over |= touched
            if region.kind is RegionKind.SEAL and _is_ring(marks, touched, box):
                centre = (box.left + box.right) // 2, (box.top + box.bottom) // 2
                cv2.circle(discs, centre, box.width // 2, 255, cv2.FILLED)
    strokes = _mask(marks, over) | discs
    if not strokes.any():
        return None
    result = np.zeros_like(page)
    wide = np.asarray(cv2.dilate(strokes, np.ones((3, 3), np.uint8)), np.uint8)
    result[here] = wide & ~_lines(marks, discs, letter)
    return result


def _mask(marks: Marks, chosen: NDArray[np.bool_]) -> Mask:
    """The mask of the chosen marks."""
    return np.concatenate(([False], chosen)).astype(np.uint8)[marks.labels] * np.uint8(255)


def _touching(marks: Marks, box: Box) -> NDArray[np.bool_]:
    """Which marks reach into a box."""
    across = (marks.left < box.right) & (marks.left + marks.width > box.left)
    return np.asarray(across & (marks.top < box.bottom) & (marks.top + marks.height > box.top), np.bool_)


def _is_ring(marks: Marks, touched: NDArray[np.bool_], seal: Box) -> bool:
    """Whether one of the marks is the ring of the seal."""
    filled = (marks.width >= _RING * seal.width) & (marks.height >= _RING * seal.height)
    return bool((touched & filled).any())


def _lines(marks: Marks, discs: Mask, letter: float) -> Mask:
    """The places of the letters of lines, and beside them as far as the next letter stands.

    A line is long enough without what lies inside seals: letters there are their own, unless such a line goes on.
    """
    lowest, highest, widest = (share * letter for share in _LETTER)
    letters = (marks.height >= lowest) & (marks.height <= highest) & (marks.width <= widest)
    boxes = np.zeros_like(discs)
    for number in np.flatnonzero(letters):
        left, top = marks.left[number], marks.top[number]
        boxes[top : top + marks.height[number], left : left + marks.width[number]] = 255
    next_letter = np.ones((1, 2 * round(_APART * letter) + 1), np.uint8)
    closed = cv2.morphologyEx(boxes, cv2.MORPH_CLOSE, next_letter)
    count, labels = cv2.connectedComponents(closed, connectivity=8, ltype=cv2.CV_32S)
    outside = np.bincount(labels[discs == 0], minlength=count)
    long = outside >= _LINE * letter * letter
    long[0] = False
    return np.asarray(cv2.dilate(long.astype(np.uint8)[labels] * np.uint8(255), next_letter), np.uint8)
