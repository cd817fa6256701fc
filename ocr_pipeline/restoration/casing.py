"""Decide lower, title or upper case of the words of a path, neighbours and the letters read taken together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.candidates import LOWER, TITLE, UPPER
from ocr_pipeline.vietnamese.language_model import LanguageModel, find_child

INSIDE, BEGINS, CAPITALS, MAY_BEGIN = 0, 1, 2, 3
"""Where a word stands: inside a sentence, at its beginning, in a line of capitals, perhaps at a beginning."""
UPPER_INSIDE = -9.0
"""Log probability that a syllable stands in capitals where its line does not."""
RUN = 8.0
"""Log odds that a word in capitals is followed by another one; abbreviations are none."""


@dataclass(frozen=True, slots=True)
class CasedWord:
    """A word of the path: its id, that of the word before it, and the scores of its letters in each casing.

    `begins` marks the first word of a paragraph or sentence.
    """

    word: int
    previous: int
    scores: tuple[float, float, float]
    begins: bool


@cache
def casing_odds(model: LanguageModel) -> NDArray[np.float32]:
    """Log probabilities of lower, title and upper case of every word in the four contexts; shape (4, words, 3)."""
    title = np.clip(model.trie.title1 / 255, 0.005, 0.995)
    upper = np.full(len(title), UPPER_INSIDE)
    odds = np.empty((4, len(title), 3))
    for context, least in ((INSIDE, 0.0), (BEGINS, 0.94), (MAY_BEGIN, 0.5)):
        share = np.maximum(title, least)
        odds[context] = np.stack([np.log(1 - share), np.log(share), upper], axis=1)
    abbreviation = np.array([form.isupper() for form in model.forms])
    odds[:, abbreviation] = (-9.0, -9.0, 0.0)
    odds[CAPITALS] = (-4.0, -3.0, -0.1)
    return odds.astype(np.float32)


def decide_casing(words: Sequence[CasedWord], model: LanguageModel) -> list[int]:
    """The likeliest casing of each word (Viterbi over lower, title, upper)."""
    if not words:
        return []
    best = [words[0].scores]
    back: list[tuple[int, int, int]] = []
    for one, item in pairwise(words):
        odds = _pair_odds(item, model)
        run = 0.0 if item.begins or any(model.forms[word.word].isupper() for word in (one, item)) else RUN
        row: list[float] = []
        origin: list[int] = []
        for casing in (LOWER, TITLE, UPPER):
            reached = [
                best[-1][before] + (run if before == casing == UPPER else 0.0) for before in (LOWER, TITLE, UPPER)
            ]
            chosen = max((LOWER, TITLE, UPPER), key=reached.__getitem__)
            row.append(reached[chosen] + item.scores[casing] + odds[casing])
            origin.append(chosen)
        best.append((row[0], row[1], row[2]))
        back.append((origin[0], origin[1], origin[2]))
    casing = max((LOWER, TITLE, UPPER), key=best[-1].__getitem__)
    result = [casing]
    for origins in reversed(back):
        casing = origins[casing]
        result.append(casing)
    return result[::-1]


def _pair_odds(item: CasedWord, model: LanguageModel) -> tuple[float, float, float]:
    """What the word before adds to the odds of the casings: the pair's share of title case against the word's own."""
    trie = model.trie
    node = find_child(trie.word2, int(trie.child1[item.previous]), int(trie.child1[item.previous + 1]), item.word)
    if item.begins or node < 0:
        return 0.0, 0.0, 0.0
    alone = min(0.995, max(0.005, int(trie.title1[item.word]) / 255))
    pair = min(0.995, max(0.005, int(trie.title2[node]) / 255))
    return math.log((1 - pair) / (1 - alone)), math.log(pair / alone), 0.0


def apply_casing(form: str, casing: int) -> str:
    """The form in the given casing.

    >>> apply_casing("đảng", TITLE), apply_casing("đảng", UPPER), apply_casing("UBND", LOWER)
    ('Đảng', 'ĐẢNG', 'UBND')
    """
    if form.isupper() or casing == LOWER:
        return form
    return form.upper() if casing == UPPER else form[0].upper() + form[1:]
