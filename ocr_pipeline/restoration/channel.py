"""What a text is read through: the language model, the error model, and what is known of the words of both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.confusions import ErrorModel
from ocr_pipeline.restoration.whole_words import Misread
from ocr_pipeline.restoration.word_trie import WordTrie
from ocr_pipeline.vietnamese.language_model import LanguageModel, Trie
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents


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


@cache
def native_words(model: LanguageModel) -> NDArray[np.bool_]:
    """Which words of the vocabulary are Vietnamese syllables or abbreviations, and no foreign words."""
    return np.array([not form.islower() or is_syllable(form) for form in model.forms])


@cache
def abbreviations() -> frozenset[str]:
    """The abbreviations that stand as they are (`lexicons/abbreviations.tsv`)."""
    return frozenset(row[0] for row in read_rows("abbreviations.tsv"))


@cache
def plain_syllables(model: LanguageModel) -> frozenset[str]:
    """The syllables of the vocabulary without their marks."""
    return frozenset(strip_accents(form) for form in model.forms if is_syllable(form))
