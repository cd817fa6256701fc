"""Words that an engine takes for others as a whole: it knows the language, so that *chi* is often read `chỉ`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ocr_pipeline.restoration.candidates import LOWER, NEVER, TITLE, UPPER, Candidates, Floats
from ocr_pipeline.restoration.misreadings import WHOLE, read_confusions
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.tokens import lookup_form

_SMOOTHING = 10.0
"""How many more examples a word counts, all of which were read by their letters."""

Misread = Mapping[str, Sequence[tuple[int, float]]]
"""Which words (ids) were read as each one, and the log probability; in capitals or small letters."""


@cache
def misread_words(model: LanguageModel, file: Path) -> Misread:
    """The words of a confusion table that were often read as others."""
    rows = {step[:2]: count for step, count in read_confusions(file).items() if step[2] == WHOLE}
    printed: Counter[str] = Counter()
    for (word, _), count in rows.items():
        printed[word] += count
    found: dict[str, list[tuple[int, float]]] = {}
    for (word, read), count in rows.items():
        number = model.index.get(lookup_form(word))
        if word != read and number is not None:
            found.setdefault(read, []).append((number, math.log(count / (printed[word] + _SMOOTHING))))
    return found


def with_whole_words(found: dict[str, Candidates], misread: Misread, share: float, alone: Floats) -> None:
    """Raise the words that are often read as the given ones, in a text of which a `share` was read so.

    `alone` are the log probabilities of all words: candidates stand in the order of both together.
    """
    if not share:
        return
    for read, candidates in found.items():
        case = UPPER if len(read) > 1 and read.isupper() else TITLE if read[:1].isupper() else LOWER
        known = misread.get(read if case == UPPER else read.lower(), ())
        for number, odds in known:
            candidates = _raised(candidates, number, case, math.log(share) + odds)
        if known:
            order = np.argsort(-(candidates.scores.max(axis=1) + alone[candidates.words]), kind="stable")
            found[read] = Candidates(candidates.words[order], candidates.scores[order])


def _raised(found: Candidates, number: int, case: int, score: float) -> Candidates:
    """The candidates, the word with that score at least in that case."""
    words, scores = found
    if number not in words:
        words = np.append(words, np.int32(number))
        scores = np.vstack([scores, np.full((1, 3), NEVER, np.float32)])
    scores = scores.copy()
    place = int(np.flatnonzero(words == number)[0])
    scores[place, case] = max(scores[place, case], score)
    return Candidates(words, scores)
