"""Figures of which a digit was read as a sign or letter (`§.699,28`, `l1h`): named for a person, never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import Doubt

MOST = 3
"""How many readings are told."""


@cache
def _digits() -> dict[str, str]:
    """What is read for a digit, and the digits that it may be."""
    return {row[0]: row[1] for row in read_rows("digit_look_alikes.tsv")}


@cache
def _figure() -> re.Pattern[str]:
    """Thousands in groups of three, a number with a unit written onto it, or one of three digits and more."""
    digit = rf"[\d{re.escape(''.join(_digits()))}]"
    units = "|".join(re.escape(unit) for unit in sorted((row[0] for row in read_rows("units.tsv")), key=len)[::-1])
    return re.compile(
        rf"(?<![\w.,/\\#§$&|!-])(?:(?P<number>{digit}{{1,3}}(?:\.{digit}{{3}})+(?:,{digit}{{1,3}})?"
        rf"|{digit}{{1,4}}(?:,{digit}{{1,3}})?(?={units})|(?=[\d§l|]){digit}{{2,3}}\d)(?P<unit>{units})?)"
        r"(?![\w/\\-]|[.,]\w)"
    )


def doubtful_figures(text: str) -> Iterator[Doubt]:
    """The figures with a character that is no digit, and what they may have been, in order.

    >>> [(doubt.read, doubt.alternatives[0]) for doubt in doubtful_figures("còn §.699,28 m2, lúc l1h; lúc 10h, A4")]
    [('§.699,28', '8.699,28'), ('l1h', '11h')]
    """
    for found in _figure().finditer(text):
        number, unit = found["number"], found["unit"] or ""
        strange = sum(character in _digits() for character in number)
        if 0 < strange <= sum(map(str.isdecimal, number)):
            readings = product(*(_digits().get(character, character) for character in number))
            alternatives = tuple("".join(reading) + unit for reading in islice(readings, MOST))
            yield Doubt(found.start(), found.end(), found.group(), alternatives, "figure")
