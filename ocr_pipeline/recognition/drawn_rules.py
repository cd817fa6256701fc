"""Ruled tables of pages with a text layer, by the strokes that the file draws: no picture is looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.recognition.grids import (
    CORNER,
    PIECE_ACROSS,
    PIECE_DOWN,
    SHORTEST_ACROSS,
    SHORTEST_DOWN,
    WORKING_LETTER,
    Grid,
    Rules,
    grid_of,
    parted,
)

_SAME, _BREAK = 1.0, 3.0
"""Pixels: how far apart two strokes lie that are one rule, side by side and end to end; dots are closer."""


def drawn_grids(strokes: NDArray[np.int64], letter: float) -> tuple[Grid, ...]:
    """The ruled tables with at least two cells side by side.

    `strokes` are rows of left, top, right, bottom in pixels, each longer than it is thick; `letter` is the x-height.
    """
    factor = WORKING_LETTER / letter
    sized = (strokes * factor).astype(np.float64)
    level = sized[:, 2] - sized[:, 0] > sized[:, 3] - sized[:, 1]
    across, down = (
        _rules(sized[level][:, [0, 2, 1, 3]], PIECE_ACROSS),
        _rules(sized[~level][:, [1, 3, 0, 2]], PIECE_DOWN),
    )
    long_across, long_down = _longer(across, SHORTEST_ACROSS), _longer(down, SHORTEST_DOWN)
    if not (len(long_across) and len(long_down)):
        return ()
    rules = np.concatenate([long_across[:, [0, 2, 1, 3]], long_down[:, [2, 0, 3, 1]]])
    frames = _frames(rules)
    grids = []
    for frame in np.unique(frames[len(long_across) :]):
        own = frames == frame
        left, top = (int(edge) - CORNER // 2 for edge in np.floor(rules[own, :2].min(axis=0)))
        right, bottom = (int(edge) + CORNER // 2 for edge in np.ceil(rules[own, 2:].max(axis=0)))
        found = parted(
            Rules(
                _Lines(long_across[own[: len(long_across)]], (left, right), (top, bottom)),
                _Lines(long_down[own[len(long_across) :]], (top, bottom), (left, right)),
            ),
            Rules(_Lines(across, (left, right), (top, bottom)), _Lines(down, (top, bottom), (left, right))),
            WORKING_LETTER,
        )
        if found is not None:
            grids.append(grid_of(*found, (left + 0.5, top + 0.5), factor))  # in the middle of a pixel
    return tuple(grids)


class _Lines:
    """Rules (start, end, and the two edges across) within a frame, as whole pixels from its corner."""

    def __init__(self, rules: NDArray[np.float64], along: tuple[int, int], across: tuple[int, int]) -> None:
        """`along` and `across` are where the frame begins and ends."""
        sizes = np.maximum(np.rint(rules[:, 1::2] - rules[:, ::2]), 1)
        firsts = np.floor((rules[:, ::2] + rules[:, 1::2] + 1 - sizes) / 2) - (along[0], across[0])
        bounds = along[1] - along[0], across[1] - across[0]
        self._firsts = np.clip(firsts, 0, bounds).astype(np.int64)
        self._ends = np.clip(firsts + sizes, 0, bounds).astype(np.int64)
        self._length, self._breadth = bounds

    @property
    def profile(self) -> NDArray[np.int64]:
        return _profile(self._firsts, self._ends, self._breadth)

    def near(self, place: int) -> NDArray[np.bool_]:
        return _near(self._firsts, self._ends, self._length, place)


@compiled
def _profile(firsts: NDArray[np.int64], ends: NDArray[np.int64], breadth: int) -> NDArray[np.int64]:
    profile = np.zeros(breadth, np.int64)
    for rule in range(len(firsts)):
        profile[firsts[rule, 1] : ends[rule, 1]] += ends[rule, 0] - firsts[rule, 0]
    return profile


@compiled
def _near(firsts: NDArray[np.int64], ends: NDArray[np.int64], length: int, place: int) -> NDArray[np.bool_]:
    printed = np.zeros(length, np.bool_)
    for rule in range(len(firsts)):
        if firsts[rule, 1] <= place + CORNER // 2 and ends[rule, 1] > place - CORNER // 2:
            printed[firsts[rule, 0] : ends[rule, 0]] = True
    return printed


def _rules(strokes: NDArray[np.float64], piece: float) -> NDArray[np.float64]:
    """The strokes along one axis (start, end, and the two edges across) as rules at least `piece` x-heights long."""
    return _longer(_joined(strokes[np.argsort(strokes[:, 0], kind="stable")]), piece)


def _longer(rules: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """The rules that are at least so many x-heights long."""
    return rules[rules[:, 1] - rules[:, 0] >= least * WORKING_LETTER]


@compiled
def _joined(strokes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Strokes, which come from left to right, made one with those that they go on from."""
    rules = strokes.copy()
    count = 0
    for stroke in strokes:
        home = -1
        for number in range(count):
            rule = rules[number]
            beside = stroke[2] <= rule[3] + _SAME and rule[2] <= stroke[3] + _SAME
            if beside and stroke[0] <= rule[1] + _BREAK:
                home = number
                break
        if home < 0:
            rules[count] = stroke
            count += 1
        else:
            rules[home, 1] = max(rules[home, 1], stroke[1])
    return rules[:count].copy()


@compiled
def _frames(rules: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of the frame to which each rule (left, top, right, bottom) belongs: those that meet are of one."""
    frames = np.arange(len(rules))
    for first in range(len(rules)):
        for second in range(first):
            one, other = rules[first], rules[second]
            apart = max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])
            if apart < CORNER and frames[first] != frames[second]:
                old, new = frames[first], frames[second]
                for number in range(first + 1):
                    if frames[number] == old:
                        frames[number] = new
    return frames
