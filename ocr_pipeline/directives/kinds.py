"""What a section is about: situation, goal, task or organisation, by its heading and the one above it."""

from __future__ import annotations

import re
from functools import cache

from ocr_pipeline.directives.comparison import comparable, is_capitals
from ocr_pipeline.document import SectionKind
from ocr_pipeline.lexicons import read_rows

_SENTENCE_ENDS = re.compile(r"[.;!?]\W*$")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], SectionKind], ...]:
    return tuple((re.compile(pattern), SectionKind(kind)) for pattern, kind in read_rows("section_kinds.tsv"))


def section_kind(text: str, above: SectionKind) -> SectionKind:
    """The kind that a heading tells, or that of the section above; a sentence tells none by its first word.

    >>> section_kind("ĐÁNH GIÁ CHUNG", SectionKind.TASK), section_kind("Đánh giá tác động.", SectionKind.TASK)
    (<SectionKind.SITUATION: 'situation'>, <SectionKind.TASK: 'task'>)
    """
    first = text.split("\n", 1)[0]
    head = first.split(":", 1)[0] if ":" in first[:90] else first
    plain = comparable(head).strip(" .")
    for pattern, kind in _patterns():
        if pattern.search(plain) and (not pattern.pattern.startswith("^") or _is_heading(head)):
            return kind
    return above


def _is_heading(text: str) -> bool:
    return is_capitals(text) or not _SENTENCE_ENDS.search(text)
