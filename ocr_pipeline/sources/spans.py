"""Where words begin among the letters of a page: by the file's own blanks, and by the room between two letters."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.sources.letters import Letters

_ROOM, _ROOM_AT_BLANK = 0.25, 0.05
"""Type heights between two letters that end a word, as such and where PDFium sees a blank (22 born-digital files)."""
_BLANK, _MARK = 1, 2
_HYPHEN, _LINE_END_HYPHENS = ord("-"), (0x02, 0xFFFE)
"""What PDFium puts where a line ends with a hyphen."""
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


class Spans(NamedTuple):
    """The words of a page, and their parts: the words cut wherever the font changes.

    `codes` are the letters that print something. A part begins at each of `cuts` in them, with that character of the
    page which `firsts` says; where `begins` is true, a word begins with it. `boxes` are around the ink of each word.
    `across`: most letters stand upright.
    """

    codes: NDArray[np.uint32]
    cuts: NDArray[np.int64]
    firsts: NDArray[np.int64]
    begins: NDArray[np.bool_]
    boxes: NDArray[np.int64]
    across: bool


def spans_of(letters: Letters) -> Spans:
    """The words of a page.

    The blanks and line ends that PDFium adds end no word by themselves: it puts them wherever the font changes, as it
    does inside words whose accented letters come from another font.
    """
    found = _spans(letters.codes, letters.added, letters.cells, letters.ink, letters.fonts, letters.angles, _kinds())
    return Spans(*found)


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
    fonts: NDArray[np.int64],
    angles: NDArray[np.float32],
    kinds: NDArray[np.uint8],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64], bool]:
    """The fields of `Spans`; `kinds` are those of the code points."""
    count = len(codes)
    printed, begins = np.zeros(count, np.uint32), np.zeros(count, np.bool_)
    cuts, firsts, boxes = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros((count, 4), np.int64)
    letters = parts = words = turned = before = 0
    blank_before = added_before = False
    for place in range(count):
        kind = kinds[codes[place]] if codes[place] < len(kinds) else 0
        if kind == _BLANK:
            blank_before |= not added[place]
            added_before |= added[place]
            continue
        room = _ROOM_AT_BLANK if added_before else _ROOM
        new = letters == 0 or blank_before
        new = new or not (kind == _MARK or _touching(cells[before], cells[place], room))
        if new or fonts[place] != fonts[before]:
            cuts[parts], firsts[parts], begins[parts] = letters, place, new
            parts += 1
        if new:
            boxes[words] = ink[place]
            words += 1
        box = boxes[words - 1]
        box[_LEFT], box[_TOP] = min(box[_LEFT], ink[place, _LEFT]), min(box[_TOP], ink[place, _TOP])
        box[_RIGHT], box[_BOTTOM] = max(box[_RIGHT], ink[place, _RIGHT]), max(box[_BOTTOM], ink[place, _BOTTOM])
        printed[letters] = _HYPHEN if codes[place] in _LINE_END_HYPHENS else codes[place]
        turned += 45 < angles[place] % 360 < 315
        letters += 1
        blank_before = added_before = False
        before = place
    return printed[:letters], cuts[:parts], firsts[:parts], begins[:parts], boxes[:words], 2 * turned <= letters


@compiled
def _touching(before: NDArray[np.int64], behind: NDArray[np.int64], room: float) -> bool:
    """Whether two letters stand side by side with less than so many type heights of room."""
    height = max(before[_BOTTOM] - before[_TOP], behind[_BOTTOM] - behind[_TOP])
    level = min(before[_BOTTOM], behind[_BOTTOM]) - max(before[_TOP], behind[_TOP]) > height / 2
    return bool(level and abs(behind[_LEFT] - before[_RIGHT]) < room * height)
