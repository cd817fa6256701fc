"""Marks at the edges of lines that the wrong language misreads: the closing sign, dashes, semicolons of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET

LIKELY = 3.0
"""The log odds that are told where other lines of the same list tell the mark."""
_CLOSING = re.compile(r"(?<=[^\W_])(?!\./\.[ \t]*$)[.,]{1,2}/[.,]{1,2}(?:[ ][.,:;])?(?=[ \t]*$)", re.MULTILINE)
_WAVE = re.compile(r"^[ \t]*(?P<sign>~[-–—]?|[-–—]~)[ ]+(?P<item>[^\W\d_].*)", re.MULTILINE)
_DASH = re.compile(r"^[ \t]*-[ ]+[^\W\d_]", re.MULTILINE)
_RECIPIENTS = re.compile(r"^[ \t]*N\w{1,2}[ ]nh\S{1,2}n\b", re.MULTILINE)
_ITEM = re.compile(
    r"^[ \t]*[-–—~][ ]?[^\n]*[^\W_]\)?(?P<sign>;?:;?)[ \t]*(?=\n\s*(?:[-–—~]|[A-ZĐ][^,;\n]*\n))",
    re.MULTILINE,
)
_RULE = re.compile(r"(?<=[^\W_])_{1,2}\.?(?!\S)")
_BEHIND_CODE = re.compile(r"\d[-/][A-ZĐÐ]{2,}(?:-[A-ZĐÐ]{2,})?(?P<sign>[._]{1,2})(?=[ ]+n\w{1,2}y[ ]\d)")
_END = re.compile(
    r"[^\W_](?P<sign>[.:;]?,)[ \t]*(?=\n\s*(?:\d{1,2}(?:\.\d{1,2})*[.)-]|[IVX]{1,4}[.-])[ ]+[A-ZĐÂÔÉÓÁÀ])"
)
_PARAGRAPH_END = re.compile(
    r"""[^\W_](?P<sign>[.:;]?,)[ \t]*(?=\n[ \t]*\n[ \t]*
        (?:[-–—•+][ ]|[a-zđ]\)[ ]|[IVX]{1,4}[.-][ ]|(?!C[aăâ]n[ ]c)[A-ZĐÂÊÔƠƯÁÀẢÃẠÉÍÓÚ][^\W\d_A-ZĐÂÊÔƠƯ]))""",
    re.VERBOSE,
)
_BASE = re.compile(
    r"""^C[aăâ]n[ ]c\w{1,3}[ ][^\n]*(?:\n(?!\s)(?!C[aăâ]n[ ]c\w{1,3}[ ])[^\n]*[^\n:;])?(?P<sign>:)[ \t]*
        (?=\n\s*C[aăâ]n[ ]c\w{1,3}[ ])""",
    re.MULTILINE | re.VERBOSE,
)


def line_mark_repairs(text: str) -> tuple[Edit, ...]:
    r"""The edits of such marks, in order.

    >>> text = "thi hanh Quyét dinh nay./,\nNoi nhan:\n~ Nhu trén:\n- Luu: VT."
    >>> [(edit.before, edit.after) for edit in line_mark_repairs(text)]
    [('./,', './.'), ('~', '-'), (':', ';')]
    """
    found = [*_closing_signs(text), *_dashes(text), *_semicolons(text), *_stops(text), *_rules(text)]
    found += _behind_codes(text)
    return tuple(sorted(found, key=lambda edit: edit.start))


def _closing_signs(text: str) -> Iterator[Edit]:
    """A slash between stops and commas at the end of a line is the sign that closes the text."""
    for found in _CLOSING.finditer(text):
        yield Edit(*found.span(), found.group(), "./.", "mark", CLOSED_SET)


def _dashes(text: str) -> Iterator[Edit]:
    """A wave before an item is the dash of the others; before a name, a stroke of the signature."""
    if _DASH.search(text):
        for found in _WAVE.finditer(text):
            if not found["item"].istitle():
                yield Edit(*found.span("sign"), found["sign"], "-", "mark", LIKELY)


def _semicolons(text: str) -> Iterator[Edit]:
    """Legal bases, and the items below `Nơi nhận`, end in semicolons (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    recipients = max((found.end() for found in _RECIPIENTS.finditer(text)), default=len(text))
    for found in (*_BASE.finditer(text), *_ITEM.finditer(text, recipients)):
        yield Edit(*found.span("sign"), found["sign"], ";", "mark", LIKELY)


def _stops(text: str) -> Iterator[Edit]:
    """No paragraph ends in a comma before the number of the next one or a blank line; only recipients do."""
    recipients = max((found.start() for found in _RECIPIENTS.finditer(text)), default=len(text))
    found_ends = {found.span("sign"): found for found in _END.finditer(text)}
    found_ends |= {found.span("sign"): found for found in _PARAGRAPH_END.finditer(text, 0, recipients)}
    for found in found_ends.values():
        yield Edit(*found.span("sign"), found["sign"], ".", "mark", LIKELY)


def _rules(text: str) -> Iterator[Edit]:
    """A stroke or two right behind a word belong to the rule below the head, or to one of a table."""
    for found in _RULE.finditer(text):
        yield Edit(*found.span(), found.group(), "", "mark", LIKELY)


def _behind_codes(text: str) -> Iterator[Edit]:
    """No stop ends a code before its day: `Nghị định số 92/2017/NĐ-CP. ngày 07/8/2017`."""
    for found in _BEHIND_CODE.finditer(text):
        yield Edit(*found.span("sign"), found["sign"], "", "mark", LIKELY)
