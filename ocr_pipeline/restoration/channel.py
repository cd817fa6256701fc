"""What a text is read through: the language model, the error model, and what both know of the vocabulary."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration.arcs import Readings
from ocr_pipeline.restoration.candidates import Candidates
from ocr_pipeline.restoration.casing import casing_odds
from ocr_pipeline.restoration.confusions import ErrorModel, mixed_model
from ocr_pipeline.restoration.damage import LEAST, LEAST_READ, MOST, Damage
from ocr_pipeline.restoration.evidence import ReadWord
from ocr_pipeline.restoration.known_words import native_words
from ocr_pipeline.restoration.whole_words import Misread, misread_words
from ocr_pipeline.restoration.word_trie import WordTrie, trie_of
from ocr_pipeline.vietnamese.language_model import LanguageModel, Trie, smoothed

_SHARES = (LEAST, 0.01, 0.03, 0.08, 0.16, LEAST_READ, 0.5, MOST)
"""Weights of the right language in which channels are told apart."""
WRONG = 0.5
"""The least share of words read with the wrong language of a text that counts as such."""


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """What a text is read through: vocabulary trie, error model, and what it costs to keep an unknown word.

    `grams` are the n-grams of the language model, smoothed for text read with the wrong language; `whole_words` those
    taken for others as a whole, in the `right_share` of a text that an engine is known to have read with the right one.
    `found` are the candidates of words that were asked for, each with the margin for which; `readings` those of words
    of which nothing but the letters is known.
    `odds[c, w]` are the casing odds of word w in context c (`casing.INSIDE` and the others); `native[w]` says whether a
    word is Vietnamese or an abbreviation.
    """

    model: LanguageModel
    grams: Trie
    trie: WordTrie
    errors: ErrorModel
    whole_words: Misread
    right_share: float
    odds: NDArray[np.float32]
    native: NDArray[np.bool_]
    unknown_letter: float
    wrong_language: bool
    found: dict[tuple[str, float], Candidates] = field(default_factory=dict)
    readings: dict[ReadWord, tuple[Readings, ...]] = field(default_factory=dict)


def open_channel(model: LanguageModel, folder: Path | None, damage: Damage, *, read: bool) -> Channel:
    """What a text of that damage is read through; `read`: an engine is known to have read it.

    Texts of like damage share a channel, and with it what their words may be.
    """
    _, wrong, right = damage.mixture(read=read)
    wrong, right = round(wrong, 2), _stepped(right)
    return _channel(model, folder, (1 - wrong - right, wrong, right), whole=read or damage.misspelt > 0)


def _stepped(share: float) -> float:
    """The nearest of the weights in which channels are told apart."""
    return min(_SHARES, key=lambda step: abs(math.log(step / share))) if share else 0.0


@lru_cache(maxsize=4)
def _channel(model: LanguageModel, folder: Path | None, mixture: tuple[float, float, float], *, whole: bool) -> Channel:
    """The channel of these shares; `whole`: the engine took words for others as a whole."""
    errors = mixed_model(folder, mixture)
    _, wrong, right = mixture
    return Channel(
        model,
        smoothed(model) if wrong > WRONG else model.trie,
        trie_of(model, errors.columns),
        errors,
        misread_words(model, model_paths(folder).confusions[1]),
        right if whole else 0.0,
        casing_odds(model),
        native_words(model),
        2.0 + 1.5 * wrong,
        wrong > WRONG,
    )
