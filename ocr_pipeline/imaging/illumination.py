"""Light: shadows, dark corners and tinted paper, evened out by dividing the page by its paper."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey

_COARSE = 8
_EVEN = 14
"""Paper whose grey varies by no more than this over the page is evenly lit."""
_DARKEST_PAPER = 60
_WIDEST = 61
"""Largest window (coarse pixels), that of an A3 page at 600 dpi; OpenCV's median takes none four times as wide."""


def even_light(grey: Grey) -> Grey | None:
    """The page as if evenly lit, its paper white; None when the light is even already."""
    small = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    size = min(_WIDEST, max(3, grey.shape[1] // _COARSE // 20) | 1)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), 2 * size + 1)
    darkest, brightest = np.percentile(paper, (2, 98))
    if brightest - darkest <= _EVEN:
        return None
    full = cv2.resize(np.maximum(paper, _DARKEST_PAPER), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), np.uint8)
