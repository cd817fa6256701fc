"""Words read on top of each other: a slanting line that the engine took for two, a piece of a word beside the word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from ocr_pipeline.document import Box
from ocr_pipeline.recognition.rows import Placed, Row

_INSIDE = 0.5
"""Share of the narrower of two words that the other covers where they are read from the same print; a box that is too
long covers a neighbour's edge at most."""
_LEVEL = 0.5
"""Share of the lower one's height that they have in common."""
_BELIEVED = 0.7
"""Least mean confidence of the reading that takes their place."""

Pair = tuple[Placed, Placed]


def overlaid(words: Sequence[Placed]) -> Iterator[Pair]:
    """The pairs of words, which are in order from left to right, that cover each other."""
    reach: list[Placed] = []
    for word in words:
        reach = [other for other in reach if other.box.right > word.box.left]
        yield from ((other, word) for other in reach if _same_print(other.box, word.box))
        reach.append(word)


def _same_print(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    along = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across >= _INSIDE * min(one.width, other.width) and along >= _LEVEL * min(one.height, other.height)


def joined(rows: Sequence[Row], pairs: Sequence[Pair]) -> Iterator[Row]:
    """The rows, those that share words of a pair as one: they are one printed line."""
    left = list(rows)
    for one, other in pairs:
        held = [row for row in left if one in row or other in row]
        if len(held) > 1:
            left = [row for row in left if row not in held]
            left.append(tuple(sorted((word for row in held for word in row), key=lambda word: word.box.left)))
    yield from left


def untangles(old: Sequence[Placed], new: Sequence[Placed]) -> bool:
    """Whether a second reading has once what the first has in pieces over each other: surely, and every digit of it."""
    if not new or not any(overlaid(old)) or any(overlaid(new)):
        return False
    sure = fmean(word.word.confidence or 0.0 for word in new) >= _BELIEVED
    before, after = (["".join(filter(str.isdigit, word.word.text)) for word in words] for words in (old, new))
    whole = "".join(after)
    rest = iter("".join(before))
    return sure and all(digits in whole for digits in before) and all(digit in rest for digit in whole)
