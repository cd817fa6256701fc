"""Measure from the text itself how badly it was read: which words are none, which neighbours never meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ocr_pipeline.restoration.known_words import number_of, plain_syllables
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.vietnamese.language_model import LanguageModel, count_pairs
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents
from ocr_pipeline.vietnamese.tokens import CLASSES, UNKNOWN

MOST = 0.8
"""Most weight of the channel in which the right language was read."""
LEAST, LEAST_READ = 0.004, 0.3
"""Least weight of the channel in which the right language was read, also where an engine is known to have read it."""
_MISSPELT = 200.0
"""How much a misspelt syllable weighs there: right text has none of them, and of the words read wrong few are."""
_NATIVE = 0.4
"""With so many words of such letters a text is mostly right: of right texts half have them, of garbled ones none."""
_NATIVE_LETTERS = re.compile("[ăđĩũơưĂĐĨŨƠƯẠ-ỹ]")
_FEW, _SOME = 10, 5
"""As many words a short text counts at least, and one whose spelling is that of garbled Vietnamese."""
_SURELY_MISREAD = 2
"""How many syllables that are none need no more words beside them."""
_PARTED = -1
"""Between words that are no neighbours."""
_BARE = 0.6
"""Share of the words of a text without accents that are syllables but for them."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Shares of words that the vocabulary does not know, of known neighbours never seen together, of syllables that
    bear an accent which none of their letters has (`QUYÉT`), and of words with letters of Vietnamese alone (`đ`, `ự`),
    which no reader of another language writes; all 0 to 1.
    """

    unknown: float
    strange: float
    misspelt: float = 0.0
    native: float = 0.0

    @property
    def share(self) -> float:
        """Estimated share of wrong words (0 to 1)."""
        return min(1.0, max(0.0, 1.2 * (self.unknown + (1 - self.unknown) * self.strange) - 0.08))

    def mixture(self, *, read: bool) -> tuple[float, float, float]:
        """Weights of three channels: nothing was misread, the wrong language was used, the right one was.

        Text known to be `read` was read by an engine that errs; other text may be right as it stands.
        """
        wrong = min(1.0, max(0.0, (self.share - 0.25) / 0.3)) if self.native < _NATIVE else 0.0
        least = LEAST_READ if read else LEAST
        right = (1 - wrong) * min(MOST, max(least, self.share * 4, self.misspelt * _MISSPELT))
        return 1 - wrong - right, wrong, right


def measure_damage(pieces: Sequence[Piece], model: LanguageModel) -> Damage:
    """The damage of a whole text; one of fewer than ten words counts as hardly damaged, unless its spelling tells."""
    words = [piece for piece in pieces if piece.kind is Kind.WORD]
    if not words:
        return Damage(0.0, 0.0)
    spellings = [_spelling(piece.core, model) for piece in words]
    run: list[int] = []
    for piece, spelling in zip(words, spellings, strict=True):
        run += [_PARTED, spelling.known] if piece.opens or piece.lead else [spelling.known]
    seen, strange = count_pairs(model.trie, np.array(run, np.int32))
    least = _least([piece.core for piece in words[:_FEW]], model)
    return Damage(
        sum(spelling.known == _PARTED for spelling in spellings) / max(len(words), least),
        strange / max(seen, least),
        sum(spelling.misread for spelling in spellings) / max(len(words), _FEW),
        sum(spelling.native for spelling in spellings) / len(words),
    )


class _Spelling(NamedTuple):
    """A word's number in the vocabulary (`_PARTED` for none), and whether its accents are misread or Vietnamese."""

    known: int
    misread: bool
    native: bool


@lru_cache(maxsize=16_384)
def _spelling(word: str, model: LanguageModel) -> _Spelling:
    number = number_of(word, model)
    return _Spelling(
        _PARTED if number == CLASSES.index(UNKNOWN) else number,
        _is_misread_syllable(word, model),
        _NATIVE_LETTERS.search(word) is not None,
    )


def _least(words: Sequence[str], model: LanguageModel) -> int:
    """As how many words a short text counts at least: the fewer, the surer its spelling is that of garbled Vietnamese.

    Syllables that only a reader of the wrong language makes are surest. Syllables without any accent are next: other
    languages have hardly a line of them, and right Vietnamese none.
    """
    misread = sum(_is_misread_syllable(word, model) for word in words)
    if misread >= _SURELY_MISREAD:
        return 1
    bare = sum(word.lower() in plain_syllables(model) for word in words if strip_accents(word) == word)
    plain = bare >= _BARE * len(words) and all(strip_accents(word) == word for word in words)
    return _SOME if misread or plain else _FEW


def _is_misread_syllable(word: str, model: LanguageModel) -> bool:
    """Whether it bears an accent that no syllable of its letters may have.

    >>> from ocr_pipeline.models import model_paths
    >>> from ocr_pipeline.vietnamese.language_model import load_language_model
    >>> model = load_language_model(model_paths().language_model)
    >>> [_is_misread_syllable(word, model) for word in ("quyét", "quyết", "décidé", "meeting")]
    [True, False, False, False]
    """
    bare = strip_accents(word)
    return bare != word and not is_syllable(word) and bare.lower() in plain_syllables(model)
