"""Cues: fixed phrases that tell to which part of the page a line belongs, found also where they were read badly."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from ocr_pipeline.document import ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.recognition.rows import Placed, Row

_SIMILAR, VERY_SIMILAR = 75.0, 87.0
"""Least similarity (0 to 100) of a phrase to what is printed; the higher one where body text may come close."""
_BEGINNING = 12
"""Words of a row that are compared with what it may begin with; no phrase has more."""


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower case without accents, for comparison.

    >>> plain("Độc lập - Tự do")
    'doc lap - tu do'
    """
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def phrases_of(kind: ZoneKind) -> tuple[str, ...]:
    """The phrases of a zone, plain."""
    return tuple(plain(phrase) for zone, phrase in read_rows("zone_cues.tsv") if zone == kind)


def cue_in(row: Sequence[Placed], kind: ZoneKind) -> Row:
    """The words of the row that hold the best matching phrase of `kind`; empty when none is similar enough."""
    texts = [plain(word.word.text) for word in row]
    line = " ".join(texts)
    best, found = _SIMILAR, None
    for phrase in phrases_of(kind):
        match = (
            fuzz.partial_ratio_alignment(phrase, line, score_cutoff=best) if len(line) >= 0.7 * len(phrase) else None
        )
        if match is not None and match.score >= best:
            best, found = match.score, match
    if found is None:
        return ()
    words, position = [], 0
    for word, text in zip(row, texts, strict=True):
        if position < found.dest_end and position + len(text) > found.dest_start:
            words.append(word)
        position += len(text) + 1
    return tuple(words)


def first_cue(row: Sequence[Placed], kind: ZoneKind, similar: float = _SIMILAR) -> str | None:
    """The phrase of `kind` that the row begins with, None if it begins with none."""
    line = " ".join([plain(word.word.text) for word in row[:_BEGINNING]])
    best, found = 0.0, None
    for phrase in phrases_of(kind):
        length = len(phrase)
        if len(line) >= 0.7 * length and (score := fuzz.ratio(phrase, line[:length], score_cutoff=similar)) > best:
            best, found = score, phrase
    return found
