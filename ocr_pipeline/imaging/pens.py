"""Pen strokes: signatures and other handwriting, by their colour or, in black, by their size and openness."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from ocr_pipeline.imaging.geometry import Points, corners
from ocr_pipeline.imaging.ink import Mask

_SIGNATURE = (7.0, 9.0)
"""Least height and width of a signature in millimetres; print is lower, and numbers written by hand are narrower."""
_HANDWRITING, _LONGEST = (3.6, 14.0), 5.0
"""Heights of other handwriting in millimetres, and how many times as wide it may be: more is a line of print."""
_NARROWEST = 2.4
"""Millimetres: narrower is the coloured fringe of a letter or of the edge of the sheet."""
_COVER = 0.3
"""Share of its frame that a pen stroke covers at most; blue print that runs together covers half of it."""
_NEAR = 2.5
"""Millimetres: strokes that stand so near each other are one signature."""


def tall_strokes(mask: Mask, height: float) -> Mask:
    """The marks of a mask that are higher than `height` pixels and too open for a block of print."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    tall = np.zeros(count, np.uint8)
    _, _, width, high, area = stats[1:].T
    tall[1:][(high > height) & (area < _COVER * width * high)] = 255
    return np.asarray(tall[labels], np.uint8)


def signatures_in(strokes: Mask, millimetre: float) -> Iterator[Points]:
    """The corners around groups of pen strokes that are large enough for a signature."""
    for left, top, width, height in _groups(strokes, _NEAR * millimetre):
        if height >= _SIGNATURE[0] * millimetre and width >= _SIGNATURE[1] * millimetre:
            yield corners(left, top, left + width, top + height)


def handwriting_in(ink: Mask, millimetre: float) -> Iterator[Points]:
    """The corners around short words written in coloured ink: numbers, days, initials."""
    for left, top, width, height in _groups(ink, millimetre):
        sized = _HANDWRITING[0] * millimetre <= height <= _HANDWRITING[1] * millimetre
        if sized and _NARROWEST * millimetre <= width <= _LONGEST * height:
            yield corners(left, top, left + width, top + height)


def _groups(mask: Mask, near: float) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of the marks that stand within `near` pixels of each other, as one."""
    size = max(round(near), 1)
    joined = cv2.dilate(mask, np.ones((size, size), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), 1):
        here = (slice(top, top + height), slice(left, left + width))
        rows, columns = np.nonzero((labels[here] == label) & (mask[here] > 0))
        if len(rows):
            yield left + int(columns.min()), top + int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
