"""Where in an item's own text its bodies, its deadline and the documents that it cites are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from ocr_pipeline.document import Directive, Reference


class MarkKind(StrEnum):
    """What is named at a mark."""

    DEADLINE = "deadline"
    CITATION = "citation"
    LEAD = "lead"
    COORDINATE = "coordinate"


@dataclass(frozen=True, slots=True)
class Mark:
    """Code points `start` to `end` of a text; `value` is what they stand for: ISO date or words, code, body."""

    start: int
    end: int
    kind: MarkKind
    value: str


def marks_in(directive: Directive, references: Iterable[Reference]) -> tuple[Mark, ...]:
    """The marks of `directive.text` in order, none over another; what stands elsewhere (a table's column) has none.

    They are searched for, because the fields hold words and not where these stand.

    >>> item = Directive("-", "Sở Y tế trình trước ngày 30/6/2025", ("Sở Y tế",), (), None, "trước ngày 30/6/2025")
    >>> [(mark.kind.value, item.text[mark.start : mark.end]) for mark in marks_in(item, ())]
    [('lead', 'Sở Y tế'), ('deadline', 'trước ngày 30/6/2025')]
    """
    text = directive.text
    found: list[Mark] = []
    if directive.deadline_text:
        _take(
            found, islice(_occurrences(text, directive.deadline_text, MarkKind.DEADLINE, directive.deadline or ""), 1)
        )
    _take(found, _citations(text, references))
    bodies = [(name, MarkKind.LEAD) for name in directive.lead]
    bodies += [(name, MarkKind.COORDINATE) for name in directive.coordinate]
    for name, kind in sorted(bodies, key=lambda body: -len(body[0])):  # a short name may be part of a longer one
        _take(found, islice((mark for mark in _occurrences(text, name, kind, name) if _is_free(mark, found)), 1))
    return tuple(sorted(found, key=lambda mark: mark.start))


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


def citations_in(text: str, references: Iterable[Reference]) -> tuple[Mark, ...]:
    """The marks where documents are cited, in the order of the text, none over another."""
    found: list[Mark] = []
    _take(found, _citations(text, references))
    return tuple(sorted(found, key=lambda mark: mark.start))


def _take(found: list[Mark], marks: Iterable[Mark]) -> None:
    """Add the marks that stand over none of those found before."""
    for mark in marks:
        if _is_free(mark, found):
            found.append(mark)


def _is_free(mark: Mark, found: Iterable[Mark]) -> bool:
    return all(mark.end <= other.start or other.end <= mark.start for other in found)


def _citations(text: str, references: Iterable[Reference]) -> Iterator[Mark]:
    codes = tuple(reference.code for reference in references)
    pattern = _code_pattern(codes)
    for found in pattern.finditer(text) if pattern else ():
        printed = _solid(found.group())
        code = next(code for code in codes if _solid(code) == printed)
        yield Mark(found.start(), found.end(), MarkKind.CITATION, code)


@lru_cache(maxsize=8)
def _code_pattern(codes: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the codes, whole; blanks inside a code are how some offices print it."""
    printed = (r"\s*".join(map(re.escape, code)) for code in sorted({*map(_solid, codes)} - {""}, key=_longest_first))
    alternatives = "|".join(printed)
    return re.compile(rf"(?<![\w/-])(?:{alternatives})(?!\w|[-/]\w)") if alternatives else None


def _solid(code: str) -> str:
    return "".join(code.split())


def _longest_first(code: str) -> tuple[int, str]:
    return -len(code), code


def _occurrences(text: str, phrase: str, kind: MarkKind, value: str) -> Iterator[Mark]:
    """The marks of the phrase, as whole words and whatever the line breaks are."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    if words:
        for found in re.finditer(rf"(?<!\w){words}(?!\w)", text):
            yield Mark(found.start(), found.end(), kind, value)
