"""Scanner borders: solid dark areas that come in from the edge of the picture, painted as paper; shadows stay."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey, Mask

_COARSE = 4
_SOLID = 0.008
"""Areas thicker than this share of the page width (1.7 mm on A4) are no strokes of letters."""
_FRINGE = 0.93
"""The soft edge of a border, lighter than the border and darker than this share of the paper; left there, its straight
line would look like a line of print, and its tilt like that of the page."""
_LIT, _DEEP = 0.2, 0.04
"""A shadow keeps at least this share of the light, and is wider than this share of the page: a line of print."""
_STROKE, _PRINTED = 0.65, 0.06
"""Print is darker than this share of the shadow around it, and takes at least this share of a square so wide."""
_LETTER = 9
"""Coarse pixels, more than any stroke is thick."""


def clear_borders(grey: Grey) -> Grey | None:
    """The page with its dark borders painted in the grey of the paper; None when there are none.

    What has print in it is no border: it is paper in the shadow of a hand or phone, and stays.
    """
    small = np.asarray(cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA), np.uint8)
    paper = int(np.percentile(small, 75))
    dark = np.where(small < paper * 0.6, 255, 0).astype(np.uint8)
    size = max(3, round(_SOLID * small.shape[1]))
    framed = cv2.copyMakeBorder(dark, size, size, size, size, cv2.BORDER_CONSTANT, value=255)
    solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    _, labels = cv2.connectedComponents(solid, connectivity=4, ltype=cv2.CV_32S)
    border = np.where(labels == labels[0, 0], 255, 0).astype(np.uint8)
    border = border[size:-size, size:-size]
    if border.any():
        border = border & ~_shadows(small, border, paper)
    if not border.any():
        return None
    near = cv2.dilate(border, np.ones((2 * size + 1, 2 * size + 1), np.uint8))
    fringe = np.where((near > 0) & (small < paper * _FRINGE), 255, 0).astype(np.uint8)
    inside = cv2.dilate(np.maximum(border, fringe), np.ones((3, 3), np.uint8))
    full = cv2.resize(inside, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(full > 0, np.uint8(paper), grey)


def _shadows(small: Grey, border: Mask, paper: int) -> Mask:
    """The parts of a border in which there is print."""
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_LETTER, _LETTER), np.uint8))
    lit = np.where((border > 0) & (ground >= _LIT * paper), 255, 0).astype(np.uint8)
    side = max(3, round(_DEEP * small.shape[1]))
    deep = cv2.morphologyEx(lit, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)) > 0
    strokes = np.where(deep & (small < _STROKE * ground), np.float32(1), np.float32(0))
    count, labels = cv2.connectedComponents(lit, connectivity=4, ltype=cv2.CV_32S)
    printed = np.zeros(count, np.bool_)
    printed[labels[deep & (cv2.boxFilter(strokes, -1, (side, side)) > _PRINTED)]] = True
    printed[0] = False
    return np.where(printed[labels], 255, 0).astype(np.uint8)
