"""Words to printed lines: which words stand side by side, by geometry alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr_pipeline.document import Box, Line, Word

_SAME_LINE = 0.45
"""Two words stand on one line when they overlap by this share of the lower one's height."""
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
    """The words that have a box, as `Placed`."""
    return tuple(Placed(word, word.box) for word in words if word.box is not None)


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
    """The printed lines from top to bottom.

    Each line is a chain from left to right whose neighbours overlap vertically, so that it may drift up or down across
    the page; chains that stand within one another are one line (a speck or a raised mark may have begun its own).
    """
    limit = _OUTSIZED * text_height(words)
    chains: list[list[Placed]] = []
    for word in sorted((word for word in words if word.box.height <= limit), key=lambda word: word.box.left):
        best = max(chains, key=lambda chain: _overlap(chain[-1].box, word.box), default=None)
        if best is not None and _overlap(best[-1].box, word.box) >= _SAME_LINE:
            best.append(word)
        else:
            chains.append([word])
    chains.extend([word] for word in words if word.box.height > limit)
    return tuple(tuple(chain) for chain in sorted(_merged(chains), key=_centre))


def _merged(chains: Sequence[list[Placed]]) -> list[list[Placed]]:
    """Chains joined where most words of the shorter one stand level with their nearest words of the longer one."""
    lines: list[list[Placed]] = []
    for chain in sorted(chains, key=len, reverse=True):
        home = next((line for line in lines if _stands_within(chain, line)), None)
        if home is None:
            lines.append(chain)
        else:
            home.extend(chain)
            home.sort(key=lambda word: word.box.left)
    return lines


def _stands_within(chain: Sequence[Placed], line: Sequence[Placed]) -> bool:
    top, bottom = min(word.box.top for word in line), max(word.box.bottom for word in line)
    if chain[0].box.bottom < top or chain[0].box.top > bottom:
        return False
    level = sum(
        _overlap(min(line, key=lambda other: abs(other.middle - word.middle)).box, word.box) >= _SAME_LINE
        for word in chain
    )
    return 2 * level > len(chain)


def _centre(chain: Sequence[Placed]) -> float:
    return float(median(word.box.top + word.box.bottom for word in chain))


def _overlap(one: Box, other: Box) -> float:
    """The vertical overlap as a share of the lower height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(min(one.height, other.height), 1)


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
