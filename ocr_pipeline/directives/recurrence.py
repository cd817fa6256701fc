"""How a deadline was derived from its words, and how it recurs."""

from __future__ import annotations

import re
from functools import cache

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.lexicons import read_rows

OPEN = re.compile(r"^\W*(?:thường xuyên|liên tục|hằng ngày)(?!\w)")
"""What an item with an open deadline begins with."""
_SINCE = re.compile(
    r"(?:kể\s+)?từ\s+(?:ngày|khi|thời)|sau\s+\d+\s+(?:ngày|tháng)|(?:vòng|thời hạn)\s+(?:\d|một|hai|ba)"
)
_DAY = re.compile(r"\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), rule) for pattern, rule in read_rows("recurrences.tsv"))


def recurrence_rule(words: str) -> str | None:
    """The RFC 5545 rule of a recurring deadline, or None where the words tell none.

    >>> recurrence_rule("chậm nhất ngày 15 hằng tháng"), recurrence_rule("định kỳ hằng quý")
    ('FREQ=MONTHLY;BYMONTHDAY=15', 'FREQ=MONTHLY;INTERVAL=3')
    """
    plain = comparable(words)
    for pattern, rule in _rules():
        if found := pattern.search(plain):
            return found.expand(rule)
    return None


def deadline_basis(day: str | None, words: str) -> str:
    """How the day follows from the words, in Vietnamese.

    >>> deadline_basis("2025-09-30", "trong quý III/2025"), deadline_basis("2025-05-02", "sau 45 ngày")
    ('ngày cuối của thời kỳ', 'tính từ ngày của văn bản')
    """
    plain = comparable(words)
    if day is None:
        return "thường xuyên" if OPEN.match(plain) else "định kỳ" if recurrence_rule(words) else "không tính được ngày"
    if _SINCE.search(plain) and not re.search(r"từ ngày \d", plain):
        return "tính từ ngày có hiệu lực" if "hiệu lực" in plain else "tính từ ngày của văn bản"
    if _DAY.search(plain):
        return "ngày ghi trong văn bản" if _YEAR.search(plain) else "năm suy ra từ ngày của văn bản"
    return "ngày cuối của thời kỳ" if _YEAR.search(plain) else "thời kỳ, năm suy ra từ ngày của văn bản"
