"""The directive tree as rows in reading order, each with its place in the tree as people cite it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.document import Directive, Structure

_BULLETS = {"-": "gạch", "–": "gạch", "—": "gạch", "•": "gạch", "*": "gạch", "+": "cộng", "": "đoạn"}
"""How a label that only repeats is cited: `gạch 2` is the second dash item under the same parent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One directive with its path (`Điều 2 › 1 › a`) and its depth, 0 for the outermost."""

    path: str
    depth: int
    directive: Directive


def all_rows(structure: Structure) -> Iterator[Row]:
    """Every directive of the document, those of its attachments last (`Phụ lục 2 › 1`)."""
    yield from rows_of(structure.directives)
    for number, attachment in enumerate(structure.attachments, 1):
        name = f"Phụ lục {number}" if len(structure.attachments) > 1 else "Phụ lục"
        yield from rows_of(attachment.directives, name)


def rows_of(directives: tuple[Directive, ...], parent: str = "", depth: int = 0) -> Iterator[Row]:
    """Every directive of the tree, parents before their children.

    >>> tree = (Directive("1.", "Tỉnh ủy", children=(Directive("-", "Chỉ đạo"), Directive("-", "Ban hành"))),)
    >>> [row.path for row in rows_of(tree)]
    ['1', '1 › gạch 1', '1 › gạch 2']
    """
    seen: dict[str, int] = {}
    for directive in directives:
        label = directive.label.strip()
        bullet = _BULLETS.get(label)
        if bullet is None:
            name = label.rstrip(".):-/ ") or label
        else:
            seen[bullet] = seen.get(bullet, 0) + 1
            name = f"{bullet} {seen[bullet]}"
        path = f"{parent} › {name}" if parent else name
        yield Row(path, depth, directive)
        yield from rows_of(directive.children, path, depth + 1)


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
    words, day = directive.deadline_text, directive.deadline
    if not day:
        return words or ""
    if not words:
        return readable_date(day)
    value = date.fromisoformat(day)
    printed = [int(number) for number in re.findall(r"\d+", words)][-3:]
    return words if printed == [value.day, value.month, value.year] else f"{words} ({readable_date(day)})"
