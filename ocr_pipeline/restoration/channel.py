"""What a text is read through: the language model, the error model, and what both know of the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration.casing import casing_odds
from ocr_pipeline.restoration.confusions import ErrorModel, mixed_model
from ocr_pipeline.restoration.damage import Damage
from ocr_pipeline.restoration.known_words import native_words
from ocr_pipeline.restoration.whole_words import Misread, misread_words
from ocr_pipeline.restoration.word_trie import WordTrie, trie_of
from ocr_pipeline.vietnamese.language_model import LanguageModel, Trie, smoothed

WRONG = 0.5
"""The least share of words read with the wrong language of a text that counts as such."""


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """What a text is read through: vocabulary trie, error model, and what it costs to keep an unknown word.

    `grams` are the n-grams of the language model, smoothed for text read with the wrong language; `whole_words` those
    taken for others as a whole, in the `right_share` of a text that an engine is known to have read with the right one.
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


def open_channel(model: LanguageModel, folder: Path | None, damage: Damage, *, read: bool) -> Channel:
    """What a text of that damage is read through; `read`: an engine is known to have read it."""
    mixture = tuple(round(share, 2) or share for share in damage.mixture(read=read))
    errors = mixed_model(folder, mixture)
    _, wrong, right = mixture
    return Channel(
        model,
        smoothed(model) if wrong > WRONG else model.trie,
        trie_of(model, errors.columns),
        errors,
        misread_words(model, model_paths(folder).confusions[1]),
        right if read or damage.misspelt else 0.0,
        casing_odds(model),
        native_words(model),
        2.0 + 1.5 * wrong,
        wrong > WRONG,
    )
