"""Photographs without their sheet's edges: lines of print that run together tell the perspective, and it is taken out.

Parallel lines seen aslant meet in one point: the angle of a line then changes evenly from the first to the last. The
angles are found as for skew (W. Postl, ICPR 1986), where the lower edges of letters fall into the sharpest rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.deskew import lower_edges, tilt_of
from ocr_pipeline.imaging.geometry import Placement, Points, corners
from ocr_pipeline.imaging.sheet import Sheet, drawn_straight

_WORKING = 1200
"""Longer side in pixels at which the lines are looked for."""
_NEIGHBOURHOOD, _INKY = 31, 12
"""What is darker by 12 of 255 greys than the mean of 31 × 31 pixels is ink, under a shadow too."""
_FEWEST_EDGES, _MOST_EDGES = 400, 6_000
_STEPS = ((3.0, 0.5, 10.0, 0.5), (0.5, 0.125, 0.5, 0.125), (0.1, 0.025, 0.1, 0.025))
"""How far and how fine angle and spread are looked for, one round after the other, in degrees."""
_LEAST = 0.8
"""Below so many degrees nothing is gained: the engine reads lines that lean by 0.4."""
_MEET = 0.5
"""Lines that meet nearer than twice the picture's half width from its middle are none of one sheet."""
_SHARPER = 1.4
"""The rows of a fan are so many times as sharp as those of any parallel lines."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Degrees by which the line in the middle of the page falls to the right, and the last line more than the first."""

    angle: float
    spread: float


def level_fan(image: NDArray[np.uint8]) -> Sheet | None:
    """The photograph with its lines drawn level and parallel; None where they are parallel as they are."""
    factor = min(1.0, _WORKING / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    method, inverse = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    ink = np.asarray(cv2.adaptiveThreshold(grey, 255, method, inverse, _NEIGHBOURHOOD, _INKY), np.uint8)
    standing = np.ascontiguousarray(np.rot90(ink))
    rotation = 0 if tilt_of(ink).sharpness >= tilt_of(standing).sharpness else 90
    fan = fan_of(standing if rotation else ink)
    if fan is None:
        return None
    height, width = image.shape[:2]
    upright = Placement(width, height, rotation).matrix()
    size = (height, width) if rotation else (width, height)
    quad = cv2.perspectiveTransform(_quad(fan, *size)[None], np.linalg.inv(upright))[0]
    target = cv2.perspectiveTransform(corners(0, 0, *size)[None], np.linalg.inv(upright))[0]
    return drawn_straight(image, quad, target, (width, height))


def fan_of(ink: NDArray[np.uint8]) -> Fan | None:
    """The fan of the lines along the rows of the picture; None where they are parallel or too few to tell."""
    rows, columns = lower_edges(ink)
    if len(rows) < _FEWEST_EDGES:
        return None
    every = max(1, len(rows) // _MOST_EDGES)
    height = ink.shape[0]
    rows, columns = rows[::every] - height / 2, columns[::every]

    def sharpness(fan: Fan) -> float:
        return sharpness_of(rows, columns, fan, height)

    flat = best = max((Fan(angle, 0.0) for angle in _around(tilt_of(ink).angle, 0.5, 0.1)), key=sharpness)
    for reach, step, wider, finer in _STEPS:
        spreads = _around(best.spread, wider, finer)
        fans = [Fan(angle, spread) for angle in _around(best.angle, reach, step) for spread in spreads]
        best = max(fans, key=sharpness)
        if abs(best.spread) < _LEAST / 2:
            return None
    found = abs(best.spread) >= _LEAST and sharpness(best) >= _SHARPER * sharpness(flat)
    return best if found else None


def _around(middle: float, reach: float, step: float) -> list[float]:
    return [float(angle) for angle in np.arange(middle - reach, middle + reach + step / 2, step)]


def sharpness_of(rows: NDArray[np.float32], columns: NDArray[np.float32], fan: Fan, height: int) -> float:
    """Sum of squares of the row profile along the lines of the fan, 0 where these would meet near the picture.

    Rows and columns are measured from its middle.
    """
    slope, change = np.tan(np.radians(fan.angle)), np.tan(np.radians(fan.spread)) / height
    if abs(change) * abs(columns).max() > _MEET:
        return 0.0
    level = (rows - np.float32(slope) * columns) / (1 + np.float32(change) * columns)
    return float((np.bincount((level - level.min()).astype(np.int32)).astype(np.float64) ** 2).sum())


def _quad(fan: Fan, width: int, height: int) -> Points:
    """Where the corners of the upright page lie on the photograph, clockwise from the upper left."""
    slope, change = np.tan(np.radians(fan.angle)), np.tan(np.radians(fan.spread)) / height
    places = corners(-width / 2, -height / 2, width / 2, height / 2)
    places[:, 1] += places[:, 0] * (slope + change * places[:, 1])
    return np.asarray(places + np.array([width / 2, height / 2]), np.float64)
