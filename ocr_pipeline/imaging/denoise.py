"""Dust: specks, paper grain and show-through that stand away from any print, painted white."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.imaging.ink import Grey, Marks

_PRINT = 0.3
"""Marks at least this share of the x-height wide or high are print; a full stop measures about 0.25 of it."""
_REACH = 1.0
"""Accents, dots and stops stand within one x-height of the print that they belong to."""
_WHITE = 250


def remove_dust(grey: Grey, marks: Marks, letter: float) -> Grey | None:
    """The page with everything white that is more than one x-height (`letter`, in pixels) away from print.

    None where there is nothing to paint. Specks between letters stay: they cannot be told from worn accents.
    """
    large = (marks.height >= _PRINT * letter) | (marks.width >= _PRINT * letter)
    printed = np.concatenate(([False], large)).astype(np.uint8)[marks.labels]
    side = 2 * round(_REACH * letter) + 1
    near = cv2.dilate(printed, np.ones((side, side), np.uint8))
    away = near == 0
    if not (grey[away] < _WHITE).any():
        return None
    return np.where(away, np.uint8(255), grey)
