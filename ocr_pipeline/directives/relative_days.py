"""Times told from the day of the paper: `tuần này`, `cuối tháng sau`, `chiều mai`; and steps along the calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật")
_NEAR_DAYS = {"nay": 0, "mai": 1, "mốt": 2, "kia": 2}
_ENDS = {"tháng": {"đầu": 10, "giữa": 15}, "tuần": {"đầu": 2, "giữa": 4}}
"""Last day of the first part of a month or week, and of its middle."""

RELATIVE = r"""ngày\s+(?P<this_day>\d{1,2})\s+(?P<this_month>tháng\s+(?:này|sau|tới))(?!\w)
        |(?:(?P<this_part>đầu|giữa|cuối|hết)\s+|(?:thứ\s+(?P<weekday>hai|ba|tư|năm|sáu|bảy)|chủ\s+(?P<sunday>nhật))
        (?:\s+(?:của|trong))?\s+)?(?P<this_one>(?:tuần|tháng|quý)\s+(?:này|sau|tới)|năm\s+(?:nay|sau|tới))(?!\w)
        |(?:(?:(?:hết\s+)?(?:ngày|sáng|trưa|chiều|tối|đêm)\s+)?hôm\s+nay
        |(?:hết\s+)?(?:sáng|trưa|chiều|tối|đêm)\s+(?P<near_part>nay|mai|mốt|kia)
        |(?:hết\s+)?(?:ngày\s+)(?P<near_day>mai|mốt|kia))(?!\w|\s*[,(]?\s*(?:ngày\s+)?\d{1,2}\s*[/-])
        |(?<=ngay\ trong\ )(?P<this_unit>tuần|tháng|quý|năm)(?=\s*(?:[.;,)]|$|và\s))
        |(?<!ngày\ trong\ )(?<!việc\ trong\ )(?<!buổi\ trong\ )(?<!lần\ trong\ )
        (?<=trong\ )(?P<this_week>tuần)(?=\s*(?:[.;,)]|$))
        |(?:(?<=xong\ trong\ )|(?<=hoàn\ thành\ trong\ )|(?<=hoàn\ tất\ trong\ )|(?<=dứt\ điểm\ trong\ ))
        (?P<done_in>tháng|quý|năm)(?=\s*(?:[.;,)]|$))
        |(?P<year_end>(?:cuối|hết)\s+năm)(?!\s+(?:\d|học|nay|sau|tới|ngân|tài|kế))(?!\w)"""
"""Their written forms on comparable text."""


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(start: date, months: int) -> date:
    """The same day some months later, or the last day of that month.

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def relative_days(found: re.Match[str], issued: date) -> tuple[date, date]:
    """First and last day of what `RELATIVE` matched, for a paper of that day.

    >>> relative_days(re.fullmatch(RELATIVE, "cuối tháng sau", re.VERBOSE), date(2025, 3, 18))[1]
    datetime.date(2025, 4, 30)
    """
    if found["year_end"]:
        return date(issued.year, 1, 1), date(issued.year, 12, 31)
    if found["this_day"]:
        first = add_months(issued.replace(day=1), int(not found["this_month"].endswith("này")))
        day = first.replace(day=int(found["this_day"]))
        return day, day
    if named := found["this_one"]:
        unit, which = named.split()
        return _period(found, issued, unit, 1 if which in ("sau", "tới") else 0)
    if unit := found["this_week"] or found["this_unit"] or found["done_in"]:
        return _period(found, issued, unit, 0)
    day = issued + timedelta(days=_NEAR_DAYS[found["near_part"] or found["near_day"] or "nay"])
    return day, day


def _period(found: re.Match[str], issued: date, unit: str, later: int) -> tuple[date, date]:
    """The week, month, quarter or year of the paper, or the next one."""
    if unit == "năm":
        return date(issued.year + later, 1, 1), date(issued.year + later, 12, 31)
    if unit == "tuần":
        monday = issued + timedelta(days=7 * later - issued.weekday())
        if weekday := found["weekday"] or found["sunday"]:
            monday += timedelta(days=_WEEKDAYS.index(weekday))
            return monday, monday
        return monday, monday + timedelta(days=_ENDS[unit].get(found["this_part"] or "", 7) - 1)
    size = 1 if unit == "tháng" else 3
    first = add_months(date(issued.year, (issued.month - 1) // size * size + 1, 1), later * size)
    last = add_months(first, size - 1)
    if day := _ENDS.get(unit, {}).get(found["this_part"] or ""):
        return first, first.replace(day=day)
    return first, end_of_month(last.year, last.month)
