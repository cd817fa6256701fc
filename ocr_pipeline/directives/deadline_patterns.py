"""Patterns of deadlines on comparable text, made from the phrases of `deadline_phrases.tsv`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from ocr_pipeline.directives.times import Time
from ocr_pipeline.lexicons import read_rows

_CLOCK = r"""(?:(?:hết\s+)?\d{1,2}\s*(?:giờ|h|g)(?:\s*\d{1,2})?(?:\s*phút|['’′])?
    ,?\s+(?:(?:sáng|trưa|chiều|tối)\s+)?(?:của\s+)?)?"""
_PART_OF_DAY = r"""(?:(?:đầu|cuối|hết)\ giờ(?:\ (?:hành\ chính|làm\ việc))?|cuối\ ngày|buổi|sáng|trưa|chiều|tối|đêm
    |(?:ngày\ )?(?:hôm\ nay|mai|mốt|thứ\ (?:hai|ba|tư|năm|sáu|bảy)|chủ\ nhật)
    |ngày(?:\ làm\ việc)?\ cuối(?:\ cùng)?\ (?:của|trong))"""
_SMALL_WORDS = rf"""(?:(?:là|vào|đến|tới|hết|cuối|thời\ (?:điểm|hạn)|cho\ đến|khoảng|các|dịp|đợt|hai|ba|2|3|02|03|tuần
    |ngày\s+cuối(?:\s+cùng)?(?:\s+của)?|{_PART_OF_DAY})[\s,]+)*"""
_LATE = re.compile(
    r"\W*(?:[^.;,]{0,40}(?<!\w)nào|nếu|mà|trường hợp)(?!\w)[^.;]{0,80}?(?<!\w)(?:chưa|không|còn|vẫn)(?!\w)"
)
_SOME_WORDS = r"(?:\s+[^\W\d]+){0,5}?"
_EVENT = r"(?:(?!\btrước\b)[^.;,():\n]){2,80}\((?:tức\s+|là\s+|dự\ kiến\s+(?:vào\s+|là\s+)?)?(?:trước\s+)?"
_LIMITS = r"""(?:thời\s+hạn(?!\s+(?:của\s+)?(?:hợp|giấy|sử|thuê|cho|vay|bảo|hiệu|hưởng|lưu)\s)
    |hạn\s+(?:cuối|chót)(?:\s+cùng)?)(?:\s+[^\W\d]+){0,14}?"""
"""`Thời hạn gửi báo cáo giải trình về Đoàn thanh tra:`, not that of a contract or licence."""
_MOMENT = r"(?:(?:thời\ điểm|lúc|khi|buổi|đợt)|(?:(?:các|những)\ )?ngày)\s+(?:[^\W\d]+\s+){1,6}(?:ngày\s+)?"
"""What happens on the day that follows: `trước thời điểm di dời 15/11`."""
_ENDED = re.compile(r"(?:hết|cuối|đầu|giữa)\s")
EVERY = r"(?:(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm))"
_KIND_OF_MONTH = r"""(?:(?:cuối|đầu)(?:\s+(?:cùng|tiên))?(?:\s+(?:của|mỗi|hằng|hàng))*\s+
    (?:quý(?:\s+sau)?|kỳ(?:\s+báo\s+cáo)?)
    |(?:kế\s+tiếp|tiếp\s+theo|liền\s+kề)(?:\s+sau)?)"""
_DAY_OF_ANY = r"(?:ngày\s+)?\d{1,2}(?:\s*/\s*\d{1,2}|\s+tháng\s+\d{1,2})?"
_WEEKDAY = r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy)"
_ON_WEEKDAY = rf"\s*[,(]?\s*(?:(?:vào|trước|chậm\s+nhất)\s+)*(?:(?:sáng|chiều|tối)\s+)?(?:ngày\s+)?{_WEEKDAY}\)?"
_RECURRING_DAY = rf"""(?:
    {_DAY_OF_ANY}(?:\s*(?:,|và)\s*{_DAY_OF_ANY})*\s*,?\s*(?:(?:của|các)\s+)?{EVERY}
    |ngày\s+\d{{1,2}}\s+(?:của\s+)?tháng\s+{_KIND_OF_MONTH}
    |(?:ngày\s+)?{_WEEKDAY}\s+(?:của\s+)?{EVERY}
    |ngày(?:\s+làm\s+việc)?\s+cuối(?:\s+cùng)?\s+(?:của\s+)?(?:{EVERY}|(?:mỗi\s+)?tháng(?!\s+(?:\d|này|sau|tới)))
    |(?:hằng|hàng|mỗi)\s+tuần{_ON_WEEKDAY}
    |{EVERY}\s*,?\s+(?:chậm\s+nhất\s+)?(?:là\s+)?(?:vào|trước)?\s*{_DAY_OF_ANY}(?!\s*(?:/|năm)\s*\d|\s*(?:giờ|g|h|lần)(?!\w))
    |{EVERY}\s*\((?:chậm\s+nhất\s+)?(?:là\s+)?(?:vào|trước)?\s*{_DAY_OF_ANY}\)
    |(?:quý\s+(?:iv|i{{1,3}})|tháng\s+\d{{1,2}})\s+(?:của\s+)?(?:hằng|hàng|mỗi)\s+năm
    |(?:hằng|hàng|mỗi)\s+năm\s*,?\s+(?:vào|trong)\s+(?:(?:các|đầu|giữa|cuối)\s+)*tháng\s+\d{{1,2}}
        (?:\s*(?:,|và)\s*(?:tháng\s+)?\d{{1,2}}(?!\d|\s*[/.]))*(?!\d|\s*(?:[/-]|năm)\s*\d)
    |mỗi\s+(?:ngày|tuần|tháng|quý|năm)\s+(?:(?:ít\s+nhất|tối\s+thiểu)\s+)?(?:\d{{1,2}}|một|hai|ba|bốn)\s+lần(?:\s*,?\s+vào(?:\s*(?:,|và)?\s*(?:các\s+)?tháng\s+\d{{1,2}})+)?)"""
_SOME = r"(?:0?\d+|một|hai|ba|sáu)\s+(?:ngày|tuần|tháng|năm)"
_ONCE_IN = rf"{_SOME}\s*/?\s*(?:(?:01|1|một)\s+)?lần"
_IN_BRACKETS = r"\([^()]*\d[^()]*\)"
_EACH = rf"theo\s+(?:tuần|tháng|quý|năm)\s*{_IN_BRACKETS}"
_PERIODIC = rf"""{_ONCE_IN}|{_EACH}(?:\s*(?:,|và)\s*{_EACH})*|định\s+kỳ(?:\s+vào)?\s+(?:
    {EVERY}(?:{_ON_WEEKDAY}|(?:\s*(?:,|và)\s*(?:{EVERY}|{_SOME}))*)
    |{_SOME}(?:\s*(?:/|một)\s*(?:(?:01|1|một)\s+)?lần)?(?:\s*(?:,|và)\s*(?:{EVERY}|năm))*
    |(?:tháng|quý|năm)(?!\w)(?:\s*(?:,|và)\s*(?:tháng|quý|năm)(?!\w))*)"""
_DURATION = r"""(?:(?:không\ quá|tối\ đa|chậm\ nhất)\s+)?(?:là\s+)?
    (?P<number>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s*(?:\([^)]{1,20}\)\s*)?
    (?P<unit>ngày\ làm\ việc|ngày|giờ\ làm\ việc|giờ|tuần|tháng|năm)
    (?!\s*[\d/]|\w|\s+(?:liên\ tục|(?:vừa\ )?qua|gần\ đây)(?!\w)
    |\s+(?:đầu|cuối)(?!\w))"""
_SINCE = (
    r"\s*,?\s*(?:được\s+)?(?:tính\s+)?(?:kể\s+từ|từ|sau)\s+"
    r"(?P<since>(?:ngày|khi|thời\ điểm|hôm\ nay|\d{1,2}/\d{1,2}/\d{4})\b[^.;,()\n]*)"
)
_AHEAD = r"\s+trước\s+(?P<ahead>(?:ngày|khi|thời\ điểm|kỳ|phiên)\b[^.;,()\n]*(?:\([^()\n]{4,24}\))?)"


_SPECK = re.compile(
    r"""[~|*_"“:.](?:(?<=\s[~|*_])(?=\s)|(?<=\s["“])(?=[^\W_])(?![^"”]{0,80}["”])|(?<=quý:)(?=[ivxlh\d])
    |(?:(?<=\stừ\.)|(?<=\strước\.)|(?<=\strong\.)|(?<=\sđến\.)|(?<=\ssau\.))(?=\s[^\W_]))""",
    re.VERBOSE,
)
"""Marks inside the words of a deadline; a quotation that is closed is one, and words like `từ` end no sentence."""
_TERM = re.compile(r"h[ảẳẩ]n(?<!\wh.n)(?=\s+(?:ngày\s+)?\d{1,2}/\d)")
"""`hạn` with its vowel misread: no word of these forms stands before a day."""


def without_specks(plain: str) -> str:
    """The comparable text without the marks that a scan left among the words of deadlines, each letter in its place.

    >>> without_specks("vào đầu quý:iv/2021, kể từ. ngày ký, hẳn 10/12/2024")
    'vào đầu quý iv/2021, kể từ  ngày ký, hạn 10/12/2024'
    """
    return _TERM.sub("hạn", _SPECK.sub(" ", plain))


@cache
def words_of(role: str) -> str:
    """Alternatives of the phrases with this role, longest first."""
    rows = sorted((row[0] for row in read_rows("deadline_phrases.tsv") if row[1] == role), key=len, reverse=True)
    return "|".join(re.escape(row) for row in rows)


@cache
def _papers() -> str:
    """Alternatives of the names of documents, longest first; `văn bản` stands for any."""
    names = {"văn bản", *(row[0] for row in read_rows("document_types.tsv"))}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _no_compound() -> str:
    """What keeps the second half of a noun from being read as a verb: `chương trình`."""
    return "".join(rf"(?<!{row[0].split()[0]} )" for row in read_rows("body_phrases.tsv") if row[1] == "compound")


@cache
def own_start() -> re.Pattern[str]:
    """What a period of the paper itself counts from: signing, issue, effect, or `Kết luận này`."""
    return re.compile(
        rf"""(?:ký|(?<!văn\ bản\ được\ )ban\ hành|ra\ (?:{_papers()})|công\ bố(?!\ quyết\ định|\ kết)
            |(?<!hợp\ đồng\ có\ )(?<!giấy\ phép\ có\ )(?<!bản\ án\ có\ )(?<!nghị\ định\ có\ )hiệu\ lực|hôm\ nay)(?!\w)
        |(?<!\w)(?:{_papers()})(?!\w).*\bnày(?!\w)""",
        re.VERBOSE,
    )


@cache
def this_paper() -> re.Pattern[str]:
    """`Kết luận này [ được ] [ ban hành ]`"""
    return re.compile(
        rf"""(?<!\w)(?:{_papers()})(?!\w)[^.;,()]*?\bnày
        (?:\s+(?:được\s+)?(?:ký(?:\s+ban\ hành)?|ban\ hành|thông\ qua|có\ hiệu\ lực(?:\s+thi\ hành)?))?""",
        re.VERBOSE,
    )


@cache
def before_time() -> re.Pattern[str]:
    """[ trigger [ clock ] | done | term | field ":" ] just before a time"""
    triggers = "|".join(f"(?P<{role}>{words_of(role)})" for role in ("before", "until", "within", "lapse"))
    return re.compile(
        rf"""(?<!\w)(?:(?P<trigger>{triggers})\s*:?\s+{_SMALL_WORDS}
            (?:{_CLOCK}{_SMALL_WORDS}|(?P<event>{_EVENT})|(?P<moment>{_MOMENT})|(?:ngày\s+)?(?P<occasion>{words_of("occasion")})(?:\s+\d+\s+năm)?[^.;,():\n\d]{{0,60}})
        |(?P<done>{words_of("done")})\s+{_CLOCK}
        |(?P<term>{words_of("term")})\s+{_SMALL_WORDS}{_CLOCK}{_SMALL_WORDS}
        |(?P<session>tại|trong|vào|trước|trình(?=\s+(?:kỳ|phiên|cuộc)\ họp))\s+[^.;,]{{0,40}}
            (?:họp|kỳ(?!\s+nghỉ)|hội\ nghị|giao\ ban)\s+(?:thứ\s+\d+\s+)?[^.;,\d]{{0,45}}
            (?:\d{{4}}\s*\((?:dự\ kiến\s+)?)?(?:,\s+)?{_CLOCK}
        |(?P<limit>{words_of("limit")}){_SOME_WORDS}(?:\s*:|\s+là)?\s*{_SMALL_WORDS}{_CLOCK}{_SMALL_WORDS}
        |(?:(?P<field>{words_of("field")}|{_LIMITS})|(?P<when>{words_of("when")}){_SOME_WORDS})(?:\s*:|\s+là)
            \s*{_SMALL_WORDS}{_CLOCK}{_SMALL_WORDS})$""",
        re.VERBOSE,
    )


@cache
def period() -> re.Pattern[str]:
    """( "trong vòng" | "chậm nhất" | "sau" | field ":" ) duration [ "tới" | "kể từ" event | "trước" event ]"""
    return re.compile(
        rf"""(?<!\w)(?P<lead>(?:chậm\ nhất\s+)?(?:trong\s+)?(?<!trước\ )(?:vòng|thời\ hạn|thời\ gian)\s+|trong\s+
        |(?:chậm|muộn|ít)\ nhất\s+(?:là\s+)?(?:sau\s+)?|tối\ thiểu\s+|không\ quá\s+|sau\s+
        |(?P<named>(?:{words_of("field")}|{_LIMITS})(?:\s*:|\s+là)\s+(?:trong\s+)?)){_DURATION}
        (?:{_SINCE}|{_AHEAD}|(?P<coming>\s+tới)(?!\w)|(?P<run>\s+(?:thực\ hiện|triển\ khai))(?!\w))?""",
        re.VERBOSE,
    )


@cache
def recurring() -> re.Pattern[str]:
    """[ trigger ] ( day "hằng tháng" | "định kỳ" ... )"""
    return re.compile(
        rf"""(?<!\w)(?:(?:(?:{words_of("before")}|{words_of("within")})\s+{_SMALL_WORDS}{_CLOCK})?{_RECURRING_DAY}
        |(?:{words_of("before")})\s+{_SMALL_WORDS}{_CLOCK}{EVERY}|{_PERIODIC})(?!\w)""",
        re.VERBOSE,
    )


def reports(plain: str, end: int, role: str) -> bool:
    """Whether words of finishing, or of this role, stand shortly before."""
    if re.search(rf"(?<!\w)do\s[^,;.]{{1,60}}\s(?:{words_of('hosted')})\s*$", plain[:end]):
        return False  # `lớp tập huấn do Phòng tổ chức vào ngày 28/3`
    verbs = rf"(?<!\w){_no_compound()}(?:{words_of(role)}|{words_of('done')})(?!\w)"
    return re.search(rf"{verbs}[^,;.]{{0,70}}$", plain[:end]) is not None


def reports_next(plain: str, end: int) -> bool:
    """Whether words of summing up follow at once: `Sau 06 tháng triển khai, tổ chức sơ kết`."""
    found = re.match(rf"\s*,?\s*(?P<who>[^.,;]{{0,60}}?)(?<!\w)(?:{words_of('summing')})(?!\w)", plain[end:])
    return found is not None and not re.search(rf"(?<!\w)(?:{words_of('telling')})(?!\w)", found["who"])


def lapses(plain: str, end: int) -> bool:
    """Whether a day is told after which something happens to those who are late: `sau ngày 01/5, đơn vị nào chưa`."""
    return _LATE.match(plain, end) is not None


def is_reported(found: re.Match[str]) -> bool:
    """Whether `hằng năm` tells when something is reported: it opens its clause, or words of reporting stand near."""
    before = found.string[: found.start()].rstrip()
    if re.search(rf"(?<!\w)(?:{words_of('attribute')})$", before):
        return False  # `kế hoạch hằng năm`
    words = rf"(?<!\w)(?:{words_of('report')})(?!\w)"
    opens = not before or before[-1] in ".;:\n"
    told = re.search(rf"{words}[^,;.]{{0,60}}$", before)
    return bool(opens or told or re.match(rf"\s+(?:[^\W\d]+\s+){{0,2}}(?!gửi){words}", found.string[found.end() :]))


def opens_clause(found: re.Match[str], *, going_on: bool, acts: Callable[[int], bool]) -> bool:
    """Whether a month, quarter or year opens its clause and something is to be done then: `Tháng 5 phải trồng xong`.

    A whole year is a time to be ready by only with words of finishing: `Năm 2026, Sở Y tế hoàn thành việc số hóa`.
    `acts` tells whether somebody is to act in the words from a place on: else the sentence may tell what happened.
    """
    if not (found["months"] or found["quarters"] or found["years"]):
        return False
    before, behind = found.string[: found.start()].rstrip(), found.string[found.end() :]
    opens = not before or before[-1] in ".;:\n" or (going_on and before[-1] == ",")
    verbs = rf"{words_of('finish')}|{words_of('done')}"
    if not found["years"] and re.match(rf"\s*[,:]?\s*(?:{verbs})(?!\w)", behind):
        return opens
    if opens and _ENDED.match(found.group()) and lapses(found.string, found.end()):
        return True  # `Hết quý I, đơn vị nào chưa giải ngân`
    clause = re.split(r"[.;\n](?=\s|$)", behind)[0]
    finished = re.search(rf"(?<!\w)(?:{words_of('finish')})(?!\w)", clause) is not None
    told = (
        re.search(rf"(?<!\w)(?:{words_of('telling')}|{words_of('goal')}|đạt|ước|tăng|giảm|so với)(?!\w)", clause)
        is not None
    )
    ended = found["years"] and _ENDED.match(found.group()) and finished
    begins = opens and (behind.startswith(",") or ended) and (finished or found["quarters"] or found["months"])
    return bool(begins) and not told and bool(ended or acts(found.end() + 1))


def is_told(found: re.Match[str], start: int) -> bool:
    """Whether a time behind `trong`, from `start` on, only tells when something was, is, or was planned to be.

    `Ngành đã thực hiện trong năm 2024`, `nhất là trong năm 2025`, `Theo kế hoạch trong năm 2025, yêu cầu các sở`.
    """
    plain = found.string
    clause = re.split(r"(?<!\btp)(?<!\btx)[.;\n](?=\s)", plain[:start])[-1]
    part = re.split(r"[,(]", clause)[-1]
    if re.search(rf"(?<!\w)(?:{words_of('stress')})\s*$", clause) or re.search(
        r"(?<!\w)đã(?!\w)(?!.*(?<!\w)phải(?!\w))", part
    ):
        return True
    if re.match(rf"\s+(?:{words_of('telling')})(?!\w)", plain[found.end() :]):
        return True
    ordered = re.match(rf"[^.;\n]*?,[^.;\n]*?(?<!\w)(?:{words_of('order')})(?!\w)", plain[found.end() :])
    return bool(ordered and re.match(rf"(?:.*,)?\s*(?:{words_of('preamble')})(?!\w)[^,]*$", clause))


def is_when(plain: str, start: int, time: Time) -> bool:
    """Whether days behind the name of a field tell when an event takes place: `Thời gian: từ ngày 06/12 đến 11/12`."""
    field = rf"\W*(?:{words_of('when')})\s*:[^:;.]*$"
    return time.single_day and re.match(field, plain[:start]) is not None


def is_told_of_session(plain: str, start: int) -> bool:
    """Whether what was said at a session is cited, and nothing is to be laid before it: `ý kiến tại phiên họp`."""
    part = re.split("[,;.]", plain[:start])[-1]
    said = re.search(rf"(?<!\w)(?<!cho\s)(?<!xin\s)(?:{words_of('said')})(?!\w)", part)
    return said is not None and not re.search(rf"(?<!\w)(?:{words_of('finish')})(?!\w)", part)


def is_range(plain: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether two times are the ends of one period: `15/3 - 20/4/2026`."""
    return re.fullmatch(r"\s*(?:-|(?:đến|tới)(?:\s+hết)?)\s*", plain[first.end() : last.start()]) is not None
