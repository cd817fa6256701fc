"""Vietnamese from before Unicode: text in TCVN3 (ABC), VNI or VIQR is recognised by its syllables and converted."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import is_syllable

ENCODINGS = ("TCVN3", "VNI", "VIQR")
_LEAST_SHARE = 0.5
"""Share of words that are accented syllables: most of right text, hardly any of text in another encoding."""
_RIGHT_SHARE = 0.3
"""With so many in Unicode already, the text is not of an older encoding."""
_FEWEST = 5
"""Fewer words tell no encoding."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_TONES = {"`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR = re.compile(r"[Dd][Dd]|[AaEeIiOoUuYy][(^+]?[`'?~.]?")
_VIQR_WORD = re.compile(r"(?:[A-Za-z]|(?<=[A-Za-z])[(^+]|(?<=[A-Za-z(^+])[`'?~.])+")


@lru_cache(maxsize=65536)
def is_accented_syllable(word: str) -> bool:
    """Whether the word is spelt as a syllable that has an accent or đ.

    >>> [is_accented_syllable(word) for word in ("Đại", "hội", "tham", "d\u00d8")]
    [True, True, False, False]
    """
    return not word.isascii() and is_syllable(word)


def share_of_syllables(text: str) -> float:
    """The share of the words (two letters and more) that are accented Vietnamese syllables; 0 without words."""
    words = _WORD.findall(text)
    return sum(map(is_accented_syllable, words)) / len(words) if words else 0.0


def convert(text: str, encoding: str) -> str:
    r"""The text in Unicode (NFC), read as TCVN3, VNI or VIQR, or with the letters that PDF files misname (`misread`).

    >>> convert("Uû ban nh©n d©n", "TCVN3"), convert("Uûy ban nhaân daân", "VNI"), convert("Nghi. quye^'t", "VIQR")
    ('Uỷ ban nhân dân', 'Ủy ban nhân dân', 'Nghị quyết')
    """
    if encoding == "VIQR":
        return _VIQR_WORD.sub(lambda word: _from_viqr(word.group()), text)
    pattern, letters = _table(encoding)
    return unicodedata.normalize("NFC", pattern.sub(lambda found: letters[found.group()], text))


def encoding_of(text: str) -> str | None:
    """The encoding in which the text is Vietnamese, or None: it is right as it is, too short, or something else.

    >>> encoding_of("UÛy ban nhaân daân tænh Khaùnh Hoøa ban haønh Quyeát ñònh"), encoding_of("Ủy ban nhân dân tỉnh")
    ('VNI', None)
    """
    text = unicodedata.normalize("NFC", text)
    if share_of_syllables(text) >= _RIGHT_SHARE:
        return None
    best = max(ENCODINGS, key=lambda encoding: share_of_syllables(convert(text, encoding)))
    return best if is_vietnamese(convert(text, best)) else None


def is_vietnamese(text: str) -> bool:
    """Whether the words spell Vietnamese, and are enough to tell."""
    return len(_WORD.findall(text)) >= _FEWEST and share_of_syllables(text) >= _LEAST_SHARE


@cache
def _table(encoding: str) -> tuple[re.Pattern[str], dict[str, str]]:
    letters = {code: letter for name, code, letter in read_rows("legacy_encodings.tsv") if name == encoding}
    longest_first = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), letters


def _from_viqr(word: str) -> str:
    """One word, where that makes it a syllable; punctuation after it is no tone where the word has one already."""
    for end in (len(word), len(word.rstrip("`'?~."))):
        letters = _VIQR.sub(lambda found: _viqr_letter(found.group()), word[:end])
        if is_syllable(letters):
            return letters + word[end:]
    return word


def _viqr_letter(typed: str) -> str:
    if typed[0] in "Dd":
        return "Đ" if typed[0] == "D" else "đ"
    marks = "".join(_SHAPES.get(mark, "") + _TONES.get(mark, "") for mark in typed[1:])
    return unicodedata.normalize("NFC", typed[0] + marks)
