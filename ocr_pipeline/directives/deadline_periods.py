"""Periods as deadlines: so long after the day of issue, of effect, or before or after an event whose day is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.deadline_patterns import own_start, reports, reports_next, this_paper, words_of
from ocr_pipeline.directives.times import TIME, later, number_value, read_time

_DAY_GIVEN = re.compile(r"(?:ngày\s+)?(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})")
_EFFECT = re.compile(r"này có hiệu lực[^.;]{0,40}?từ\s+(?=ngày\s+\d)")
_MONTH_OF_YEAR = re.compile(r"tháng\s+(1[0-2]|0?[1-9])\s+năm\s+((?:19|20)\d\d)(?!\d)")
_OTHER_START = re.compile(
    r"nhận|hồ sơ|phát hiện|kết thúc|hoàn thành|phê duyệt|trúng|hết hạn|họp|được giao|thành lập|đăng ký|xảy ra"
    r"|có thẩm quyền"
)
_HELD = re.compile(r"(?<!\w)(?:có|với)\s+$")
_REPORTED = r"(?:{0}|báo cáo|trình|thời hạn)[^.;,]{{0,30}}$"


@dataclass(frozen=True, slots=True)
class Period:
    """The day on which it ends (None: not to be computed), and where its words stand."""

    day: date | None
    start: int
    end: int


def find_effect(text: str) -> date | None:
    """The day from which the paper says it has effect.

    >>> find_effect("Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2025.")
    datetime.date(2025, 3, 1)
    """
    found = _EFFECT.search(comparable(text))
    given = _DAY_GIVEN.match(found.string, found.end()) if found else None
    return _day_given(given) if given else None


def month_of(text: str | None) -> date | None:
    """The first day of the month of a written date, of which the day may not have been read.

    >>> month_of("ngày 1T tháng 6 năm 2021"), month_of("ngày 17 năm 2021")
    (datetime.date(2021, 6, 1), None)
    """
    found = _MONTH_OF_YEAR.search(text or "")
    return date(int(found[2]), int(found[1]), 1) if found else None


def latest_month(texts: Iterable[str]) -> date | None:
    """The first day of the month of the latest day that is written with its year; None where there is none.

    >>> latest_month(["Căn cứ Quyết định số 5 ngày 20/11/2024;", "Xét Tờ trình ngày 02-4-2025 của Sở Y tế"])
    datetime.date(2025, 4, 1)
    """
    found = (one for text in texts for one in TIME.finditer(comparable(text)))
    days = (read_time(one, None) for one in found if one["days"] or one["dotted_day"])
    latest = max((day.last for day in days if day.last), default=None)
    return latest and latest.replace(day=1)


def read_period(found: re.Match[str], days: tuple[date | None, date | None]) -> Period | None:
    """What a match of `period` tells, counted from the days of issue and of effect; None where it is no deadline.

    Grammar: period = ( "trong vòng" | "chậm nhất" | field ":" ... ) number unit [ "kể từ" event ].
    """
    plain = found.string
    number, unit, since = number_value(found["number"]), found["unit"], found["since"]
    if number is None or (unit.startswith("giờ") and not since):
        return None  # hours count from an event that is told, not from the day of issue
    if found["named"] and (unit == "năm" or _HELD.search(plain, 0, found.start()) or "hợp đồng" in (since or "")):
        return None  # how long a licence is good for, or a contract runs
    issued, effect = days
    end = found.end()
    start = effect if since and effect and "hiệu lực" in since else issued
    if since:
        if own := this_paper().search(plain, found.start("since"), found.end("since")):
            end = own.end()
        if given := _DAY_GIVEN.match(plain, found.start("since")):
            start, end = _day_given(given), given.end()
        elif not own_start().search(since) or (_OTHER_START.search(since) and not re.search(r"\bký\b|ban hành", since)):
            own_receipt = _OTHER_START.match(since.removeprefix("ngày ").removeprefix("khi ")) and this_paper().search(
                since
            )
            return Period(None, found.start(), end) if own_receipt else None
    elif found["ahead"]:
        return Period(_day_ahead(found, issued), found.start(), end)
    elif found["lead"].startswith(("ít", "tối")):
        return None  # how long something lasts
    elif found["run"] and found["lead"].startswith("sau"):
        if not (reports(plain, found.start(), "report") or reports_next(plain, found.end())):
            return None  # `Sau 03 năm thực hiện, ...` tells what was done
        end = found.end()
    elif not (found["coming"] or re.search(_REPORTED.format(words_of("done")), plain[: found.start()])) or found[
        "lead"
    ].startswith("sau"):
        return None
    begin = found.start("number") if found["named"] else found.start()
    return Period(later(start, number, unit) if start else None, begin, end)


def _day_ahead(found: re.Match[str], issued: date | None) -> date | None:
    """The day so long before an event whose day is told: `chậm nhất 28 ngày trước ngày khai trương 20/8/2025`."""
    number, time = number_value(found["number"]), TIME.search(found["ahead"])
    event = read_time(time, issued) if time else None
    return later(event.last, -number, found["unit"]) if event and event.single_day and event.last and number else None


def _day_given(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
