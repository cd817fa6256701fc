"""One form in which printed Vietnamese is compared: lower case, older tone placement, quý for quí, one kind of dash."""

from __future__ import annotations

import re
from functools import lru_cache

from ocr_pipeline.vietnamese.syllable import canonical

REMEMBERED = 4096
"""Lines and paragraphs of a document are looked at by several rules; so many are kept in memory."""

_PLAIN = dict(zip("–—−‐‑’‘“”„…\u00a0", '-----\'\'""". ', strict=True))
_MARK = re.compile(f"[{''.join(_PLAIN)}]")
_NEWER_RIME = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u[ýỳỷỹỵ])(?!\w)")
_NEWER_PLACEMENT = re.compile(rf"\w*{_NEWER_RIME.pattern}")
_LETTERS = re.compile(r"[^\W\d_]+")
_EDGES = re.compile(r"^[\s\W_]+|[\s\W_]+$")


@lru_cache(maxsize=REMEMBERED)
def comparable(text: str) -> str:
    r"""The text as it is compared and searched; every character keeps its place, so that spans hold in the original.

    >>> comparable("UỶ BAN – Hoà Bình")
    'ủy ban - hòa bình'
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    plain = _MARK.sub(lambda found: _PLAIN[found.group()], lowered)
    plain = plain.replace("quí", "quý").replace("định kì", "định kỳ")
    if not _NEWER_RIME.search(plain):  # most texts hold none, and to look at whole words takes long
        return plain
    return _NEWER_PLACEMENT.sub(lambda found: canonical(found.group()), plain)


@lru_cache(maxsize=REMEMBERED)
def bare(text: str) -> str:
    """The comparable form without punctuation and specks at either end.

    >>> bare("| QUYẾT ĐỊNH:")
    'quyết định'
    """
    plain = comparable(text)
    return plain if plain[:1].isalnum() and plain[-1:].isalnum() else _EDGES.sub("", plain)


def squeeze(text: str) -> str:
    """Runs of blanks as one space, none at the ends."""
    return " ".join(text.split())


@lru_cache(maxsize=REMEMBERED)
def is_capitals(text: str) -> bool:
    """Whether (nearly) all letters are capitals, as in headings; a misread letter or two is forgiven.

    >>> is_capitals("TỈNH ỦY HÀ TĨNH"), is_capitals("Số 612-KL/TU"), is_capitals("---")
    (True, False, False)
    """
    if text.islower():
        return False
    words = _LETTERS.findall(text)
    small = sum([_is_small(word[1:]) for word in words])
    return small * 5 <= len(words) and sum(map(len, words)) > 1 and any(word[0].isupper() for word in words)


def _is_small(letters: str) -> bool:
    """Whether more than half of the letters are small."""
    return letters.islower() or (not letters.isupper() and 2 * sum(map(str.islower, letters)) > len(letters))
