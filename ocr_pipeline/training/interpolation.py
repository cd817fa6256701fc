"""Interpolate two back-off models into one: P = (1 - weight) · P_base + weight · P_own, as a back-off model again.

The static interpolation of SRILM (Stolcke 2002); the weight by expectation-maximisation (Jelinek and Mercer 1980).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.training.kneser_ney import SHIFT, Floats, Keys, Level, log_probabilities, suffix_mask
from ocr_pipeline.training.language_model import Shares
from ocr_pipeline.vietnamese.tokens import CLASSES, START, UNKNOWN

Levels = Sequence[Level]
NEW_WORDS = 0.5
"""The share of the unknown words' probability that goes to the words which an archive adds."""
_LEAST_LEFT = 1e-4


def with_new_words(levels: Levels, count: int) -> list[Level]:
    """The model over a vocabulary of `count` more words, which share half the probability of the unknown word."""
    words, unknown = levels[0], CLASSES.index(UNKNOWN)
    if not count:
        return list(levels)
    log_probability = np.append(words.log_probability, np.full(count, words.log_probability[unknown]))
    log_probability[unknown] += np.log(1 - NEW_WORDS)
    log_probability[-count:] += np.log(NEW_WORDS / count)
    size = len(log_probability)
    log_backoff = np.append(words.log_backoff, np.zeros(count))
    first = Level(np.arange(size, dtype=np.uint64), log_probability, log_backoff, np.zeros(size, np.int64))
    return [first, *levels[1:]]


def token_log_probabilities(levels: Levels, paragraphs: Iterable[Sequence[int]]) -> Floats:
    """Log probabilities of the words of the paragraphs under the model, those with the shortest contexts first."""
    keys: dict[int, list[int]] = {order: [] for order in range(2, len(levels) + 1)}
    for paragraph in paragraphs:
        words = [CLASSES.index(START), *paragraph]
        for end in range(2, len(words) + 1):
            key = 0
            for word in words[max(0, end - len(levels)) : end]:
                key = key << 16 | word
            keys[min(end, len(levels))].append(key)
    return np.concatenate(
        [log_probabilities(levels[:order], np.array(some, np.uint64)) for order, some in keys.items()]
    )


def best_weight(base: Floats, own: Floats, rounds: int = 50) -> float:
    """The weight of the second model under which the words, of the given log probabilities, are likeliest.

    >>> tokens = np.log(np.array([0.5, 0.5, 0.1])), np.log(np.array([0.1, 0.1, 0.5]))
    >>> 0.2 < best_weight(*tokens) < 0.4
    True
    """
    odds = np.exp(np.clip(base - own, -500, 500))
    weight = 0.5
    for _ in range(rounds):
        weight = float(np.mean(weight / (weight + (1 - weight) * odds)))
    return weight


def interpolate(base: Levels, own: Levels, weight: float) -> list[Level]:
    """The mixture of both models, which know the same words, over the n-grams of either."""
    mixed: list[Level] = []
    for order in range(1, len(base) + 1):
        keys = np.union1d(base[order - 1].keys, own[order - 1].keys)
        both = [log_probabilities(model[:order], keys) for model in (base, own)]
        mixture = np.logaddexp(np.log1p(-weight) + both[0], np.log(weight) + both[1])
        if order > 1:
            mixed[-1] = _with_backoff(mixed[-1], keys, (base[: order - 1], own[: order - 1]), weight)
        mixed.append(Level(keys, mixture, np.zeros(len(keys)), np.zeros(len(keys), np.int64)))
    return mixed


def _with_backoff(level: Level, longer: Keys, models: tuple[Levels, Levels], weight: float) -> Level:
    """`level` with back-off weights: of each context the mean of both models', by the probability each has left.

    What a model has left for the words that no longer n-gram names is its own back-off weight times the lower order's
    rest. Subtracting the named words' probabilities from one would say the same of exact models; of quantised ones,
    whose sums may be above one, it would not.
    """
    contexts = longer >> SHIFT
    starts = np.flatnonzero(np.concatenate([[True], contexts[1:] != contexts[:-1]]))
    places = np.searchsorted(level.keys, contexts[starts])
    order = len(models[0]) + 1
    left, total = np.zeros(len(starts)), np.zeros(len(starts))
    for model, share in zip(models, (1 - weight, weight), strict=True):
        named = np.add.reduceat(np.exp(log_probabilities(model, longer & suffix_mask(order))), starts)
        rest = share * np.maximum(1 - named, _LEAST_LEFT)
        left += rest * np.exp(_backoff(model[-1], contexts[starts]))
        total += rest
    log_backoff = np.zeros(len(level.keys))
    log_backoff[places] = np.log(left / total)
    return Level(level.keys, level.log_probability, log_backoff, level.occurrences)


def _backoff(level: Level, contexts: Keys) -> Floats:
    """Log back-off weights of the contexts; one, that is 0, of those that the model does not know."""
    found, place = _find(level.keys, contexts)
    return np.where(found, level.log_backoff[place], 0.0)


def interpolate_titles(
    mixed: Keys, base: tuple[Keys, Shares], own: tuple[Keys, Shares], weight: float
) -> NDArray[np.float64]:
    """The shares of title case of the n-grams of the mixture: a mean where both models know one, else the one known."""
    (in_base, base_place), (in_own, own_place) = (_find(keys, mixed) for keys, _ in (base, own))
    of_base, of_own = base[1][base_place], own[1][own_place]
    mean = (1 - weight) * of_base + weight * of_own
    return np.where(in_base & in_own, mean, np.where(in_base, of_base, of_own))


def _find(keys: Keys, wanted: Keys) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Whether each of the wanted keys is among the sorted ones, and where."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return keys[place] == wanted, place
