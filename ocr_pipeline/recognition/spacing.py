"""What the boxes of words know better than the letters: spaces that are not printed, how long a dash is; and dots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr_pipeline.document import Word
from ocr_pipeline.recognition.rows import Placed, Row, placed, rows_of, union

PRINTED_SPACE = 0.3
"""In x-heights: printed spaces measure 0.45 and more, invented ones (`52- CT/TW`) below 0.2."""
_EN_DASH, _EM_DASH = 0.8, 1.7
"""Least width in x-heights: a hyphen of Times measures 0.6, an en dash 1.1, an em dash 2.2."""
_FLAT = 0.5
_TWO_DOTS = re.compile(r"(?<![./])\.\.(?![./])")
"""No sentence ends so: of three dots Tesseract often sees two."""
_DASHES = frozenset("-–—_~")
"""A bullet or dash is also read as one of these."""


def mend_by_geometry(words: Sequence[Word], letter: float) -> tuple[Word, ...]:
    """The words line by line, codes and ranges joined where no space is printed, dashes as long as printed, dots three.

    `letter` is the x-height in pixels. Only what follows a hyphen or slash is joined: there Tesseract invents spaces.
    """
    return tuple(word for row in rows_of(placed(words)) for word in _joined(row, letter))


def _joined(row: Row, letter: float) -> Iterator[Word]:
    pending: Word | None = None
    previous: Placed | None = None
    for word in row:
        current = _printed(word, letter)
        broken = pending is not None and pending.text[-1] in "-/" and len(pending.text) > 1
        if pending is not None and previous is not None and broken and _touching(previous, word, letter):
            pending = _one(pending, current)
        else:
            if pending is not None:
                yield pending
            pending = current
        previous = word
    if pending is not None:
        yield pending


def _touching(left: Placed, right: Placed, letter: float) -> bool:
    return abs(right.box.left - left.box.right) < PRINTED_SPACE * letter


def _one(left: Word, right: Word) -> Word:
    boxes = [box for box in (left.box, right.box) if box is not None]
    confidence = min(left.confidence or 0.0, right.confidence or 0.0)
    return Word(left.text + right.text, union(boxes), confidence)


def _printed(word: Placed, letter: float) -> Word:
    """The word, two dots in it as three; a dash on its own as hyphen, en dash or em dash by its width."""
    if not set(word.word.text) <= _DASHES or word.box.height > _FLAT * letter or word.word.text[0] == "_":
        return replace(word.word, text=_TWO_DOTS.sub("...", word.word.text))
    width = word.box.width / letter
    text = "-" if width < _EN_DASH else "–" if width < _EM_DASH else "—"
    return Word(text, word.box, word.word.confidence)
