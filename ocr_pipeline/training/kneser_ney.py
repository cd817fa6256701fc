"""Interpolated modified Kneser-Ney estimates from n-gram counts, pruned and packed as a trie of small integers.

Chen and Goodman (1998), An Empirical Study of Smoothing Techniques for Language Modeling; pruning by the weighted
difference of Seymore and Rosenfeld (1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.errors import InputError
from ocr_pipeline.training.counting import Corpus, count_ngrams
from ocr_pipeline.vietnamese.tokens import CLASSES, START

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
SHIFT = np.uint64(16)


@dataclass(frozen=True, slots=True)
class Level:
    """The n-grams of one order: packed keys in ascending order, log probability, log backoff weight, occurrences."""

    keys: Keys
    log_probability: Floats
    log_backoff: Floats
    occurrences: NDArray[np.int64]

    def taken(self, places: NDArray[np.int64]) -> Level:
        """The n-grams at these places, in that order."""
        return Level(
            self.keys[places], self.log_probability[places], self.log_backoff[places], self.occurrences[places]
        )


def suffix_mask(order: int) -> np.uint64:
    """The bits of a packed n-gram without its first word."""
    return np.uint64((1 << 16 * (order - 1)) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """N-grams of one order: keys, counts, counts with every text counted once whatever its weight, and occurrences.

    Counts are those of Kneser and Ney: types to the left, of the highest order occurrences.
    """

    keys: Keys
    counts: NDArray[np.int64]
    once: NDArray[np.int64]
    occurrences: NDArray[np.int64]


def _adjusted_counts(corpus: Corpus, order: int) -> list[_Counts]:
    """The counts for orders 1 to `order`."""
    start = np.uint64(CLASSES.index(START))
    single = corpus.tokens[~corpus.repeated]
    keys, occurrences = count_ngrams(corpus.tokens, order)
    levels = [_Counts(keys, occurrences, count_ngrams(single, order)[1], occurrences)]
    for n in range(order - 1, 0, -1):
        longer = levels[0].keys
        keys, occurrences = count_ngrams(corpus.tokens, n)
        suffixes, types = np.unique(longer & suffix_mask(n + 1), return_counts=True)
        counts = np.zeros(len(keys), np.int64)
        counts[np.searchsorted(keys, suffixes)] = types
        unpreceded = (keys >> np.uint64(16 * (n - 1)) == start) | (counts == 0)
        once = np.where(unpreceded, count_ngrams(single, n)[1], counts)
        levels.insert(0, _Counts(keys, np.where(unpreceded, occurrences, counts), once, occurrences))
    return levels


def _discounts(counts: NDArray[np.int64]) -> Floats:
    """The discounts for counts of 1, 2 and 3 or more (index 0 is unused)."""
    n1, n2, n3, n4 = (max(1.0, float(np.count_nonzero(counts == number))) for number in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    values = np.array([0.0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
    return np.asarray(np.clip(values, 0.0, [0.0, 0.95, 1.95, 2.95]), np.float64)


def _estimate(level: _Counts, lower: Floats) -> Floats:
    """Interpolated probabilities of the n-grams, `lower` being those of their suffixes.

    What is seen once in a text of weight four is seen once: it is discounted as such, by four times as much.
    """
    keys, counts = level.keys, level.counts
    discount = _discounts(level.once)[np.minimum(level.once, 3)] * counts / level.once
    contexts = keys >> SHIFT
    starts = np.flatnonzero(np.concatenate([[True], contexts[1:] != contexts[:-1]]))
    sizes = np.diff(np.append(starts, len(keys)))
    total = np.repeat(np.add.reduceat(counts, starts), sizes)
    gamma = np.repeat(np.add.reduceat(discount, starts), sizes) / total
    return np.asarray((counts - discount) / total + gamma * lower, np.float64)


def log_probabilities(levels: Sequence[Level], keys: Keys) -> Floats:
    """Log probabilities of n-grams of order `len(levels)` under the pruned levels, backing off where needed."""
    level, order = levels[-1], len(levels)
    place = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
    found = level.keys[place] == keys
    result = np.where(found, level.log_probability[place], 0.0)
    if order == 1 or found.all():
        return result
    missing = keys[~found]
    context_level = levels[-2]
    contexts = missing >> SHIFT
    at = np.minimum(np.searchsorted(context_level.keys, contexts), len(context_level.keys) - 1)
    backoff = np.where(context_level.keys[at] == contexts, context_level.log_backoff[at], 0.0)
    result[~found] = backoff + log_probabilities(levels[:-1], missing & suffix_mask(order))
    return result


def _with_backoff(level: Level, longer: Level, levels: Sequence[Level], order: int) -> Level:
    """`level` with the backoff weights that make the distributions of `longer` sum to one."""
    contexts = longer.keys >> SHIFT
    starts = np.flatnonzero(np.concatenate([[True], contexts[1:] != contexts[:-1]]))
    kept = np.add.reduceat(np.exp(longer.log_probability), starts)
    lower = np.add.reduceat(np.exp(log_probabilities(levels, longer.keys & suffix_mask(order))), starts)
    weight = np.log(np.maximum(1 - kept, 1e-6)) - np.log(np.maximum(1 - lower, 1e-6))
    backoff = np.zeros(len(level.keys))
    backoff[np.searchsorted(level.keys, contexts[starts])] = weight
    return Level(level.keys, level.log_probability, backoff, level.occurrences)


def estimate(corpus: Corpus, vocabulary_size: int, sizes: Sequence[int]) -> list[Level]:
    """The pruned model: all unigrams, and at most `sizes[n - 2]` n-grams of each order n from 2 up.

    Raises InputError where nothing of the highest order is said more than once.
    """
    order = len(sizes) + 1
    counted = _adjusted_counts(corpus, order)
    if not len(counted[-1].keys):
        raise _nothing_repeated(order)
    unigram = np.full(vocabulary_size, 0.5)
    unigram[counted[0].keys.astype(np.int64)] += counted[0].counts
    unigram[CLASSES.index(START)] = 1e-3
    probabilities = [unigram / unigram.sum()]
    gains: list[Floats] = [np.zeros(vocabulary_size)]
    for n in range(2, order + 1):
        level = counted[n - 1]
        suffixes = level.keys & suffix_mask(n)
        place = suffixes.astype(np.int64) if n == 2 else np.searchsorted(counted[n - 2].keys, suffixes)
        lower = probabilities[-1][place]
        probabilities.append(_estimate(level, lower))
        gain = level.occurrences * np.abs(np.log(probabilities[-1]) - np.log(lower))
        gains.append(gain * (level.occurrences > 1))
    keep = _prune([level.keys for level in counted], gains, sizes)
    if not keep[-1].any():
        raise _nothing_repeated(order)
    zeros = np.zeros(vocabulary_size)
    all_words = np.arange(vocabulary_size, dtype=np.uint64)
    levels = [Level(all_words, np.log(probabilities[0]), zeros, np.bincount(corpus.tokens, minlength=vocabulary_size))]
    for n in range(2, order + 1):
        kept = keep[n - 1]
        longer = Level(
            counted[n - 1].keys[kept],
            np.log(probabilities[n - 1][kept]),
            np.zeros(np.count_nonzero(kept)),
            counted[n - 1].occurrences[kept],
        )
        levels[-1] = _with_backoff(levels[-1], longer, levels, n)
        levels.append(longer)
    return levels


def _nothing_repeated(order: int) -> InputError:
    return InputError(
        f"văn bản quá ít: không có chuỗi {order} từ nào lặp lại để học.",
        "Hãy đưa thêm văn bản đúng, mỗi dòng một đoạn.",
    )


def _prune(keys: Sequence[Keys], gains: Sequence[Floats], sizes: Sequence[int]) -> list[NDArray[np.bool_]]:
    """Which n-grams stay: those that change the model most, all their prefixes, and the ends of the longest."""
    keep = [np.ones(len(keys[0]), bool)] + [np.zeros(len(level), bool) for level in keys[1:]]
    for n in range(len(keys), 1, -1):
        kept = keep[n - 1]
        if n < len(keys):
            longer = keys[n][keep[n]]
            kept[np.searchsorted(keys[n - 1], np.unique(longer >> SHIFT))] = True
            if n == len(keys) - 1:
                kept[np.searchsorted(keys[n - 1], np.unique(longer & suffix_mask(n + 1)))] = True
        room = sizes[n - 2] - int(np.count_nonzero(kept))
        if room > 0:
            gain = np.where(kept, 0.0, gains[n - 1])
            best = np.argpartition(-gain, min(room, len(gain) - 1))[:room]
            kept[best[gain[best] > 0]] = True
    return keep
