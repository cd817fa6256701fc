"""Vietnamese orthography as a grammar: onset, rime and tone, and where the tone mark is written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from ocr_pipeline.lexicons import lexicon_folder

ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ch", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
)  # fmt: skip
TONES = "\u0300\u0301\u0309\u0303\u0323"
"""Combining marks: grave (huyền), acute (sắc), hook above (hỏi), tilde (ngã), dot below (nặng)."""

_QUALITY = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make other letters, not tones
_VOWELS = frozenset("aăâeêioôơuưy")
_STOPS = ("c", "ch", "p", "t")
_TONE = re.compile(f"[{TONES}]")
_ONSET = re.compile("|".join(ONSETS))


def split_tone(syllable: str) -> tuple[str, str]:
    r"""The syllable without its tone mark (NFC), and the combining mark or an empty string.

    >>> split_tone("nghị")
    ('nghi', '̣')
    """
    decomposed = unicodedata.normalize("NFD", syllable)
    found = _TONE.search(decomposed)
    if found is None:
        return unicodedata.normalize("NFC", syllable), ""
    return unicodedata.normalize("NFC", _TONE.sub("", decomposed)), found.group()


@cache
def rimes() -> frozenset[str]:
    """All rimes without tone marks (`lexicons/rimes.txt`)."""
    lines = (lexicon_folder() / "rimes.txt").read_text("utf-8").splitlines()
    return frozenset(rime for line in lines if not line.startswith("#") for rime in line.split())


def split_onset(toneless: str) -> tuple[str, str] | None:
    """Onset and rime of a lower-case syllable without tone mark, or None where it is no Vietnamese spelling.

    >>> split_onset("quyêt"), split_onset("gi"), split_onset("blông")
    (('qu', 'yêt'), ('g', 'i'), None)
    """
    if toneless in rimes():
        return "", toneless
    found = _ONSET.match(toneless)
    if found is None:
        return None
    onset, rime = found.group(), toneless[found.end() :]
    if onset == "gi" and rime not in rimes():
        onset, rime = "g", toneless[1:]
    return (onset, rime) if rime in rimes() else None


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word is spelt as a Vietnamese syllable may be; stop codas take only sắc and nặng.

    >>> [is_syllable(word) for word in ("quyết", "QUYẾT", "quyêt", "hoà", "hòa", "KL", "nghi")]
    [True, True, False, True, True, False, True]
    """
    toneless, tone = split_tone(word.lower())
    parts = split_onset(toneless)
    if parts is None:
        return False
    return not parts[1].endswith(_STOPS) or tone in ("\u0301", "\u0323")


def _tone_position(onset: str, rime: str) -> int:
    """Index in onset + rime of the letter that carries the tone, in the traditional placement."""
    vowels = [index for index, letter in enumerate(rime) if letter in _VOWELS]
    marked = [index for index in vowels if rime[index] in "ăâêôơư"]
    if marked:
        position = marked[-1]
    elif vowels[-1] < len(rime) - 1 or len(vowels) == 3:
        position = vowels[-1] if vowels[-1] < len(rime) - 1 else vowels[1]
    else:
        position = vowels[0]
    return len(onset) + position


@lru_cache(maxsize=65536)
def canonical(word: str) -> str:
    """The word in NFC with the tone mark where the traditional placement puts it; other words only become NFC.

    >>> canonical("hoà"), canonical("uỷ"), canonical("thuý"), canonical("Quý"), canonical("TOÀN"), canonical("Huế")
    ('hòa', 'ủy', 'thúy', 'Quý', 'TOÀN', 'Huế')
    """
    toneless, tone = split_tone(word)
    if not tone:
        return toneless
    parts = split_onset(toneless.lower())
    if parts is None:
        return unicodedata.normalize("NFC", word)
    position = _tone_position(*parts)
    marked = unicodedata.normalize("NFC", toneless[position] + tone)
    return toneless[:position] + marked + toneless[position + 1 :]


_FOLD = {ord("đ"): "d", ord("Đ"): "D"}


@lru_cache(maxsize=65536)
def strip_accents(text: str) -> str:
    """The text in plain letters: no tone, no circumflex, breve or horn, d for đ.

    >>> strip_accents("Nghị quyết Đảng bộ")
    'Nghi quyet Dang bo'
    """
    decomposed = unicodedata.normalize("NFD", text)
    kept = "".join(letter for letter in decomposed if letter not in TONES and letter not in _QUALITY)
    return unicodedata.normalize("NFC", kept).translate(_FOLD)
