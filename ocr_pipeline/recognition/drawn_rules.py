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
    across = _rules(sized[level][:, [0, 2, 1, 3]], PIECE_ACROSS)[:, [0, 2, 1, 3]]
    down = _rules(sized[~level][:, [1, 3, 0, 2]], PIECE_DOWN)[:, [2, 0, 3, 1]]
    long_across = across[across[:, 2] - across[:, 0] >= SHORTEST_ACROSS * WORKING_LETTER]
    long_down = down[down[:, 3] - down[:, 1] >= SHORTEST_DOWN * WORKING_LETTER]
    if not (len(long_across) and len(long_down)):
        return ()
    rules = np.concatenate([long_across, long_down])
    frames = _frames(rules)
    grids = []
    for frame in np.unique(frames):
        own = frames == frame
        left, top = (int(edge) for edge in np.floor(rules[own, :2].min(axis=0)) - CORNER // 2)
        right, bottom = (int(edge) for edge in np.ceil(rules[own, 2:].max(axis=0)) + CORNER // 2)

        def within(lines_across: NDArray[np.float64], lines_down: NDArray[np.float64]) -> Rules:
            shape, corner = (bottom - top, right - left), np.array([left, top, left, top])  # noqa: B023
            return Rules(_drawn(lines_across - corner, shape), _drawn(lines_down - corner, shape))

        parts = own[: len(long_across)], own[len(long_across) :]
        found = parted(within(long_across[parts[0]], long_down[parts[1]]), within(across, down), WORKING_LETTER)
        if found is not None:
            grids.append(grid_of(*found, (left + 0.5, top + 0.5), factor))  # in the middle of a pixel
    return tuple(grids)


def _rules(strokes: NDArray[np.float64], piece: float) -> NDArray[np.float64]:
    """The strokes along one axis (start, end, and the two edges across) as rules at least `piece` x-heights long."""
    joined = _joined(strokes[np.argsort(strokes[:, 0], kind="stable")])
    return joined[joined[:, 1] - joined[:, 0] >= piece * WORKING_LETTER]


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


@compiled
def _drawn(rules: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The rules in a picture, each at least one pixel thick; what lies outside is left out."""
    picture = np.zeros(shape, np.bool_)
    for left, top, right, bottom in rules:
        columns, rows = max(round(right - left), 1), max(round(bottom - top), 1)
        x, y = int(np.floor((left + right + 1 - columns) / 2)), int(np.floor((top + bottom + 1 - rows) / 2))
        picture[max(y, 0) : max(y + rows, 0), max(x, 0) : max(x + columns, 0)] = True
    return picture
