"""What a broken code or date may have been: readings with their repairs, and what the characters may stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ocr_pipeline.lexicons import read_rows

_SEVERITY = ("code", "letter", "digit")
FIRST_YEAR, LAST_YEAR = 1945, 2035
STROKES = frozenset("Il")
"""Letters that may be a digit or a slash."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a stretch of text.

    `repairs` counts the characters put in, taken out or replaced. `reason` is `digit` where a letter was taken for a
    digit, `letter` where a digit was taken for a letter of a symbol, else `code`. A reading that is not `certain` is
    one of several of which none can be chosen.
    """

    text: str
    repairs: int = 0
    reason: str = "code"
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text that the grammar knows, its best readings, and what is wrong where not exactly one is right."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    doubt: str


def joined(parts: Iterable[Reading]) -> Reading:
    """The parts of a code or date as one reading.

    >>> joined([Reading("15", 1, "digit"), Reading("/"), Reading("QĐ", 1)])
    Reading(text='15/QĐ', repairs=2, reason='digit', certain=True)
    """
    found = list(parts)
    return Reading(
        "".join(part.text for part in found),
        sum(part.repairs for part in found),
        max((part.reason for part in found if part.repairs), key=_SEVERITY.index, default="code"),
        all(part.certain for part in found),
    )


def best(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The different readings that need the fewest repairs.

    >>> [reading.text for reading in best([Reading("HU", 1), Reading("TU", 1), Reading("T-U", 2)])]
    ['HU', 'TU']
    """
    found = {reading.text: reading for reading in readings}
    fewest = min((reading.repairs for reading in found.values()), default=0)
    return tuple(reading for reading in found.values() if reading.repairs == fewest)


@cache
def look_alikes(where: str) -> tuple[tuple[str, str], ...]:
    """What was read and what was printed (`lexicons/code_look_alikes.tsv`), in a `symbol` or for a `digit`."""
    return tuple((row[0], row[1]) for row in read_rows("code_look_alikes.tsv") if row[2] == where)


@cache
def _digits() -> dict[int, str]:
    return {ord(read): printed for read, printed in look_alikes("digit")}


def numeral(text: str) -> Reading | None:
    """Rule: numeral := digit | letter like a digit, at least one of them a digit; blanks between them are dropped.

    >>> numeral("2O1 9"), numeral("lO")
    (Reading(text='2019', repairs=2, reason='digit', certain=True), None)
    """
    compact = text.replace(" ", "")
    if not any(character.isdecimal() for character in compact):
        return None
    printed = compact.translate(_digits())
    if not printed.isdecimal():
        return None
    letters = sum(one != two for one, two in zip(compact, printed, strict=True))
    return Reading(printed, letters + len(text) - len(compact), "digit" if letters else "code")


def year(text: str) -> Reading | None:
    """Rule: year := a numeral from 1945 to 2035, of which two characters at least were read as digits.

    >>> year("201 8"), year("201"), year("2OIl")
    (Reading(text='2018', repairs=1, reason='code', certain=True), None, None)
    """
    found = numeral(text)
    if found is None or len(found.text) != 4 or not FIRST_YEAR <= int(found.text) <= LAST_YEAR:
        return None
    return found if sum(character.isdecimal() for character in text) > 1 else None
