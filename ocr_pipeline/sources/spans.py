"""Where words begin among the letters of a page: by the file's own blanks, and by the room between two letters."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.sources.letters import Letters

_ROOM, _ROOM_AT_BLANK = 0.25, 0.05
"""Type heights between two letters that end a word, as such and where PDFium sees a blank (22 born-digital files)."""
_BLANK, _MARK = 1, 2
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


def spans_of(letters: Letters) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The places of the letters that print something, which of these begin a word, and the ink of each word.

    The blanks and line ends that PDFium adds end no word by themselves: it puts them wherever the font changes, as it
    does inside words whose accented letters come from another font.
    """
    return _spans(letters.codes, letters.added, letters.cells, letters.ink, _kinds())


@cache
def _kinds() -> NDArray[np.uint8]:
    """Of every code point of the first plane whether it is a blank, or a mark on the letter before it."""
    kinds = np.zeros(0x10000, np.uint8)
    for code in range(len(kinds)):
        character = chr(code)
        kinds[code] = _BLANK if character.isspace() else _MARK if unicodedata.combining(character) else 0
    return kinds


@compiled
def _spans(
    codes: NDArray[np.uint32],
    added: NDArray[np.bool_],
    cells: NDArray[np.int64],
    ink: NDArray[np.int64],
    kinds: NDArray[np.uint8],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """As `spans_of`; `kinds` are those of the code points."""
    printed, starts = np.zeros(len(codes), np.int64), np.zeros(len(codes), np.int64)
    boxes = np.zeros((len(codes), 4), np.int64)
    letters = words = 0
    blank_before = added_before = False
    for place in range(len(codes)):
        kind = kinds[codes[place]] if codes[place] < len(kinds) else 0
        if kind == _BLANK:
            blank_before |= not added[place]
            added_before |= added[place]
            continue
        room = _ROOM_AT_BLANK if added_before else _ROOM
        before = printed[letters - 1]
        if letters == 0 or blank_before or not (kind == _MARK or _touching(cells[before], cells[place], room)):
            starts[words] = letters
            boxes[words] = ink[place]
            words += 1
        box = boxes[words - 1]
        box[_LEFT], box[_TOP] = min(box[_LEFT], ink[place, _LEFT]), min(box[_TOP], ink[place, _TOP])
        box[_RIGHT], box[_BOTTOM] = max(box[_RIGHT], ink[place, _RIGHT]), max(box[_BOTTOM], ink[place, _BOTTOM])
        printed[letters] = place
        letters += 1
        blank_before = added_before = False
    return printed[:letters], starts[:words], boxes[:words]


@compiled
def _touching(before: NDArray[np.int64], behind: NDArray[np.int64], room: float) -> bool:
    """Whether two letters stand side by side with less than so many type heights of room."""
    height = max(before[_BOTTOM] - before[_TOP], behind[_BOTTOM] - behind[_TOP])
    level = min(before[_BOTTOM], behind[_BOTTOM]) - max(before[_TOP], behind[_TOP]) > height / 2
    return bool(level and abs(behind[_LEFT] - before[_RIGHT]) < room * height)
