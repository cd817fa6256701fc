"""Decide lower, title or upper case of the words of a path, neighbours and the letters read taken together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.candidates import LOWER, TITLE, UPPER
from ocr_pipeline.vietnamese.language_model import LanguageModel, Trie, find_child

INSIDE, BEGINS, CAPITALS, MAY_BEGIN = 0, 1, 2, 3
"""Where a word stands: inside a sentence, at its beginning, in a line of capitals, perhaps at a beginning."""
UPPER_INSIDE = -9.0
"""Log probability that a syllable stands in capitals where its line does not."""
RUN = 8.0
"""Log odds that a word in capitals is followed by another one; abbreviations are none."""
SMALL = -12.0
"""Log odds of title case where a word never has it (`cấp Ủy`): more than what an engine tells of its first letter."""

Numbers = NDArray[np.int64]


class CasedWord(NamedTuple):
    """A word of the path: its id, that of the word before it, and the scores of its letters in each casing.

    `begins` marks the first word of a paragraph or sentence.
    """

    word: int
    previous: int
    scores: tuple[float, float, float]
    begins: bool


@cache
def abbreviated(model: LanguageModel) -> NDArray[np.bool_]:
    """Which words of the vocabulary stand in capitals wherever they stand."""
    return np.array([form.isupper() for form in model.forms])


@cache
def casing_odds(model: LanguageModel) -> NDArray[np.float32]:
    """Log probabilities of lower, title and upper case of every word in the four contexts; shape (4, words, 3)."""
    title = np.clip(model.trie.title1 / 255, 0.005, 0.995)
    upper = np.full(len(title), UPPER_INSIDE)
    odds = np.empty((4, len(title), 3))
    for context, least in ((INSIDE, 0.0), (BEGINS, 0.94), (MAY_BEGIN, 0.5)):
        share = np.maximum(title, least)
        odds[context] = np.stack([np.log(1 - share), np.log(share), upper], axis=1)
    odds[:, abbreviated(model)] = (-9.0, -9.0, 0.0)
    odds[CAPITALS] = (-4.0, -3.0, -0.1)
    return odds.astype(np.float32)


def decide_casing(words: Sequence[CasedWord], model: LanguageModel) -> list[int]:
    """The likeliest casing of each word (Viterbi over lower, title, upper)."""
    if not words:
        return []
    numbers, previous, scores, begins = (np.array(column) for column in zip(*words, strict=True))
    scores[_small(numbers, previous, model), TITLE] += SMALL
    casings: list[int] = _likeliest(model.trie, abbreviated(model), numbers, previous, scores, begins).tolist()
    return casings


@cache
def _small_behind(model: LanguageModel) -> dict[int, tuple[frozenset[int], int]]:
    """The rows of `lexicons/small_behind.tsv`: words, behind which they stand small, and before which they do not."""
    return {
        model.id_of(word): (frozenset(map(model.id_of, behind.split(","))), model.id_of(unless))
        for word, behind, unless in read_rows("small_behind.tsv")
    }


def _small(numbers: Numbers, previous: Numbers, model: LanguageModel) -> list[int]:
    """The places of words that stand small there: `ủy` in `cấp ủy`, not in `cấp Ủy ban`."""
    found = []
    for word, (behind, unless) in _small_behind(model).items():
        for place in np.flatnonzero(numbers == word).tolist():
            following = numbers[place + 1] if place + 1 < len(numbers) else -1
            if previous[place] in behind and following != unless:
                found.append(place)
    return found


@compiled
def _likeliest(
    trie: Trie,
    abbreviation: NDArray[np.bool_],
    words: Numbers,
    previous: Numbers,
    scores: NDArray[np.float64],
    begins: NDArray[np.bool_],
) -> Numbers:
    """The casings with the most score in all."""
    count = len(words)
    best = scores.copy()
    back = np.zeros((count, 3), np.int64)
    for place in range(1, count):
        pair_odds = np.zeros(3)
        if not begins[place]:
            pair_odds[LOWER], pair_odds[TITLE] = _pair_odds(trie, previous[place], words[place])
        run = 0.0 if begins[place] or abbreviation[words[place - 1]] or abbreviation[words[place]] else RUN
        for casing in range(3):
            reached = best[place - 1].copy()
            reached[UPPER] += run if casing == UPPER else 0.0
            back[place, casing] = np.argmax(reached)
            best[place, casing] = reached[back[place, casing]] + scores[place, casing] + pair_odds[casing]
    result = np.empty(count, np.int64)
    result[-1] = np.argmax(best[-1])
    for place in range(count - 1, 0, -1):
        result[place - 1] = back[place, result[place]]
    return result


@compiled
def _pair_odds(trie: Trie, previous: int, word: int) -> tuple[float, float]:
    """What the word before adds to the odds of lower and title case: the share of the pair against that of the word."""
    node = find_child(trie.word2, trie.child1[previous], trie.child1[previous + 1], word)
    if node < 0:
        return 0.0, 0.0
    alone = min(0.995, max(0.005, trie.title1[word] / 255))
    pair = min(0.995, max(0.005, trie.title2[node] / 255))
    return math.log((1 - pair) / (1 - alone)), math.log(pair / alone)


def apply_casing(form: str, casing: int) -> str:
    """The form in the given casing.

    >>> apply_casing("đảng", TITLE), apply_casing("đảng", UPPER), apply_casing("UBND", LOWER)
    ('Đảng', 'ĐẢNG', 'UBND')
    """
    if form.isupper() or casing == LOWER:
        return form
    return form.upper() if casing == UPPER else form[0].upper() + form[1:]
