"""Lay the trie of a loaded language model out as n-grams again: packed keys, log probabilities, back-off weights."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.training.kneser_ney import SHIFT, Floats, Level
from ocr_pipeline.training.language_model import Shares
from ocr_pipeline.vietnamese.language_model import BACKOFF_ZERO, STEP, LanguageModel

ORDER = 4


def unpack_levels(model: LanguageModel) -> list[Level]:
    """The n-grams of every order; how often they occurred is no longer known, and stands as 0."""
    keys = np.arange(len(model.forms), dtype=np.uint64)
    levels: list[Level] = []
    for order in range(1, ORDER + 1):
        if order > 1:
            parents = np.repeat(keys, np.diff(_array(model, "child", order - 1)))
            keys = (parents << SHIFT) | _array(model, "word", order).astype(np.uint64)
        log_probability = -STEP * _array(model, "probability", order).astype(np.float64)
        log_backoff: Floats = np.zeros(len(keys))
        if order < ORDER:
            log_backoff = -STEP * (_array(model, "backoff", order).astype(np.float64) - BACKOFF_ZERO)
        levels.append(Level(keys, log_probability, log_backoff, np.zeros(len(keys), np.int64)))
    return levels


def unpack_titles(model: LanguageModel) -> tuple[Shares, Shares]:
    """The shares of title case of each word, and of each 2-gram."""
    return model.trie.title1 / 255, model.trie.title2 / 255


def _array(model: LanguageModel, name: str, order: int) -> np.ndarray[tuple[int, ...], np.dtype[np.integer]]:
    values: np.ndarray[tuple[int, ...], np.dtype[np.integer]] = getattr(model.trie, f"{name}{order}")
    return values
