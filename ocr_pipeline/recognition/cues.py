"""Cues: fixed phrases that tell to which part of the page a line belongs, found also where they were read badly."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

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
    return tuple(phrase for phrase, _ in _printed_phrases(kind))


@cache
def _printed_phrases(kind: ZoneKind) -> tuple[tuple[str, bool], ...]:
    """The phrases of a zone, plain, and whether each is printed in capitals."""
    return tuple((plain(phrase), phrase.isupper()) for zone, phrase in read_rows("zone_cues.tsv") if zone == kind)


def cue_in(row: Sequence[Placed], kind: ZoneKind) -> Row:
    """The words of the row that hold the best matching phrase of `kind`; empty when none is similar enough.

    What is printed in capitals is no phrase inside a sentence: `Đoàn TNCS Hồ Chí Minh xã` in a body is no title.
    """
    texts = [plain(word.word.text) for word in row]
    line = " ".join(texts)
    best: float = _SIMILAR
    found: Row = ()
    for phrase, capitals in _printed_phrases(kind):
        if len(line) < 0.7 * len(phrase):
            continue
        match = fuzz.partial_ratio_alignment(phrase, line, score_cutoff=best)
        words = _words_between(row, texts, match.dest_start, match.dest_end) if match and match.score >= best else ()
        if match and words and not (capitals and _is_small(words) and not _stands_apart(row, words)):
            best, found = match.score, words
    return found


def _words_between(row: Sequence[Placed], texts: Sequence[str], start: int, end: int) -> Row:
    """The words that hold these characters of the plain line."""
    words, position = [], 0
    for word, text in zip(row, texts, strict=True):
        if position < end and position + len(text) > start:
            words.append(word)
        position += len(text) + 1
    return tuple(words)


def _stands_apart(row: Sequence[Placed], words: Row) -> bool:
    """Whether white space of more than a letter's height parts the words from their neighbours in the row."""
    first, last = row.index(words[0]), row.index(words[-1])
    gaps = [one.box.left - other.box.right for other, one in pairwise(row[max(first - 1, 0) : last + 2])]
    outer = [*(gaps[:1] if first else []), *(gaps[-1:] if last + 1 < len(row) else [])]
    return all(gap > words[0].box.height for gap in outer)


def _is_small(words: Row) -> bool:
    """Whether most letters are small ones."""
    letters = [letter for word in words for letter in word.word.text if letter.isalpha()]
    return 2 * sum(map(str.islower, letters)) > len(letters)


def first_cue(row: Sequence[Placed], kind: ZoneKind, similar: float = _SIMILAR) -> str | None:
    """The phrase of `kind` that the row begins with, None if it begins with none."""
    line = " ".join([plain(word.word.text) for word in row[:_BEGINNING]])
    best, found = 0.0, None
    for phrase in phrases_of(kind):
        length = len(phrase)
        if len(line) >= 0.7 * length and (score := fuzz.ratio(phrase, line[:length], score_cutoff=similar)) > best:
            best, found = score, phrase
    return found
