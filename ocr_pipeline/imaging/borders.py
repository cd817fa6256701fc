"""Scanner borders: solid dark areas that come in from the edge of the picture, painted as paper."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey

_COARSE = 4
_SOLID = 0.008
"""Areas thicker than this share of the page width (1.7 mm on A4) are no strokes of letters."""
_FRINGE = 0.93
"""The soft edge of a border, lighter than the border and darker than this share of the paper; left there, its straight
line would look like a line of print, and its tilt like that of the page."""


def clear_borders(grey: Grey) -> Grey | None:
    """The page with its dark borders painted in the grey of the paper; None when there are none."""
    small = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    paper = int(np.percentile(small, 75))
    dark = np.where(small < paper * 0.6, 255, 0).astype(np.uint8)
    size = max(3, round(_SOLID * small.shape[1]))
    framed = cv2.copyMakeBorder(dark, size, size, size, size, cv2.BORDER_CONSTANT, value=255)
    solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    _, labels = cv2.connectedComponents(solid, connectivity=4, ltype=cv2.CV_32S)
    border = np.where(labels == labels[0, 0], 255, 0).astype(np.uint8)
    border = border[size:-size, size:-size]
    if not border.any():
        return None
    near = cv2.dilate(border, np.ones((2 * size + 1, 2 * size + 1), np.uint8))
    fringe = np.where((near > 0) & (small < paper * _FRINGE), 255, 0).astype(np.uint8)
    inside = cv2.dilate(np.maximum(border, fringe), np.ones((3, 3), np.uint8))
    full = cv2.resize(inside, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(full > 0, np.uint8(paper), grey)
