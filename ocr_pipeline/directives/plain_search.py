"""The search for the rows and cells of a task table that arrives as plain lines with single blanks between the cells.

A beam search reads the words from left to right and sets each into a cell. What speaks for a cell: bars, bodies and
times, capitals where a cell begins, words that follow each other in the language and in names, the number of the row,
and the width that all lines of a column share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice

from ocr_pipeline.directives.plain_words import NameWords, Token, TokenLine, attraction


class Column(Enum):
    """What a column of a task table holds."""

    TASK = "task"
    LEAD = "lead"
    PARTNERS = "coordinate"
    TIME = "deadline"


TASK, LEAD, PARTNERS, TIME = Column.TASK, Column.LEAD, Column.PARTNERS, Column.TIME
Order = tuple[Column, ...]
Key = tuple[int, ...]

_ROWS = 5
"""Rows of so many different first lines are followed at a time."""
_MARGIN = 7.0
"""Readings that are so much worse than the best are given up."""
_JOINS = frozenset((",", "-", "va", "cua", ";"))
"""Behind these a name goes on."""
_RANGE = frozenset(("den", "-", ","))
"""Behind these a time goes on."""

# Scores, like logarithms of odds.
_BARS = (-0.7, 0.0, 0.4)
"""For leaving a cell where nothing, signs, a bar stand."""
_BAR_INSIDE, _SMALL_NEXT = -2.0, -0.8
"""For a bar within a cell, and for a small letter where a cell is left without a sign."""
_SKIPPED, _LOST_CELL, _TRACED_CELL = -0.6, -0.4, -0.3
"""For each column left out at the start of a line; for one left out later without a trace; for traces where none is."""
_NEW_ROW, _SMALL_START, _TRACED_START, _AFTER_BLANK, _OTHER_NUMBER = -1.8, -6.0, -1.0, 0.5, -8.0
"""For a row that begins, with a small letter, behind traces, below a blank line; for a number that is not the row's."""
_LOST_TASK, _LOST_LEAD, _LOST_TIME, _UNREAD_TIME, _TWO_TIMES = -2.0, -0.5, -2.0, -0.6, -2.0
"""For a row without a task, a lead, any words of a time, a time that can be read, and for one with two times."""
_TRACE, _SHORT_TRACE, _DIGIT_TRACE, _LOOSE_SIGN = -2.6, -1.0, -1.7, -0.3
"""For a word that belongs to no cell."""
_OFF_CENTRE = -0.9
"""For each line by which a cell stands above or below the middle of its row."""
_LANGUAGE, _NAMED, _ENDED, _BODY_INSIDE, _BODY_BELOW = 0.4, 0.8, -0.8, -0.8, -0.3
"""For words that follow each other, in the language, in names; for small words behind a name; for a body in a cell."""
_SMALL_BELOW, _JOINED_BELOW, _TASK_BELOW, _NAME_BELOW, _VERB_BELOW = 0.5, 0.3, -0.8, -0.2, -0.7
"""For the next line of a cell: with a small letter; with a capital behind a comma, in a task, a name; with a verb."""
_SLACK, _MOST_SLACK, _FILLED = -0.2, -2.5, 0.9
"""For each character left on the line above, where the next word had room; so much of the width is always filled."""
_OVER, _WIDER = -0.3, 1.1
"""For each character beyond the width and a little more."""
_IN_TIME, _TIME_IN_TASK, _TIME_IN_BODY = (-1.2, 0.5, 1.5), (0.0, -0.1, -1.0), (0.0, -0.8, -2.0)
"""For a word that tells no time, may tell one, or tells that of a deadline, in each column."""
_SIGN_IN_TIME, _VERB_IN_BODY = -0.3, -0.6
_TIME_FIRST = (-0.5, 0.5, 0.5)
_TASK_FIRST, _TASK_SMALL, _VERB_FIRST = 0.8, -1.0, 0.6
_BODY_FIRST, _SMALL_BODY_FIRST, _CAPITAL_FIRST, _SMALL_FIRST = 2.0, 1.0, -0.3, -1.2
"""For the first word of a cell: of a time; a capital, small letter, verb of a task; of bodies."""


@dataclass(frozen=True, slots=True)
class Step:
    """A word with the index of its column (-1: a trace) and the line on which its row starts."""

    before: Step | None
    start: int
    token: Token
    column: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """How far a cell is read: its first line, its last word, and the length of that word's line."""

    first: int = -1
    last: Token | None = None
    length: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """One way to read the words so far.

    `key` holds the last word of each cell: with the row it is what the further reading depends on. `column` is that of
    the last word on the line (-1: none yet), `timed` the last word of a time in this row, `bar` what stands before the
    next word.
    """

    score: float
    row: int
    start: int
    column: int
    cells: tuple[_Cell, ...]
    key: Key
    timed: Token | None = None
    bar: int = 0
    last: Step | None = None

    def steps(self) -> list[Step]:
        """How each word was read, from the first to the last."""
        steps = []
        step = self.last
        while step:
            steps.append(step)
            step = step.before
        return steps[::-1]


@dataclass(frozen=True, slots=True)
class Search:
    """The search for one order of columns with their widths."""

    order: Order
    widths: Mapping[Column, float]
    names: NameWords

    def read(self, lines: Sequence[TokenLine], breadth: int) -> State:
        """The best reading of all lines."""
        empty = (_Cell(),) * len(self.order)
        beam = [State(0.0, 1, 0, -1, empty, _key(empty))]
        for number, line in enumerate(lines):
            opened = [self._open_row(state, line, number) for state in beam if number > state.start]
            beam = [_on_next_line(state, line) for state in beam] + opened
            if line.number:
                beam = [self._numbered(state, line.number) for state in beam]
            for token in line.tokens:
                found: dict[tuple[object, ...], State] = {}
                for state in beam:
                    for after in self._set(state, token):
                        key = after.row, after.start, after.column, after.bar, after.key
                        known = found.get(key)
                        if known is None or known.score < after.score:
                            found[key] = after
                beam = _pruned(found.values(), breadth)
        return max((replace(s, score=s.score + self._ending(s, len(lines))) for s in beam), key=lambda one: one.score)

    def _open_row(self, state: State, line: TokenLine, number: int) -> State:
        score = state.score + _NEW_ROW + _AFTER_BLANK * line.after_blank + self._ending(state, number)
        score += _beginning(line)
        empty = (_Cell(),) * len(self.order)
        return State(score, state.row + 1, number, -1, empty, _key(empty), None, 0, state.last)

    @staticmethod
    def _numbered(state: State, number: int) -> State:
        wrong = min(abs(state.row - number), 3)
        return replace(state, score=state.score + _OTHER_NUMBER * wrong, row=number)

    def _ending(self, state: State, end: int) -> float:
        """What a row lacks, and cells that do not stand in the middle of it."""
        told = state.cells[self.order.index(TIME)].last is not None
        score = 0.0 if state.timed else _UNREAD_TIME if told else _LOST_TIME
        for column, cell in zip(self.order, state.cells, strict=True):
            if cell.last is None:
                score += _LOST_TASK if column is TASK else _LOST_LEAD if column is LEAD else 0.0
            else:
                above, below = cell.first - state.start, end - 1 - cell.last.line
                score += _OFF_CENTRE * max(0, abs(above - below) - 1)
        return score

    def _set(self, state: State, token: Token) -> Iterator[State]:
        """The word in the column of the one before, in one behind it, on a new line in any; or as a trace."""
        begins = state.column < 0
        bar = max(token.bar, state.bar)
        if not token.body and token.time < 2:
            score = state.score + _trace(token)
            step = Step(state.last, state.start, token, -1)
            yield State(score, state.row, state.start, state.column, state.cells, state.key, state.timed, bar, step)
        timed = token if token.time == 2 else state.timed
        for at in range(max(state.column, 0), len(self.order)):
            cell, column = state.cells[at], self.order[at]
            goes_on = at == state.column
            score = state.score + self._fit(column, cell, token, goes_on=goes_on)
            if goes_on:
                score += _BAR_INSIDE if bar == 2 else 0.0
            else:
                left_out = at - state.column - 1
                score += _SKIPPED * at if begins else _leaving(bar, token, column) + _skipping(left_out, token.traces)
            if column is TIME and token.time == 2 and _is_another(state.timed, token, cell.last):
                score += _TWO_TIMES
            length = cell.length + token.space + token.width if goes_on else token.width
            over = length - _WIDER * self.widths[column]
            score += _OVER * min(over, token.width + 1) if over > 0 else 0.0
            first = cell.first if cell.last else token.line
            cells = (*state.cells[:at], _Cell(first, token, length), *state.cells[at + 1 :])
            key = (*state.key[:at], token.place, *state.key[at + 1 :])
            yield State(
                score, state.row, state.start, at, cells, key, timed, 0, Step(state.last, state.start, token, at)
            )

    def _fit(self, column: Column, cell: _Cell, token: Token, *, goes_on: bool) -> float:
        """How well a word fits a column, and goes on with its cell or opens it."""
        score = _content(column, token)
        if cell.last is None:
            return score + _opening(column, token)
        if column is not TIME:
            score += _LANGUAGE * attraction(cell.last.word, token.word)
            if column is not TASK:
                named = (cell.last.form, token.form) in self.names.pairs
                ended = cell.last.form in self.names.ends and not token.capital and not token.level
                score += _NAMED if named else _ENDED * ended
            if token.body and token.capital and (column is TASK or cell.last.form not in _JOINS):
                score += _BODY_INSIDE if goes_on or column is not PARTNERS else _BODY_BELOW
        if not goes_on:
            if column is not TIME:
                joined = cell.last.form in _JOINS
                below = _JOINED_BELOW if joined else _TASK_BELOW if column is TASK else _NAME_BELOW
                score += (below if token.capital else _SMALL_BELOW) + _VERB_BELOW * token.verb
            width = self.widths[column]
            slack = _FILLED * width - cell.length - 1 - token.width
            score += max(_MOST_SLACK, _SLACK * slack) if slack > 0 else 0.0
        return score


def _key(cells: Sequence[_Cell]) -> Key:
    return (-1,) * len(cells)


def _pruned(states: Iterable[State], breadth: int) -> list[State]:
    """The best readings of each of the best rows that may be open."""
    rows: dict[tuple[int, int], list[State]] = {}
    ordered = sorted(states, key=lambda one: -one.score)
    for state in ordered:
        if state.score < ordered[0].score - _MARGIN:
            break
        rows.setdefault((state.row, state.start), []).append(state)
    return [state for row in islice(rows.values(), _ROWS) for state in row[:breadth]]


def _beginning(line: TokenLine) -> float:
    """For a row that begins on this line: with a capital or a body, or with something unread."""
    first = next((token for token in line.tokens if token.form.isalnum()), None)
    if first is None or first.capital or first.body:
        return 0.0
    return _TRACED_START if first.bar or line.after_blank else _SMALL_START


def _trace(token: Token) -> float:
    """For a word that belongs to no cell: short ones and signs that stand alone often do not."""
    if not token.form.isalnum():
        loose = token.form != "-" and (token.space or not token.index)
        return _LOOSE_SIGN if loose else _SHORT_TRACE
    if token.width > 2:
        return _TRACE
    return _DIGIT_TRACE if token.form.isdecimal() else _SHORT_TRACE


def _leaving(bar: int, token: Token, column: Column) -> float:
    """For leaving a cell before a word, where nothing, signs or a bar stand."""
    small = not bar and not (token.capital or (token.time and column is TIME))
    return _BARS[bar] + _SMALL_NEXT * small


def _skipping(columns: int, traces: int) -> float:
    """For leaving out columns: where one is, traces of its words should stand, and the other way round."""
    if columns:
        return 0.0 if traces else _LOST_CELL
    return _TRACED_CELL if traces > 1 else 0.0


def _on_next_line(state: State, line: TokenLine) -> State:
    return replace(state, score=state.score - _AFTER_BLANK * line.after_blank, column=-1, bar=0)


def _is_another(timed: Token | None, token: Token, last: Token | None) -> bool:
    """Whether a second time begins in a row, where no range goes on."""
    if timed is None or timed.group == token.group:
        return False
    return last is None or last.form not in _RANGE


def _content(column: Column, token: Token) -> float:
    """How well a word fits a column."""
    if column is TIME:
        return _IN_TIME[token.time] if token.time or token.form.isalpha() else _SIGN_IN_TIME
    if column is TASK:
        return _TIME_IN_TASK[token.time]
    return _TIME_IN_BODY[token.time] + _VERB_IN_BODY * token.verb


def _opening(column: Column, token: Token) -> float:
    """How well a word begins a cell."""
    if column is TIME:
        return _TIME_FIRST[token.time]
    if column is TASK:
        small = token.body or token.time > 1 or not token.capital
        return _TASK_SMALL if small else _TASK_FIRST + _VERB_FIRST * token.verb
    if token.body:
        return _BODY_FIRST if token.capital else _SMALL_BODY_FIRST
    return _CAPITAL_FIRST if token.capital else _SMALL_FIRST
