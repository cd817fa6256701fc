"""Roman numbers of quarters and headings: of equal strokes Tesseract loses some, and the picture shows how many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Word

_QUARTER = re.compile(r"(?P<strokes>[I1lH|]{1,3})(?P<rest>\W*(?:(?:19|20)\d\d)?\W*)")
_BEFORE = "quý"
_LABEL = re.compile(r"(?P<strokes>[I1lH|]{2,3}|I)(?P<rest>[.-])")
_BAND = (0.3, 0.7)
"""Between which shares of its height a word is looked at: serifs stand above and below."""
_UPRIGHT = 0.85
"""A stroke is dark in so much of the band; a slash is slanted and is not."""
_DARK = 128
_APART, _THICK = 0.7, 0.3
"""In heights of the word: neighbouring strokes stand nearer, and each is thinner."""
_MOST = 3


def with_counted_strokes(pixels: NDArray[np.uint8], words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, in Tesseract's order, with as many strokes as `pixels` show: `Quý II/2025`, `III.`"""
    result = list(words)
    for place, word in enumerate(words):
        cued = place > 0 and words[place - 1].text.casefold() == _BEFORE
        found = (_QUARTER if cued else _LABEL).fullmatch(word.text)
        if found is None or word.box is None:
            continue
        count = _strokes(pixels, word.box)
        read = len(found["strokes"].replace("H", "II"))
        if read < count <= _MOST or (read == count and "H" in found["strokes"]):
            result[place] = replace(word, text="I" * count + found["rest"])
    return tuple(result)


def _strokes(pixels: NDArray[np.uint8], box: Box) -> int:
    """How many upright strokes stand side by side at the beginning of a word."""
    top, bottom = (box.top + round(share * box.height) for share in _BAND)
    upright = (pixels[top:bottom, box.left : box.right] < _DARK).mean(axis=0) >= _UPRIGHT
    edges = np.flatnonzero(np.diff(np.concatenate(([0], upright.astype(np.int8), [0]))))
    strokes = edges.reshape(-1, 2)
    count = 0
    for number, (left, right) in enumerate(strokes):
        last = strokes[number - 1][0] if number else 0
        if left - last > _APART * box.height or right - left > _THICK * box.height:
            break
        count += 1
    return count
