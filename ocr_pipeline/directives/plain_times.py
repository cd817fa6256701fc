"""By when, in the rows of task tables that arrive as plain lines: a time among the words of other cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.deadline_patterns import EVERY
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.relative_days import end_of_month
from ocr_pipeline.directives.times import TIME, read_time

YEARS_AHEAD = 6
"""Deadlines of a table lie within so many years of its issue."""

ROW_NUMBER = re.compile(
    r"\W*(?P<value>\d{1,2})(?P<stop>[.,]?)(?![\w.,/%])(?!\s*(?:năm|tháng|ngày|quý|giờ)(?!\w))[\s|.)\]]*"
)
"""The running number of a row."""
_MONTH = re.compile(r"(?<!\w)th[aàảãạăằắẳẵặâầấẩẫậ]ng(?=\s+\d)")
"""`tháng` before its number, the vowel misread: beside other cells its neighbours tell nothing."""
_BEFORE_TIME = re.compile(r"(?<!\w)(?:trước|trong|chậm nhất|đến hết|hết)(?:\s+ngày)?\s+$")
_MONTH_OF_YEAR = re.compile(r"(?<![\w/.,-])(?P<month>0?[1-9]|1[0-2])(?:/|\s+năm\s+)(?P<year>(?:19|20)\d\d)(?![\w/-])")
_YEAR_BELOW = re.compile(r"(?:[^\n]*\n){1,2}?(?:[^\n]*?[^\w\n/.,-])??(?P<words>(?:năm\s+)?(?P<year>20\d\d))(?![\w/-])")
_PART_ABOVE = re.compile(
    r"(?<!\w)(?P<words>(?P<part>đầu|giữa|cuối|nửa đầu|nửa cuối)\s+tháng)(?!\w)(?!\s+\d)[^\n]*\n[^\n\d]*$"
)
"""A part of the month whose number stands on the line below: `Nửa đầu tháng` / `11/2025`."""
_OPEN = re.compile(rf"(?<!\w)(?:{EVERY}|thường xuyên|định kỳ)(?!\w)")


@dataclass(frozen=True, slots=True)
class When:
    """The words of a deadline, the line among those of the row in which they begin, and the words taken from lines."""

    text: str
    line: int
    taken: tuple[tuple[int, int, int], ...]


def plain(text: str) -> str:
    """The comparable text, every character in its place, with `tháng` put right."""
    return _MONTH.sub("tháng", comparable(text).replace("|", " "))


def row_deadline(lines: Sequence[PrintedLine], issued: date | None) -> When | None:
    """The deadline of a row: the latest of its dated times, else one that recurs."""
    starts, joined, printed = [], "", ""
    for line in lines:
        starts.append(len(joined))
        number = ROW_NUMBER.match(line.text)  # `1 | Tháng 9/2025` is no day
        own = _blanked(line.text, number.end("stop")) if number else line.text
        joined += plain(own) + "\n"
        printed += own + "\n"
    dated = [told for told in _times(joined, issued) if _is_ahead(told.day, issued)]
    spans = list(max(dated, key=lambda told: (told.rank, told.day)).spans) if dated else []
    if not dated and (found := _OPEN.search(joined)):
        spans = [found.span()]
    if not spans:
        return None
    if lead := _BEFORE_TIME.search(joined, 0, spans[0][0]):
        spans[0] = (lead.start(), spans[0][1])
    taken = [
        (index, max(start - begin, 0), min(end - begin, len(line.text)))
        for index, (begin, line) in enumerate(zip(starts, lines, strict=True))
        for start, end in spans
        if start < begin + len(line.text) and begin < end
    ]
    words = " ".join(_as_printed(printed[slice(*span)], joined[slice(*span)]) for span in spans)
    return When(" ".join(words.split()), taken[0][0], tuple(taken))


def _as_printed(text: str, told: str) -> str:
    """The words of a time with the capitals that are printed: `Quý I/2026`; misread letters stay as they are told."""
    return "".join(own if own.lower() == letter else letter for own, letter in zip(text, told, strict=True))


def told_times(text: str) -> list[tuple[int, int]]:
    """The characters of a line that tell times which may be deadlines; whole years may be a name's."""
    joined = plain(text)
    found = [one.span() for one in TIME.finditer(joined) if not re.fullmatch(r"(?:năm\s+)?\d{4}", one.group())]
    found += [one.span() for one in _MONTH_OF_YEAR.finditer(joined)]
    found += [one.span() for one in _OPEN.finditer(joined)]
    return [(lead.start() if (lead := _BEFORE_TIME.search(joined, 0, start)) else start, end) for start, end in found]


def _blanked(text: str, end: int) -> str:
    """The text, with blanks for what stands before `end`."""
    return " " * end + text[end:]


@dataclass(frozen=True, slots=True)
class _Told:
    """A time that a row tells: its last day, where its words stand, and what it is worth: a whole year may be a name's.

    A time without a year is worth least.
    """

    day: date
    spans: tuple[tuple[int, int], ...]
    rank: int


def _times(joined: str, issued: date | None) -> Iterator[_Told]:
    """The times of a row; one without a year only behind the words of a deadline, or where the year stands below."""
    for found in TIME.finditer(joined):
        time = read_time(found, issued)
        told = found.group().startswith("ngày") or _BEFORE_TIME.search(joined, 0, found.start())
        below = None if _has_year(found) or found["days"] else _YEAR_BELOW.match(joined, found.end())
        whole = TIME.fullmatch(f"{found.group()} năm {below['year']}") if below else None
        if below and whole and (day := read_time(whole, issued).last):
            yield _Told(day, (found.span(), below.span("words")), 2)
        elif time.last and _has_year(found):
            yield _Told(time.last, (found.span(),), 1 if time.whole_year else 2)
        elif time.last and told and not joined.startswith("/", found.end()):
            yield _Told(time.last, (found.span(),), 0)
    for found in _MONTH_OF_YEAR.finditer(joined):  # `tháng` is lost beside other cells, or stands above
        above = _PART_ABOVE.search(joined, 0, found.start())
        whole = above and TIME.fullmatch(f"{above['part']} tháng {found['month']}/{found['year']}")
        if whole and above and (day := read_time(whole, issued).last):
            yield _Told(day, (above.span("words"), found.span()), 3)
        elif not any(other.start() <= found.start() < other.end() for other in TIME.finditer(joined)):
            yield _Told(end_of_month(int(found["year"]), int(found["month"])), (found.span(),), 2)


def _has_year(found: re.Match[str]) -> bool:
    return re.search(r"(?:19|20)\d\d$", found.group()) is not None


def _is_ahead(day: date, issued: date | None) -> bool:
    return issued is None or (issued <= day and day.year <= issued.year + YEARS_AHEAD)
