"""Print that the first reading passed over: lone digits, names beside a seal, lines that it took for pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box
from ocr_pipeline.recognition.rows import Placed

_WORKING_LETTER = 12.0
"""The x-height in pixels at which marks are looked for."""
_READ = 0.3
"""In x-heights: marks that stand so near a word belong to it."""
_LOWEST, _HIGHEST, _NARROWEST, _WIDEST = 0.7, 2.7, 0.12, 8.0
"""In x-heights: the marks that may be letters, digits, or a word of heavy print that runs together."""
_HIGHEST_LINE = 3.0
_LETTER_GAP = 1.6
_SEAL = (9.0, 24.0)
"""In x-heights: how high a seal in black is, alone or with the signature over it; its own words are not the page's."""
_MOST = 40
"""A page with more unread places than this is drawn or written by hand; reading it again would yield rubbish."""


def unread_places(pixels: NDArray[np.uint8], words: Sequence[Placed], letter: float) -> tuple[Box, ...]:
    """Where marks of the size of letters stand outside all `words` and outside seals; `letter` is the x-height."""
    factor = min(1.0, _WORKING_LETTER / letter)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    level, _ = cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)
    ink = np.where(small <= level, 1, 0).astype(np.uint8)
    margin = _READ * letter
    for word in words:
        top, bottom = ((word.box.top - margin) * factor, (word.box.bottom + margin) * factor)
        left, right = ((word.box.left - margin) * factor, (word.box.right + margin) * factor)
        ink[max(int(top), 0) : int(bottom) + 1, max(int(left), 0) : int(right) + 1] = 0
    size = letter * factor
    marks = cv2.morphologyEx(
        _letters_in(ink, size), cv2.MORPH_CLOSE, np.ones((1, int(_LETTER_GAP * size) | 1), np.uint8)
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    places = tuple(
        Box(*(round(edge / factor) for edge in (left, top, left + width, top + height)))
        for left, top, width, height, _ in stats[1:].tolist()
        if height <= _HIGHEST_LINE * size
    )
    return places if len(places) <= _MOST else ()


def _letters_in(ink: NDArray[np.uint8], size: float) -> NDArray[np.uint8]:
    """The mask of the marks that may be letters; `size` is the x-height."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = (height >= _LOWEST * size) & (height <= _HIGHEST * size)
    letters &= (width >= _NARROWEST * size) & (width <= _WIDEST * size)
    letters[0] = False
    for left, top, right, bottom in _seals(np.asarray(stats, np.int32), size):
        inside = (centres[:, 0] > left) & (centres[:, 0] < right) & (centres[:, 1] > top) & (centres[:, 1] < bottom)
        letters &= ~inside
    return np.asarray(letters[labels], np.uint8)


def _seals(stats: NDArray[np.int32], size: float) -> Iterator[tuple[float, float, float, float]]:
    """The frames of marks as high as a seal."""
    for left, top, width, height, _ in stats[1:].tolist():
        if _SEAL[0] * size <= height <= _SEAL[1] * size and width >= _SEAL[0] * size:
            yield left, top + 0.1 * height, left + width, top + 0.9 * height
