"""Figures of which a digit was read as a sign or letter (`§.699,28`, `1O5`), and readings that have the digit there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.recognition.rows import Placed

_SURE = 0.8
"""Least confidence of a reading that has a digit where a sign or letter was read."""
_ROMAN = re.compile(r"[I1l|]+\W*(?:/.*)?")
"""It may be a Roman number: `Quý I1/2025`, `I1.`"""


@cache
def _strange() -> re.Pattern[str]:
    """A sign that is read for a digit, or a letter that is, beside one; a letter alone is a label: `I/2025`, `I.2`."""
    looks = [row[0] for row in read_rows("digit_look_alikes.tsv")]
    signs = "".join(re.escape(character) for character in looks if not character.isalpha())
    letters = "".join(character for character in looks if character.isalpha())
    return re.compile(rf"[{signs}]|(?<=\d)[{letters}]|[{letters}](?=\d)")


@cache
def _figure() -> re.Pattern[str]:
    """A number with a unit or with what hangs on it by a slash."""
    units = "|".join(re.escape(row[0]) for row in read_rows("units.tsv"))
    return re.compile(rf"\d[\d.,]*(?:/.*|h\d\d|{units})?\W*")


def is_broken(text: str) -> bool:
    """Whether a word is a number in which a sign or letter stands for a digit.

    >>> [is_broken(text) for text in ("§.699,28", "1O5,", "§3/NQ-HĐND", "l2h", "8.699,28", "I/2025", "I1.", "10m")]
    [True, True, True, True, False, False, False, False]
    """
    whole = _strange().sub("0", text)
    broken = whole != text and any(map(str.isdecimal, text)) and _figure().fullmatch(whole)
    return bool(broken) and not _ROMAN.fullmatch(text)


def mends(old: Sequence[Placed], new: Sequence[Placed]) -> bool:
    """Whether a second reading surely has digits for what is strange in a figure, and all else as it was read.

    A sign is never printed there; a letter may be (`5G`), so that the second reading must be the surer one.
    """
    if not len(old) == len(new) == 1 or not is_broken(old[0].word.text):
        return False
    first, second = old[0].word, new[0].word
    strange = _strange().findall(first.text)
    least = max(_SURE, first.confidence or 0.0) if any(map(str.isalpha, strange)) else _SURE
    if (second.confidence or 0.0) < least or len(first.text) != len(second.text):
        return False
    read = zip(_strange().sub("\0", first.text), second.text, strict=True)
    return all(after.isdecimal() if before == "\0" else before == after for before, after in read)
