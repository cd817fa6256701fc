"""The sheet in a photograph: its four edges found against a darker table, and the page drawn out of its perspective."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.geometry import Points, corners

_WORKING = 700
"""Longer side in pixels at which the edges are looked for."""
_LEAST = 0.35
"""A sheet fills at least this share of the picture."""
_FITS = 0.96
"""Share that the bright area and its four straight edges have in common when it is a sheet."""
_OTHER = 0.3
"""What is bright besides and at least this share as large as the sheet is another sheet, when it is printed."""
_PRINTED = 0.02
"""Share of a sheet that is darker than what is around by `_INKY` of 255 greys, where there is print on it."""
_INKY, _FRINGE = 8, 15
_DARKER = 45
"""By how many of 255 greys the table beside an edge is darker than the sheet."""
_SLANTED = 0.006
"""Corners that stand off an upright rectangle by no more than this share of its size are those of a scan."""
_ANGLES = (62.0, 118.0)
_PROPORTIONS = (1.15, 1.75)
"""Longer to shorter side: 1.41 for A4, more or less as the camera leans."""
_INSET = 0.003
"""The paper's own edge, in shares of its size, is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The sheet as a picture of its own; `view` (3 × 3) carries points of the photograph to it."""

    pixels: NDArray[np.uint8]
    view: Points


def cut_sheet(image: NDArray[np.uint8]) -> Sheet | None:
    """The sheet, drawn straight; None where its four edges are not seen for sure.

    A scan, whose sheet fills the picture or lies straight in it, is left as it is; so are two sheets in one picture.
    """
    factor = min(1.0, _WORKING / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    quad = _sheet_in(np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.5), np.uint8))
    if quad is None:
        return None
    middle = quad.mean(axis=0)
    inner = middle + (quad - middle) * (1 - 2 * _INSET)
    upper, right, lower, left = _lengths(inner)
    width, height = round(max(upper, lower) / factor), round(max(left, right) / factor)
    return drawn_straight(image, inner / factor, corners(0, 0, width, height), (width, height))


def drawn_straight(image: NDArray[np.uint8], quad: Points, target: Points, size: tuple[int, int]) -> Sheet:
    """The photograph with the corners of `quad` carried to those of `target`, on a page of that width and height."""
    view = np.asarray(cv2.getPerspectiveTransform(quad.astype(np.float32), target.astype(np.float32)), np.float64)
    pixels = cv2.warpPerspective(image, view, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(np.asarray(pixels, np.uint8), view)


def _sheet_in(grey: NDArray[np.uint8]) -> Points | None:
    """The corners of the sheet, clockwise from the upper left; None where it is not sure that there is one."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    quad = _brighter_than(level, grey)
    if quad is None:
        # A shadow over an edge is darker than the sheet and brighter than the table.
        level, _ = cv2.threshold(grey[grey <= level], 0, 255, cv2.THRESH_OTSU)
        quad = _brighter_than(level, grey)
    return quad


def _brighter_than(level: float, grey: NDArray[np.uint8]) -> Points | None:
    """The corners of the area brighter than the level, where it is a sheet."""
    bright = np.where(grey > level, 255, 0).astype(np.uint8)
    bright = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea, default=None)
    if contour is None or cv2.contourArea(contour) < _LEAST * grey.size:
        return None
    rough = _four_corners(contour)
    quad = None if rough is None else _refined(contour.reshape(-1, 2).astype(np.float64), rough)
    if quad is None or not _is_sheet_like(quad) or not _fits(quad, contour, grey.shape):
        return None
    if not _stands_out(quad, grey) or not _is_slanted(quad):
        return None
    others = [other for other in contours if cv2.contourArea(other) >= _OTHER * cv2.contourArea(contour)]
    return None if any(_is_printed(other, grey) for other in others if other is not contour) else quad


def _is_printed(contour: NDArray[Any], grey: NDArray[np.uint8]) -> bool:
    """Whether there is print in a bright area."""
    inside = cv2.drawContours(np.zeros_like(grey), [contour], -1, (1,), cv2.FILLED)
    inside = cv2.erode(inside, np.ones((_FRINGE, _FRINGE), np.uint8))
    ink = cv2.blur(grey, (_FRINGE, _FRINGE)) > grey.astype(np.int16) + _INKY
    return bool((ink & (inside > 0)).sum() > _PRINTED * max(int(inside.sum()), 1))


def _four_corners(contour: NDArray[Any]) -> Points | None:
    """The corners of the contour's hull when it is a quadrilateral, clockwise from the upper left."""
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.04, 0.05):
        corners = cv2.approxPolyDP(hull, share * around, True).reshape(-1, 2).astype(np.float64)
        if len(corners) == 4:
            middle = corners.mean(axis=0)
            turn = np.arctan2(*(corners - middle).T[::-1])
            ordered = corners[np.argsort(turn)]
            return np.asarray(np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0), np.float64)
    return None


def _refined(points: Points, rough: Points) -> Points | None:
    """The corners where straight lines through the middle of the four edges meet."""
    lines = []
    for start, end in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        along = end - start
        length = float(np.hypot(*along))
        place = (points - start) @ along / length**2
        offset = np.abs((points - start) @ np.array([-along[1], along[0]])) / length
        near = points[(place > 0.1) & (place < 0.9) & (offset < 0.03 * length)]
        if len(near) < 10:
            return None
        dx, dy, x, y = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().tolist()
        lines.append((-dy, dx, -dy * x + dx * y))
    corners = []
    for before, after in zip([lines[-1], *lines[:-1]], lines, strict=True):
        normals = np.array([before[:2], after[:2]])
        if abs(np.linalg.det(normals)) < 0.2:
            return None
        corners.append(np.linalg.solve(normals, np.array([before[2], after[2]])))
    return np.array(corners)


def _is_sheet_like(quad: Points) -> bool:
    """Whether the corners and sides are those of a page seen from above, more or less."""
    upper, right, lower, left = _lengths(quad)
    width, height = (upper + lower) / 2, (left + right) / 2
    if not _PROPORTIONS[0] <= max(width, height) / max(min(width, height), 1.0) <= _PROPORTIONS[1]:
        return False
    sides = np.roll(quad, -1, axis=0) - quad
    back = -np.roll(sides, 1, axis=0)
    cosines = (sides * back).sum(axis=1) / (np.hypot(*sides.T) * np.hypot(*back.T))
    angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    return bool((angles >= _ANGLES[0]).all() and (angles <= _ANGLES[1]).all())


def _fits(quad: Points, contour: NDArray[Any], shape: tuple[int, ...]) -> bool:
    """Whether the bright area is the quadrilateral, and the quadrilateral lies in the picture."""
    drawn, wanted = np.zeros(shape[:2], np.uint8), np.zeros(shape[:2], np.uint8)
    cv2.drawContours(drawn, [cv2.convexHull(contour)], -1, 1, cv2.FILLED)
    cv2.fillConvexPoly(wanted, np.rint(quad).astype(np.int32), 1)
    height, width = shape[:2]
    margin = 0.02 * max(shape[:2])
    inside = (quad >= -margin).all() and (quad <= np.array([width, height]) + margin).all()
    return bool(inside and (drawn & wanted).sum() >= _FITS * (drawn | wanted).sum())


def _stands_out(quad: Points, grey: NDArray[np.uint8]) -> bool:
    """Whether the table is darker than the sheet along at least three edges, and the fourth is that of the picture."""
    height, width = grey.shape
    middle = quad.mean(axis=0)
    dark = outside = 0
    for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        edge = start + np.linspace(0.1, 0.9, 40)[:, None] * (end - start)
        outer, inner = (np.rint(middle + (edge - middle) * reach).astype(int) for reach in (1.025, 0.965))
        seen = (outer >= 0).all(axis=1) & (outer[:, 0] < width) & (outer[:, 1] < height)
        if seen.mean() < 0.5:
            outside += 1
            continue
        inner = np.clip(inner, 0, [width - 1, height - 1])
        contrast = np.percentile(grey[inner[:, 1], inner[:, 0]], 70) - np.median(
            grey[outer[seen][:, 1], outer[seen][:, 0]]
        )
        dark += contrast >= _DARKER
    return bool(dark >= 3 and dark + outside == 4)


def _is_slanted(quad: Points) -> bool:
    """Whether the corners stand off the upright rectangle through them."""
    (left, top), (right, bottom) = (np.sort(quad, axis=0)[rows].mean(axis=0) for rows in ([0, 1], [2, 3]))
    upright = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return bool(np.abs(quad - upright).max() > _SLANTED * max(right - left, bottom - top))


def _lengths(quad: Points) -> tuple[float, float, float, float]:
    """The upper, right, lower and left side."""
    upper, right, lower, left = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T).tolist()
    return upper, right, lower, left
