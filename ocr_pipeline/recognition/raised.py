"""Raised figures: the numbers of footnotes, which Tesseract takes for signs (`lễ?`, `tang!?`) or passes over."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.rows import Placed, Row, placed, rows_of, union
from ocr_pipeline.recognition.tesseract import ONE_LINE, read_words
from ocr_pipeline.settings import RecognitionOptions

_LOW, _HIGH, _NARROW, _WIDE = 0.8, 1.3, 0.2, 0.95
"""In x-heights of the line: how high and wide a raised figure is; quotation marks are lower."""
_RAISED = (0.5, 0.95)
"""In x-heights: how far above the baseline it ends; circumflexes and tones end higher."""
_LETTER = (0.6, 1.4)
"""In x-heights of the page: the small letters of a line, also in larger print than most of the page."""
_ON_BASELINE, _FEWEST, _NEAR = 0.2, 3, 12.0
"""In x-heights, how far from the baseline letters stand; how many show it; and how far to either side they are."""
_TOGETHER, _BESIDE = 0.5, 0.6
"""In x-heights: the gap between the figures of one number, and between a number and its word."""
_SPECK = 0.2
_FIGURE, _PAPER, _APART, _DPI = 30, 40, 100, 300
"""Height in pixels at which figures are read, white above and between them, and the resolution of such print."""
_BELIEVED = 0.9
_RAISE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WITH_WORD = re.compile(r"(?P<word>.*[^\W\d_]\.?|(?:\d+\.)+)(?P<read>[^\s.,;:]{0,3})(?P<stop>[.,;:]*)")
_ALONE = re.compile(r"[^\s.,;:]{1,3}")


def with_raised_figures(
    pixels: NDArray[np.uint8], letter: float, words: Sequence[Word], options: RecognitionOptions
) -> tuple[Word, ...]:
    """The words, and raised numbers as printed: `lễ ⁷,` for `lễ”,`, and `⁴` for `*` where it stands alone.

    A raised number is a word of its own, so that the word before it is found and restored as any other. `letter` is the
    x-height in pixels. Nothing more is read where no figure is raised, as on most pages.
    """
    numbers = [(row, number) for row in rows_of(placed(words)) for number in _numbers(pixels, row, letter)]
    if not numbers:
        return tuple(words)
    texts = _read(pixels, [number for _, number in numbers], options)
    changed: dict[Word, tuple[Word, ...]] = {}
    for (row, number), text in zip(numbers, texts, strict=True):
        home = min(row, key=lambda word: _distance(word.box, number))
        if text and _distance(home.box, number) <= _BESIDE * letter and home.word not in changed:
            changed[home.word] = _raised(home, union(number), text)
    return tuple(printed for word in words for printed in changed.get(word, (word,)))


def _numbers(pixels: NDArray[np.uint8], row: Row, letter: float) -> Iterator[tuple[Box, ...]]:
    """The raised numbers of a line, each as the boxes of its figures from left to right."""
    number: list[Box] = []
    for figure in _figures(pixels, row, letter):
        if number and figure.left - number[-1].right > _TOGETHER * letter:
            yield tuple(number)
            number = []
        number.append(figure)
    if number:
        yield tuple(number)


def _figures(pixels: NDArray[np.uint8], row: Row, letter: float) -> list[Box]:
    """The marks of a line that are raised like figures, and have no other ink above or below."""
    frame, margin = union(word.box for word in row), round(letter)
    left, top = max(frame.left - margin, 0), max(frame.top - margin // 2, 0)
    part = pixels[top : frame.bottom + margin // 4, left : frame.right + margin]
    level, _ = cv2.threshold(part, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    ink = np.where(part <= level, np.uint8(255), np.uint8(0))
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)[2][1:]
    x, y, width, height, _ = (edge.astype(np.float64) for edge in stats.T)
    small = (height >= _LETTER[0] * letter) & (height <= _LETTER[1] * letter)
    printed = small | (height > _LETTER[1] * letter)
    found = []
    for mark in np.flatnonzero(small & (width <= _WIDE * _LETTER[1] * letter)):
        near = np.abs(x - x[mark]) < _NEAR * letter
        if not (near & printed).any():
            continue
        baseline = np.median((y + height)[near & printed])
        standing = near & small & (np.abs(y + height - baseline) <= _ON_BASELINE * letter)
        if standing.sum() < _FEWEST:
            continue
        own = float(np.median(height[standing]))
        ends = (baseline - y[mark] - height[mark]) / own
        over = (x < x[mark] + width[mark]) & (x + width > x[mark]) & (height > _SPECK * letter)
        over &= (y > 0) & (y < baseline)  # no ink of the lines above and below
        sized = _LOW <= height[mark] / own <= _HIGH and _NARROW <= width[mark] / own <= _WIDE
        if sized and _RAISED[0] <= ends <= _RAISED[1] and over.sum() == 1:
            edges = x[mark], y[mark], x[mark] + width[mark], y[mark] + height[mark]
            found.append(Box(*(int(edge) + start for edge, start in zip(edges, (left, top) * 2, strict=True))))
    return sorted(found, key=lambda box: box.left)


def _read(
    pixels: NDArray[np.uint8], numbers: Sequence[tuple[Box, ...]], options: RecognitionOptions
) -> tuple[str, ...]:
    """What the numbers say, set side by side; empty where as many digits as figures are not read for sure."""
    pictures = [_enlarged(pixels, union(number)) for number in numbers]
    rights = np.cumsum([_APART + picture.shape[1] for picture in pictures]).tolist()
    sheet = np.full((_FIGURE + 2 * _PAPER, rights[-1] + _APART), 255, np.uint8)
    for picture, right in zip(pictures, rights, strict=True):
        sheet[_PAPER:-_PAPER, right - picture.shape[1] : right] = picture
    texts, sure = [""] * len(numbers), [1.0] * len(numbers)
    for word in placed(read_words(sheet, _DPI, options, segmentation=ONE_LINE, characters="0123456789")):
        place = min(bisect_left(rights, word.middle), len(numbers) - 1)
        texts[place] += word.word.text
        sure[place] = min(sure[place], word.word.confidence or 0.0)
    return tuple(
        text if text.isdecimal() and len(text) == len(number) and confidence >= _BELIEVED else ""
        for text, number, confidence in zip(texts, numbers, sure, strict=True)
    )


def _enlarged(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    part = pixels[box.top : box.bottom, box.left : box.right]
    width = max(round(box.width * _FIGURE / box.height), 1)
    return np.asarray(cv2.resize(part, (width, _FIGURE), interpolation=cv2.INTER_CUBIC), np.uint8)


def _distance(box: Box, number: Sequence[Box]) -> int:
    """How far a number stands from a word, in pixels; 0 where it stands in its box."""
    place = union(number)
    return max(box.left - place.right, place.left - box.right, 0)


def _raised(home: Placed, number: Box, text: str) -> tuple[Word, ...]:
    """The word and behind it the raised number, or the number alone where it is all that was read."""
    word, raised = home.word, text.translate(_RAISE)
    attached = _WITH_WORD.fullmatch(word.text)
    if attached and number.left + number.right > home.box.left + home.box.right:
        before = Box(home.box.left, home.box.top, max(number.left, home.box.left + 1), home.box.bottom)
        after = Box(number.left, number.top, max(number.right, home.box.right), max(number.bottom, home.box.bottom))
        return replace(word, text=attached["word"], box=before), Word(raised + attached["stop"], after, word.confidence)
    if _ALONE.fullmatch(word.text):
        return (Word(raised, union((home.box, number)), word.confidence),)
    return (word,)
