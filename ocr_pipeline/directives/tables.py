"""Task tables: each row is a directive; its columns are found by the names in the header row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from ocr_pipeline.directives.bodies import find_bodies
from ocr_pipeline.directives.body_lists import further_unit
from ocr_pipeline.directives.cell_deadlines import cell_deadline
from ocr_pipeline.directives.comparison import is_capitals, squeeze
from ocr_pipeline.directives.deadlines import find_deadline
from ocr_pipeline.directives.labels import Level
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.paragraphs import row_text
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.places import PrintedText
from ocr_pipeline.directives.row_numbers import NUMBER, group_labels, nested, renumbered, told
from ocr_pipeline.directives.table_headers import Columns, Row, columns_of, inferred, is_number_column
from ocr_pipeline.directives.tokens import label_readings
from ocr_pipeline.document import Directive, Evidence, EvidenceKind, Place

_WIDE, _LONGEST = 4, 4
"""Columns of a table in which a row of two cells is the title of a group; letters of its number."""


@dataclass(slots=True)
class _Group:
    """Rows under a row that only names a group (`I<tab>Nhóm nhiệm vụ ...`)."""

    label: str
    text: str
    rows: list[Directive] = field(default_factory=list)
    place: Place | None = None


def lists_tasks(rows: Sequence[Row]) -> bool:
    """Whether some rows of a table are tasks; a form to be filled in, or a list of names, has none."""
    return bool(read_table(rows, None, 1)[0])


def read_table(
    rows: Sequence[Row], issued: date | None, page: int, printed: Sequence[PrintedText] = ()
) -> tuple[tuple[Directive, ...], tuple[str, ...]]:
    """Grammar: table = header { group row | task row }; rows that are no tasks are handed back as text.

    `page` is where the table begins, `printed` tells where each of its rows stands.
    """
    columns = None if any(map(columns_of, rows)) else inferred(None, rows)
    groups = [_Group("", "")]
    other: list[str] = []
    for cells, line in zip_longest(rows, printed[: len(rows)]):
        row, place = _with_number(cells, columns), line.place if line else None
        if (header := columns_of(row)) and (columns is None or header.is_named):
            columns = inferred(header, rows)
        elif columns and columns.roles[0] == "number" and is_number_column(row[0]):
            columns = replace(columns, names=row)  # a header whose names no list holds
        elif columns is None or not columns.lists_tasks or not any(row[columns.roles[0] == "number" :]):
            other.append(row_text(row))  # also a numbered row that is to be filled in
        elif group := _group(row, columns, len(groups)):
            groups.append(replace(group, place=place))
        else:
            task = _directive(row, columns, issued, line)
            task = _merged(task, groups[-1].rows[-1]) if groups[-1].rows else task
            groups[-1].rows.append(replace(task, page=place.page if place else page, place=place))
    if columns is not None and not columns.lists_tasks:
        other.insert(0, " | ".join(columns.names))
    recognised = any(line.place is not None and line.place.confidence is not None for line in printed)
    own, *below = renumbered([one.rows for one in groups], recognised=recognised)
    result = nested(own)
    labels = group_labels([one.label for one in groups[1:]], recognised=recognised)
    for one, label, tasks in zip(groups[1:], labels, below, strict=True):
        where = one.place.page if one.place else page
        lead = tuple(body.text for body in find_bodies(one.text)[0])
        children, notes = tuple(nested(tasks)), told(one.label, label)
        result.append(
            Directive(label, one.text, lead=lead, page=where, place=one.place, children=children, notes=notes)
        )
    return tuple(result), tuple(other)


def _merged(task: Directive, above: Directive) -> Directive:
    """A numbered row that names a body and no task shares the cell of the row above it, which reaches down to it."""
    shares = not task.text and task.label and (task.lead or task.coordinate)
    return replace(task, text=above.text) if shares else task


def _with_number(row: Row, columns: Columns | None) -> Row:
    """The row, with an empty first cell where the reading lost the cell of the number."""
    short = columns is not None and columns.roles[0] == "number" and len(row) == len(columns.roles) - 1
    return ("", *row) if short and not NUMBER.fullmatch(row[0]) else row


def _group(row: Row, columns: Columns, number: int) -> _Group | None:
    """A row with nothing but a label and a title; `number` says which one of the table it is."""
    filled = [cell for cell in row if cell]
    if len(columns.roles) > 2 and 1 <= len(filled) <= 2:
        label = filled[0] if len(filled) == 2 else ""
        readings = label_readings(f"{label}. x") if label else ()
        if not label and (found := label_readings(filled[0])):
            label, title = found[0].printed, filled[0][found[0].end :].strip()
            return _Group(label.rstrip("."), title)
        titled = number > 1 or is_capitals(filled[-1])  # then a number that could not be read is one of the series
        unread = titled and len(row) >= _WIDE and len(label) <= _LONGEST and not label.rstrip(".)").isdecimal()
        if not label or unread or (readings and readings[0].level in (Level.ROMAN, Level.LETTER)):
            roman = (one.printed.rstrip(".") for one in readings if one.level is Level.ROMAN and one.ordinal == number)
            return _Group(next(roman, label), filled[-1])
    return None


def _directive(row: Row, columns: Columns, issued: date | None, printed: PrintedText | None) -> Directive:
    text = columns.cell(row, "task")
    timed = "deadline" in columns.roles
    when = cell_deadline(columns.cell(row, "deadline"), issued) if timed else find_deadline(text, issued)
    names = zip(row, columns.roles, columns.names, strict=False)
    notes = [f"{squeeze(name)}: {cell}" for cell, role, name in names if role in ("other", "amount") and cell]
    notes += [cell for cell in row[len(columns.roles) :] if cell]
    lead, coordinate = (split_bodies(columns.cell(row, role)) for role in ("lead", "coordinate"))
    if "lead" not in columns.roles:
        told_lead, told_partners = (tuple(body.text for body in found) for found in find_bodies(text))
        lead, coordinate = told_lead, coordinate if "coordinate" in columns.roles else told_partners
    parts = [(EvidenceKind.LEAD, name) for name in lead] + [(EvidenceKind.COORDINATE, name) for name in coordinate]
    parts += [(EvidenceKind.DEADLINE, when.text)] if when else []
    places: list[Place | None] = [None] * len(parts)
    whole = printed.place if printed else None
    if printed:
        lost = len("\t".join(row)) - len(printed.text)  # the tab after a number that was put back
        places = printed.parts([_span(row, columns, *one, lost) for one in parts])
    return Directive(
        label=columns.cell(row, "number").rstrip(),
        text=text,
        lead=lead,
        coordinate=coordinate,
        deadline=when.day.isoformat() if when and when.day else None,
        deadline_text=when.text if when else None,
        notes=tuple(notes),
        evidence=tuple(
            Evidence(kind, words, place=place or whole) for (kind, words), place in zip(parts, places, strict=True)
        ),
    )


def _span(row: Row, columns: Columns, kind: EvidenceKind, words: str, lost: int) -> tuple[int, int]:
    """Where words of a column stand in the printed row, which `lost` code points before them; 0 to 0 if not known."""
    column = columns.roles.index(kind.value if kind.value in columns.roles else "task")
    at = row[column].find(words)
    start = len("\t".join((*row[:column], ""))) + at - lost
    return (start, start + len(words)) if at >= 0 else (0, 0)


def split_bodies(text: str) -> tuple[str, ...]:
    """The bodies of a cell or an addressee line; what is no known body is split at semicolons.

    >>> split_bodies("Sở Nông nghiệp và Môi trường, Sở Y tế; UBND các xã, phường")
    ('Sở Nông nghiệp và Môi trường', 'Sở Y tế', 'UBND các xã, phường')
    """
    words = Words.of(text)
    cuts = [0]
    index = 0
    while index < len(words):
        body = read_body(words, index, after_role=True)
        index = max(index + 1, body.end if body else 0)
        following = read_body(words, index + 1, after_role=True) if words.form(index) in (",", "và") else None
        if words.form(index) == ";" or (following and not (body and further_unit(words, body, following))):
            cuts.append(index + 1)
            index += 1
    ends = [*(cut - 1 for cut in cuts[1:]), len(words)]
    parts = (words.span(start, end).strip(" .,;-") for start, end in zip(cuts, ends, strict=True))
    return tuple(part for part in parts if part)
