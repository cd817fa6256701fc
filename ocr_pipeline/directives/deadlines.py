"""By when: the deadline that an item's own words imply, and the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from ocr_pipeline.directives.bodies import find_bodies
from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.directives.deadline_patterns import (
    EVERY,
    before_time,
    is_range,
    is_reported,
    is_told,
    is_told_of_session,
    is_when,
    lapses,
    opens_clause,
    period,
    recurring,
    reports,
    without_specks,
    words_of,
)
from ocr_pipeline.directives.deadline_periods import read_period
from ocr_pipeline.directives.recurrence import OPEN
from ocr_pipeline.directives.times import TIME, Time, read_time

_LATEST = r"chậm nhất|muộn nhất|hạn cuối|hạn chót|không muộn hơn"
_PAST = re.compile(r"(?:năm|tháng|quý)\s+$")
_EXPIRES = re.compile(r"(?:hết|đến|gia|tới|còn)\s+$")
_FROM = re.compile(r"(?<!\w)từ\s+$")
_NAMED_PERIOD = re.compile(
    r"(?:giai đoạn|thời kỳ|áp dụng|hiệu lực|số liệu|tính|cho (?:giai đoạn|thời kỳ|thời gian|đợt) cao điểm)\s+$"
)
_TO = re.compile(r"-|(?<!\w)đến(?!\w)")
_CLAUSE = re.compile(r"(?<!\btp)(?<!\btx)[.;\n](?=\s|$)")
_TIME_WORD = re.compile(
    r"ngày|giờ|tuần|tháng|quý|năm|tết|giỗ|m[ùồ]ng|(?:sáng|trưa|chiều|tối|đêm)\s+\w+|\d\s*[/.-]\s*\d"
)
"""No deadline is without it; most items tell none, and the patterns of deadlines are long."""
_RECURS = re.compile(r"hằng|hàng|mỗi|kỳ|quý|lần|tiếp|liền\s+kề")
"""The same of deadlines that recur."""
_REACH = 120  # a trigger stands at most so many characters before its time


@dataclass(frozen=True, slots=True)
class Deadline:
    """ISO day (None: recurring, or not to be computed), the words that tell it, and where in the text they stand."""

    day: date | None
    text: str
    start: int
    end: int


def find_deadline(
    text: str, issued: date | None, effect: date | None = None, month: date | None = None
) -> Deadline | None:
    """The deadline of an item, or None: the latest of its dates, else a recurring one, else one without a day.

    Periods count from the day of issue, or from the day of effect where they say so and it is another one. Where the
    day of issue is not known, the first day of its `month` tells the year of a day; no period counts from that.

    >>> find_deadline("báo cáo Ban Thường vụ Tỉnh ủy trước ngày 30/6/2025.", date(2025, 3, 18))
    Deadline(day=datetime.date(2025, 6, 30), text='trước ngày 30/6/2025', start=30, end=50)
    >>> find_deadline("Phấn đấu đến năm 2030 đạt 70%.", date(2025, 3, 18)) is None
    True
    """
    plain = without_specks(comparable(text))
    if not _TIME_WORD.search(plain):
        return None
    recurring = list(_recurring_deadlines(text, plain))
    taken = [span for span, _ in recurring]
    since = issued or month
    found = [one for one in _candidates(text, plain, (issued, effect), since, taken) if one]
    found = [one for one, after in zip_longest(found, found[1:]) if one and not _narrowed(plain, one, after)]
    found = [one for one in found if not _belongs_to_recurring(one, recurring, plain)]
    dated = [one for one in found if one.day is not None and (since is None or one.day >= since)]
    if dated:
        return max(dated, key=lambda one: one.day or date.min)
    if recurring:
        return recurring[-1][1]
    undated = [one for one in found if one.day is None]
    return undated[-1] if undated else None


def _belongs_to_recurring(one: Deadline, recurring: list[tuple[tuple[int, int], Deadline]], plain: str) -> bool:
    """Whether a day without a year only tells when a report recurs: `định kỳ hằng năm báo cáo trước ngày 05/7`.

    So does one of two: `báo cáo 6 tháng trước ngày 15/6, báo cáo năm trước ngày 15/12 hằng năm`.
    """
    if re.search(r"(?:19|20)\d\d|(?:quý|tháng|năm)\s+(?:này|nay)", comparable(one.text)):
        return False
    start = max((end.end() for end in _CLAUSE.finditer(plain, 0, one.start)), default=0)
    after = _CLAUSE.search(plain, one.end)
    end = after.start() if after else len(plain)
    opens = ("định kỳ", "theo")
    periodic = (other for _, other in recurring if other.text.lower().startswith(opens) and other.end <= one.start)
    yearly = (other for _, other in recurring if re.search(r"\d.*(?:hằng|hàng|mỗi) năm$", comparable(other.text)))
    return any(start <= other.start for other in periodic) or any(one.end <= other.start < end for other in yearly)


def _narrowed(plain: str, one: Deadline, after: Deadline | None) -> bool:
    """Whether the next date only narrows this one: `trong tháng 8, chậm nhất ngày 25/8`."""
    if after is None or not after.day or not one.day or not after.day < one.day:
        return False
    words = r"\W+".join(map(re.escape, comparable(one.text).split()))
    latest = r"\W+".join(map(re.escape, comparable(after.text).split()))
    return (
        re.search(rf"{words}\W*,\s*{latest}", plain) is not None
        and re.match(_LATEST, comparable(after.text)) is not None
    )


def open_deadline(text: str) -> Deadline | None:
    """The deadline that never ends, where the item begins with its words.

    >>> open_deadline("Thường xuyên kiểm tra, đôn đốc.")
    Deadline(day=None, text='Thường xuyên', start=0, end=12)
    """
    found = OPEN.match(comparable(text))
    return deadline_at(None, text, *found.span()) if found else None


def _recurring_deadlines(text: str, plain: str) -> Iterator[tuple[tuple[int, int], Deadline]]:
    if not _RECURS.search(plain):
        return
    end = 0
    for found in recurring().finditer(plain):
        yield found.span(), deadline_at(None, text, *found.span())
        end = found.end()
    for found in re.finditer(rf"(?<!\w){EVERY}(?!\w)", plain):
        if found.start() >= end and is_reported(found):
            yield found.span(), deadline_at(None, text, *found.span())


def _clause_around(plain: str, start: int, end: int) -> str:
    before = max((found.end() for found in _CLAUSE.finditer(plain, 0, start)), default=0)
    after = _CLAUSE.search(plain, end)
    return plain[before : after.start() if after else len(plain)]


def _candidates(
    text: str,
    plain: str,
    days: tuple[date | None, date | None],
    since: date | None,
    taken: list[tuple[int, int]],
) -> Iterator[Deadline | None]:
    def acts(start: int) -> bool:
        rest = text[start:].lstrip()
        return any(body.start == 0 for body in find_bodies(rest)[0])

    previous: re.Match[str] | None = None
    before: Deadline | None = None
    periods = list(period().finditer(plain))
    taken = [*taken, *(found.span("ahead") for found in periods if found["ahead"])]
    taken += [(found.start(), found.start("since")) for found in periods if found["since"]]  # `03 tháng sau ngày`
    for found in TIME.finditer(plain):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            issued = days[0] if found["this"] else since
            read = _read_dated(found, previous, text, issued)
            if read is None and before and previous:
                read = _read_further(found, previous, before, text, issued)
            if read is None and opens_clause(found, going_on=before is not None, acts=acts):
                read = deadline_at(read_time(found, issued).last, text, *found.span())
            yield read
            before = read
        previous = found
    for found in periods:
        due = read_period(found, days)
        yield deadline_at(due.day, text, due.start, due.end) if due else None


def _read_dated(
    found: re.Match[str], previous: re.Match[str] | None, text: str, issued: date | None
) -> Deadline | None:
    """Grammar: dated = [ "từ" time "đến" ] time, with what stands before it."""
    plain = found.string
    time = read_time(found, issued)
    if previous and (start := _range_start(plain, previous, found)) is not None:
        return (
            None
            if time.whole_year or _NAMED_PERIOD.search(plain, 0, start) or is_when(plain, start, time)
            else deadline_at(time.last, text, start, found.end())
        )
    if not time.whole_year and (begins := _before(found, _FROM)) and _TO.search(found.group()):
        return (
            None
            if _NAMED_PERIOD.search(plain, 0, begins.start())
            else deadline_at(time.last, text, begins.start(), found.end())
        )
    lead = _before(found, before_time())
    if lead and lead["moment"] and not time.single_day:  # `trước khi kết thúc quý III`
        lead = before_time().search(plain, lead.start() + 1, found.start())
    if lead is None or _is_horizon(lead, found, time) or (lead["lapse"] and not lapses(plain, found.end())):
        return None
    goes_on = "đến" in lead.group()  # `tính từ ngày 15/12 năm trước đến ngày 14/12`
    if _before(lead, _PAST) and lead["before"] == "trước" and (goes_on or not time.single_day):
        return None  # `năm trước`
    if lead["term"] and _before(lead, _EXPIRES):
        return None  # `giấy phép hết hạn ngày 30/6`
    if lead["session"] and (not _tells_session(lead, found) or is_told_of_session(plain, lead.start())):
        return None
    if lead["within"] and not time.single_day and is_told(found, lead.start()):
        return None
    if lead["when"] and time.single_day:
        return None  # when something takes place
    start = lead.start() if lead["trigger"] or lead["session"] or lead["limit"] or lead["term"] else found.start()
    last = time.last
    if lead["before"] == "trước" and time.first and not time.single_day and not _names_end(plain[start : found.end()]):
        last = time.first - timedelta(days=1)
    occasion = "dịp" in lead.group() and (lead["within"] == "trong" or "nghỉ" in lead.group())
    if (time.holiday or occasion) and not (lead["before"] or lead["until"]):
        return None  # `an toàn trong dịp Tết Nguyên đán`, `trong dịp cuối năm`
    if lead["within"] in ("vào", "dịp") and (time.single_day or time.whole_year):
        words = "handing" if time.single_day else "report"
        if not reports(plain, lead.start(), words):
            return None  # the day of an event, the year of a goal
    closed = "(" in plain[start : found.start()] and plain.startswith(")", found.end())
    return deadline_at(last, text, start, found.end() + closed)


def _before(found: re.Match[str], pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What stands just before a match."""
    return pattern.search(found.string, max(0, found.start() - _REACH), found.start())


def _tells_session(lead: re.Match[str], found: re.Match[str]) -> bool:
    """Whether the time of a session is one to be ready by; `tại kỳ họp giữa năm 2025` is the name of one."""
    due = lead["session"] == "trước" or reports(found.string, lead.start(), "handing")
    before = found["days"] and due and re.search("họp|hội nghị", lead.group())
    return bool(found["months"] or found["quarters"] or before)


def _read_further(
    found: re.Match[str], previous: re.Match[str], before: Deadline, text: str, issued: date | None
) -> Deadline | None:
    """A further date with the words of the one before it: `trước ngày 15/6 và 15/12/2025`."""
    if not re.fullmatch(r"\s*(?:,|và|,\s*và)\s*", found.string[previous.end() : found.start()]):
        return None
    if re.search(r"lễ|nghỉ", comparable(before.text)):
        return None  # `trước dịp nghỉ lễ 30/4 và 01/5`: the first day
    start = found.string.rfind(before.text.split()[0].lower(), 0, previous.end())
    return deadline_at(read_time(found, issued).last, text, max(start, 0), found.end())


def _range_start(plain: str, previous: re.Match[str], found: re.Match[str]) -> int | None:
    """Where `từ ngày ... đến ngày ...` begins, if the two times are its ends."""
    if not is_range(plain, previous, found):
        return None
    begins = _before(previous, _FROM)
    return begins.start() if begins else None


def _names_end(words: str) -> bool:
    return re.search(r"(?<!\w)(?:hết|cuối|đầu|giữa)(?!\w)", words) is not None


def _is_horizon(lead: re.Match[str], found: re.Match[str], time: Time) -> bool:
    """Whether the year only bounds a goal: `đến năm 2030`, `đến hết năm 2026` without a verb of finishing."""
    plain = found.string
    if (lead["until"] or "").startswith("tính"):  # up to when figures are counted
        return re.search(r"(?<!\w)phải(?!\w)", _clause_around(plain, *found.span())) is None
    if not (lead["until"] and (found["years"] or found["year_end"])):
        return False
    if re.match(r"(?:kể )?từ nay", lead["until"]) and (found["years"] or found["year_end"]):
        return plain[: lead.start()].rstrip().endswith(("giai đoạn", "trọng tâm"))
    if time.whole_year and not _names_end(plain[lead.start() : found.end()]):
        return True
    if re.match(rf"\W*(?:{words_of('goal')})(?!\w)", plain):
        return True
    return not re.search(rf"(?<!\w)(?:{words_of('finish')})(?!\w)", _clause_around(plain, *found.span()))


def deadline_at(day: date | None, text: str, start: int, end: int) -> Deadline:
    """The deadline that the words from `start` to `end` tell, without what stands at either end of them."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip().rstrip(",. "))
    return Deadline(day, squeeze(text[start:end]), start, end)
