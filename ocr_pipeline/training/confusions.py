"""Learn which letters are read as which from pairs of read and printed words, by hard expectation-maximisation.

The segmentation into letter groups follows Brill and Moore (2000), An Improved Error Model for Noisy Channel Spelling
Correction: a printed letter becomes zero to three read ones, two printed letters may melt into one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ocr_pipeline.restoration.misreadings import WHOLE, before
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

Pair = tuple[str, str]
"""A read and a printed word, or a printed letter group and what it was read as."""
Counts = Counter[tuple[str, str, str]]
"""How often a printed group was read as another one behind a printed letter (see `restoration.misreadings.before`)."""
SHAPES = ((1, 1), (1, 2), (2, 1), (1, 0), (1, 3))
"""Lengths of printed and read groups, in the order of preference among equals."""
OFTEN = 3
"""How often a word must be read as another one to count as misread as a whole."""
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_PRIOR = {(1, 1): -2.5, (1, 2): -5.0, (2, 1): -6.0, (1, 0): -5.5, (1, 3): -7.5}


def learn_confusions(pairs: Iterable[Pair], rounds: int = 4) -> Counts:
    """Counts of (printed group, read group, letter before) over the best segmentations of all pairs.

    >>> learn_confusions([("dugc", "được"), ("tir", "từ")] * 9)[("ừ", "ir", "t")]
    9
    """
    counted = Counter(pairs)
    costs: dict[Pair, float] = {}
    for _ in range(rounds - 1):
        steps: Counter[Pair] = Counter()
        for (read, printed), count in counted.items():
            for step in _segment(read, printed, costs):
                steps[step] += count
        costs = _costs(steps)
    found: Counts = Counter()
    for (read, printed), count in counted.items():
        place = 0
        for group, reading in _segment(read, printed, costs):
            found[group, reading, before(printed, place)] += count
            place += len(group)
    return found


def learn_words(pairs: Iterable[Pair]) -> Counts:
    """Counts of the syllables that were often read as others as a whole, and how often they were read right.

    An engine that knows the language takes some words for commoner ones, in small letters or in capitals.

    >>> learn_words([("chỉ", "chi")] * 3 + [("chi", "chi"), ("Chi", "Chi,")])
    Counter({('chi', 'chỉ', '='): 3, ('chi', 'chi', '='): 2})
    """
    counted = Counter(words for read, printed in pairs if (words := (_cased(read), _cased(printed)))[1])
    often = {
        printed
        for (read, printed), count in counted.items()
        if read != printed and is_syllable(read) and count >= OFTEN
    }
    return Counter(
        {
            (printed, read, WHOLE): count
            for (read, printed), count in counted.items()
            if printed in often and (read == printed or (count >= OFTEN and is_syllable(read)))
        }
    )


def _cased(word: str) -> str:
    """The letters of a syllable, in capitals if it is so, else in small ones; nothing of other words."""
    core = _EDGES.sub("", word)
    return (core if core.isupper() and len(core) > 1 else core.lower()) if is_syllable(core) else ""


def _costs(steps: Counter[Pair]) -> dict[Pair, float]:
    totals: Counter[str] = Counter()
    for (printed, _), count in steps.items():
        for letter in printed:
            totals[letter] += count
    return {
        (printed, read): math.log(count / (min(totals[letter] for letter in printed) + 5))
        for (printed, read), count in steps.items()
    }


def _step_score(printed: str, read: str, costs: dict[Pair, float]) -> float:
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


def _segment(read: str, printed: str, costs: dict[Pair, float]) -> list[Pair]:
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
    result: list[Pair] = []
    row, column = rows - 1, columns - 1
    while row or column:
        wide, long = back[row][column]
        result.append((printed[row - wide : row], read[column - long : column]))
        row, column = row - wide, column - long
    return result[::-1]


def write_confusions(steps: Counts, file: Path, least: int = 2) -> None:
    """Write the counts as a table (printed, read, letter before, count).

    Confusions seen less often are left out, and groups over a space: lost spaces and false ones are no letters.
    """
    seen: Counter[Pair] = Counter()
    for (printed, read, _), count in steps.items():
        seen[printed, read] += count
    rows = [
        f"{printed}\t{read}\t{letter}\t{count}"
        for (printed, read, letter), count in sorted(steps.items(), key=lambda item: (-item[1], item[0]))
        if " " not in printed + read and (seen[printed, read] >= least or printed == read)
    ]
    file.write_text("# printed\tread\tbehind\tcount\n" + "\n".join(rows) + "\n", "utf-8")
