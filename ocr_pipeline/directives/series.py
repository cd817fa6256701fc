"""Which lines begin an item: the readings of their labels are chosen so that the series of labels makes sense.

A beam search over the stack of open series. A label that goes on with an open series, or opens one with its first
number, is cheap; a gap, a repair (`l.` for `1.`, `d)` for `đ)`) or a label dropped as running text costs something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from ocr_pipeline.directives.labels import LETTERS, Label, Level
from ocr_pipeline.directives.paragraphs import CERTAIN, NEW_PARAGRAPH, Paragraph
from ocr_pipeline.directives.roman_numbers import roman_number
from ocr_pipeline.directives.tokens import SPECKS_COST, label_readings

BEAM = 8
OPENING = 0.3  # a new series
ONWARD = 0.3  # a new series that goes on with the numbers of an earlier one
LATE_START = 3.6  # a new series that begins with another number than 1
LATE_TITLE = 2.5  # the same for articles and Roman numbers, which running text does not hold
UNREAD_START = 1.5  # a series whose first number cannot be read
GAP = 0.8  # each number left out
STYLE = 0.6  # another stop than before (`1-` after `1.`)
REPEAT = 2.0  # a number given twice
RESTART = 3.0  # a series inside one of the same level
WIDER = 0.8  # a series of a wider level than one that is open
ALONE = 3.5  # a dash on its own before numbered items

_ALONE_ENDS = re.compile(r":\s*$")
_CLOSED = re.compile(r"[.;,]\W*$")
UNORDERED = frozenset({Level.DASH, Level.PLUS, Level.STAR})


class _Series(NamedTuple):  # many are made and compared: tuples take a third of the time that dataclasses take
    """An open series of labels, the last place reached in it, and whether a heading stands there."""

    level: Level
    style: str
    ordinal: int
    heading: bool


_Stack = tuple[_Series, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with its number of labels above."""

    label: Label
    depth: int


class _State(NamedTuple):
    """A way to read the labels so far; `parent` leads back through the earlier decisions.

    `reached` is the last number on each level, also of series that are closed: articles go on across chapters.
    """

    cost: float
    stack: _Stack
    reached: tuple[int, ...] = (0,) * (max(Level) + 1)
    label: Label | None = None
    parent: _State | None = None


_Step = tuple[float, _Stack, Label | None, _State]
"""A way to go on from a state: cost, stack and label of the one it leads to."""


def choose_labels(paragraphs: Sequence[Paragraph]) -> list[Placed | None]:
    """For each paragraph its label, or None where it has none or only seems to have one.

    >>> texts = ("1. Sở Y tế", "- Rà soát", "l. bệnh viện", "2. Sở Nội vụ")
    >>> evidence = (4.0, 2.5, -1.0, 2.5)
    >>> chosen = choose_labels([Paragraph(text, 1, seen) for text, seen in zip(texts, evidence)])
    >>> [placed and (placed.label.printed, placed.depth) for placed in chosen]
    [('1.', 0), ('-', 1), None, ('2.', 0)]
    """
    beam = [_State(0.0, ())]
    labelled: list[int] = []
    read = [_readings(paragraph) for paragraph in paragraphs]
    for position, (paragraph, readings) in enumerate(zip(paragraphs, read, strict=True)):
        if not readings:
            continue
        alone = _ALONE_ENDS.search(paragraph.text) is not None and not _dash_follows(read, position)
        labelled.append(position)
        dropped = _drop_cost(paragraph, readings)
        steps: list[_Step] = [(state.cost + dropped, state.stack, None, state) for state in beam]
        doubt = _start_cost(paragraph, readings[0])
        if alone and readings[0].level in UNORDERED and not any(state.stack for state in beam):
            doubt += ALONE
        heading = not _CLOSED.search(paragraph.text)
        for state in beam:
            for label in readings:
                for cost, stack, placed in _moves(state, label, heading=heading):
                    steps.append((state.cost + cost + doubt + label.cost, stack, placed, state))
        beam = [_follow(*step) for step in _cheapest(steps)]
    result: list[Placed | None] = [None] * len(paragraphs)
    state = beam[0]
    while state.parent is not None:
        position = labelled.pop()
        if state.label is not None:
            result[position] = Placed(_as_read(state.label, state.stack[-1]), len(state.stack) - 1)
        state = state.parent
    return result


def _readings(paragraph: Paragraph) -> tuple[Label, ...]:
    """Readings of the label; where each line is a paragraph the text was typed, and labels stand as printed."""
    readings = () if paragraph.cells else label_readings(paragraph.text)
    typed = tuple(label for label in readings if label.cost == 0)
    return typed if typed and paragraph.evidence >= CERTAIN else readings


def _follow(cost: float, stack: _Stack, label: Label | None, state: _State) -> _State:
    """The state to which a step leads."""
    if label is None:
        return _State(cost, stack, state.reached, None, state)
    level, reached = stack[-1].level, state.reached
    return _State(cost, stack, (*reached[:level], stack[-1].ordinal, *reached[level + 1 :]), label, state)


def _as_read(label: Label, series: _Series) -> Label:
    """The label, one without a number or letter with that of the place which it has reached in its series."""
    unread = label.ordinal is None and label.level not in UNORDERED
    return numbered(label, series.ordinal, series.style) if unread else label


def _dash_follows(read: Sequence[tuple[Label, ...]], position: int) -> bool:
    """Whether the next labelled paragraph begins with a dash, too."""
    following = next((read[at] for at in range(position + 1, len(read)) if read[at]), ())
    return bool(following) and following[0].level in UNORDERED


def _cheapest(steps: list[_Step]) -> list[_Step]:
    """The cheapest steps, one to each stack."""
    best: dict[_Stack, _Step] = {}
    for step in sorted(steps, key=itemgetter(0)):
        best.setdefault(step[1], step)
        if len(best) == BEAM:
            break
    return list(best.values())


def _drop_cost(paragraph: Paragraph, readings: Sequence[Label]) -> float:
    """What it costs to take the label as running text: much where a paragraph surely begins."""
    plain = readings[0].cost <= SPECKS_COST
    if paragraph.evidence >= NEW_PARAGRAPH:
        unread = readings[0].ordinal is None and readings[0].level not in UNORDERED
        if unread and paragraph.evidence >= CERTAIN:
            return 1.0
        return 4.0 if plain else 2.2
    return 1.6 if plain else 0.3


def _start_cost(paragraph: Paragraph, label: Label) -> float:
    """What it costs that an item begins here: much in the middle of a sentence."""
    rest = paragraph.text[label.end :].lstrip(" \"'“(")
    cost = 0.8 if rest[:1].islower() else 0.0
    if paragraph.evidence < NEW_PARAGRAPH:
        cost += min(2.5, 0.5 * (NEW_PARAGRAPH - paragraph.evidence))
    return cost


def _moves(state: _State, label: Label, *, heading: bool) -> list[tuple[float, _Stack, Label]]:
    """Ways to place the label: going on with an open series, or opening a new one below it."""
    moves = []
    stack = state.stack
    for depth, series in enumerate(stack):
        if series.level is label.level:
            moves += _continue(stack[: depth + 1], label, heading=heading)
    kept = stack
    while kept and kept[-1].level > label.level and not _heads(kept[-1], label):
        kept = kept[:-1]
    wider = WIDER if any(series.level not in UNORDERED for series in stack[len(kept) :]) else 0.0
    opened = _open(kept, label, state.reached[label.level], heading=heading)
    return [*moves, *((cost + wider, after, placed) for cost, after, placed in opened)]


def _heads(series: _Series, label: Label) -> bool:
    """Whether a starred heading has dashes below it, though a star usually stands below a dash."""
    return series.level is Level.STAR and label.level is Level.DASH and series.heading


def _continue(stack: _Stack, label: Label, *, heading: bool) -> list[tuple[float, _Stack, Label]]:
    last = stack[-1]
    style = 0.0 if last.style == label.style else STYLE
    if label.level in UNORDERED:
        return [(style, (*stack[:-1], _Series(last.level, label.style, last.ordinal, heading)), label)]
    if not _prefix_fits(stack[:-1], label):
        return []
    ordinal = last.ordinal + 1 if label.ordinal is None else label.ordinal
    step = ordinal - last.ordinal
    if step < 0:
        return []
    cost = GAP * min(step - 1, 4) if step else REPEAT  # a number given twice by mistake
    return [(style + cost, (*stack[:-1], _Series(last.level, last.style, ordinal, heading)), label)]


def _open(stack: _Stack, label: Label, reached: int, *, heading: bool) -> list[tuple[float, _Stack, Label]]:
    if label.level in UNORDERED:
        if any(series.level is label.level for series in stack):
            return []
        early = 0.6 if not stack else 0.0
        return [(OPENING + early, (*stack, _Series(label.level, label.style, 1, heading)), label)]
    cost, ordinal = OPENING, 1 if label.ordinal is None else label.ordinal
    if label.ordinal is None:
        cost += UNREAD_START
    elif ordinal > 1 and ordinal == reached + 1:
        cost += ONWARD
    elif ordinal > 1:
        cost += (LATE_START if label.level > Level.ROMAN else LATE_TITLE) + 0.1 * min(ordinal, 20)
    if any(series.level is label.level for series in stack):
        cost += RESTART
    if not _prefix_fits(stack, label):
        cost += GAP
    return [(cost, (*stack, _Series(label.level, label.style, ordinal, heading)), label)]


def _prefix_fits(stack: _Stack, label: Label) -> bool:
    """Whether the numbers before the last one are those of the open series above (`1.2.` under `1.`)."""
    if not label.prefix or not stack:
        return True
    return stack[-1].level >= Level.ROMAN and stack[-1].ordinal == label.prefix[-1]


def numbered(label: Label, ordinal: int, style: str) -> Label:
    """The label with the number or letter that its place gives it."""
    written = str(ordinal)
    if label.level is Level.ROMAN:
        written = roman_number(ordinal)
    elif label.level is Level.POINT and ordinal <= len(LETTERS):
        written = LETTERS[ordinal - 1]
    return replace(label, ordinal=ordinal, printed=written + style)
