"""Words to printed lines: which words stand side by side, by geometry alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ocr_pipeline.document import Box, Line, Word
from ocr_pipeline.recognition.chains import line_numbers

_OUTSIZED = 2.0
"""Boxes this many times the usual height are scrawls over several lines."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word that has a box."""

    word: Word
    box: Box

    @property
    def middle(self) -> float:
        """The horizontal centre in pixels."""
        return (self.box.left + self.box.right) / 2


Row = tuple[Placed, ...]
"""The words of one printed line from left to right."""


def placed(words: Iterable[Word]) -> Row:
    """The words that have a box, as `Placed`, from left to right whatever their order was."""
    found = (Placed(word, word.box) for word in words if word.box is not None)
    return tuple(sorted(found, key=_where))


def _where(word: Placed) -> tuple[int, int, int, int, str]:
    return word.box.left, word.box.top, word.box.right, word.box.bottom, word.word.text


def text_height(words: Sequence[Placed]) -> float:
    """The usual height of a word's box in pixels, marks and tails included; 1.0 without words."""
    return float(median(word.box.height for word in words)) if words else 1.0


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all `boxes` (at least one)."""
    found = tuple(boxes)
    return Box(
        min(box.left for box in found),
        min(box.top for box in found),
        max(box.right for box in found),
        max(box.bottom for box in found),
    )


def rows_of(words: Sequence[Placed]) -> tuple[Row, ...]:
    """The printed lines from top to bottom, each from left to right; `chains.line_numbers` says what a line is."""
    if not words:
        return ()
    ordered = sorted(words, key=_where)
    boxes = np.array([(word.box.left, word.box.top, word.box.right, word.box.bottom) for word in ordered])
    numbers = line_numbers(boxes, _OUTSIZED * text_height(words)).tolist()
    rows: list[list[Placed]] = [[] for _ in range(max(numbers) + 1)]
    for word, number in zip(ordered, numbers, strict=True):
        rows[number].append(word)
    return tuple(map(tuple, rows))


def line_of(row: Sequence[Placed]) -> Line:
    """A row as one line of text, words separated by spaces."""
    return Line(
        " ".join(word.word.text for word in row), tuple(word.word for word in row), union(word.box for word in row)
    )


def segments_of(row: Row, gap: float) -> tuple[Row, ...]:
    """The row cut wherever two neighbours stand at least `gap` pixels apart."""
    parts: list[list[Placed]] = []
    for word in row:
        if parts and word.box.left - parts[-1][-1].box.right < gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return tuple(tuple(part) for part in parts)
