"""Scale: how much to enlarge a page of small letters, so that they have a height that the engine reads well.

The height is measured on the letters: the dpi field of a scan is often missing or wrong.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey

_SMALLEST_LETTER = 15.0
"""Below this x-height in pixels (13 point at 180 dpi) the engine reads worse: docs/imaging.md."""
_WANTED_LETTER = 22.0
_LARGEST_FACTOR = 4.0
_MOST_PIXELS = 60_000_000


def scale_of(letter: float | None, pixels: int) -> float:
    """The factor by which to resize a page whose x-height is `letter` pixels; 1.0 where it suits or is not known.

    The enlarged page has at most 60 million pixels, or as many as it had before (`pixels`).

    >>> scale_of(18.0, 4_000_000), scale_of(None, 4_000_000), scale_of(8.0, 1_000_000)
    (1.0, 1.0, 2.75)
    """
    if letter is None or letter >= _SMALLEST_LETTER:
        return 1.0
    affordable = max(math.sqrt(_MOST_PIXELS / pixels), 1.0)
    return min(_WANTED_LETTER / letter, _LARGEST_FACTOR, affordable)


def resample(grey: Grey, skew: float, factor: float) -> Grey:
    """The page turned counter-clockwise by `skew` degrees and resized by `factor`, in one interpolation.

    The picture keeps its proportions; what the turn brings in from outside is white.
    """
    height, width = grey.shape
    size = (round(width * factor), round(height * factor))
    if skew == 0.0:
        resized = cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)
        return np.asarray(resized, np.uint8)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, factor)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(grey, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(turned, np.uint8)
