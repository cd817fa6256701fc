"""Words to printed lines: which words stand side by side, by geometry alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr_pipeline.document import Box, Line, Word

_SAME_LINE = 0.45
"""Two words stand on one line when they overlap by this share of the lower one's height."""
_NEIGHBOURS = 3
"""So many words nearby show the band of a line: one alone may have a box that is too high or too low."""
_OUTSIZED = 2.0
"""Boxes this many times the usual height are scrawls over several lines; they do not steer a line."""


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


class _Chain:
    """A line as it grows from left to right: its words, the band of the last few, how far up and down it reaches."""

    def __init__(self, word: Placed) -> None:
        self.words = [word]
        self.band = self.reach = (float(word.box.top), float(word.box.bottom))

    def append(self, word: Placed) -> None:
        self.words.append(word)
        self.band = _band(self.words[-_NEIGHBOURS:])
        self.reach = (min(self.reach[0], word.box.top), max(self.reach[1], word.box.bottom))

    def holds(self, other: _Chain) -> bool:
        """Whether most words of the other chain stand level with the nearest words of this one."""
        if other.reach[1] < self.reach[0] or other.reach[0] > self.reach[1]:
            return False
        level = sum(_overlap(_band(self._nearest(word)), word) >= _SAME_LINE for word in other.words)
        return 2 * level > len(other.words)

    def _nearest(self, word: Placed) -> Sequence[Placed]:
        return sorted(self.words, key=lambda other: abs(other.middle - word.middle))[:_NEIGHBOURS]

    def take(self, other: _Chain) -> None:
        self.words = sorted(self.words + other.words, key=_where)
        self.reach = (min(self.reach[0], other.reach[0]), max(self.reach[1], other.reach[1]))


def rows_of(words: Sequence[Placed]) -> tuple[Row, ...]:
    """The printed lines from top to bottom.

    Each line is a chain from left to right whose neighbours overlap vertically, so that it may drift up or down across
    the page; chains that stand within one another are one line (a speck or a raised mark may have begun its own).
    """
    limit = _OUTSIZED * text_height(words)
    chains: list[_Chain] = []
    for word in sorted((word for word in words if word.box.height <= limit), key=_where):
        level = (chain for chain in chains if chain.band[0] < word.box.bottom and chain.band[1] > word.box.top)
        best = max(level, key=lambda chain: _overlap(chain.band, word), default=None)
        if best is not None and _overlap(best.band, word) >= _SAME_LINE:
            best.append(word)
        else:
            chains.append(_Chain(word))
    chains.extend(_Chain(word) for word in words if word.box.height > limit)
    lines: list[_Chain] = []
    for chain in sorted(chains, key=lambda chain: (-len(chain.words), _where(chain.words[0]))):
        home = next((line for line in lines if line.holds(chain)), None)
        if home is None:
            lines.append(chain)
        else:
            home.take(chain)
    return tuple(tuple(line.words) for line in sorted(lines, key=lambda line: sum(_band(line.words))))


def _band(words: Sequence[Placed]) -> tuple[float, float]:
    """The usual top and bottom of some words."""
    return median(word.box.top for word in words), median(word.box.bottom for word in words)


def _overlap(band: tuple[float, float], word: Placed) -> float:
    """How much a word overlaps a band vertically, as a share of the lower height."""
    top, bottom = band
    shared = min(bottom, word.box.bottom) - max(top, word.box.top)
    return shared / max(min(bottom - top, word.box.height), 1)


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
