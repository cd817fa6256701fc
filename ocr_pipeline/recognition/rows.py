"""Words to printed lines: which words stand side by side, by geometry alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter

import numpy as np

from ocr_pipeline.document import Box, Line, Word
from ocr_pipeline.recognition.chains import line_numbers

_OUTSIZED = 2.0
"""Boxes this many times the usual height are scrawls over several lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A word that has a box; two of them are the same where they are one word of the page."""

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
    return tuple(sorted([Placed(word, word.box) for word in words if word.box is not None], key=_where))


_where = attrgetter("box.left", "box.top", "box.right", "box.bottom", "word.text")


def text_height(words: Sequence[Placed]) -> float:
    """The usual height of a word's box in pixels, marks and tails included; 1.0 without words."""
    return usual_height([word.box for word in words])


def usual_height(boxes: Sequence[Box]) -> float:
    """The median height of the boxes in pixels; 1.0 without any."""
    if not boxes:
        return 1.0
    heights = sorted([box.bottom - box.top for box in boxes])
    half = len(heights) // 2
    return float(heights[half]) if len(heights) % 2 else (heights[half - 1] + heights[half]) / 2


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all `boxes` (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def rows_of(words: Sequence[Placed]) -> tuple[Row, ...]:
    """The printed lines from top to bottom, each from left to right; `chains.line_numbers` says what a line is."""
    if len(words) < 2:
        return (tuple(words),) if words else ()
    ordered = sorted(words, key=_where)
    edges = np.fromiter(chain.from_iterable([word.box for word in ordered]), np.int64, 4 * len(ordered))
    numbers = line_numbers(edges.reshape(-1, 4), _OUTSIZED * text_height(words)).tolist()
    rows: list[list[Placed]] = [[] for _ in range(max(numbers) + 1)]
    for word, number in zip(ordered, numbers, strict=True):
        rows[number].append(word)
    return tuple(map(tuple, rows))


@lru_cache(maxsize=1024)
def box_of(row: Row) -> Box:
    """The smallest box that holds all words (at least one); asked for several times of every line of a page."""
    return union([word.box for word in row])


def line_of(row: Sequence[Placed]) -> Line:
    """A row as one line of text, words separated by spaces."""
    words = tuple([word.word for word in row])
    return Line(" ".join([word.text for word in words]), words, box_of(tuple(row)))


def segments_of(row: Row, gap: float) -> tuple[Row, ...]:
    """The row cut wherever two neighbours stand at least `gap` pixels apart."""
    parts: list[list[Placed]] = []
    for word in row:
        if parts and word.box.left - parts[-1][-1].box.right < gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return tuple(tuple(part) for part in parts)
