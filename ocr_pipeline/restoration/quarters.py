"""Quarters whose Roman numeral was read as other strokes (there is no `quý 11/2025`), and months before a year."""

from __future__ import annotations

import re
from operator import attrgetter

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET

_QUARTER = re.compile(
    r"\b(?P<word>[qQ]u[yýỳỷỹ¥])\s(?P<which>[IVlH1-4|\[\]!]{1,3})(?=[ ]?/[ ]?(?:\d{4}|\s)|-\d{4}|[ ]n[aăâd]m[ ]\d{4})"
)
_MONTH = re.compile(r"\b(?P<word>[tT]h[aáàảãạăâ]ng) (?=(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}\b)")
"""Nothing else stands before a month and its year; in the cells of tables its neighbours do not tell."""
_STROKES = {**{ord(stroke): "I" for stroke in "l|1[]!"}, ord("H"): "II"}
_NUMERALS = frozenset({"I", "II", "III", "IV"})


def quarter_readings(text: str) -> list[Edit]:
    """The word and the number of each quarter of a year, and the word before each month and year, in order.

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
    months = [
        Edit(*one.span("word"), one["word"], one["word"][0] + "háng", "accents", CLOSED_SET)
        for one in _MONTH.finditer(text)
    ]
    return sorted([*result, *months], key=attrgetter("start"))


def _meant(read: str) -> str:
    """The Roman numeral that only can be meant; none for a lone digit."""
    meant = read.translate(_STROKES)
    return meant if meant in _NUMERALS and read != "1" else ""
