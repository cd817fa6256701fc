"""The day of issue on a crooked page, whose line was read twice, each time with another part of it lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.directives.comparison import squeeze
from ocr_pipeline.directives.labels import UPPER

_DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s+th[áa]ng\s+(?P<month>\d{1,2})\s+n[ăa]m(?:\s+(?P<year>\d{2,4}))?\W*$")
_DATE_LIKE = re.compile(r"ng[àa]y|th[áa]ng")
_PLACE = re.compile(rf"(?P<place>[{UPPER}{UPPER.lower()}][\w -]*?)\s*[,.]\s+ng[àa]y")
_SHORT_YEAR, _YEAR = 2, 4
"""A year of which so many digits were read is one for the other line to complete."""


@dataclass(frozen=True, slots=True)
class JoinedDate:
    """The day, its words and the place, which may lack its beginning."""

    day: date
    text: str
    place: str | None


def joined_date(lines: Sequence[str]) -> JoinedDate | None:
    """The day that the first line and another tell together; no digit of either may say otherwise.

    >>> lines = ["Đắk Lắk, ngày 20 tháng 10 năm 202", "ak Lắk, ngày động 10 năm 2025"]
    >>> joined_date(lines)
    JoinedDate(day=datetime.date(2025, 10, 20), text='ngày 20 tháng 10 năm 2025', place='Đắk Lắk')
    >>> joined_date(["ngày 20 tháng 10 năm 202", "ngày 21 tháng 10 năm 2025"]) is None
    True
    """
    for one, other in (pair for line in lines[1:] for pair in ((lines[0], line), (line, lines[0]))):
        found = _DAY.search(one)
        if found and _DATE_LIKE.search(other) and (year := _year(found, re.findall(r"\d+", other))):
            try:
                day = date(year, int(found["month"]), int(found["day"]))
            except ValueError:
                continue
            text = f"ngày {found['day']} tháng {found['month']} năm {year}"
            place = next((squeeze(known["place"]) for line in (one, other) if (known := _PLACE.search(line))), None)
            return JoinedDate(day, text, place)
    return None


def _year(found: re.Match[str], digits: Sequence[str]) -> int | None:
    """The year, whole in one of two lines, where the numbers of the other line are the same as far as they go."""
    begun, last = found["year"] or "", digits[-1] if digits else ""
    known = {int(found["day"]), int(found["month"])}
    year = next((one for one in (begun, last) if len(one) == _YEAR), "")
    same = int(last) in known if last else True
    ends = same or (len(last) >= _SHORT_YEAR and year.startswith(last))
    fits = year.startswith(begun) and ends and known.issuperset(map(int, digits[:-1]))
    return int(year) if year and fits else None
