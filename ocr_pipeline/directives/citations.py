"""Codes of other documents in running text, with their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from ocr_pipeline.directives.labels import UPPER
from ocr_pipeline.lexicons import read_rows

_PART = rf"[{UPPER}](?:[^\W_]|&)*(?:,(?=[{UPPER}])[{UPPER}]+)*"
CODE = re.compile(
    rf"""(?<![\w.,/?!|¿¡{{}}<>\\^~-])(?P<number>\d{{1,5}}[a-zđ]?)\s?(?:/\s?(?P<year>(?:19|20)\d\d)\s?)?(?P<mark>[-–/])\s?
    (?P<symbol>{_PART}(?:\s?[-–/]\s?{_PART}|[-–/]\s?\d{{1,3}}(?=\b))*)""",
    re.VERBOSE,
)
_STANDARD = re.compile(r"(?:TCVN|QCVN|TCXD|ISO|QL|ĐT|km|lô|thửa|biển số)\S*\s*[\d:./-]*$", re.IGNORECASE)
_DATE = re.compile(
    r"""(?:\s*\([^)]{1,20}\))?\s*,?\s*(?:(?:của|do)\s[^;.,()\d]{3,80}?,?\s+)?(?:được\s+)?(?:ký\s+|ban\ hành\s+)?
    ng[àa]y\s*(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*(?P<month>\d{1,2})\s*(?:[/.-]|năm)\s*(?P<year>\d{4})""",
    re.VERBOSE,
)


def coded_mentions(text: str) -> Iterator[tuple[str, int, int]]:
    """The codes in a text, without blanks, and where each begins and ends.

    >>> list(coded_mentions("Nghị quyết số 06-NQ/TU; Quyết định số 377/QĐ- BGDĐT"))
    [('06-NQ/TU', 14, 22), ('377/QĐ-BGDĐT', 38, 51)]
    """
    for match in CODE.finditer(text):
        if code := _code(match, text):
            yield code, match.start(), match.end()


def _code(match: re.Match[str], text: str) -> str | None:
    """The code without blanks, or None where the number names something else (a standard, a road)."""
    symbol = re.sub(r"\s", "", match["symbol"]).replace("–", "-").rstrip(",")
    before = text[max(0, match.start() - 24) : match.start()]
    if _STANDARD.search(before):
        return None
    if not re.search(r"[-/]", symbol):
        symbol = _reopened(symbol) or symbol
    symbol = re.sub(r"\w+", lambda part: _with_stroke(part.group()), symbol)
    several = re.search(r"[-/]", symbol) is not None
    of_assembly = re.fullmatch(r"(?:UBTV)?QH\d*", symbol) is not None
    if not several and not of_assembly and not (re.search(r"số:?\s*$", before) and len(symbol) > 1):
        return None
    year = f"/{match['year']}" if match["year"] else ""
    return f"{match['number']}{year}{match['mark'].replace('–', '-')}{symbol}"


@cache
def _symbol_parts() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("code_symbols.tsv"))


def _with_stroke(part: str) -> str:
    """A part of a symbol whose Đ lost its stroke, where no list knows it without.

    >>> _with_stroke("HDND"), _with_stroke("HD"), _with_stroke("SXD")
    ('HĐND', 'HD', 'SXD')
    """
    if part in _symbol_parts() or "D" not in part:
        return part
    places = [at for at, letter in enumerate(part) if letter == "D"]
    found = {f"{part[:at]}Đ{part[at + 1 :]}" for at in places} & _symbol_parts()
    return found.pop() if len(found) == 1 else part


def _reopened(symbol: str) -> str | None:
    """A symbol that lost its hyphen at the end of a line, if it consists of two known parts.

    >>> _reopened("NĐCP"), _reopened("UBND")
    ('NĐ-CP', None)
    """
    if symbol in _symbol_parts():
        return None
    cuts = [cut for cut in range(1, len(symbol)) if {symbol[:cut], symbol[cut:]} <= _symbol_parts()]
    return f"{symbol[: cuts[0]]}-{symbol[cuts[0] :]}" if len(cuts) == 1 else None


def date_after(text: str, end: int) -> tuple[int, str | None]:
    """The ISO date that follows a mention, and where its words end; the same place where none follows."""
    found = _DATE.match(text, end)
    if found is None:
        return end, None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return end, None
    return found.end(), day
