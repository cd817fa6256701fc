"""Specks: the salt and pepper of fax machines and worn drums, taken out where there is much of it."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.imaging.ink import Grey, Marks, Mask

_SPECK = 0.16
"""A mark smaller than this share of the x-height each way is a speck: a full stop measures about 0.25 of it."""
_FEWEST_SPECKS = 200
_CLEAR_MAJORITY = 0.5


def remove_specks(grey: Grey, ink: Mask, marks: Marks, letter: float) -> Grey | None:
    """The page with its specks painted white; None where there are fewer than would disturb the reading.

    `letter` is the x-height in pixels. Only pages with many specks are touched, since a worn dot of an i or a faint
    accent may be as small.
    """
    size = max(1.0, _SPECK * letter)
    specks = (marks.width <= size) & (marks.height <= size)
    if specks.sum() < max(_FEWEST_SPECKS, _CLEAR_MAJORITY * (~specks).sum()):
        return None
    dust = np.concatenate(([False], specks))[marks.labels] & (ink > 0)
    return np.where(dust, np.uint8(255), grey)
