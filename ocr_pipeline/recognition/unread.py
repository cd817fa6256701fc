"""Print that the first reading passed over: lone digits, names beside a seal, lines that it took for pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box
from ocr_pipeline.recognition.marks import Marks, marks_in
from ocr_pipeline.recognition.rows import Placed

_READ = 0.3
"""In x-heights: marks that stand so near a word belong to it."""
_UNREADABLE = 0.3
"""The confidence below which nothing was read."""
_HIGHEST_LINE = 3.0
_LETTER_GAP = 1.6
_SEAL = (9.0, 24.0)
"""In x-heights: how high a seal in black is, alone or with the signature over it; its own words are not the page's."""
_MOST = 40
"""A page with more unread places than this is drawn or written by hand; reading it again would yield rubbish."""


def unread_places(marks: Marks, words: Sequence[Placed]) -> tuple[Box, ...]:
    """Where marks of the size of letters stand outside all `words` and outside seals.

    A letter that a word's box cuts through is part of the word.
    """
    read, of_words = np.zeros(marks.labels.shape, np.bool_), np.zeros(marks.labels.shape, np.bool_)
    for word in words:
        place = _around(word.box, marks)
        read[place] = True
        of_words[place] |= not unreadable(word)
    touched = np.zeros(len(marks.boxes), np.bool_)
    touched[np.unique(marks.labels[of_words])] = True
    ink = (marks.labels > 0) & ~read & ~(touched & marks.single)[marks.labels]
    letters = cv2.morphologyEx(
        _letters_in(ink.astype(np.uint8), marks.letter),
        cv2.MORPH_CLOSE,
        np.ones((1, int(_LETTER_GAP * marks.letter) | 1), np.uint8),
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
    places = tuple(
        Box(*(round(edge / marks.factor) for edge in (left, top, left + width, top + height)))
        for left, top, width, height, _ in stats[1:].tolist()
        if height <= _HIGHEST_LINE * marks.letter
    )
    return places if len(places) <= _MOST else ()


def unreadable(word: Placed) -> bool:
    """Whether nothing was read where the word is said to stand."""
    return (word.word.confidence or 0.0) < _UNREADABLE


def _around(box: Box, marks: Marks) -> tuple[slice, slice]:
    """The pixels of the marks in the box and just beside it."""
    margin = _READ * marks.letter
    left, top, right, bottom = (edge * marks.factor for edge in (box.left, box.top, box.right, box.bottom))
    rows = slice(max(int(top - margin), 0), int(bottom + margin) + 1)
    return rows, slice(max(int(left - margin), 0), int(right + margin) + 1)


def _letters_in(ink: NDArray[np.uint8], size: float) -> NDArray[np.uint8]:
    """The mask of the marks that may be letters; `size` is the x-height."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letters = marks_in(labels, stats, 1.0, size).letters.copy()
    for left, top, right, bottom in _seals(np.asarray(stats, np.int32), size):
        inside = (centres[:, 0] > left) & (centres[:, 0] < right) & (centres[:, 1] > top) & (centres[:, 1] < bottom)
        letters &= ~inside
    return np.asarray(letters[labels], np.uint8)


def _seals(stats: NDArray[np.int32], size: float) -> Iterator[tuple[float, float, float, float]]:
    """The frames of marks as high as a seal."""
    for left, top, width, height, _ in stats[1:].tolist():
        if _SEAL[0] * size <= height <= _SEAL[1] * size and width >= _SEAL[0] * size:
            yield left, top + 0.1 * height, left + width, top + 0.9 * height
