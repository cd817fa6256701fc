"""Where in an item's own text its bodies, its deadline and the documents that it cites are named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ocr_pipeline.document import Citation, Directive, Evidence


class MarkKind(StrEnum):
    """What is named at a mark."""

    DEADLINE = "deadline"
    CITATION = "citation"
    LAW = "law"
    LEAD = "lead"
    COORDINATE = "coordinate"


@dataclass(frozen=True, slots=True)
class Mark:
    """Code points `start` to `end` of a text; `value` is what they stand for: ISO date or words, code, body."""

    start: int
    end: int
    kind: MarkKind
    value: str


def marks_in(directive: Directive, cited: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks of `directive.text` in order, none over another; what stands elsewhere (a table's column) has none.

    `cited` are the marks of the documents that it cites.

    >>> from ocr_pipeline.document import EvidenceKind
    >>> evidence = (Evidence(EvidenceKind.LEAD, "Sở Y tế", 0, 7),)
    >>> marks_in(Directive("-", "Sở Y tế trình", ("Sở Y tế",), evidence=evidence), ())
    (Mark(start=0, end=7, kind=<MarkKind.LEAD: 'lead'>, value='Sở Y tế'),)
    """
    named = [mark for one in directive.evidence if (mark := _named(one, directive))]
    dated = [mark for mark in named if mark.kind is MarkKind.DEADLINE]
    found: list[Mark] = []
    for mark in (*dated, *cited, *named):
        if all(mark.end <= other.start or other.end <= mark.start for other in found):
            found.append(mark)
    return tuple(sorted(found, key=lambda mark: mark.start))


def _named(evidence: Evidence, directive: Directive) -> Mark | None:
    """The mark of the words, where they stand in the item's text."""
    if evidence.start is None or evidence.end is None or not evidence.start < evidence.end <= len(directive.text):
        return None
    kind = MarkKind(evidence.kind.value)
    value = (directive.deadline or "") if kind is MarkKind.DEADLINE else evidence.text
    return Mark(evidence.start, evidence.end, kind, value)


def pieces(text: str, marks: Iterable[Mark]) -> Iterator[tuple[str, Mark | None]]:
    """The text in pieces, each with the mark that it is, or None between marks; the marks in order."""
    end = 0
    for mark in marks:
        yield text[end : mark.start], None
        yield text[mark.start : mark.end], mark
        end = mark.end
    yield text[end:], None


def paragraphs(text: str, marks: Iterable[Mark]) -> tuple[tuple[tuple[str, Mark | None], ...], ...]:
    r"""The pieces of each paragraph of the text; a mark that goes over a line break is in both.

    >>> paragraphs("Sở Y tế\nbáo cáo", (Mark(0, 7, MarkKind.LEAD, "Sở Y tế"),))[1]
    (('báo cáo', None),)
    """
    lines: list[list[tuple[str, Mark | None]]] = [[]]
    for piece, mark in pieces(text, marks):
        first, *others = piece.split("\n")
        lines[-1].append((first, mark))
        lines += [[(other, mark)] for other in others]
    return tuple(tuple((piece, mark) for piece, mark in line if piece) for line in lines)


def unplaced(directive: Directive, marks: Iterable[Mark]) -> Iterator[tuple[MarkKind, str]]:
    """Bodies and deadline that the item's own text does not show: they stood in the columns of a table."""
    shown = {(mark.kind, mark.value) for mark in marks}
    yield from ((MarkKind.LEAD, name) for name in directive.lead if (MarkKind.LEAD, name) not in shown)
    yield from (
        (MarkKind.COORDINATE, name) for name in directive.coordinate if (MarkKind.COORDINATE, name) not in shown
    )
    if directive.deadline_text and all(kind is not MarkKind.DEADLINE for kind, _ in shown):
        yield MarkKind.DEADLINE, directive.deadline_text


def citation_marks(citations: Iterable[Citation]) -> dict[str, tuple[Mark, ...]]:
    """The marks of the mentions by the path of their field (`directives[0].text`).

    A mark is the code where the mention holds it, else the whole mention (a law, `Nghị quyết nêu trên`).

    >>> one = Citation("Nghị quyết số 06-NQ/TU của Tỉnh ủy", "opening[0]", 10, 44, "06-NQ/TU")
    >>> citation_marks([one])["opening[0]"][0].start
    24
    """
    found: dict[str, list[Mark]] = defaultdict(list)
    for one in citations:
        within = _code_pattern(one.code).search(one.text) if one.code else None
        blanks = one.end - one.start - len(one.text)  # the text of a mention has its runs of blanks closed up
        first, last = within.span() if within and not blanks else (0, one.end - one.start)
        kind = MarkKind.CITATION if one.code else MarkKind.LAW
        found[one.field].append(Mark(one.start + first, one.start + last, kind, one.code or one.text))
    return {field: tuple(marks) for field, marks in found.items()}


@lru_cache(maxsize=256)
def _code_pattern(code: str) -> re.Pattern[str]:
    """The code; blanks inside are how some offices print it."""
    return re.compile(r"\s*".join(map(re.escape, "".join(code.split()))))
