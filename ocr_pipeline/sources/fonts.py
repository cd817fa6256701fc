"""Fonts from before Unicode: in which encoding the letters of a PDF's font are, by its name and by what they spell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ocr_pipeline.vietnamese.encodings import convert, encoding_of, share_of_syllables
from ocr_pipeline.vietnamese.syllable import is_syllable

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NAMES = (("TCVN3", re.compile(r"\.?Vn[A-Z]")), ("VNI", re.compile(r"VNI[ -]", re.IGNORECASE)))
_CAPITALS = re.compile(r"\.?Vn\w*H(?:$|[ ,_-])")
_SYMBOLS = {code: code - 0xF000 for code in range(0xF020, 0xF100)}
"""Fonts without an encoding of their own stand in this part of Unicode's private area."""
_OF_SYMBOLS = re.compile("[\uf020-\uf0ff]")
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]*|-[^\W\d_]+")


def font_encodings(texts: Mapping[str, str]) -> dict[str, str]:
    """The encoding of every font that is not in Unicode; `texts` holds the words of a page by the name of their font.

    A font is converted where that makes more of its words Vietnamese syllables: a PDF may give the letters of an old
    font in Unicode all the same. Where a few words tell nothing, they are as the rest of the page is.
    """
    plain = {font: _plain(text) for font, text in texts.items()}
    known = {font: found for font, text in plain.items() if (found := _by_name(font) or encoding_of(text))}
    usual = max(known, key=lambda font: len(plain[font]), default=None)
    if usual is None:
        return {}
    proposed = {font: known.get(font, known[usual]) for font in plain}
    return {
        font: encoding for font, encoding in proposed.items() if encoding != "VIQR" and _better(plain[font], encoding)
    }


def decoded(text: str, font: str, encodings: Mapping[str, str]) -> str:
    """A word, or a part of one, in Unicode; `encodings` is what `font_encodings` found."""
    if font not in encodings:
        return convert(text, "misread")
    letters = convert(_plain(text), encodings[font])
    if encodings[font] == "TCVN3":
        letters = _HYPHENATED.sub(lambda found: _with_horn(found.group()), letters)
    return letters.upper() if _CAPITALS.match(_SUBSET.sub("", font)) else letters


def _plain(text: str) -> str:
    return text.translate(_SYMBOLS) if _OF_SYMBOLS.search(text) else text


def _with_horn(word: str) -> str:
    """The word with ư for its hyphen where that makes a syllable: the code of ư in TCVN3 is a hyphen in PDF."""
    horned = word.replace("-", "ư")
    return horned if is_syllable(horned) else word


@lru_cache(maxsize=1024)
def _by_name(font: str) -> str | None:
    name = _SUBSET.sub("", font)
    return next((encoding for encoding, pattern in _NAMES if pattern.match(name)), None)


def _better(text: str, encoding: str) -> bool:
    return share_of_syllables(convert(text, encoding)) > share_of_syllables(text)
