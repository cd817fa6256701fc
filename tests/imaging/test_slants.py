"""Words in outlines: letters that stand close to a worn outline are not taken for pieces of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr_pipeline.imaging.slants import words_aslant

MILLIMETRE = 4.0
ARROW = [(158, 39), (122, 64), (122, 46), (26, 46), (18, 64), (4, 46), (14, 34), (4, 22), (18, 4), (26, 22), (122, 22)]
TIP = [(122, 4), (156, 28)]
"""An arrow whose tip is worn away, in pixels of the working copy."""


@pytest.mark.parametrize(("first", "last"), [(36, 110), (30, 112)])
def test_letters_that_bridge_a_worn_arrow_are_all_shown(first: int, last: int) -> None:
    ink = np.zeros((300, 400), np.uint8)
    for line in (ARROW, [ARROW[-1], *TIP]):
        cv2.polylines(ink, [np.array(line) + 60], False, (255,))
    places = np.linspace(first, last, 6).round().astype(int)
    for letter, left in zip("HOATOC", places, strict=True):
        cv2.putText(ink, letter, (60 + int(left), 101), cv2.FONT_HERSHEY_SIMPLEX, 0.62, (255,))
    (found,) = words_aslant(255 - ink, ink, 1.0, MILLIMETRE)
    _, _, stats, _ = cv2.connectedComponentsWithStats((found.picture < 128).astype(np.uint8))
    assert len(stats) - 1 == len(places)
    assert (stats[1:, cv2.CC_STAT_HEIGHT] > 2.5 * MILLIMETRE).all()
