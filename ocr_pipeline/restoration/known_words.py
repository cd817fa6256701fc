"""What is known of the words of the vocabulary: which are Vietnamese, which stand for their initials."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents
from ocr_pipeline.vietnamese.tokens import lookup_form


@lru_cache(maxsize=16_384)
def number_of(word: str, model: LanguageModel) -> int:
    """The number of a word as printed in the vocabulary, that of `<unk>` where it is not in it."""
    return model.id_of(lookup_form(word))


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
