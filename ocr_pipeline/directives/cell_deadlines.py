"""By when, as the cell of a task table tells it: there a bare date or period is a deadline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise, zip_longest

from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.directives.deadline_patterns import EVERY, is_range
from ocr_pipeline.directives.deadlines import Deadline, deadline_at, find_deadline
from ocr_pipeline.directives.relative_days import end_of_month
from ocr_pipeline.directives.times import TIME, read_time

_SHORT_MONTH = re.compile(r"(?<!\w)t\.?\s?(?=\d{1,2}\s?[/-]\s?(?:19|20)\d\d)")
_SHORT_QUARTER = re.compile(r"(?<!\w)q\.\s?(?=[ivx\d])")
"""`T10/2025`, `Q.IV/2025`"""
_RECURS = re.compile(rf"{EVERY}|định kỳ|thường xuyên")
_YEARS = re.compile(r"\W*(?:giai đoạn\s+)?(?:(?:19|20)\d\d\s*-\s*)?((?:19|20)\d\d)\W*")
_MONTH = re.compile(r"\W*(?:\d{1,2}\s*-\s*)?(0?[1-9]|1[0-2])(?:/|\s+năm\s+)((?:19|20)\d\d)\W*")
_STARTS = re.compile(r"\W*(?:(?:bắt đầu|thực hiện|triển khai|áp dụng)\s+)?(?:kể\s+)?từ(?!\w)|\W*sau(?!\w)")
_GOES_ON = re.compile(r"trở đi|và (?:những|các) năm (?:tiếp|sau|kế)")
_ENDS = re.compile(r"(?<!\w)(?:đến|trước|chậm nhất|muộn nhất|xong|hoàn thành|kết thúc)(?!\w)|\d\s*-\s*\d")
_PERIOD = re.compile(r"\W*\d+ (?:ngày|tuần|tháng)\b.*(?<!\w)(?:từ|sau)(?!\w)")


def cell_deadline(text: str, issued: date | None) -> Deadline | None:
    """The deadline that a cell tells, with all of its words; when something begins or recurs, there is no day.

    >>> cell_deadline("Tháng 10 - 12/2025", date(2025, 9, 18)).day, cell_deadline("Từ tháng 4/2026", None).day
    (datetime.date(2025, 12, 31), None)
    """
    if not squeeze(text):
        return None
    plain = _SHORT_QUARTER.sub("quý ", _SHORT_MONTH.sub("tháng ", comparable(text)))
    day = None if _RECURS.search(plain) or _is_open(plain) else _day(plain, issued)
    return replace(deadline_at(day, text, 0, len(text)), text=squeeze(text).rstrip(".;,"))


def _is_open(plain: str) -> bool:
    """Whether the cell only tells when something begins: `Từ tháng 4/2026`, `Năm 2025 và các năm tiếp theo`."""
    if _GOES_ON.search(plain):
        return True
    times = list(TIME.finditer(plain))
    ranges = any(is_range(plain, one, after) for one, after in pairwise(times))
    return _STARTS.match(plain) is not None and not ranges and not _ENDS.search(plain)


def _day(plain: str, issued: date | None) -> date | None:
    """The last day that the cell names."""
    found = find_deadline(f"trong {plain}" if _PERIOD.match(plain) else plain, issued)
    if found and found.day:
        return found.day
    if month := _MONTH.fullmatch(plain):
        return end_of_month(int(month[2]), int(month[1]))
    times = list(TIME.finditer(plain))
    ends = [one for one, after in zip_longest(times, times[1:]) if after is None or not is_range(plain, one, after)]
    days = [read_time(end, issued).last for end in ends]
    if years := _YEARS.fullmatch(plain):
        days.append(date(int(years[1]), 12, 31))
    return max((day for day in days if day is not None), default=None)
