"""Words to printed lines: which words stand side by side, by geometry alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
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


Band = tuple[float, float]
"""Top and bottom of a stretch of a line in pixels."""


class _Chain:
    """A line as it grows from left to right: its words, and how far up and down it reaches."""

    def __init__(self, word: Placed) -> None:
        self.words = [word]
        self.reach = word.box.top, word.box.bottom

    def append(self, word: Placed) -> None:
        self.words.append(word)
        self.reach = min(self.reach[0], word.box.top), max(self.reach[1], word.box.bottom)

    def band(self) -> Band:
        """Where the last few words lie."""
        return _band(self.words[-_NEIGHBOURS:])

    def holds(self, other: _Chain) -> bool:
        """Whether most words of the other chain stand level with the nearest words of this one."""
        if other.reach[1] < self.reach[0] or other.reach[0] > self.reach[1]:
            return False
        level = sum(_overlap(_band(self._nearest(word)), word) >= _SAME_LINE for word in other.words)
        return 2 * level > len(other.words)

    def _nearest(self, word: Placed) -> Sequence[Placed]:
        return nsmallest(_NEIGHBOURS, self.words, key=lambda other: abs(other.middle - word.middle))

    def take(self, other: _Chain) -> None:
        self.words = sorted(self.words + other.words, key=_where)
        self.reach = min(self.reach[0], other.reach[0]), max(self.reach[1], other.reach[1])


def rows_of(words: Sequence[Placed]) -> tuple[Row, ...]:
    """The printed lines from top to bottom.

    Each line is a chain from left to right whose neighbours overlap vertically, so that it may drift up or down across
    the page; chains that stand within one another are one line (a speck or a raised mark may have begun its own).
    """
    limit = _OUTSIZED * text_height(words)
    chains = _chains(sorted((word for word in words if word.box.height <= limit), key=_where))
    chains += [_Chain(word) for word in words if word.box.height > limit]
    lines: list[_Chain] = []
    for chain in sorted(chains, key=lambda chain: (-len(chain.words), _where(chain.words[0]))):
        home = next((line for line in lines if line.holds(chain)), None)
        if home is None:
            lines.append(chain)
        else:
            home.take(chain)
    return tuple(tuple(line.words) for line in sorted(lines, key=lambda line: sum(_band(line.words))))


def _chains(words: Iterable[Placed]) -> list[_Chain]:
    """The words, which come from left to right, each behind the chain whose end it overlaps most."""
    chains: list[_Chain] = []
    bands: list[Band] = []
    for word in words:
        top, bottom = word.box.top, word.box.bottom
        level = [(number, band) for number, band in enumerate(bands) if band[0] < bottom and band[1] > top]
        best, band = max(level, key=lambda found: _overlap(found[1], word), default=(-1, (0.0, 0.0)))
        if best >= 0 and _overlap(band, word) >= _SAME_LINE:
            chains[best].append(word)
            bands[best] = chains[best].band()
        else:
            chains.append(_Chain(word))
            bands.append((float(top), float(bottom)))
    return chains


def _band(words: Sequence[Placed]) -> Band:
    """The usual top and bottom of some words."""
    return _middle([word.box.top for word in words]), _middle([word.box.bottom for word in words])


def _middle(values: list[int]) -> float:
    """The median; `statistics.median` takes twice the time, and lines ask for it with every word."""
    values.sort()
    half = len(values) // 2
    return float(values[half]) if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _overlap(band: Band, word: Placed) -> float:
    """How much a word overlaps a band vertically, as a share of the lower height."""
    top, bottom = band
    box = word.box
    shared = min(bottom, box.bottom) - max(top, box.top)
    return shared / max(min(bottom - top, box.bottom - box.top), 1)


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
