"""The search for the rows and cells of a task table that arrives as plain lines with single blanks between the cells.

A beam search reads the words from left to right and sets each into a cell. What speaks for a cell: bars, bodies and
times, capitals where a cell begins, words that follow each other in the language and in names, the number of the row,
and the width that all lines of a column share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import inf

from ocr_pipeline.directives.plain_scores import (
    LEAD,
    TASK,
    TIME,
    Cell,
    Column,
    beginning,
    fit,
    is_another,
    leaving,
    skipping,
    trace,
)
from ocr_pipeline.directives.plain_words import NameWords, Token, TokenLine

Order = tuple[Column, ...]
Key = tuple[int, ...]

_ROWS = 5
"""Rows of so many different first lines are followed at a time."""
_MARGIN = 7.0
"""Readings that are so much worse than the best are given up."""
# Scores, like logarithms of odds.
_BAR_INSIDE = -2.7
"""For a bar within a cell."""
_SKIPPED = -0.6
"""For each column left out at the start of a line."""
_NEW_ROW, _AFTER_BLANK, _OTHER_NUMBER = -1.8, 0.5, -8.0
"""For a row that begins, below a blank line; for a number that is not the row's."""
_LOST_TASK, _LOST_LEAD, _LOST_TIME, _UNREAD_TIME, _TWO_TIMES = -2.0, -0.5, -2.7, -0.81, -2.7
"""For a row without a task, a lead, any words of a time, a time that can be read, and for one with two times."""
_OFF_CENTRE = -0.9
"""For each line by which a cell stands above or below the middle of its row."""
_OVER, _WIDER = -0.3, 1.02
"""For each character beyond the width and a little more."""


@dataclass(frozen=True, slots=True)
class Step:
    """A word with the index of its column (-1: a trace) and the line on which its row starts."""

    before: Step | None
    start: int
    token: Token
    column: int


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
    cells: tuple[Cell, ...]
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
        empty = (Cell(),) * len(self.order)
        beam = [State(0.0, 1, 0, -1, empty, _key(empty))]
        for number, line in enumerate(lines):
            opened = [self._open_row(state, line, number) for state in beam if number > state.start]
            beam = [_on_next_line(state, line) for state in beam] + opened
            if line.number:
                beam = [self._numbered(state, line.number) for state in beam]
            for token in line.tokens:
                found: dict[tuple[object, ...], State] = {}
                best = -inf
                for state in beam:
                    for after in self._set(state, token, best - _MARGIN):
                        best = max(best, after.score)
                        key = after.row, after.start, after.column, after.bar, after.key
                        known = found.get(key)
                        if known is None or known.score < after.score:
                            found[key] = after
                beam = _pruned(found.values(), breadth)
        return max((replace(s, score=s.score + self._ending(s, len(lines))) for s in beam), key=lambda one: one.score)

    def _open_row(self, state: State, line: TokenLine, number: int) -> State:
        score = state.score + _NEW_ROW + _AFTER_BLANK * line.after_blank + self._ending(state, number)
        score += beginning(line)
        empty = (Cell(),) * len(self.order)
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

    def _set(self, state: State, token: Token, least: float) -> Iterator[State]:
        """The word in the column of the one before, in one behind it, on a new line in any; or as a trace.

        Readings whose score is below the `least` would be given up anyway.
        """
        begins = state.column < 0
        bar = max(token.bar, state.bar)
        if not token.body and token.time < 2 and (score := state.score + trace(token)) >= least:
            step = Step(state.last, state.start, token, -1)
            yield State(score, state.row, state.start, state.column, state.cells, state.key, state.timed, bar, step)
        timed = token if token.time == 2 else state.timed
        for at in range(max(state.column, 0), len(self.order)):
            cell, column = state.cells[at], self.order[at]
            goes_on = at == state.column
            score = state.score + fit(column, cell, token, self.names, self.widths[column], goes_on=goes_on)
            if goes_on:
                score += _BAR_INSIDE if bar == 2 else 0.0
            else:
                left_out = at - state.column - 1
                score += _SKIPPED * at if begins else leaving(bar, token, column) + skipping(left_out, token.traces)
            if column is TIME and token.time == 2 and is_another(state.timed, token, cell.last):
                score += _TWO_TIMES
            length = cell.length + token.space + token.width if goes_on else token.width
            over = length - _WIDER * self.widths[column]
            score += _OVER * min(over, token.width + 1) if over > 0 else 0.0
            if score < least:
                continue
            first = cell.first if cell.last else token.line
            cells = (*state.cells[:at], Cell(first, token, length), *state.cells[at + 1 :])
            key = (*state.key[:at], token.place, *state.key[at + 1 :])
            yield State(
                score, state.row, state.start, at, cells, key, timed, 0, Step(state.last, state.start, token, at)
            )


def _key(cells: Sequence[Cell]) -> Key:
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


def _on_next_line(state: State, line: TokenLine) -> State:
    return replace(state, score=state.score - _AFTER_BLANK * line.after_blank, column=-1, bar=0)
