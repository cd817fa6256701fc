"""Learn which letters are read as which from pairs of read and printed words, by hard expectation-maximisation.

The segmentation into letter groups follows Brill and Moore (2000), An Improved Error Model for Noisy Channel Spelling
Correction: a printed letter becomes zero to three read ones, two printed letters may melt into one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ocr_pipeline.vietnamese.syllable import strip_accents

Step = tuple[str, str]
SHAPES = ((1, 1), (1, 2), (2, 1), (1, 0), (1, 3))
"""Lengths of printed and read groups, in the order of preference among equals."""
_PRIOR = {(1, 1): -2.5, (1, 2): -5.0, (2, 1): -6.0, (1, 0): -5.5, (1, 3): -7.5}


def learn_confusions(pairs: Iterable[Step], rounds: int = 4) -> Counter[Step]:
    """Counts of (printed group, read group) over the best segmentations of all pairs.

    >>> learn_confusions([("dugc", "được"), ("tir", "từ")] * 9)[("ừ", "ir")]
    9
    """
    counted = Counter(pairs)
    costs: dict[Step, float] = {}
    steps: Counter[Step] = Counter()
    for _ in range(rounds):
        steps = Counter()
        for (read, printed), count in counted.items():
            for step in _segment(read, printed, costs):
                steps[step] += count
        costs = _costs(steps)
    return steps


def _costs(steps: Counter[Step]) -> dict[Step, float]:
    totals: Counter[str] = Counter()
    for (printed, _), count in steps.items():
        for letter in printed:
            totals[letter] += count
    return {
        (printed, read): math.log(count / (min(totals[letter] for letter in printed) + 5))
        for (printed, read), count in steps.items()
    }


def _step_score(printed: str, read: str, costs: dict[Step, float]) -> float:
    if (known := costs.get((printed, read))) is not None:
        return known
    score = _PRIOR[len(printed), len(read)]
    if printed == read:
        return -0.1
    plain, plain_read = strip_accents(printed).lower(), strip_accents(read).lower()
    if plain == plain_read:
        return -0.7
    if plain_read and (plain_read in plain or plain in plain_read):
        return score + 2.0
    return score - 2.0 if costs else score


def _segment(read: str, printed: str, costs: dict[Step, float]) -> list[Step]:
    """The best way to cut both words into groups that correspond; empty where there is none."""
    rows, columns = len(printed) + 1, len(read) + 1
    best = [[-math.inf] * columns for _ in range(rows)]
    back: list[list[tuple[int, int]]] = [[(0, 0)] * columns for _ in range(rows)]
    best[0][0] = 0.0
    for row in range(rows):
        for column in range(columns):
            for wide, long in SHAPES:
                if wide > row or long > column or best[row - wide][column - long] == -math.inf:
                    continue
                step = printed[row - wide : row], read[column - long : column]
                score = best[row - wide][column - long] + _step_score(*step, costs)
                if score > best[row][column]:
                    best[row][column] = score
                    back[row][column] = (wide, long)
    if best[-1][-1] == -math.inf:
        return []
    result: list[Step] = []
    row, column = rows - 1, columns - 1
    while row or column:
        wide, long = back[row][column]
        result.append((printed[row - wide : row], read[column - long : column]))
        row, column = row - wide, column - long
    return result[::-1]


def write_confusions(steps: Counter[Step], file: Path, least: int = 2) -> None:
    """Write the counts as a table (printed, read, count), most frequent first; rare confusions are left out."""
    rows = [
        f"{printed}\t{read}\t{count}"
        for (printed, read), count in sorted(steps.items(), key=lambda item: (-item[1], item[0]))
        if count >= least or printed == read
    ]
    file.write_text("# printed\tread\tcount\n" + "\n".join(rows) + "\n", "utf-8")
