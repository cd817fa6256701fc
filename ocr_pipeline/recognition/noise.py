"""Noise: words that Tesseract made of specks, rules and scrawls, left out where box and signs give them away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Region, RegionKind, Word
from ocr_pipeline.recognition.rows import Placed, Row, placed, rows_of, text_height

_RULES = frozenset("|¦_\\‹›^`´¬¡¿ˆ˜")
"""Read from rules of tables, underlines, page edges and dirt; official print does not use them as words."""
_SPECKS = frozenset(".,:;'`´’‘·•°")
"""Signs that no line begins with: there they are specks. (A bullet is kept when it is as large as a bullet.)"""
_DASHES = frozenset("-–—_~+")
_MEANINGS = frozenset("%‰§°&+=/<>×±")
"""Signs that belong to the number beside them, however unsure: `25 %`, `§ 3`, `30 °`."""
_PUNCTUATION = frozenset(".,:;()")
_SPECK_SIZE = 0.35
_LETTERS_AT_LEAST = 0.5
"""No letter or digit is lower than half the x-height; print in smaller type stands in rows of small words."""
_SMALL_TYPE = 1.2
_SCRAWL_HEIGHT, _SCRAWL_CONFIDENCE = 3.0, 0.05
_GUESS = 0.3
_LIKELY = 0.55
"""Calibrated confidence from which a word that lies under a seal or signature is believed."""
_DARK, _DRAWN = 128, 0.7
"""A grey that is ink, and the share of its ink that lies on strokes where a word is made of them."""
_SURE, _AS_HIGH = 0.9, 1.5
"""Calibrated confidence of a word whose neighbour is print, and how much higher one of them may be."""
_LABEL = re.compile(r"\(?(\d{1,3}|[^\W\d_]|[IVX]+)[.)]+")
"""The number of an item stays whatever its box: too much hangs on it."""


def without_noise(words: Sequence[Word], letter: float) -> tuple[Word, ...]:
    """The words that are print; `letter` is the x-height in pixels.

    Left out are signs (no letter, no digit) made of rules, standing as a speck at the beginning of a line, or read with
    a confidence below 0.3; letters in boxes too low for any letter in a line of higher ones; and what was read with
    next to no confidence in a box higher than three x-heights (a signature). A sign that belongs to a number stays.
    """
    kept: list[Word] = []
    for row in rows_of(placed(words)):
        begun = False
        for word in row:
            if not _is_noise(word, row, letter, begun=begun):
                kept.append(word.word)
                begun = True
    return tuple(kept)


def without_drawn(words: Sequence[Word], pixels: NDArray[np.uint8], strokes: NDArray[np.uint8]) -> tuple[Word, ...]:
    """The words without those whose ink is that of `strokes` (255 in a mask of the size of the page)."""
    return tuple(word for word in words if word.box is None or not _is_drawn(word.box, pixels, strokes))


def _is_drawn(box: Box, pixels: NDArray[np.uint8], strokes: NDArray[np.uint8]) -> bool:
    here = slice(max(box.top, 0), box.bottom), slice(max(box.left, 0), box.right)
    over = strokes[here] > 0
    if not over.any():
        return False
    ink = pixels[here] < _DARK
    return int((ink & over).sum()) > _DRAWN * int(ink.sum())


def without_strokes(words: Sequence[Word], regions: Sequence[Region]) -> tuple[Word, ...]:
    """The words without those most likely made of the strokes of a seal or signature, which lie over print.

    An unsure word stays where it goes on with a sure one: the name of who signs often runs into the seal.
    """
    boxes = [region.box for region in regions if region.kind in (RegionKind.SEAL, RegionKind.SIGNATURE)]
    unsure = {word for word in words if not _is_likely(word) and any(_lies_in(word, box) for box in boxes)}
    if not unsure:
        return tuple(words)
    rows = rows_of(placed(words))
    printed = {pair[0].word for row in rows for pair in pairwise(row) if _goes_on(*pair)}
    printed |= {pair[1].word for row in rows for pair in pairwise(row) if _goes_on(*reversed(pair))}
    return tuple(word for word in words if word not in unsure or word in printed)


def _is_likely(word: Word) -> bool:
    return (word.confidence or 0.0) >= _LIKELY


def _goes_on(word: Placed, sure: Placed) -> bool:
    """Whether a word of letters stands no more than a space away from one that is sure, and is as high."""
    apart = max(word.box.left, sure.box.left) - min(word.box.right, sure.box.right)
    higher, lower = max(word.box.height, sure.box.height), min(word.box.height, sure.box.height)
    printed = word.word.text.isalpha() and len(word.word.text) > 1 and apart <= lower and higher <= _AS_HIGH * lower
    return printed and (sure.word.confidence or 0.0) >= _SURE


def _lies_in(word: Word, box: Box) -> bool:
    if word.box is None:
        return False
    across, down = word.box.left + word.box.right, word.box.top + word.box.bottom
    return 2 * box.left <= across <= 2 * box.right and 2 * box.top <= down <= 2 * box.bottom


def _is_noise(word: Placed, row: Row, letter: float, *, begun: bool) -> bool:
    """Whether a word of a row is no print; `begun` tells that print stands before it."""
    text, confidence, height = word.word.text, word.word.confidence or 0.0, word.box.height / letter
    if any(character.isalnum() for character in text):
        small_type = text_height(row) < _SMALL_TYPE * letter and len(row) > 1
        if height < _LETTERS_AT_LEAST and not small_type and not _LABEL.fullmatch(text):
            return True
        return height > _SCRAWL_HEIGHT and confidence < _SCRAWL_CONFIDENCE
    speck = set(text) <= _SPECKS and height < _SPECK_SIZE
    dash = set(text) <= _DASHES and height < _LETTERS_AT_LEAST
    unsure = confidence < _GUESS and not dash and not _belongs_to_number(word, row)
    return set(text) <= _RULES or (speck and not begun) or unsure


def _belongs_to_number(word: Placed, row: Row) -> bool:
    """Whether a word is a sign like `%` or `§`, and a word with a digit stands beside it."""
    signs = set(word.word.text)
    if not signs & _MEANINGS or not signs <= _MEANINGS | _PUNCTUATION:
        return False
    at = row.index(word)
    return any(character.isdigit() for other in row[max(at - 1, 0) : at + 2] for character in other.word.text)
