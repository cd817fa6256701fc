"""Punch holes: solid dark discs in the margins, painted as paper."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey

_COARSE = 4
_DIAMETERS = (0.018, 0.042)
"""As shares of the shorter side: 3.8 to 8.8 mm on A4; ISO 838 says 6 mm, a bullet is 2 mm."""
_MARGIN = 0.11
"""How far from the edge a hole stands, as a share of the shorter side."""
_ROUND, _SOLID = 1.25, 0.7
"""Longest side to shortest, and share of its frame that a disc covers (0.79 for a whole one)."""
_CORE, _DARK = 0.6, 0.97
"""Share of the radius within which nearly everything is dark."""


def fill_holes(grey: Grey) -> Grey | None:
    """The page with its punch holes painted in the grey of the paper around them; None when there are none."""
    small = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    dark = np.where(small < 0.6 * np.percentile(small, 75), 255, 0).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)
    height, width = dark.shape
    side = min(height, width)
    filled = None
    for left, top, across, down, area in stats[1:].tolist():
        sized = _DIAMETERS[0] * side <= min(across, down) and max(across, down) <= _DIAMETERS[1] * side
        if not sized or max(across, down) > _ROUND * min(across, down) or area < _SOLID * across * down:
            continue
        middle_x, middle_y = left + across / 2, top + down / 2
        if min(middle_x, middle_y, width - middle_x, height - middle_y) > _MARGIN * side:
            continue
        if not _is_solid(grey, _COARSE * middle_x, _COARSE * middle_y, _COARSE * min(across, down) / 2):
            continue
        filled = grey.copy() if filled is None else filled
        reach = round(0.75 * max(across, down))
        around = small[
            max(round(middle_y) - reach, 0) : round(middle_y) + reach,
            max(round(middle_x) - reach, 0) : round(middle_x) + reach,
        ]
        centre = (round(_COARSE * middle_x), round(_COARSE * middle_y))
        radius = round(_COARSE * (max(across, down) / 2 + 1.5))
        cv2.circle(filled, centre, radius, int(np.percentile(around, 90)), cv2.FILLED)
    return filled


def _is_solid(grey: Grey, x: float, y: float, radius: float) -> bool:
    """Whether a disc is dark all over: letters that run together leave some paper between them."""
    reach = round(_CORE * radius)
    core = grey[max(round(y) - reach, 0) : round(y) + reach + 1, max(round(x) - reach, 0) : round(x) + reach + 1]
    return bool((core < np.percentile(grey[::8, ::8], 75) * 0.6).mean() >= _DARK)
