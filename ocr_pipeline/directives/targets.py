"""Figures to be reached: quantity, unit, and the year by which."""

from __future__ import annotations

import re
from functools import cache

from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.document import SectionKind, Target
from ocr_pipeline.lexicons import read_rows

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_LEAST = r"trên|dưới|tối thiểu|tối đa|ít nhất|không quá|không dưới|khoảng|từ|bình quân|thêm|còn|đạt|giảm|tăng"
_YEAR = re.compile(r"(?<!\w)(?:đến|tới|trong|vào)(?:\s+(?:hết|cuối|trước))?\s+năm\s+((?:19|20)\d\d)")
_AIMS = re.compile(r"(?<!\w)(?:đạt|phấn đấu|tối thiểu|ít nhất|không quá|không dưới|chỉ tiêu|mục tiêu)(?!\w)")


@cache
def _figure() -> re.Pattern[str]:
    units = sorted((comparable(row[0]) for row in read_rows("target_units.tsv")), key=len, reverse=True)
    names = "|".join(map(re.escape, units))
    return re.compile(
        rf"(?:(?:{_LEAST})\s+){{0,3}}(?<![\w./,-])(?P<number>{_NUMBER})\s?(?P<unit>{names})(?:/\w+)*(?![\w%])(?:\s+trở\s+lên)?"
    )


def find_targets(text: str, kind: SectionKind, above: int | None = None) -> tuple[Target, ...]:
    """The figures of a goal, or of an item with words of reaching; `above` is the year that a heading above names.

    >>> find_targets("Tỷ lệ hộ dùng nước sạch đạt 95,5 % trở lên vào năm 2026.", SectionKind.GOAL)
    (Target(text='đạt 95,5 % trở lên', quantity=95.5, unit='%', year=2026),)
    """
    plain = comparable(text)
    if kind is SectionKind.SITUATION or (kind is not SectionKind.GOAL and not _AIMS.search(plain)):
        return ()
    year = horizon(text) or above
    return tuple(
        Target(squeeze(text[found.start() : found.end()]), quantity(found["number"]), found["unit"], year)
        for found in _figure().finditer(plain)
    )


def horizon(text: str) -> int | None:
    """The year up to which a goal reaches (`đến năm 2030`), or None."""
    found = _YEAR.search(comparable(text))
    return int(found[1]) if found else None


def quantity(written: str) -> float:
    """The value of a number as Vietnamese papers write it.

    >>> quantity("31.500"), quantity("9,5")
    (31500.0, 9.5)
    """
    return float(written.replace(".", "").replace(",", "."))
