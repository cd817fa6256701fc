"""The grammar of dates, quarters and Roman numerals that may be broken: every way in which they can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.readings import STROKES, Finding, Reading, joined, numeral, year
from ocr_pipeline.vietnamese.syllable import strip_accents

_D = r"[0-9OoIl]"
_SLANTED = r"[0-9OoIlÍÌíì]"
"""A slanted 1 is read with an accent too; no word stands between `ngày` and `tháng`."""
_SLASHED = re.compile(rf"g[aàáảãạ]y (?P<run>{_D}[ /\\0-9OoIl]{{4,16}})(?![\w\\/-])")
_SPELLED = re.compile(
    rf"h[aáàảâă]ng (?P<month>{_D}{{1,2}})(?![\w/])(?: n[aăâ]m (?P<year>\d(?: ?{_D}){{3}}|(?:19|20){_D})(?!\w))?"
)
_DAY = re.compile(rf"(?P<cue>[nN]g[aàáảãạ]y )?(?<![\w./,-])(?P<day>{_SLANTED}(?: ?{_SLANTED})?) [tT]$")
_MONTH = re.compile(rf"h[aáàảâă]ng (?P<which>{_D}{{1,2}})(?P<of> ?/ ?{_D}{{4}})(?![\w/])")
_QUARTER = re.compile(rf"u[yýỳỷ] (?P<which>[IVHl1-9]{{1,3}})(?P<of> ?/ ?{_D}{{4}})(?![\w/])")
_YEAR = re.compile(rf"n[aăâ]m (?P<year>[12Il]{_D}{{3}}|(?:19|20){_D})(?![\w./]|-\d)")
_BARE = re.compile(r"(?<![\w./,-])\d\d?/\d\d?/(?:19|20)\d\d(?![\w/-])")
_ROMAN = re.compile(r"(?<!\w)(?=[IVX]*[lH])[IVXlH]{2,7}(?!\w)")
_LABEL_END = re.compile(r"[.-] ?(?=[^\W\d_]{2})")
_WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
_NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")


def date_findings(text: str) -> Iterator[Finding]:
    """Rule: date := `ngày` day `/` month `/` year | day `tháng` month [`năm` year] | (`quý` | `tháng`) number `/` year.

    >>> [(found.start, found.readings[0].text) for found in date_findings("ngày 08/6201 0, quý I/ 2024, năm 2O21")]
    [(5, '08/6/2010'), (20, 'I/2024'), (33, '2021')]
    """
    for pattern, rule in _RULES:
        for found in pattern.finditer(text):
            yield from rule(found)


def _slashed(found: re.Match[str]) -> Iterator[Finding]:
    """Rule: day `/` month `/` year, behind `ngày`: blanks between them, or one lost slash.

    Where a shorter date is complete and the rest may be another number, both readings stand.
    """
    run = found["run"].rstrip()
    start = found.start("run")
    ends = [place for place, character in enumerate(run) if character == " "] + [len(run)]
    readings = {end: list(_dates(run[:end])) for end in ends}
    if any(reading.text == run[:end] for end in ends for reading in readings[end]):
        return
    complete = [end for end in ends[:-1] if _short_date(run[:end]) and "/" not in run[end:]]
    choices = {reading.text: reading for end in ends for reading in readings[end]}
    if choices:
        end = max(end for end in ends if readings[end])
        short = (Reading(run[: complete[0]]),) if complete else ()
        yield Finding(start, start + end, (*choices.values(), *short), "date")


def _dates(read: str) -> Iterator[Reading]:
    """All valid dates that the characters spell, with at most one slash put in; at least one was read."""
    marks = [place for place, character in enumerate(read) if character in "/\\"]
    if len(marks) == 2:
        yield from _date(*re.split(r"[/\\]", read), repairs=len(re.findall(r"[\s\\]", read)))
    elif len(marks) == 1:
        for place in range(1, len(read)):
            if not {read[place - 1], read[place]} & {"/", "\\", " "}:
                cut = f"{read[:place]}/{read[place:]}"
                yield from _date(*re.split(r"[/\\]", cut), repairs=1 + len(re.findall(r"[\s\\]", read)))


def _date(day: str, month: str, of: str, *, repairs: int) -> Iterator[Reading]:
    """The date, if it is one; a stroke beside a slash may be a digit or part of the slash."""
    fields = [_field(day.strip()), _field(month.strip()), year(of.strip())]
    if not all(fields) or not _calendar_has(*(field.text for field in fields if field)):
        return
    slash = Reading("/", 0)
    certain = not {day[-1], month[:1], month[-1:], of[:1]} & STROKES
    parts = [part for field in fields if field for part in (slash, field)][1:]
    reading = joined([*parts, Reading("", repairs, certain=certain)])
    yield Reading(reading.text, reading.repairs, reading.reason, certain)


def _field(text: str) -> Reading | None:
    """Rule: day or month := numeral, or a lone stroke."""
    return Reading("1", 1, "digit", certain=False) if text in STROKES else numeral(text)


def _calendar_has(day: str, month: str, of: str) -> bool:
    """Whether there is such a day."""
    if len(day) > 2 or len(month) > 2 or len(of) != 4:
        return False
    try:
        date(int(of), int(month), int(day))
    except ValueError:
        return False
    return True


def _short_date(read: str) -> bool:
    """Whether a day and month, perhaps with a year of two digits, are complete."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/\d\d)?", read)
    return found is not None and _calendar_has(found[1], found[2], "2000")


def _spelled(found: re.Match[str]) -> Iterator[Finding]:
    """Rule: [`ngày`] day `tháng` month [`năm` year]; blanks inside only behind `ngày`."""
    before = _DAY.search(found.string, max(0, found.start() - 12), found.start())
    if before is None:
        return
    cued = before["cue"] is not None
    day = before["day"] if cued else before["day"].split(" ")[-1]
    fields = [
        (before.end("day") - len(day), numeral(day), day),
        (found.start("month"), numeral(found["month"]), found["month"]),
    ]
    if found["year"]:
        text = found["year"] if cued else found["year"].split(" ")[0]
        fields.append((found.start("year"), year(text) or Reading(text), text))
    values = [reading.text if reading else "" for _, reading, _ in fields]
    if all(values[:2]) and _calendar_has(*values, *["2000"][len(values) - 2 :]):
        for start, reading, text in fields:
            if reading and reading.repairs:
                yield Finding(start, start + len(text), (reading,), "date")
    elif cued or found["year"]:
        yield Finding(fields[0][0], found.end(), (), "date")


def _month(found: re.Match[str]) -> Iterator[Finding]:
    """`tháng` (1 to 12) `/` year."""
    number = numeral(found["which"])
    if number and 1 <= int(number.text) <= 12:
        yield from _of_year(found, replace(number, certain=found["which"][-1] not in STROKES), "month")
    else:
        yield Finding(found.start("which"), found.end(), (), "month")


def _quarter(found: re.Match[str]) -> Iterator[Finding]:
    """`quý` (I to IV | 1 to 4) `/` year; a digit in a Roman numeral is doubtful."""
    read = found["which"]
    roman = read.replace("l", "I").replace("1", "I").replace("H", "II")
    if read in ("1", "2", "3", "4"):
        yield from _of_year(found, Reading(read), "quarter")
    elif roman in ("I", "II", "III", "IV"):
        sure = not any(character.isdecimal() for character in read)
        yield from _of_year(found, Reading(roman, int(roman != read), certain=sure), "quarter")
    else:
        yield Finding(found.start("which"), found.end(), (), "quarter")


def _of_year(found: re.Match[str], number: Reading, doubt: str) -> Iterator[Finding]:
    """Rule: number `/` year, without blanks beside the slash."""
    of = year(found["of"].lstrip(" /"))
    if of:
        reading = joined([number, Reading("/", found["of"].count(" ")), of])
        if reading.repairs:
            yield Finding(found.start("which"), found.end(), (reading,), doubt)


def _lone_year(found: re.Match[str]) -> Iterator[Finding]:
    """`năm` year; three digits are a year cut short."""
    reading = year(found["year"])
    if len(found["year"]) == 3 or (reading and reading.repairs):
        yield Finding(*found.span("year"), (reading,) if reading else (), "year")


def _bare(found: re.Match[str]) -> Iterator[Finding]:
    """A whole date anywhere: doubtful where the calendar has no such day."""
    if not _calendar_has(*found[0].split("/")):
        yield Finding(*found.span(), (), "date")


@cache
def _roman_cues() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("roman_cues.tsv"))


def _roman(found: re.Match[str]) -> Iterator[Finding]:
    """A Roman numeral up to XXXIX in which `I` was read as `l`, or `II` as `H`, where nothing else may stand."""
    meant = found[0].replace("l", "I").replace("H", "II")
    if _NUMERAL.fullmatch(meant) and (_has_cue(found) or _is_label(found)):
        yield Finding(*found.span(), (Reading(meant, found[0].count("l") + found[0].count("H")),), "number")


def _has_cue(found: re.Match[str]) -> bool:
    """Whether a word that demands a numeral stands before it."""
    before = _WORD_BEFORE.search(found.string, max(0, found.start() - 9), found.start())
    return before is not None and strip_accents(before[1]).casefold() in _roman_cues()


def _is_label(found: re.Match[str]) -> bool:
    """Whether it numbers a heading: `HI. TỔ CHỨC THỰC HIỆN`."""
    begins = found.start() == 0 or found.string[found.start() - 1] == "\n"
    return begins and _LABEL_END.match(found.string, found.end()) is not None


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Finding]]], ...] = (
    (_SLASHED, _slashed),
    (_SPELLED, _spelled),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_YEAR, _lone_year),
    (_BARE, _bare),
    (_ROMAN, _roman),
)
