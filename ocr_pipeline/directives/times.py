"""Points and periods of time as Vietnamese papers write them, and the last day that each implies."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.holidays import HOLIDAY, holiday
from ocr_pipeline.directives.relative_days import RELATIVE, add_months, end_of_month, relative_days

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_STROKES = str.maketrans({"1": "i", "l": "i", "h": "ii"})
_NUMBER_WORDS = {
    word: value
    for value, words in enumerate(
        ("một", "hai", "ba", "bốn tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), 1
    )
    for word in ([words] if " " in words and value > 10 else words.split())
}

_WEEKS = {"nhất": 1, "đầu": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4}
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_MONTH_WORD = r"hai|ba|tư|năm(?!\s+\d)|sáu|bảy|tám|chín|mười(?:\s+một|\s+hai)?"
_YEAR = r"(?:19|20)\d{2}"
_QUARTER = r"(?:[i1l]v|h[i1l]|[i1l]h|h|[i1l]{1,3}|[2-4])"
"""Roman numbers of quarters, also as they are misread; there is no eleventh quarter."""
_AND = r"\s*(?:,(?!\s*\d+\s+(?!năm|và|đến|tháng|hằng|hàng|phải)[^\W\d])|và|-|đến|đến\s+hết)\s*"
_PART = r"đầu|giữa|cuối|hết"
_WEEK = r"tuần\s+(?:(?:thứ\s+)?(?:nhất|hai|ba|tư|1|2|3|4)|đầu|cuối)(?:\s+(?:của|trong))?"
_FIRST_DAYS = r"(?:\d{1,2}|hai|ba|năm)\s+(?:ngày|tuần)\s+(?:đầu|cuối)(?:\s+(?:của|trong))?"
_LONG_PART = rf"{_WEEK}|{_FIRST_DAYS}|{_PART}|thượng\s+tuần|trung\s+tuần|hạ\s+tuần|nửa\s+đầu|nửa\s+cuối"

_LAST_MONTHS = r"(?:(?:những|các)\s+)?(?:tháng|quý)\s+cuối"
_KIND_OF_YEAR = r"(?:(?:ngân\s+sách|tài\s+chính|tài\s+khóa|kế\s+hoạch)\s+)?"
_NEXT = r"sau|tới|kế\s+tiếp|tiếp\s+theo|liền\s+kề"


def _of_year(group: str) -> str:
    """`/2025`, `năm 2025`, `năm nay`, or nothing."""
    this = rf"\s+(?:của\s+)?(?P<{group}_this>năm\s+(?:nay|{_NEXT})|này)(?!\w)"
    return rf"(?:\s*(?:[/-]|,?\s*năm)\s*(?P<{group}>{_YEAR})|{this})?"


PATTERNS: dict[str, str] = {
    "days": rf"""(?:ngày(?:\s+|\.))?(?:m[ùồ]ng\s+)?(?P<days_list>{_DAY}(?:\s*(?:,|và|-)\s*(?:ngày\s+)?{_DAY})*)
        (?:\s*/\s*|\s+tháng\s+)(?P<days_month>{_MONTH})(?!\d|[.,]\d){_of_year("days_year")}""",
    "dotted": rf"""(?:ngày\s+)?(?P<dotted_day>{_DAY})(?P<mark>[.-])(?P<dotted_month>{_MONTH})(?P=mark)
        (?P<dotted_year>{_YEAR})""",
    "dashed": rf"""(?:ngày\s+|(?<=trước\ )|(?<=sáng\ )|(?<=trưa\ )|(?<=chiều\ )|(?<=tối\ ))
        (?P<dashed_day>{_DAY})-(?P<dashed_month>{_MONTH})(?!\d|[-/.,]\d|\s+(?:giờ|ngày|tuần|tháng)(?!\w))
        {_of_year("dashed_year")}""",
    "half": rf"""(?:(?P<half_size>0?[2369]|hai|ba|sáu|chín)\s+(?P<half_unit>tháng|quý)|nửa)\s+(?P<half_which>đầu|cuối)
        \s+(?:của\s+)?năm
        (?:\s+(?P<half_year>{_YEAR})|\s+(?P<half_year_this>nay|sau|tới)(?!\w))?""",
    "quarters": rf"""(?:(?:{_PART})\s+)?(?:các\s+)?quý\s+(?:{_QUARTER}{_AND}(?:quý\s+)?)*
        (?P<quarter>{_QUARTER})(?![|!\[\]]?\w)
        {_of_year("quarter_year")}""",
    "months": rf"""(?:(?P<part>{_LONG_PART})\s+)?(?:các\s+)?tháng\s+(?:{_MONTH}{_AND}(?:tháng\s+)?)*
        (?:(?P<month>{_MONTH})(?!\d|[.,]\d|/\d\d?/)|(?P<month_word>{_MONTH_WORD})(?!\w)){_of_year("month_year")}""",
    "years": rf"""(?:(?P<year_part>{_PART}|{_LAST_MONTHS})\s+)?năm\s+{_KIND_OF_YEAR}
        (?:{_YEAR}\s*(?:,|và|-)\s*(?:năm\s+)?)*
        (?P<year>{_YEAR})(?!\s*[-/]\s*\d)""",
    "this": RELATIVE,
    "holidays": HOLIDAY,
}
"""Written forms by name, on comparable text; the last day, month, quarter or year of a list counts."""

_ALTERNATIVES = "|".join(f"(?P<{name}>{pattern})" for name, pattern in PATTERNS.items())
_BEGINS = (
    r"\d|n(?:ăm|gày|ửa|hữ)|sáu|quý|c(?:ác|uối|hín|hủ)|ba|đầu|gi(?:ữa|ỗ)|h(?:ết|ạ\ |ai|ôm)|m[ùồ]ng"
    r"|t(?:h[áứư]|uần|rung|ết|rưa|ối)|sáng|chiều|đêm"
)
"""What any of the forms begins with: where none of it stands they need not be tried one by one."""
TIME = re.compile(rf"(?<![\w/.,-])(?={_BEGINS})(?:{_ALTERNATIVES})", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Time:
    """What was written: its first and last day (None where the year is not known), and what kind of time it is."""

    first: date | None
    last: date | None
    whole_year: bool = False
    single_day: bool = False
    holiday: bool = False


def number_value(text: str) -> int | None:
    """The value of `15`, `05` or a number word up to twelve.

    >>> number_value("05"), number_value("mười hai"), number_value("nhiều")
    (5, 12, None)
    """
    return int(text) if text.isdecimal() else _NUMBER_WORDS.get(text)


def add_working_days(start: date, days: int) -> date:
    """The day so many working days (Monday to Friday) later, or earlier where `days` is negative.

    >>> add_working_days(date(2025, 3, 14), 5)
    datetime.date(2025, 3, 21)
    """
    day, step = start, 1 if days > 0 else -1
    while days:
        day += timedelta(days=step)
        days -= step * (day.weekday() < 5)
    return day


def later(start: date, number: int, unit: str) -> date | None:
    """The day so long after another, or None where a misread year leads out of the calendar.

    A day counts for each 24 hours begun, and a working day for each eight of work.

    >>> later(date(2025, 3, 18), 6, "tháng"), later(date(9999, 12, 20), 60, "ngày")
    (datetime.date(2025, 9, 18), None)
    """
    try:
        match unit:
            case "ngày làm việc":
                return add_working_days(start, number)
            case "ngày":
                return start + timedelta(days=number)
            case "giờ":
                return start + timedelta(days=-(-number // 24))
            case "giờ làm việc":
                return add_working_days(start, -(-number // 8))
            case "tuần":
                return start + timedelta(weeks=number)
            case "tháng":
                return add_months(start, number)
            case _:
                return add_months(start, 12 * number)
    except (OverflowError, ValueError):
        return None


def read_time(found: re.Match[str], issued: date | None) -> Time:
    """First and last day of a written time; a missing year is that of the paper, or the next where that day has passed.

    >>> read_time(TIME.match("quý iii/2025"), date(2025, 3, 18)).last
    datetime.date(2025, 9, 30)
    """
    name = next(name for name in PATTERNS if found[name])
    try:
        return _READERS[name](found, issued)
    except ValueError:  # 31 tháng 4
        return Time(None, None)


def _resolve(found: re.Match[str], group: str, issued: date | None, month: int, day: int) -> int | None:
    """The year: as written, `năm sau`, or the first in which the day is not over when the paper is issued."""
    if found[group]:
        return int(found[group])
    if issued is None:
        return None
    relative = found[f"{group}_this"] or ""
    if relative and not relative.endswith(("nay", "này")):
        return issued.year + 1
    return issued.year if relative.endswith("nay") or (month, day) >= (issued.month, issued.day) else issued.year + 1


def _days(found: re.Match[str], issued: date | None) -> Time:
    day = int(re.findall(r"\d+", found["days_list"])[-1])
    month = int(found["days_month"])
    year = _resolve(found, "days_year", issued, month, day)
    last = date(year, month, day) if year else None
    return Time(last, last, single_day=True)


def _dotted(found: re.Match[str], _: date | None) -> Time:
    last = date(int(found["dotted_year"]), int(found["dotted_month"]), int(found["dotted_day"]))
    return Time(last, last, single_day=True)


def _dashed(found: re.Match[str], issued: date | None) -> Time:
    day, month = int(found["dashed_day"]), int(found["dashed_month"])
    year = _resolve(found, "dashed_year", issued, month, day)
    last = date(year, month, day) if year else None
    return Time(last, last, single_day=True)


def _half(found: re.Match[str], issued: date | None) -> Time:
    months = number_value(found["half_size"] or "6") or 6
    if found["half_unit"] == "quý":
        months *= 3
    if months > 9:
        return Time(None, None)
    last = months if found["half_which"] == "đầu" else 12
    year = _resolve(found, "half_year", issued, last, 28)
    return Time(date(year, last - months + 1, 1), end_of_month(year, last)) if year else Time(None, None)


def _quarter_number(written: str) -> int:
    return _ROMAN.get(written.translate(_STROKES)) or int(written)


def _repeats_quarter(found: re.Match[str]) -> bool:
    """Whether the quarter before is the same, so that a stroke of the last one was lost: `Quý II - II/2024`."""
    named = found.string[found.start() : found.start("quarter")].split("quý", 1)[1]
    before = re.findall(rf"(?<!\w){_QUARTER}(?!\w)", named)
    return bool(before) and _quarter_number(found["quarter"]) == _quarter_number(before[-1]) < 4


def repeats_quarter(text: str) -> bool:
    """Whether a written time names the same quarter twice; the last one then counts as the next.

    >>> repeats_quarter("Quý II - II/2024"), repeats_quarter("Quý II - III/2024")
    (True, False)
    """
    times = TIME.finditer(comparable(text))
    return any(found["quarter"] is not None and _repeats_quarter(found) for found in times)


def _quarter(found: re.Match[str], issued: date | None) -> Time:
    month = 3 * (_quarter_number(found["quarter"]) + _repeats_quarter(found))
    year = _resolve(found, "quarter_year", issued, month, 30)
    return Time(date(year, month - 2, 1), end_of_month(year, month)) if year else Time(None, None)


def _month(found: re.Match[str], issued: date | None) -> Time:
    month = number_value(found["month"] or found["month_word"]) or 0
    year = _resolve(found, "month_year", issued, month, 28)
    if not year:
        return Time(None, None)
    part = found["part"] or ""
    if days := re.match(r"(\w+)\s+(ngày|tuần)\s+đầu", part):
        size = (number_value(days[1]) or 1) * (7 if days[2] == "tuần" else 1)
        return Time(date(year, month, 1), date(year, month, min(size, monthrange(year, month)[1])))
    if part.startswith("tuần"):
        week = next((number for word, number in _WEEKS.items() if word in part.split()), 0)
        last = date(year, month, 7 * week) if week else end_of_month(year, month)
        return Time(date(year, month, 1), last)
    last = date(year, month, 10) if part in ("đầu", "thượng tuần") else end_of_month(year, month)
    if part in ("giữa", "nửa đầu", "trung tuần"):
        last = date(year, month, 20 if part == "trung tuần" else 15)
    return Time(date(year, month, 1), last)


def _year(found: re.Match[str], _: date | None) -> Time:
    year = int(found["year"])
    return Time(date(year, 1, 1), date(year, 12, 31), whole_year=found["year_part"] is None)


def _relative(found: re.Match[str], issued: date | None) -> Time:
    days = relative_days(found, issued) if issued else None
    return Time(*days, single_day=days[0] == days[1]) if days else Time(None, None)


def _holiday(found: re.Match[str], issued: date | None) -> Time:
    day = holiday(found, issued)
    return Time(day, day, single_day=True, holiday=True)


_READERS = {
    "days": _days,
    "dotted": _dotted,
    "dashed": _dashed,
    "half": _half,
    "quarters": _quarter,
    "months": _month,
    "years": _year,
    "this": _relative,
    "holidays": _holiday,
}
