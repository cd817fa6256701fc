"""How well the words of a task table that arrives as plain lines fit a cell: the scores of the search for its cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ocr_pipeline.directives.plain_words import NameWords, Token, TokenLine, attraction


class Column(Enum):
    """What a column of a task table holds."""

    TASK = "task"
    LEAD = "lead"
    PARTNERS = "coordinate"
    TIME = "deadline"


TASK, LEAD, PARTNERS, TIME = Column.TASK, Column.LEAD, Column.PARTNERS, Column.TIME

_JOINS = frozenset((",", "-", "va", "cua", ";"))
"""Behind these a name goes on."""
_COLLECTIVE = frozenset(("cac", "nhung"))
"""Behind these the same body goes on: `Các Phòng giao dịch`."""
_RANGE = frozenset(("den", "-", ","))
"""Behind these a time goes on."""

# Scores, like logarithms of odds.
_BARS = (-0.7, 0.0, 0.4)
"""For leaving a cell where nothing, signs, a bar stand."""
_SMALL_NEXT = -0.8
"""For a small letter where a cell is left without a sign."""
_LOST_CELL, _TRACED_CELL = -0.4, -0.3
"""For each column left out without a trace; for traces where none is."""
_SMALL_START, _TRACED_START = -3.9, -1.0
"""For a row that begins with a small letter, behind traces."""
_TRACE, _SHORT_TRACE, _DIGIT_TRACE, _LOOSE_SIGN = -2.6, -0.65, -1.7, -0.3
"""For a word that belongs to no cell."""
_LANGUAGE, _NAMED, _ENDED, _BODY_INSIDE, _BODY_BELOW = 0.4, 0.8, -0.8, -0.52, -0.3
"""For words that follow each other, in the language, in names; for small words behind a name; for a body in a cell."""
_WHOLE, _TORN = 2.02, -1.5
"""For a word behind the one before it in a known name, and for one that stands elsewhere."""
_SMALL_BELOW, _JOINED_BELOW, _TASK_BELOW, _NAME_BELOW, _VERB_BELOW = 0.33, 0.15, -0.8, -0.2, -0.7
"""For the next line of a cell: with a small letter; with a capital behind a comma, in a task, a name; with a verb."""
_SLACK, _MOST_SLACK, _FILLED = -0.35, -2.5, 0.9
"""For each character left on the line above, where the next word had room; so much of the width is always filled."""
_IN_TIME, _TIME_IN_TASK, _TIME_IN_BODY = (-1.2, 0.5, 1.5), (0.0, -0.1, -1.0), (-0.15, -1.08, -2.0)
"""For a word that tells no time, may tell one, or tells that of a deadline, in each column."""
_SIGN_IN_TIME, _VERB_IN_BODY = -0.45, -0.6
_TIME_FIRST = (-0.5, 0.33, 0.5)
_TASK_FIRST, _TASK_SMALL, _VERB_FIRST = 0.52, -1.0, 0.6
_BODY_FIRST, _SMALL_BODY_FIRST, _CAPITAL_FIRST, _SMALL_FIRST = 2.0, 1.0, -0.3, -1.62
"""For the first word of a cell: of a time; a capital, small letter, verb of a task; of bodies."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a cell is read: its first line, its last word, and the length of that word's line."""

    first: int = -1
    last: Token | None = None
    length: int = 0


def fit(column: Column, cell: Cell, token: Token, names: NameWords, width: float, *, goes_on: bool) -> float:
    """How well a word fits a column, and goes on with its cell or opens it."""
    score = _content(column, token) + _wholeness(cell.last, token)
    if cell.last is None:
        return score + _opening(column, token)
    if follows(cell.last, token):
        return score
    if column is not TIME:
        score += _LANGUAGE * attraction(cell.last.word, token.word)
        if column is not TASK:
            named = (cell.last.form, token.form) in names.pairs
            ended = cell.last.form in names.ends and not token.capital and not token.level
            score += _NAMED if named else _ENDED * ended
        if token.body and token.capital and (column is TASK or cell.last.form not in _JOINS):
            score += _BODY_INSIDE if goes_on or column is not PARTNERS else _BODY_BELOW
    if not goes_on:
        if column is not TIME:
            joined = cell.last.form in _JOINS
            below = _JOINED_BELOW if joined else _TASK_BELOW if column is TASK else _NAME_BELOW
            score += (below if token.capital else _SMALL_BELOW) + _VERB_BELOW * token.verb
        slack = _FILLED * width - cell.length - 1 - token.width
        score += max(_MOST_SLACK, _SLACK * slack) if slack > 0 else 0.0
    return score


def follows(last: Token | None, token: Token) -> bool:
    """Whether a word is the next one of a known name."""
    return last is not None and last.name[0] > 0 and token.name == (last.name[0], last.name[1] + 1)


def _wholeness(last: Token | None, token: Token) -> float:
    """For a word of a known name, behind the one before it or torn from it."""
    if token.name[1] < 2:
        return 0.0
    return _WHOLE if follows(last, token) else _TORN


def beginning(line: TokenLine) -> float:
    """For a row that begins on this line: with a capital or a body, or with something unread."""
    first = next((token for token in line.tokens if token.form.isalnum()), None)
    if first is None or first.capital or first.body:
        return 0.0
    return _TRACED_START if first.bar or line.after_blank else _SMALL_START


def trace(token: Token) -> float:
    """For a word that belongs to no cell: short ones and signs that stand alone often do not."""
    if token.name[0]:
        return _TRACE + _TORN
    if not token.form.isalnum():
        loose = token.form != "-" and (token.space or not token.index)
        return _LOOSE_SIGN if loose else _SHORT_TRACE
    if token.width > 2:
        return _TRACE
    return _DIGIT_TRACE if token.form.isdecimal() else _SHORT_TRACE


def leaving(bar: int, token: Token, column: Column) -> float:
    """For leaving a cell before a word, where nothing, signs or a bar stand."""
    small = not bar and not (token.capital or (token.time and column is TIME))
    return _BARS[bar] + _SMALL_NEXT * small


def skipping(columns: int, traces: int) -> float:
    """For leaving out columns: where one is, traces of its words should stand, and the other way round."""
    if columns:
        return 0.0 if traces else _LOST_CELL
    return _TRACED_CELL if traces > 1 else 0.0


def is_another(timed: Token | None, token: Token, last: Token | None) -> bool:
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
