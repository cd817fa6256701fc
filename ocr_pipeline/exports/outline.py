"""The directive tree as rows in reading order, each with its place in the tree as people cite it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.document import Citation, Directive, Structure

_BULLETS = {"-": "gạch", "–": "gạch", "—": "gạch", "•": "gạch", "*": "gạch", "+": "cộng", "": "đoạn"}
"""How a label that only repeats is cited: `gạch 2` is the second dash item under the same parent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One directive with its path (`Điều 2 › 1 › a`), the items above it, its field (`directives[1].children[0]`)."""

    path: str
    directive: Directive
    parents: tuple[Directive, ...]
    field: str

    @property
    def depth(self) -> int:
        """How many items it stands under, 0 for the outermost."""
        return len(self.parents)


def all_rows(structure: Structure) -> Iterator[Row]:
    """Every directive of the document, those of its attachments last (`Phụ lục 2 › 1`)."""
    yield from rows_of(structure.directives)
    for number, attachment in enumerate(structure.attachments, 1):
        name = f"Phụ lục {number}" if len(structure.attachments) > 1 else "Phụ lục"
        yield from rows_of(attachment.directives, name, field=f"attachments[{number - 1}].directives")


def own_citations(row: Row, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The mentions in an item's own text and notes."""
    own = (f"{row.field}.text", f"{row.field}.notes[")
    return tuple(one for one in citations if one.field.startswith(own))


def rows_of(
    directives: tuple[Directive, ...],
    path: str = "",
    parents: tuple[Directive, ...] = (),
    field: str = "directives",
) -> Iterator[Row]:
    """Every directive of the tree, parents before their children; `path` and `field` are those of the whole tree.

    >>> tree = (Directive("1.", "Tỉnh ủy", children=(Directive("-", "Chỉ đạo"), Directive("-", "Ban hành"))),)
    >>> [row.path for row in rows_of(tree)]
    ['1', '1 › gạch 1', '1 › gạch 2']
    """
    seen: dict[str, int] = {}
    for position, directive in enumerate(directives):
        label = directive.label.strip()
        bullet = _BULLETS.get(label)
        if bullet is None:
            name = label.rstrip(".):-/ ") or label
        else:
            seen[bullet] = seen.get(bullet, 0) + 1
            name = f"{bullet} {seen[bullet]}"
        row = Row(f"{path} › {name}" if path else name, directive, parents, f"{field}[{position}]")
        yield row
        yield from rows_of(directive.children, row.path, (*parents, directive), f"{row.field}.children")


def readable_date(iso: str) -> str:
    """An ISO date as Vietnamese readers write it.

    >>> readable_date("2025-06-30")
    '30/06/2025'
    """
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def deadline_of(directive: Directive) -> str:
    """The deadline as a reader wants it: the printed words, and the day they come to where they do not say it.

    >>> deadline_of(Directive("-", "", deadline="2025-09-30", deadline_text="trong quý III/2025"))
    'trong quý III/2025 (30/09/2025)'
    >>> deadline_of(Directive("-", "", deadline="2025-06-05", deadline_text="trước ngày 05 tháng 6 năm 2025"))
    'trước ngày 05 tháng 6 năm 2025'
    """
    words, day = directive.deadline_text, unsaid_day(directive)
    return f"{words} ({day})" if words and day else words or day


def unsaid_day(directive: Directive) -> str:
    """The day of the deadline where its words do not say it; empty where they do, or there is none."""
    words, day = directive.deadline_text or "", directive.deadline
    if not day:
        return ""
    value = date.fromisoformat(day)
    printed = [int(number) for number in re.findall(r"\d+", words)][-3:]
    return "" if printed == [value.day, value.month, value.year] else readable_date(day)
