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
_RULE, _RULE_THICKNESS = 4.0, 0.5
"""In x-heights: the length from which a thin straight stroke is a rule, however faint, and its greatest thickness."""
_FAINT = 18
"""A rule is darker than the paper on both sides by so many greys: hairlines of tables are too pale to count as ink."""


def remove_dust(grey: Grey, marks: Marks, letter: float) -> Grey | None:
    """The page with everything white that is more than one x-height (`letter`, in pixels) away from print.

    None where there is nothing to paint. Specks between letters stay: they cannot be told from worn accents.
    """
    large = (marks.height >= _PRINT * letter) | (marks.width >= _PRINT * letter)
    printed = np.concatenate(([False], large)).astype(np.uint8)[marks.labels]
    side = 2 * round(_REACH * letter) + 1
    near = cv2.dilate(printed, np.ones((side, side), np.uint8))
    away = (near == 0) & (_faint_rules(grey, letter) == 0)
    if not (grey[away] < _WHITE).any():
        return None
    return np.where(away, np.uint8(255), grey)


def _faint_rules(grey: Grey, letter: float) -> Grey:
    """The long thin strokes across and down with the pixels beside them, 1 where there is one, however pale."""
    thick, long = 2 * round(_RULE_THICKNESS * letter / 2) + 1, round(_RULE * letter)
    found = np.zeros_like(grey)
    for along, side in (((1, long), (thick, 1)), ((long, 1), (1, thick))):
        contrast = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones(side, np.uint8))
        # A page that is not yet straight has rules that climb by a pixel or two.
        ink = cv2.dilate((contrast >= _FAINT).astype(np.uint8), np.ones((3, 3), np.uint8))
        found = np.maximum(found, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(along, np.uint8)))
    return np.asarray(cv2.dilate(found, np.ones((3, 3), np.uint8)), np.uint8)
