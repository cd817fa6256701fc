"""A second reading of the words in doubt: cut out, set one below the other at another size, read at once, and merged.

Tesseract errs differently at another size and with other data, and its confidence tells well which of two readings is
right: of words at 0.97 99 of 100 are right, below 0.9 every other one. Only words in doubt, those read on top of each
other, and their neighbours are read again; the reading that is not taken stays as an alternative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Alternative, Box, Word
from ocr_pipeline.recognition.broken_figures import mends
from ocr_pipeline.recognition.comparing import compared, in_doubt, is_better, levelled
from ocr_pipeline.recognition.marks import completes, grown, marks_of
from ocr_pipeline.recognition.overlaid import joined, overlaid, untangles
from ocr_pipeline.recognition.rows import Placed, Row, placed, rows_of, union
from ocr_pipeline.recognition.tesseract import ONE_BLOCK, read_words, second_reader
from ocr_pipeline.recognition.unread import unread_places, unreadable
from ocr_pipeline.settings import RecognitionOptions

_LETTER = 16.0
"""The x-height in pixels at which passages are read again: docs/imaging.md."""
_SHEET_DPI = 184
"""Resolution at which 14 point print has that x-height."""
_CONTEXT = 1
"""Words read along on either side: a word alone shows neither line height nor context."""
_ACROSS, _ALONG, _SPACING, _LARGEST_GAP = 0.35, 0.6, 1.0, 3.0
"""In x-heights: paper kept above and beside a passage, paper between passages, and the gap that parts two passages."""
_EDGE = 24
"""White pixels around the sheet."""
_BELIEVED, _BELIEVED_ALONE, _BELIEVED_TOGETHER = 0.7, 0.85, 0.5
"""Least confidence of a word, of a digit, and on average of all words, where the first reading saw nothing."""
_TWO_LINES = 3.2
"""Height in x-heights of a box that covers two lines."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """Neighbouring words to read again, and the box to cut out."""

    words: Row
    box: Box


def read_again(
    pixels: NDArray[np.uint8], letter: float, words: Sequence[Word], options: RecognitionOptions
) -> tuple[Word, ...]:
    """The words, those in doubt as read again where the second reading is surer, and what the first one passed over.

    `letter` is the x-height in `pixels`. Several words may become one, or one several; the others stay as they are.
    """
    marks = marks_of(pixels, letter)
    boxes = grown([word for word in placed(words) if not unreadable(word)], marks)
    words = [replace(word, box=boxes.get(word, word.box)) for word in words]
    cut = frozenset(boxes.values())
    everything = placed(words)
    failed = tuple(word for word in everything if _has_failed(word, letter))
    found_before = tuple(word for word in everything if word not in failed)
    passages = (
        *_passages(found_before, cut, letter, pixels.shape),
        *(
            _framed((), place, letter, pixels.shape)
            for place in _whole_lines(unread_places(marks, found_before), failed)
        ),
    )
    if not passages:
        return tuple(words)
    factor = _LETTER / letter
    sheet, tops = _sheet([_cut(pixels, passage.box, factor) for passage in passages])
    other = replace(options, language=second_reader(options.language))
    found = read_words(sheet, _SHEET_DPI, other, segmentation=ONE_BLOCK)
    replaced: dict[Word, tuple[Word, ...]] = {}
    added: list[Word] = []
    for passage, top, end in zip(passages, tops, (*tops[1:], sheet.shape[0]), strict=True):
        inside = [word for word in placed(found) if top <= (word.box.top + word.box.bottom) / 2 < end]
        again = [_moved(word, factor, passage.box, top) for word in inside]
        if not passage.words:
            found_anew = [word for word in _believed(again) if not _is_read(word, found_before)]
            added += [word.word for word in found_anew]
            if found_anew and any(_covers(passage.box, word) for word in failed):
                replaced |= {word.word: () for word in everything if unreadable(word) and _covers(passage.box, word)}
            continue
        for old, new in compared(passage.words, again):
            whole = (old and old[0].box in cut and completes(old, new)) or mends(old, new)
            if is_better(old, new, letter) or whole or untangles(old, new):
                replaced |= dict.fromkeys((word.word for word in old), ())
                replaced[old[0].word] = _taken(levelled(new, old, letter), old)
            elif len(old) == len(new) == 1:
                replaced[old[0].word] = _taken((old[0].word,), new)
    return (*(kept for word in words for kept in replaced.get(word, (word,))), *added)


def _has_failed(word: Placed, letter: float) -> bool:
    """Whether the first reading took two lines for one, and could read neither."""
    return word.box.height > _TWO_LINES * letter and unreadable(word)


def _is_read(word: Placed, words: Sequence[Placed]) -> bool:
    """Whether the first reading has a word where this one stands."""
    level = (word.box.top + word.box.bottom) / 2
    return any(
        other.box.left <= word.middle <= other.box.right and other.box.top <= level <= other.box.bottom
        for other in words
        if not unreadable(other)
    )


def _whole_lines(places: Sequence[Box], failed: Sequence[Placed]) -> Iterator[Box]:
    """The unread places; those on a line that could not be read, as that whole line."""
    lines: list[Box] = []
    for place in sorted(places, key=lambda box: box.top):
        middle = (place.top + place.bottom) / 2
        level = [word.box for word in failed if word.box.top <= middle <= word.box.bottom]
        if not any(box.left <= place.right and place.left <= box.right for box in level):
            yield place
        elif lines and lines[-1].top <= middle <= lines[-1].bottom:
            lines[-1] = union((lines[-1], place))
        else:
            across = union(level)
            lines.append(Box(across.left, place.top, across.right, place.bottom))
    yield from lines


def _covers(place: Box, failed: Placed) -> bool:
    """Whether a place that is read again is that of a word that could not be read."""
    level = failed.box.top <= (place.top + place.bottom) / 2 <= failed.box.bottom
    return level and place.left <= failed.middle <= place.right


def _believed(again: Sequence[Placed]) -> list[Placed]:
    """The words of a place that only the second reading found, as far as they are to be believed.

    Where it is fairly sure of several words of letters together, all of them are: a name's first word under a seal.
    """
    lettered = [word for word in again if word.word.text.isalpha() and len(word.word.text) > 1]
    together = fmean(word.word.confidence or 0.0 for word in lettered) if len(lettered) > 1 else 0.0
    return [word for word in again if _sure(word.word) or (together >= _BELIEVED_TOGETHER and word in lettered)]


def _sure(word: Word) -> bool:
    """Whether a word that only the second reading found is to be believed: no scrawl, no part of a stamp."""
    letters = [character for character in word.text if character.isalnum()]
    least = _BELIEVED if len(letters) > 1 else _BELIEVED_ALONE
    return bool(letters) and (word.confidence or 0.0) >= least and (len(letters) > 1 or letters[0].isdigit())


def _passages(
    words: Sequence[Placed], cut: frozenset[Box], letter: float, shape: tuple[int, ...]
) -> Iterator[_Passage]:
    """The runs of words in doubt with their neighbours, line by line; `cut` are boxes that a letter was missing in."""
    pairs = tuple(overlaid(words))
    tangled = frozenset(word for pair in pairs for word in pair)
    for row in joined(rows_of(words), pairs):
        doubt = [in_doubt(word.word) or word in tangled or word.box in cut for word in row]
        run: list[Placed] = []
        for index, word in enumerate(row):
            wanted = any(doubt[max(index - _CONTEXT, 0) : index + _CONTEXT + 1])
            if run and (not wanted or word.box.left - run[-1].box.right > _LARGEST_GAP * letter):
                yield _framed(tuple(run), union(word.box for word in run), letter, shape)
                run = []
            if wanted:
                run.append(word)
        if run:
            yield _framed(tuple(run), union(word.box for word in run), letter, shape)


def _framed(words: Row, frame: Box, letter: float, shape: tuple[int, ...]) -> _Passage:
    along, across = round(_ALONG * letter), round(_ACROSS * letter)
    box = Box(
        max(frame.left - along, 0),
        max(frame.top - across, 0),
        min(frame.right + along, shape[1]),
        min(frame.bottom + across, shape[0]),
    )
    return _Passage(words, box)


def _cut(pixels: NDArray[np.uint8], box: Box, factor: float) -> NDArray[np.uint8]:
    part = pixels[box.top : box.bottom, box.left : box.right]
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(part, None, fx=factor, fy=factor, interpolation=method), np.uint8)


def _sheet(pictures: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.uint8], tuple[int, ...]]:
    """One picture with all passages below each other, and the upper edges of their stripes."""
    spacing = round(_SPACING * _LETTER)
    width = max(picture.shape[1] for picture in pictures) + 2 * _EDGE
    height = sum(picture.shape[0] + spacing for picture in pictures) + 2 * _EDGE
    sheet = np.full((height, width), 255, np.uint8)
    tops, top = [], _EDGE
    for picture in pictures:
        sheet[top : top + picture.shape[0], _EDGE : _EDGE + picture.shape[1]] = picture
        tops.append(top)
        top += picture.shape[0] + spacing
    return sheet, tuple(tops)


def _moved(word: Placed, factor: float, home: Box, top: int) -> Placed:
    """A word of the sheet back in its place on the page."""
    box = Box(
        round((word.box.left - _EDGE) / factor) + home.left,
        round((word.box.top - top) / factor) + home.top,
        round((word.box.right - _EDGE) / factor) + home.left,
        round((word.box.bottom - top) / factor) + home.top,
    )
    return Placed(Word(word.word.text, box, word.word.confidence), box)


def _taken(words: tuple[Word, ...], left: Sequence[Placed]) -> tuple[Word, ...]:
    """The words that are taken; one for one, the one that is left is kept as its alternative."""
    if not len(words) == len(left) == 1:
        return words
    other = left[0].word
    return (replace(words[0], alternatives=(Alternative(other.text, other.confidence or 0.0),)),)
