"""Dust: specks, paper grain and show-through that stand away from any print, painted white."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.ink import Grey, Marks

_PRINT = 0.3
"""Marks at least this share of the x-height wide or high are print; a full stop measures about 0.25 of it."""
_REACH = 1.0
"""Accents, dots and stops stand within one x-height of the print that they belong to."""
_SPECK, _APART = 0.2, 0.15
"""In x-heights: how large a speck between letters is at most, and how far from print; worn accents stand nearer."""
_DIRTY, _PIECES = 0.2, 2.0
"""A page is full of specks with so many of them for each mark of print, and for each small piece that touches print."""
_DOT, _ABOVE = 0.1, 0.35
"""In x-heights: how large the worn dots of ạ and i are at least, and how far below or above the letter they stand."""
_WHITE = 250
_RULE, _RULE_THICKNESS = 4.0, 0.5
"""In x-heights: the length from which a thin straight stroke is a rule, however faint, and its greatest thickness."""
_FAINT = 18
"""A rule is darker than the paper on both sides by so many greys: hairlines of tables are too pale to count as ink."""


def remove_dust(grey: Grey, marks: Marks, letter: float) -> Grey | None:
    """The page with everything white that is more than one x-height (`letter`, in pixels) away from print.

    None where there is nothing to paint. Specks between letters go on pages full of them, as copies with show-through
    are; on others they stay, since they cannot be told from worn accents.
    """
    large = (marks.height >= _PRINT * letter) | (marks.width >= _PRINT * letter)
    printed = np.concatenate(([False], large)).astype(np.uint8)[marks.labels]
    side = 2 * round(_REACH * letter) + 1
    near = cv2.dilate(printed, np.ones((side, side), np.uint8))
    _, away = cv2.threshold(cv2.max(near, _faint_rules(grey, letter)), 0, 255, cv2.THRESH_BINARY_INV)
    away = cv2.bitwise_or(away, _specks(marks, printed, np.asarray(near, np.uint8), letter))
    _, inked = cv2.threshold(grey, _WHITE - 1, 255, cv2.THRESH_BINARY_INV)
    if not cv2.countNonZero(cv2.bitwise_and(away, inked)):
        return None
    return np.asarray(cv2.bitwise_or(grey, away), np.uint8)


def _specks(marks: Marks, printed: Grey, near: Grey, letter: float) -> Grey:
    """Specks between the letters with the grey around them, where a page is full of them; empty on any other page.

    `printed` is 1 on print, `near` around it. Pieces of worn letters are as small, but most of them touch a letter;
    what may be the dot of a letter stays.
    """
    small = (marks.height <= _SPECK * letter) & (marks.width <= _SPECK * letter)
    side = 2 * max(round(_APART * letter), 1) + 1
    beside = np.asarray(cv2.dilate(printed, np.ones((side, side), np.uint8)), np.uint8)
    touching = small & _reached(marks, beside)
    specks = small & ~touching & _reached(marks, near)
    if specks.sum() < max(_DIRTY * (len(small) - small.sum()), _PIECES * touching.sum()):
        return np.zeros_like(printed)
    over = np.asarray(cv2.dilate(printed, np.ones((2 * round(_ABOVE * letter) + 1, 1), np.uint8)), np.uint8)
    specks &= ~_reached(marks, over) | (np.maximum(marks.height, marks.width) < _DOT * letter)
    drawn = (np.uint8(255) * np.concatenate(([False], specks)))[marks.labels]
    return np.asarray(cv2.dilate(drawn, np.ones((3, 3), np.uint8)), np.uint8)


def _reached(marks: Marks, mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which marks reach into a mask."""
    reached = np.zeros(len(marks.left) + 1, np.bool_)
    reached[marks.labels[mask > 0]] = True
    return reached[1:]


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
