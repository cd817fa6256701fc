"""Task tables: each row is a directive; its columns are found by the names in the header row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from itertools import zip_longest

from ocr_pipeline.directives.body_lists import further_unit
from ocr_pipeline.directives.cell_deadlines import cell_deadline
from ocr_pipeline.directives.comparison import REMEMBERED, bare, comparable, squeeze
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.paragraphs import row_text
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.places import PrintedText
from ocr_pipeline.directives.row_numbers import NUMBER, nested, numbered
from ocr_pipeline.directives.times import TIME
from ocr_pipeline.directives.tokens import Level, label_readings
from ocr_pipeline.document import Directive, Evidence, EvidenceKind, Place
from ocr_pipeline.lexicons import read_rows

Row = tuple[str, ...]

_NUMBER_COLUMN = re.compile(r"\W*s?tt(?!\w)")
_COUNTED = re.compile(r"\d+(?:\.\d+)*[.)]?")
"""The number of a row: no header begins with one."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The role of each column, and the names as printed."""

    roles: tuple[str, ...]
    names: Row

    @property
    def lists_tasks(self) -> bool:
        """Whether rows are tasks: a task column beside a number, a body or a deadline."""
        return "task" in self.roles and len({"number", "lead", "coordinate", "deadline"} & set(self.roles)) > 0

    @property
    def is_named(self) -> bool:
        """Whether half of the cells are names of columns: a task may hold a word or two of theirs (`việc làm`)."""
        known = sum(any(pattern.search(bare(name)) for pattern, _ in _column_names()) for name in self.names)
        return 2 * known >= sum(map(bool, self.names))

    def cell(self, row: Row, role: str) -> str:
        """The cells of the columns with this role."""
        return "; ".join(cell for cell, kind in zip(row, self.roles, strict=False) if kind == role and cell)


@dataclass(slots=True)
class _Group:
    """Rows under a row that only names a group (`I<tab>Nhóm nhiệm vụ ...`)."""

    label: str
    text: str
    rows: list[Directive] = field(default_factory=list)
    place: Place | None = None


@cache
def _column_names() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), role) for pattern, role in read_rows("table_columns.tsv"))


@lru_cache(maxsize=REMEMBERED)
def _columns(row: Row) -> _Columns | None:
    """The columns, where the row is a header: at least two known names, each role but `other` once."""
    roles: list[str] = []
    for cell in row:
        name = bare(cell)
        role = next((role for pattern, role in _column_names() if pattern.search(name)), "other") if name else "other"
        roles.append("other" if role in roles and len(cell) > 0 else role)
    known = [role for role in roles if role != "other"]
    if len(known) < 2 or not {"task", "number"} & set(known) or not all(len(cell) < 60 for cell in row):
        return None
    return None if _COUNTED.fullmatch(row[0]) else _Columns(tuple(roles), row)


def begins_with_number_column(text: str) -> bool:
    """Whether a line begins with the name of the column of numbers (`STT`)."""
    return _NUMBER_COLUMN.match(comparable(text)) is not None


def column_roles(text: str) -> list[str]:
    """The roles of the columns that a line names, from left to right; `other` columns aside.

    >>> column_roles("TT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn")
    ['number', 'task', 'lead', 'coordinate', 'deadline']
    """
    plain = comparable(text)
    places = {"number": 0} if begins_with_number_column(text) else {}
    for pattern, role in _column_names():
        if role != "other" and (found := pattern.search(plain)):
            places[role] = min(places.get(role, len(plain)), found.start())
    return sorted(places, key=lambda role: places[role])


def _infer(columns: _Columns | None, rows: Sequence[Row]) -> _Columns | None:
    """The columns, with the roles that their cells tell where the header was not read."""
    body = [row for row in rows if _columns(row) is None]
    size = max(map(len, body), default=0)
    roles = list(columns.roles) if columns else ["other"] * size
    unnamed = [index for index, role in enumerate(roles) if role == "other" and not _is_known(columns, index)]
    for index in unnamed:
        cells = [row[index] for row in body if index < len(row) and row[index]]
        role = _role_of(cells, index, roles)
        roles[index] = (
            role if role not in roles else "coordinate" if role == "lead" and "coordinate" not in roles else "other"
        )
    found = _Columns(tuple(roles), columns.names if columns else ("",) * size)
    return found if columns or (found.lists_tasks and {"lead", "deadline"} & set(roles)) else None


def _is_known(columns: _Columns | None, index: int) -> bool:
    """Whether the name of the column was read, so that `other` is what it says."""
    return columns is not None and any(pattern.search(bare(columns.names[index])) for pattern, _ in _column_names())


def _role_of(cells: Sequence[str], index: int, roles: Sequence[str]) -> str:
    """What most cells of a column hold."""
    if not cells:
        return "other"
    most = 0.6 * len(cells)
    if index == 0 and sum(NUMBER.fullmatch(cell) is not None for cell in cells) >= most:
        return "number"
    if sum(read_body(Words.of(cell), 0, after_role=True) is not None for cell in cells) >= most:
        return "lead"
    if sum(TIME.search(comparable(cell)) is not None for cell in cells) >= most and max(map(len, cells)) < 60:
        return "deadline"
    return "task" if "task" not in roles and sum(map(len, cells)) > 20 * len(cells) else "other"


def lists_tasks(rows: Sequence[Row]) -> bool:
    """Whether some rows of a table are tasks; a form to be filled in, or a list of names, has none."""
    return bool(read_table(rows, None, 1)[0])


def read_table(
    rows: Sequence[Row], issued: date | None, page: int, printed: Sequence[PrintedText] = ()
) -> tuple[tuple[Directive, ...], tuple[str, ...]]:
    """Grammar: table = header { group row | task row }; rows that are no tasks are handed back as text.

    `page` is where the table begins, `printed` tells where each of its rows stands.
    """
    columns = None if any(map(_columns, rows)) else _infer(None, rows)
    groups = [_Group("", "")]
    other: list[str] = []
    for cells, line in zip_longest(rows, printed[: len(rows)]):
        row, place = _with_number(cells, columns), line.place if line else None
        if (header := _columns(row)) and (columns is None or header.is_named):
            columns = _infer(header, rows)
        elif columns and columns.roles[0] == "number" and _NUMBER_COLUMN.fullmatch(bare(row[0])):
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
    result = nested(numbered(groups[0].rows))
    for one in groups[1:]:
        where = one.place.page if one.place else page
        below = tuple(nested(numbered(one.rows)))
        result.append(Directive(one.label, one.text, page=where, place=one.place, children=below))
    return tuple(result), tuple(other)


def _merged(task: Directive, above: Directive) -> Directive:
    """A numbered row that names a body and no task shares the cell of the row above it, which reaches down to it."""
    shares = not task.text and task.label and (task.lead or task.coordinate)
    return replace(task, text=above.text) if shares else task


def _with_number(row: Row, columns: _Columns | None) -> Row:
    """The row, with an empty first cell where the reading lost the cell of the number."""
    short = columns is not None and columns.roles[0] == "number" and len(row) == len(columns.roles) - 1
    return ("", *row) if short and not NUMBER.fullmatch(row[0]) else row


def _group(row: Row, columns: _Columns, number: int) -> _Group | None:
    """A row with nothing but a label and a title; `number` says which one of the table it is."""
    filled = [cell for cell in row if cell]
    if len(columns.roles) > 2 and 1 <= len(filled) <= 2:
        label = filled[0] if len(filled) == 2 else ""
        readings = label_readings(f"{label}. x") if label else ()
        if not label and (found := label_readings(filled[0])):
            label, title = found[0].printed, filled[0][found[0].end :].strip()
            return _Group(label.rstrip("."), title)
        if not label or (readings and readings[0].level in (Level.ROMAN, Level.LETTER)):
            roman = (one.printed.rstrip(".") for one in readings if one.level is Level.ROMAN and one.ordinal == number)
            return _Group(next(roman, label), filled[-1])
    return None


def _directive(row: Row, columns: _Columns, issued: date | None, printed: PrintedText | None) -> Directive:
    when = cell_deadline(columns.cell(row, "deadline"), issued)
    names = zip(row, columns.roles, columns.names, strict=False)
    notes = [f"{squeeze(name)}: {cell}" for cell, role, name in names if role == "other" and cell]
    notes += [cell for cell in row[len(columns.roles) :] if cell]
    lead, coordinate = (split_bodies(columns.cell(row, role)) for role in ("lead", "coordinate"))
    told = [(EvidenceKind.LEAD, name) for name in lead] + [(EvidenceKind.COORDINATE, name) for name in coordinate]
    told += [(EvidenceKind.DEADLINE, when.text)] if when else []
    places: list[Place | None] = [None] * len(told)
    whole = printed.place if printed else None
    if printed:
        lost = len("\t".join(row)) - len(printed.text)  # the tab after a number that was put back
        places = printed.parts([_span(row, columns, *one, lost) for one in told])
    return Directive(
        label=columns.cell(row, "number").rstrip(),
        text=columns.cell(row, "task"),
        lead=lead,
        coordinate=coordinate,
        deadline=when.day.isoformat() if when and when.day else None,
        deadline_text=when.text if when else None,
        notes=tuple(notes),
        evidence=tuple(
            Evidence(kind, words, place=place or whole) for (kind, words), place in zip(told, places, strict=True)
        ),
    )


def _span(row: Row, columns: _Columns, kind: EvidenceKind, words: str, lost: int) -> tuple[int, int]:
    """Where words of a column stand in the printed row, which `lost` code points before them; 0 to 0 if not known."""
    column = columns.roles.index(kind.value)
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
