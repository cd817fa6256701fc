"""The header of a task table: what each column holds, by its name or by its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from ocr_pipeline.directives.comparison import REMEMBERED, bare, comparable
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.row_numbers import NUMBER
from ocr_pipeline.directives.times import TIME
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

Row = tuple[str, ...]

_NUMBER_COLUMN = re.compile(r"\W*s?tt(?!\w)")
_MISREAD_NUMBER_COLUMN = re.compile(r"\W*s(?:it|ti|lt|tl|1t|t1)(?!\w)")
"""`STT` with one letter taken for a stroke; it is one only before names of other columns."""
_COUNTED = re.compile(r"\d+(?:\.\d+)*[.)]?")
"""The number of a row: no header begins with one."""
_FEW_WORDS, _MANY_WORDS = 3, 4
_BESIDE = frozenset({"number", "lead", "coordinate", "deadline"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The role of each column, and the names as printed."""

    roles: tuple[str, ...]
    names: Row

    @property
    def lists_tasks(self) -> bool:
        """Whether rows are tasks: a task column beside a number, a body or a deadline, not one beside sums alone."""
        beside = _BESIDE - {"number"} if "amount" in self.roles else _BESIDE
        return "task" in self.roles and not beside.isdisjoint(self.roles)

    @property
    def is_named(self) -> bool:
        """Whether half of the cells are names of columns: a task may hold a word or two of theirs (`việc làm`)."""
        known = sum(bool(_meanings(bare(name))) for name in self.names)
        return 2 * known >= sum(map(bool, self.names))

    def cell(self, row: Row, role: str) -> str:
        """The cells of the columns with this role."""
        return "; ".join(cell for cell, kind in zip(row, self.roles, strict=False) if kind == role and cell)


@cache
def _column_names() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), role) for pattern, role in read_rows("table_columns.tsv"))


@lru_cache(maxsize=REMEMBERED)
def columns_of(row: Row) -> Columns | None:
    """The columns, where the row is a header: at least two known names, each role but `other` once."""
    roles = _roles(row)
    known = [role for role in roles if role != "other"]
    if len(known) < 2 or not {"task", "number"} & set(known) or not all(len(cell) < 60 for cell in row):
        return None
    return None if _COUNTED.fullmatch(row[0]) else Columns(roles, row)


def _roles(row: Row) -> tuple[str, ...]:
    """The role of each cell: of those that its words may mean the one that leaves most roles to the others.

    Of `Nội dung phải hoàn thành` and `Thời gian hoàn thành` the first is the task.
    """
    options = [_meanings(bare(cell)) or ("other",) for cell in row]
    first = tuple(option[0] for option in options)
    if "task" in first and len(set(first)) == len(first):
        return first
    return max(map(_each_once, product(*options)), key=_worth)


def _meanings(name: str) -> tuple[str, ...]:
    """The roles that the name of a column may tell, the likeliest first."""
    return tuple(dict.fromkeys(role for pattern, role in _column_names() if name and pattern.search(name)))


def _each_once(roles: Sequence[str]) -> tuple[str, ...]:
    """The roles, each but `other` where it comes first."""
    return tuple("other" if role in roles[:at] else role for at, role in enumerate(roles))


def _worth(roles: Sequence[str]) -> tuple[int, bool]:
    return sum(role != "other" for role in roles), "task" in roles


def is_number_column(name: str) -> bool:
    """Whether a cell is the name of the column of numbers and nothing else."""
    return _NUMBER_COLUMN.fullmatch(bare(name)) is not None


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
    if len(places) > 1 and _MISREAD_NUMBER_COLUMN.match(plain):
        places["number"] = 0
    return sorted(places, key=lambda role: places[role])


def goes_on_with_names(text: str) -> bool:
    """Whether a line below a header holds hardly a word, or the rest of its names in small letters (`trì hợp`).

    A row begins with a capital.
    """
    if len(text.split()) < _FEW_WORDS:
        return True
    words = [word for word in text.split() if len(word) > 1 and word.isalpha()]
    known = sum(strip_accents(comparable(word)) in _header_words() for word in words)
    return len(words) > 1 and text.islower() and 3 * known > 2 * len(words) and not re.search(r"\d", text)


def is_broken_header(text: str) -> bool:
    """Whether a line begins with the name of the column of numbers, and holds words of such names beside rubbish.

    >>> is_broken_header("TT ae oA Kết quả Cơ quan Cơ quan cung"), is_broken_header("STT Ngành, nghề Trình độ Ghi chú")
    (True, False)
    """
    words = [word for word in text.split()[1:] if len(word) > 1 and word.isalpha()]
    if all(is_syllable(word.lower()) for word in words):
        return False
    known = sum(strip_accents(comparable(word)) in _header_words() for word in words)
    return begins_with_number_column(text) and known >= _MANY_WORDS and 2 * known >= len(words)


@cache
def _header_words() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("header_words.txt"))


def inferred(columns: Columns | None, rows: Sequence[Row]) -> Columns | None:
    """The columns, with the roles that their cells tell where the header was not read."""
    body = [row for row in rows if columns_of(row) is None]
    size = max(map(len, body), default=0)
    roles = list(columns.roles) if columns else ["other"] * size
    unnamed = [index for index, role in enumerate(roles) if role == "other" and not _is_known(columns, index)]
    for index in unnamed:
        cells = [row[index] for row in body if index < len(row) and row[index]]
        role = _role_of(cells, index, roles)
        roles[index] = (
            role if role not in roles else "coordinate" if role == "lead" and "coordinate" not in roles else "other"
        )
    found = Columns(tuple(roles), columns.names if columns else ("",) * size)
    return found if columns or (found.lists_tasks and {"lead", "deadline"} & set(roles)) else None


def _is_known(columns: Columns | None, index: int) -> bool:
    """Whether the name of the column was read, so that `other` is what it says."""
    return columns is not None and bool(_meanings(bare(columns.names[index])))


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
