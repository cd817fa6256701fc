"""Spellings that papers of today prefer, where the texts behind the model have two: *hằng năm*, not *hàng năm*."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.arcs import Reading
from ocr_pipeline.restoration.rivals import Rival
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.tokens import CLASSES, NUMBER

Contested = tuple[Reading, tuple[Rival, ...]]


class _Usage(NamedTuple):
    """The preferred word, before which ones, and by how much (nats)."""

    preferred: int
    before: frozenset[int]
    gain: float


@cache
def _usages(model: LanguageModel) -> dict[int, _Usage]:
    """The rows of `lexicons/usage.tsv` by the word that is preferred less."""
    return {
        model.id_of(other): _Usage(model.id_of(preferred), frozenset(map(model.id_of, before.split(","))), float(gain))
        for other, preferred, before, gain in read_rows("usage.tsv")
    }


def in_usage(decided: Sequence[Contested], model: LanguageModel) -> list[Contested]:
    """The readings with the spelling of today where it came near; each with its rivals.

    Before a number nothing is preferred: `khách hàng tháng 5` stays.
    """
    result = list(decided)
    number = CLASSES.index(NUMBER)
    behind = [*(reading.words[:1] for reading, _ in decided[2:]), (), ()]
    for place, ((reading, rivals), (following, _)) in enumerate(pairwise(decided)):
        usage = _usages(model).get(reading.words[0]) if len(reading.words) == 1 else None
        if usage is None or not usage.before & set(following.words[:1]) or behind[place] == (number,):
            continue
        for rival in rivals:
            if rival.reading.words == (usage.preferred,) and rival.odds + usage.gain >= 0:
                lead = rival.odds + usage.gain
                others = (Rival(one.reading, min(0.0, one.odds - lead)) for one in rivals if one is not rival)
                result[place] = rival.reading, (Rival(reading, -lead), *others)
    return result
