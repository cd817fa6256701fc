"""Rows and columns of task tables that arrive as plain lines: the order and the widths that fit all lines best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from ocr_pipeline.directives.plain_scores import LEAD, PARTNERS, TASK, TIME, Column
from ocr_pipeline.directives.plain_search import Order, Search, State
from ocr_pipeline.directives.plain_words import NameWords, Token, TokenLine

ORDERS: tuple[Order, ...] = (
    (TASK, LEAD, PARTNERS, TIME),
    (TASK, TIME, LEAD, PARTNERS),
    (TASK, LEAD, TIME, PARTNERS),
    (LEAD, TASK, PARTNERS, TIME),
    (LEAD, TASK, TIME, PARTNERS),
    (TIME, TASK, LEAD, PARTNERS),
    (TASK, LEAD, TIME),
    (TASK, TIME, LEAD),
    (LEAD, TASK, TIME),
)
"""In which order the columns of such tables stand."""
_WIDTHS = {TASK: 30.0, LEAD: 20.0, PARTNERS: 20.0, TIME: 14.0}
"""Widths in characters from which the search begins."""
_NARROW, _WIDE = 4, 10
"""So many readings of a row are followed at a time: while all orders are tried, and for the best two."""
_UNTOLD = -4.05
"""For another first column than the tasks, and for one of partners, where the header does not tell so."""
_QUANTILE, _LEAST_WIDTH = 0.7, 6
"""The share of a column's lines that are no longer than it is wide; and the least width."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the paper around a table tells: names of bodies and words that follow each other in them.

    `header` holds the roles that each line of the header names, from left to right; `page` is how many characters all
    columns may hold side by side. `one_body`: no name of a column tells of partners, nor of a lead that has some.
    `order` is that of the columns, where an earlier reading found it.
    """

    names: Sequence[str]
    words: NameWords
    header: Sequence[Sequence[str]]
    page: float
    one_body: bool = False
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """The lines of a row from `start` up to `end`, and the column of each of their words; traces have none."""

    start: int
    end: int
    columns: Mapping[Token, Column]


def read_rows_of(groups: Sequence[Sequence[TokenLine]], setting: Setting) -> tuple[Order, list[list[TableRow]]]:
    """The order of the columns that fits all lines best, and with it the rows of each group of a table."""
    tried = []
    for order in [setting.order] if setting.order else _orders(setting.header):
        search = Search(order, dict(_WIDTHS), setting.words)
        states = [search.read(lines, _NARROW) for lines in groups]
        tried.append((_worth(states, order, setting), order, _measured(states, search, setting.page)))
    tried.sort(key=lambda one: -one[0])
    found = []
    for _, order, widths in tried[:2]:
        search = Search(order, widths, setting.words)
        states = [search.read(lines, _WIDE) for lines in groups]
        found.append((_worth(states, order, setting), states, order))
    _, states, order = max(found, key=lambda one: one[0])
    return order, [_rows(state, order, len(lines)) for state, lines in zip(states, groups, strict=True)]


def _worth(states: Sequence[State], order: Order, setting: Setting) -> float:
    """How well the lines fit, less what the order supposes that the header does not tell."""
    pairs = _pairs(setting.header)
    first = order[0] is not TASK and (order[0].value, TASK.value) not in pairs
    untold = first + (PARTNERS in order and not any(PARTNERS.value in line for line in setting.header))
    return sum(state.score for state in states) + _UNTOLD * untold


def _orders(header: Sequence[Sequence[str]]) -> list[Order]:
    """The orders in which the columns may stand, as the header names them; a name may be lost."""
    named = {role for line in header for role in line}
    pairs = _pairs(header)
    sized = [order for order in ORDERS if PARTNERS in order or PARTNERS.value not in named]
    places = [{column.value: at for at, column in enumerate(order)} for order in sized]
    fitting = [
        order
        for order, place in zip(sized, places, strict=True)
        if all(place.get(one, -1) < place.get(two, 9) for one, two in pairs)
    ]
    return fitting or sized


def _pairs(header: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    """Columns of which one stands left of the other on a line of the header."""
    return {(one, two) for line in header for at, one in enumerate(line) for two in line[at + 1 :]}


def _rows(state: State, order: Order, count: int) -> list[TableRow]:
    rows: dict[int, dict[Token, Column]] = {}
    for step in state.steps():
        placed = rows.setdefault(step.start, {})
        if step.column >= 0:
            placed[step.token] = order[step.column]
    starts = [0, *sorted(rows)[1:], count]
    timed = [_timed(rows[key]) for key in sorted(rows)]
    return [TableRow(one, two, cells) for one, two, cells in zip(starts, starts[1:], timed, strict=False)]


def _timed(placed: Mapping[Token, Column]) -> Mapping[Token, Column]:
    """The words of a row, where none tells a time those of that cell in the cell of the word before: `làm mới 312`."""
    if any(token.time for token, column in placed.items() if column is TIME):
        return placed
    kept: dict[Token, Column] = {}
    for token, column in placed.items():
        before = next((one for one in kept if (one.line, one.index + 1) == (token.line, token.index)), None)
        if column is not TIME:
            kept[token] = column
        elif before and not token.bar:
            kept[token] = kept[before]
    return kept


def _measured(states: Sequence[State], search: Search, page: float) -> dict[Column, float]:
    """The widths of the columns, told by the longer lines of their cells; together no more than the page holds."""
    lengths: dict[tuple[int, int, int], int] = {}
    for group, state in enumerate(states):
        for step in state.steps():
            place = step.column, group, step.token.line
            lengths[place] = lengths.get(place, -step.token.space) + step.token.space + step.token.width
    widths = dict(search.widths)
    for index, column in enumerate(search.order):
        own = sorted(length for (at, _, _), length in lengths.items() if at == index)
        if own:
            widths[column] = float(max(own[ceil(_QUANTILE * (len(own) - 1))], _LEAST_WIDTH))
    wide = max(1.0, sum(widths[column] for column in search.order) / page)
    return {column: width / wide for column, width in widths.items()}
