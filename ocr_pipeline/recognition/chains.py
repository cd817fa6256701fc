"""Which words stand on one line, by their boxes alone: compiled, for every page asks for it several times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled

_SAME_LINE = 0.45
"""Two words stand on one line when they overlap by this share of the lower one's height."""
_NEIGHBOURS = 3
"""So many words nearby show the band of a line: one alone may have a box that is too high or too low."""
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


@compiled
def line_numbers(boxes: NDArray[np.int64], limit: float) -> NDArray[np.int64]:
    """The number of the line, counted from the top, on which each box stands; boxes come from left to right.

    Each line is a chain from left to right whose neighbours overlap vertically, so that it may drift up or down across
    the page; chains that stand within one another are one line (a speck or a raised mark may have begun its own). Boxes
    higher than `limit` are scrawls over several lines; they do not steer a line.
    """
    chains, sizes = _chains(boxes, limit)
    firsts = np.full(len(sizes), len(boxes))
    for word in range(len(boxes) - 1, -1, -1):
        firsts[chains[word]] = word
    lines, reaches = np.full(len(boxes), -1), np.zeros((len(sizes), 2), np.int64)
    count = 0
    for chain in np.argsort(-sizes * len(boxes) + firsts):
        words = np.flatnonzero(chains == chain)
        reach = boxes[words, _TOP].min(), boxes[words, _BOTTOM].max()
        home = 0
        while home < count and not _holds(boxes, lines, home, reaches[home], words, reach):
            home += 1
        if home == count:
            count += 1
            reaches[home] = reach
        lines[words] = home
        reaches[home, 0], reaches[home, 1] = min(reaches[home, 0], reach[0]), max(reaches[home, 1], reach[1])
    levels = np.zeros(count)
    for line in range(count):
        own = np.flatnonzero(lines == line)
        levels[line] = _middle(boxes[own, _TOP]) + _middle(boxes[own, _BOTTOM])
    places = np.zeros(count, np.int64)
    places[np.argsort(levels, kind="mergesort")] = np.arange(count)
    numbers: NDArray[np.int64] = places[lines]
    return numbers


@compiled
def _chains(boxes: NDArray[np.int64], limit: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The chain of every box, each behind the chain whose end it overlaps most, and how many boxes each chain has."""
    chains, sizes = np.zeros(len(boxes), np.int64), np.zeros(len(boxes), np.int64)
    bands, ends = np.zeros((len(boxes), 2)), np.zeros((len(boxes), _NEIGHBOURS), np.int64)
    count = 0
    for word in range(len(boxes)):
        if boxes[word, _BOTTOM] - boxes[word, _TOP] > limit:
            continue
        best, most = -1, -1.0
        for chain in range(count):
            if bands[chain, 0] < boxes[word, _BOTTOM] and bands[chain, 1] > boxes[word, _TOP]:
                overlap = _overlap(bands[chain, 0], bands[chain, 1], boxes[word])
                if overlap > most:
                    best, most = chain, overlap
        if most < _SAME_LINE:
            best = count
            count += 1
        chains[word] = best
        ends[best, sizes[best] % _NEIGHBOURS] = word
        sizes[best] += 1
        near = ends[best, : min(sizes[best], _NEIGHBOURS)]
        bands[best, 0], bands[best, 1] = _middle(boxes[near, _TOP]), _middle(boxes[near, _BOTTOM])
    for word in range(len(boxes)):
        if boxes[word, _BOTTOM] - boxes[word, _TOP] > limit:
            chains[word] = count
            sizes[count] = 1
            count += 1
    return chains, sizes[:count]


@compiled
def _holds(
    boxes: NDArray[np.int64],
    lines: NDArray[np.int64],
    line: int,
    reach: NDArray[np.int64],
    words: NDArray[np.int64],
    other: tuple[int, int],
) -> bool:
    """Whether most of the words, which reach from top to bottom of `other`, stand level with the nearest of a line."""
    if other[1] < reach[0] or other[0] > reach[1]:
        return False
    own = np.flatnonzero(lines == line)
    level = 0
    for word in words:
        top, bottom = _band_near(boxes, own, word)
        level += _overlap(top, bottom, boxes[word]) >= _SAME_LINE
    return 2 * level > len(words)


@compiled
def _band_near(boxes: NDArray[np.int64], words: NDArray[np.int64], place: int) -> tuple[float, float]:
    """Where the nearest words of a line lie, seen from that word."""
    near, distances = np.zeros(_NEIGHBOURS, np.int64), np.zeros(_NEIGHBOURS, np.int64)
    count = 0
    for word in words:
        far = abs(boxes[word, _LEFT] + boxes[word, _RIGHT] - boxes[place, _LEFT] - boxes[place, _RIGHT])
        if count == _NEIGHBOURS and far >= distances[count - 1]:
            continue
        count = min(count + 1, _NEIGHBOURS)
        at = count - 1
        while at > 0 and distances[at - 1] > far:
            near[at], distances[at] = near[at - 1], distances[at - 1]
            at -= 1
        near[at], distances[at] = word, far
    return _middle(boxes[near[:count], _TOP]), _middle(boxes[near[:count], _BOTTOM])


@compiled
def _middle(values: NDArray[np.int64]) -> float:
    """The median."""
    for end in range(1, len(values)):  # few, and nearly in order
        value, at = values[end], end
        while at > 0 and values[at - 1] > value:
            values[at] = values[at - 1]
            at -= 1
        values[at] = value
    half = len(values) // 2
    return float(values[half]) if len(values) % 2 == 1 else (values[half - 1] + values[half]) / 2


@compiled
def _overlap(top: float, bottom: float, box: NDArray[np.int64]) -> float:
    """How much a box overlaps a band vertically, as a share of the lower height."""
    shared = min(bottom, box[_BOTTOM]) - max(top, box[_TOP])
    return float(shared / max(min(bottom - top, box[_BOTTOM] - box[_TOP]), 1.0))
