"""Light: shadows, dark corners and tinted paper, evened out by dividing the page by its paper."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey

_COARSE = 8
_EVEN = 14
"""Paper whose grey varies by no more than this over the page is evenly lit."""
_WHITE = 240
"""Darker paper is made white: beside the white of later steps the engine takes it, and pale print on it, for ink."""
_DARKEST_PAPER = 60
_WIDEST = 61
"""Largest window (coarse pixels), that of an A3 page at 600 dpi; OpenCV's median takes none four times as wide."""
_FINE, _LETTER = 2, 0.02
"""A shadow with an edge is followed at half size, by a window of this share of the page width: wider than strokes."""
_OFF, _LEAST_OFF = 0.12, 0.001
"""By what share the paper is off where the edge of a shadow passes, and on which share of the page it is at least."""
_DARKEST_SHADOW = 0.35
"""What is darker than this share of the paper around it is solid ink."""


def even_light(grey: Grey) -> Grey | None:
    """The page as if evenly lit, its paper white; None when the light is even and the paper white already."""
    small = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    size = min(_WIDEST, max(3, grey.shape[1] // _COARSE // 20) | 1)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), 2 * size + 1)
    darkest, brightest = np.percentile(paper, (2, 98))
    if brightest - darkest <= _EVEN and brightest >= _WHITE:
        return None
    paper = _with_edges(grey, np.asarray(paper, np.uint8))
    full = cv2.resize(np.maximum(paper, _DARKEST_PAPER), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), np.uint8)


def _with_edges(grey: Grey, paper: Grey) -> Grey:
    """The paper with the edges of shadows; `paper` itself, which changes slowly, where it tells the light well."""
    half = cv2.resize(grey, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    size = max(3, round(_LETTER * half.shape[1])) | 1
    fine = cv2.medianBlur(cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), 5)
    slow = cv2.resize(paper, half.shape[::-1], interpolation=cv2.INTER_LINEAR)
    ratio = fine / np.maximum(slow, np.float32(1))
    if (abs(ratio - 1) > _OFF).mean() < _LEAST_OFF:
        return paper
    return np.where(ratio < _DARKEST_SHADOW, slow, fine).astype(np.uint8)
