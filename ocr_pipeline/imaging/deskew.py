"""Skew: the small angle by which printed lines are tilted, found from the lower edges of letters.

Projection profiles after W. Postl (ICPR 1986): at the right angle the lower edges of letters fall into few, sharp rows.
Lower edges rather than ink, so that vertical rules and dark borders count for almost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.ink import Mask

LARGEST_SKEW = 12.0
_SMALLEST_SKEW = 0.25
_WORKING_WIDTH = 1200
_FEWEST_EDGES = 400
_CLEAR_PEAK = 1.15


@dataclass(frozen=True, slots=True)
class Tilt:
    """How lines lie along one axis: their angle in degrees, clockwise positive, and how sharply they stand out.

    `sharpness` is the profile's peak over its median across angles, 0.0 where there is too little text to tell.
    """

    angle: float
    sharpness: float


def tilt_of(ink: Mask) -> Tilt:
    """The tilt of the lines along the rows of the picture, to 0.02 degree."""
    rows, columns = lower_edges(ink)
    if len(rows) < _FEWEST_EDGES:
        return Tilt(0.0, 0.0)
    sparse = slice(None, None, max(1, len(rows) // 20_000))
    coarse = np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.01, 0.5)
    scores = _profile_energies(rows[sparse], columns[sparse], coarse)
    sharpness = float(scores.max() / np.median(scores))
    angle = float(coarse[scores.argmax()])
    for reach, step in ((0.5, 0.1), (0.1, 0.02)):
        angles = angle + np.arange(-reach, reach + step / 2, step)
        angle = float(angles[_profile_energies(rows, columns, angles).argmax()])
    return Tilt(angle, sharpness)


def skew_of(tilt: Tilt) -> float:
    """Degrees by which the lines of a page fall to the right (clockwise), between -12 and 12; 0.0 when straight.

    The answer is 0.0 also when there is too little text to tell and when the tilt is below 0.25 degree, where turning
    the picture would blur more than it mends.
    """
    if tilt.sharpness < _CLEAR_PEAK or abs(tilt.angle) < _SMALLEST_SKEW:
        return 0.0
    return round(tilt.angle, 2)


def lower_edges(ink: Mask) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Row and column of every ink pixel with paper below it, on a working copy at most 1200 pixels wide."""
    factor = _WORKING_WIDTH / ink.shape[1]
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else ink
    _, dark = cv2.threshold(small, 127, 255, cv2.THRESH_BINARY)
    found = cv2.findNonZero(cv2.subtract(dark[:-1], dark[1:]))
    if found is None:
        return np.empty(0, np.float32), np.empty(0, np.float32)
    columns, rows = found.reshape(-1, 2).T
    return rows.astype(np.float32), (columns - ink.shape[1] / 2).astype(np.float32)


def _profile_energies(
    rows: NDArray[np.float32], columns: NDArray[np.float32], angles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each angle the sum of squares of the row profile."""
    shift = rows.max() + abs(columns).max()
    scores = [
        (np.bincount((rows - columns * np.float32(slope) + shift).astype(np.int32)).astype(np.float64) ** 2).sum()
        for slope in np.tan(np.radians(angles))
    ]
    return np.asarray(scores)
