"""Two readings of the same print: which words stand in the same places, and which reading is to be taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.broken_figures import is_broken
from ocr_pipeline.recognition.rows import Placed, Row, rows_of, union
from ocr_pipeline.recognition.spacing import PRINTED_SPACE

_DOUBTFUL = 0.92
_RUBBISH, _NOTHING, _BELIEVED_LINE = 0.5, 0.3, 0.85
"""Mean confidence below which a line of several words, and of one, was read as rubbish, and from which on the second
reading of it is believed."""
_AS_LONG = 0.6
"""Share of its length that the second reading of such a line has at least."""
_SAME_PLACE = 0.3
"""Words of two readings stand in the same place when they overlap by this share of the narrower one."""
_LARGEST_CHANGE = 0.34
"""Share of its letters that a word may gain or lose; more is a line read twice, or not at all."""
_SURE_OF_LENGTH = 0.5
"""So much surer a second reading may change more: the first could make nothing of the place."""
_SURE_OF_DIGITS = 0.2
"""So much surer must a second reading be that changes a digit: neither spelling nor context tells which is right."""

_OVER_TWO = 2.0
"""So many times as high as the line that the second reading found there is a box that covers more than that line."""


def in_doubt(word: Word) -> bool:
    """Whether a word is to be read again: the engine was not sure of it, or a digit of it is a sign."""
    doubtful = (word.confidence or 0.0) < _DOUBTFUL and any(letter.isalnum() for letter in word.text)
    return doubtful or is_broken(word.text)


def compared(old: Row, new: Sequence[Placed]) -> Iterator[tuple[Sequence[Placed], Sequence[Placed]]]:
    """What is compared of both readings: lines of which the first one made rubbish, and the same places of others."""
    for before, after in _line_by_line(old, new):
        yield from [(before, after)] if _was_rubbish(before, after) else _same_places(before, after)


def _line_by_line(old: Row, new: Sequence[Placed]) -> Iterator[tuple[Sequence[Placed], Sequence[Placed]]]:
    """The words of both readings line by line, where the second one tells that the passage holds several lines."""
    lines = rows_of(new)
    if len(lines) < 2:
        yield old, new
        return
    levels = [_level(union(word.box for word in line)) for line in lines]
    nearest = [min(range(len(lines)), key=lambda number: abs(levels[number] - _level(word.box))) for word in old]
    for number, line in enumerate(lines):
        yield [word for word, nearby in zip(old, nearest, strict=True) if nearby == number], line


def _level(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _same_places(old: Sequence[Placed], new: Sequence[Placed]) -> Iterator[tuple[list[Placed], list[Placed]]]:
    """The words of both readings in groups that cover the same stretch of the line."""
    group: tuple[list[Placed], list[Placed]] = ([], [])
    start = end = -1
    for word, reading in sorted([(w, 0) for w in old] + [(w, 1) for w in new], key=lambda pair: pair[0].box.left):
        shared = min(word.box.right, end) - word.box.left
        if shared <= _SAME_PLACE * min(word.box.width, end - start):
            yield group
            group, start = ([], []), word.box.left
            end = start
        group[reading].append(word)
        end = max(end, word.box.right)
    yield group


def is_better(old: Sequence[Placed], new: Sequence[Placed], letter: float) -> bool:
    """Whether the second reading of a stretch is to be taken; `letter` is the x-height of the page."""
    surer = _surer(old, new) and not _loses_space(old, new, letter)
    rubbish = _was_rubbish(old, new) and not _loses_space(old, new, letter)
    return surer or rubbish or _finds_space(old, new, letter)


def _was_rubbish(old: Sequence[Placed], new: Sequence[Placed]) -> bool:
    """Whether the first reading could make nothing of a line that the second one is sure of.

    No word of it was read for sure, no digit that may have been read is lost, and both lines are about as long.
    """
    if not old or not any(len(word.word.text) > 1 and word.word.text.isalpha() for word in new):
        return False
    sure = [word.word.confidence or 0.0 for word in old]
    after = fmean(word.word.confidence or 0.0 for word in new)
    if fmean(sure) >= (_RUBBISH if len(old) > 1 else _NOTHING) or max(sure) >= _DOUBTFUL or after < _BELIEVED_LINE:
        return False
    told = [word.word.text for word, one in zip(old, sure, strict=True) if len(old) == 1 or one >= _RUBBISH]
    digits, read = (list(filter(str.isdigit, "".join(texts))) for texts in (told, [word.word.text for word in new]))
    widths = [union(word.box for word in words).width for words in (old, new)]
    return all(read.count(digit) >= digits.count(digit) for digit in digits) and widths[1] >= _AS_LONG * widths[0]


def _surer(old: Sequence[Placed], new: Sequence[Placed]) -> bool:
    """Whether the second reading of a stretch is to be taken: surer, no word made rubbish, no digit lost or traded."""
    if not old or not new or not any(in_doubt(word.word) for word in old):
        return False
    before, after = ("".join(word.word.text for word in words) for words in (old, new))
    if not all(any(letter.isalnum() for letter in word.word.text) for word in new):
        return False
    digits, read = ("".join(filter(str.isdigit, text)) for text in (before, after))
    if len(read) < len(digits):
        return False
    gain = fmean(word.word.confidence or 0.0 for word in new) - fmean(word.word.confidence or 0.0 for word in old)
    if abs(len(after) - len(before)) > max(1, _LARGEST_CHANGE * len(before)) and gain < _SURE_OF_LENGTH:
        return False
    return gain > 0 if read == digits else gain >= _SURE_OF_DIGITS


def _loses_space(old: Sequence[Placed], new: Sequence[Placed], letter: float) -> bool:
    """Whether the second reading runs words together between which a space is printed."""
    return len(new) < len(old) and any(gap >= PRINTED_SPACE * letter for gap in _gaps(old))


def _finds_space(old: Sequence[Placed], new: Sequence[Placed], letter: float) -> bool:
    """Whether the second reading has the same letters, and parts them where a space is printed."""
    before, after = ("".join(word.word.text for word in words) for words in (old, new))
    return before == after and len(new) > len(old) and all(gap >= PRINTED_SPACE * letter for gap in _gaps(new))


def _gaps(words: Sequence[Placed]) -> list[int]:
    return [right.box.left - left.box.right for left, right in pairwise(words)]


def levelled(words: Sequence[Placed], old: Sequence[Placed], letter: float) -> tuple[Word, ...]:
    """Words of the second reading, as high and low as those that they replace.

    Where these cover two lines, the words keep their own height, if it can be that of print: at least `letter`, the
    x-height of the page.
    """
    own, frame = (union(word.box for word in reading) for reading in (words, old))
    frame = own if letter <= own.height < frame.height / _OVER_TWO else frame
    boxes = [Box(word.box.left, frame.top, word.box.right, frame.bottom) for word in words]
    return tuple(Word(word.word.text, box, word.word.confidence) for word, box in zip(words, boxes, strict=True))
