"""Lay the trie of a loaded language model out as n-grams again: packed keys, log probabilities, back-off weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.training.kneser_ney import SHIFT, Keys, Level, suffix_mask
from ocr_pipeline.training.language_model import Shares
from ocr_pipeline.vietnamese.language_model import BACKOFF_ZERO, STEP, LanguageModel


def unpack_levels(model: LanguageModel) -> list[Level]:
    """The n-grams of every order; how often they occurred is no longer known, and stands as 0."""
    trie = model.trie
    one = np.arange(len(model.forms), dtype=np.uint64)
    two = _below(one, trie.child1, trie.word2)
    three = _below(two, trie.child2, trie.word3)
    first_third = trie.child2[np.searchsorted(two, three & suffix_mask(3))]
    parents = np.repeat(np.arange(len(three)), np.diff(trie.child3))
    four = _below(three, trie.child3, trie.word3[first_third[parents] + trie.rank4])
    return [
        _level(one, trie.probability1, trie.backoff1),
        _level(two, trie.probability2, trie.backoff2),
        _level(three, trie.probability3, trie.backoff3),
        _level(four, trie.probability4, None),
    ]


def _below(contexts: Keys, child: NDArray[np.int32], words: NDArray[np.uint16]) -> Keys:
    """The keys of the n-grams one word longer than their contexts."""
    return (np.repeat(contexts, np.diff(child)) << SHIFT) | words.astype(np.uint64)


def _level(keys: Keys, probability: NDArray[np.uint8], backoff: NDArray[np.uint8] | None) -> Level:
    """The n-grams in ascending order of their keys."""
    log_backoff = np.zeros(len(keys)) if backoff is None else -STEP * (backoff.astype(np.float64) - BACKOFF_ZERO)
    level = Level(keys, -STEP * probability.astype(np.float64), log_backoff, np.zeros(len(keys), np.int64))
    return level.taken(np.argsort(keys))


def unpack_titles(model: LanguageModel) -> tuple[Shares, Shares]:
    """The shares of title case of each word, and of each 2-gram."""
    return model.trie.title1 / 255, model.trie.title2 / 255
