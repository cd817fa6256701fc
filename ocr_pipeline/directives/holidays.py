"""Holidays of the lunar calendar, by which papers date what must be ready before them: `trước Tết Nguyên đán 2026`."""

from __future__ import annotations

import re
from datetime import date

from ocr_pipeline.lexicons import read_rows

_DAYS = {
    name: tuple(map(date.fromisoformat, days.split()))
    for names, days in read_rows("holidays.tsv")
    for name in names.split(", ")
}
_NAMES = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_DAYS, key=len, reverse=True))
_STEMS = r"giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý"
HOLIDAY = rf"""(?:(?:ngày|lễ|(?:kỳ|đợt|dịp)\s+nghỉ|nghỉ)\s+)*(?P<holiday>{_NAMES})(?:\s+(?:{_STEMS})\s+[^\W\d]+)?
        (?:(?:\s*[,-]?\s*năm)?\s+(?P<holiday_year>(?:19|20)\d\d)|\s+năm\s+(?P<holiday_next>nay|sau|tới))?(?!\w|\s*[(/])"""
"""Its written forms on comparable text; where the day stands in brackets behind it, that counts."""


def holiday(found: re.Match[str], issued: date | None) -> date | None:
    """The day of a matched holiday: in the written year, else the next one after the paper; None beyond the list.

    >>> holiday(re.fullmatch(HOLIDAY, "tết nguyên đán bính ngọ 2026", re.VERBOSE), None)
    datetime.date(2026, 2, 17)
    """
    days = _DAYS[" ".join(found["holiday"].split())]
    if found["holiday_year"]:
        return next((day for day in days if day.year == int(found["holiday_year"])), None)
    if issued is None:
        return None
    later = found["holiday_next"] in ("sau", "tới")
    return next((day for day in days if day >= issued and day.year >= issued.year + later), None)
