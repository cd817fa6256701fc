"""Quarters whose Roman numeral was read as digits or other strokes: there is no `quý 11/2025`, only quý II."""

from __future__ import annotations

import re

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET

_QUARTER = re.compile(
    r"\b(?P<word>[qQ]u[yýỳỷỹ¥])\s(?P<which>[IVlH1-4|\[\]!]{1,3})(?=[ ]?/[ ]?(?:\d{4}|\s)|-\d{4}|[ ]n[aăâd]m[ ]\d{4})"
)
_STROKES = {**{ord(stroke): "I" for stroke in "l|1[]!"}, ord("H"): "II"}
_NUMERALS = frozenset({"I", "II", "III", "IV"})


def quarter_readings(text: str) -> list[Edit]:
    """The word and the number of each quarter of a year, in order; most numbers are as they were read.

    `1` may be printed so: it is I only where the text writes other quarters in Roman numerals, and none in digits.

    >>> [edit.after for edit in quarter_readings("trong quy 11/2025, quy HI/2025 va quy 1/2026")]
    ['quý', 'II', 'quý', 'III', 'quý', 'I']
    """
    found = list(_QUARTER.finditer(text))
    digits = any(one["which"] in ("2", "3", "4") for one in found)
    roman = any(_meant(one["which"]) for one in found)
    result: list[Edit] = []
    for one in found:
        word, which = one["word"], one["which"]
        printed = _meant(which) or ("I" if which == "1" and roman and not digits else which)
        result.append(Edit(*one.span("word"), word, word[:2] + "ý", "accents", CLOSED_SET))
        result.append(Edit(*one.span("which"), which, printed, "number", CLOSED_SET))
    return result


def _meant(read: str) -> str:
    """The Roman numeral that only can be meant; none for a lone digit."""
    meant = read.translate(_STROKES)
    return meant if meant in _NUMERALS and read != "1" else ""
