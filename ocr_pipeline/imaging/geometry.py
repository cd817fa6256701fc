"""Where things stand: points and boxes of the scan carried over to the upright, straight, enlarged page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box
from ocr_pipeline.imaging.ink import Grey

Points = NDArray[np.float64]
"""Points of shape (n, 2), each x and y in pixels."""

_SHEET = 210.0
"""Millimetres: the short side of A4."""
_LARGEST, _USUAL = 3.5, 2.0
"""Millimetres: no page is set in small letters so high, and how high they usually are."""


@dataclass(frozen=True, slots=True)
class Placement:
    """How a scan of `width` × `height` pixels becomes the page: turned back by `rotation` and `skew`, then resized.

    `rotation` (0, 90, 180, 270) and `skew` are the clockwise degrees by which the scan was turned.
    """

    width: int
    height: int
    rotation: int = 0
    skew: float = 0.0
    factor: float = 1.0

    def picture(self, grey: Grey) -> Grey:
        """The scan as the page, in one interpolation; what the turn brings in from outside is white."""
        if self.rotation:
            grey = np.ascontiguousarray(np.rot90(grey, self.rotation // 90))
        if self.skew == 0.0 and self.factor == 1.0:
            return grey
        height, width = grey.shape
        size = (round(width * self.factor), round(height * self.factor))
        if self.skew == 0.0:
            method = cv2.INTER_CUBIC if self.factor > 1 else cv2.INTER_AREA
            return np.asarray(cv2.resize(grey, size, interpolation=method), np.uint8)
        turn = self._turn(width, height)
        turned = cv2.warpAffine(
            grey, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
        )
        return np.asarray(turned, np.uint8)

    def points(self, points: Points) -> Points:
        """Points of the scan on the page."""
        x, y = points[:, 0], points[:, 1]
        width, height = self.width, self.height
        for _ in range(self.rotation // 90):
            x, y = y, width - x
            width, height = height, width
        upright = np.stack([x, y, np.ones_like(x)])
        return np.asarray((self._turn(width, height) @ upright).T, np.float64)

    def matrix(self) -> Points:
        """The map of `points` as a matrix, 3 × 3."""
        places = self.points(np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
        start, right, down = places
        return np.array([*np.array([right - start, down - start, start]).T, (0.0, 0.0, 1.0)])

    def box(self, points: Points) -> Box:
        """The box on the page around points of the scan, cut at the edges of the page."""
        width, height = (self.height, self.width) if self.rotation in (90, 270) else (self.width, self.height)
        return box_around(self.points(points), round(width * self.factor), round(height * self.factor))

    def _turn(self, width: int, height: int) -> Points:
        """The affine map of the upright picture of that size onto the page."""
        turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), self.skew, self.factor), np.float64)
        turn[:, 2] += (round(width * self.factor) - width) / 2, (round(height * self.factor) - height) / 2
        return turn


def millimetre_of(page: Grey, letter: float | None) -> float:
    """Pixels a millimetre of a page that is a sheet of A4, or a slip of paper where its letters would be too large.

    `letter` is the height of small letters in pixels; None where it is not known.
    """
    millimetre = min(page.shape) / _SHEET
    return letter / _USUAL if letter is not None and letter > _LARGEST * millimetre else millimetre


def corners(left: float, top: float, right: float, bottom: float) -> Points:
    """The four corners of a rectangle, clockwise from the upper left."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def box_around(points: Points, width: int, height: int) -> Box:
    """The box around some points, inside a page of `width` × `height` pixels and at least one pixel wide and high."""
    left, top = np.floor(points.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(points.max(axis=0)).astype(int).tolist()
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return Box(left, top, min(max(right, left + 1), width), min(max(bottom, top + 1), height))


def joined(boxes: Sequence[Box], near: float) -> list[Box]:
    """The boxes, those that stand within `near` pixels of each other as one."""
    result: list[Box] = []
    for box in boxes:
        while close := [other for other in result if gap(box, other) <= near]:
            result = [other for other in result if other not in close]
            box = Box(
                min(box.left, *(other.left for other in close)),
                min(box.top, *(other.top for other in close)),
                max(box.right, *(other.right for other in close)),
                max(box.bottom, *(other.bottom for other in close)),
            )
        result.append(box)
    return result


def gap(one: Box, other: Box) -> int:
    """Pixels between two boxes, negative where they overlap."""
    return max(one.left - other.right, other.left - one.right, one.top - other.bottom, other.top - one.bottom)
