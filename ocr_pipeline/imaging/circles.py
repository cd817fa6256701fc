"""Seals: circles of their size that are drawn on a mask, with paper around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.imaging.geometry import Points, corners
from ocr_pipeline.imaging.ink import Mask

_SIZES = (0.09, 0.30)
"""Diameter of a seal as a share of the page's short side: 36 mm on A4 is 0.17 (Thông tư 21/2012/TT-BCA); scans vary."""
_DRAWN = 0.35
"""Share of a seal's ring that must be there: worn and pale seals show half of it."""
_HALF = 0.25
"""The same for a seal over the edge of the sheet (giáp lai)."""
_EDGE = 0.01
"""What begins within this share of the page width from its edge goes on beyond it."""
_PRINTED = 0.6
"""The same for a ring known by its shape alone: text under a circle draws about a third of it."""
_PRINTED_SIZES, _LARGEST = (0.12, 0.24), 0.6
"""Its diameter, and that of the seal with the signature that runs through it, as shares of the page width."""
_CANDIDATES = 20
_REACH, _AS_WELL = 4, 0.92
"""Pixels around the circle found, and share of the best ring there, within which an outer ring is the edge."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Centre and radius in pixels."""

    x: int
    y: int
    radius: int

    @property
    def frame(self) -> Points:
        """The corners of the square around it."""
        return corners(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


def seals_in_red(red: Mask) -> Iterator[Circle]:
    """The circles of the size of a seal around the red marks of a page; one over its side may be cut in half."""
    smallest, largest = (round(share * min(red.shape) / 2) for share in _SIZES)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        beyond = 0
        if min(width, height) < 2 * smallest:
            at_edge = left < _EDGE * red.shape[1] or left + width > (1 - _EDGE) * red.shape[1]
            if not at_edge or height < 2 * smallest or width < smallest / 2:
                continue
            beyond = largest
        margin = 4 + beyond
        framed = np.asarray(cv2.copyMakeBorder(red, 4, 4, margin, margin, cv2.BORDER_CONSTANT), np.uint8)
        part = framed[top : top + height + 8, left : left + width + 2 * margin]
        found = _circle_in(part, (smallest, largest), _HALF if beyond else _DRAWN)
        if found is not None:
            yield Circle(found.x + left - margin, found.y + top - 4, found.radius)


def seals_in_print(ink: Mask, width: int) -> Iterator[Circle]:
    """The clear rings of the size of a seal among the ink of a page `width` pixels wide."""
    radii = (round(_PRINTED_SIZES[0] * width / 2), round(_PRINTED_SIZES[1] * width / 2))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    seen: list[Circle] = []
    for label in 1 + np.argsort(-stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT]):
        left, top, across, down, _ = stats[label].tolist()
        if min(across, down) < 2 * radii[0] or max(across, down) > _LARGEST * width:
            continue
        part = np.where(labels[top : top + down, left : left + across] == label, 255, 0).astype(np.uint8)
        framed = np.asarray(cv2.copyMakeBorder(part, 4, 4, 4, 4, cv2.BORDER_CONSTANT), np.uint8)
        found = _circle_in(framed, radii, _PRINTED)
        if found is None:
            continue
        circle = Circle(found.x + left - 4, found.y + top - 4, found.radius)
        if not any(np.hypot(circle.x - other.x, circle.y - other.y) < other.radius for other in seen):
            seen.append(circle)
            yield circle


def _circle_in(mask: Mask, radii: tuple[int, int], least: float) -> Circle | None:
    """The circle with the longest edge to paper around it, drawn on the mask at least by a share of `least`.

    The inner ring of a seal, or an arc through its words, may be drawn better than the outer ring, which is longer.
    """
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(mask, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1,
        minDist=4,
        param1=100,
        param2=14,
        minRadius=radii[0],
        maxRadius=radii[1],
    )
    if circles is None:
        return None
    thick = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)
    best: tuple[float, Circle | None] = (0.0, None)
    for x, y, radius in circles.reshape(-1, 3)[:_CANDIDATES].tolist():
        # Seals have two or three rings: from the one that was found outwards to the last, and on to the paper.
        radii_out = np.arange(radius, 1.5 * radius, 1.0)
        drawn = np.array([_drawn_share(thick, x, y, reach) for reach in radii_out])
        last = int(np.flatnonzero(drawn >= 0.6 * drawn.max()).max())
        parts = drawn[last] >= least and drawn[last:].min() < drawn[last] / 2
        edge = float(drawn[last] - drawn[last:].min()) * radii_out[last]
        if parts and edge > best[0] and radii_out[last] <= radii[1]:
            best = (edge, Circle(round(x), round(y), round(radii_out[last])))
    return None if best[1] is None else _settled(thick, best[1], radii[1])


def _settled(thick: Mask, circle: Circle, largest: int) -> Circle:
    """The largest of the circles close by that are drawn about as well as the best of them."""
    near = [
        (_drawn_share(thick, x, y, radius), Circle(x, y, radius))
        for x in range(circle.x - _REACH, circle.x + _REACH + 1)
        for y in range(circle.y - _REACH, circle.y + _REACH + 1)
        for radius in range(circle.radius - _REACH, min(circle.radius + 2 * _REACH, largest) + 1)
    ]
    least = _AS_WELL * max(share for share, _ in near)
    drawn = [(one.radius, share, one) for share, one in near if share >= least]
    return max(drawn, key=lambda found: found[:2])[2]


def _drawn_share(mask: Mask, x: float, y: float, radius: float) -> float:
    """How much of a circle lies on the mask; what lies outside the picture is paper."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    columns = np.rint(x + radius * np.cos(angles)).astype(int)
    rows = np.rint(y + radius * np.sin(angles)).astype(int)
    inside = (columns >= 0) & (columns < mask.shape[1]) & (rows >= 0) & (rows < mask.shape[0])
    return float((mask[rows[inside], columns[inside]] > 0).sum()) / len(angles)
