"""Framed stamps: rectangles drawn around a few words, straight or aslant, found by their sides."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.geometry import Points
from ocr_pipeline.imaging.ink import Grey, Mask

_LONG, _SHORT = (12.0, 80.0), (4.5, 50.0)
"""Sides of a stamp in millimetres: `KHẨN` is 14 mm wide, an incoming stamp up to 70."""
_BAND = 1.2
"""Millimetres: a side may bend, or lean against the others, by so much."""
_SIDE = 0.65
"""Share of a side that must be there."""
_FULL = 0.45
"""A frame with its words covers at most this share of itself; a blot covers more."""
_DOT, _DOT_GAP, _DOTTED = 0.75, 1.6, 3.7
"""Millimetres: largest dot, widest gap and shortest length of a dotted line."""


def find_frames(mask: Mask, millimetre: float, least_sides: int) -> Iterator[Points]:
    """The corners (clockwise from the upper left) of every frame that shows `least_sides` of its four sides.

    `millimetre` is in pixels of the mask.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    for label, (left, top, width, height, area) in enumerate(stats[1:].tolist(), 1):
        if max(width, height) < _LONG[0] * millimetre or min(width, height) < _SHORT[0] * millimetre:
            continue
        if max(width, height) > 1.2 * _LONG[1] * millimetre or area > _FULL * width * height:
            continue
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == label)
        points = np.stack([columns + left, rows + top], axis=1).astype(np.float32)
        frame = rectangle_around(points)
        along, across = _length(frame[1] - frame[0]), _length(frame[3] - frame[0])
        sized = all(
            low * millimetre <= side <= high * millimetre
            for side, (low, high) in ((max(along, across), _LONG), (min(along, across), _SHORT))
        )
        if sized and _sides_drawn(points, frame, _BAND * millimetre) >= least_sides:
            yield frame


def straight_cut(grey: Grey, frame: Points, millimetre: float) -> Grey:
    """What stands inside a frame, turned straight, without the lines of the frame and the dots to write on."""
    width, height = round(_length(frame[1] - frame[0])), round(_length(frame[3] - frame[0]))
    target = np.array([(0, 0), (width, 0), (0, height)], np.float32)
    turn = cv2.getAffineTransform(frame[[0, 1, 3]].astype(np.float32), target)
    cut = np.asarray(cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)
    level, _ = cv2.threshold(cut, 0, 255, cv2.THRESH_OTSU)
    dark = np.where(cut <= level, 255, 0).astype(np.uint8)
    lines = _runs(dark, width // 4, 0) | _runs(dark, 0, height // 2) | _dotted(dark, millimetre)
    return np.where(cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0, np.uint8(255), cut)


def _runs(dark: Mask, across: int, down: int) -> Mask:
    """The straight lines at least so many pixels long across, or down."""
    shape = (1, across) if across else (max(down, 1), 1)
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)


def _dotted(dark: Mask, millimetre: float) -> Mask:
    """The dots of dotted lines."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)
    small = np.zeros(count, np.uint8)
    small[1:][stats[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) <= _DOT * millimetre] = 255
    dots = small[labels]
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((3, round(_DOT_GAP * millimetre) | 1), np.uint8))
    rows = cv2.dilate(_runs(np.asarray(joined, np.uint8), round(_DOTTED * millimetre), 0), np.ones((5, 9), np.uint8))
    return np.asarray(dots & rows, np.uint8)


def rectangle_around(points: NDArray[np.float32]) -> Points:
    """The smallest rectangle around points, its corners clockwise from the upper left as one reads along the page."""
    box = cv2.boxPoints(cv2.minAreaRect(points)).astype(np.float64)
    sides = [box[(start + 1) % 4] - box[start] for start in range(4)]
    first = max(range(4), key=lambda start: sides[start][0] / max(_length(sides[start]), 1e-6))
    turned = np.roll(box, -first, axis=0)
    return turned if _is_clockwise(turned) else turned[[3, 2, 1, 0]]


def _is_clockwise(box: Points) -> bool:
    (right, down), (other_right, other_down) = box[1] - box[0], box[3] - box[0]
    return bool(right * other_down - down * other_right > 0)


def _sides_drawn(points: NDArray[np.float32], frame: Points, band: float) -> int:
    """How many of the four sides are there."""
    along, down = frame[1] - frame[0], frame[3] - frame[0]
    width, height = _length(along), _length(down)
    u = (points - frame[0]) @ along / width
    v = (points - frame[0]) @ down / height
    shares = (
        _covered(u[v <= band], width),
        _covered(u[v >= height - band], width),
        _covered(v[u <= band], height),
        _covered(v[u >= width - band], height),
    )
    return sum(share >= _SIDE for share in shares)


def _covered(places: NDArray[np.float64], length: float) -> float:
    """The share of the pixels along a side that carry a mark."""
    return len(np.unique(np.clip(places, 0, length).astype(int))) / max(length, 1.0)


def _length(vector: Points) -> float:
    return float(np.hypot(*vector))
