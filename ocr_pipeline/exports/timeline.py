"""Deadlines along a line of time: where on it each day lies, which ticks it has, what is stacked over what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ocr_pipeline.exports.table import TableRow

GAP = 0.08
"""Share of the line by which two dots must be apart to stand side by side, on a phone too."""
MOST_TICKS = 6
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)
"""Months from tick to tick."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One day with all that is due on it; `share` is its place (0 to 1), `lane` its height, `number` its name."""

    number: int
    day: date
    rows: tuple[TableRow, ...]
    share: float
    lane: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month or year on the line."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days in order, the ticks, and the day of the document (its share, None where it is not known)."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    issued: float | None

    @property
    def lanes(self) -> int:
        """How many dots stand over one another at most."""
        return 1 + max(dot.lane for dot in self.dots)


def timeline_of(rows: Iterable[TableRow], issued: date | None) -> Timeline | None:
    """The timeline of the rows that have a day; None where none has."""
    due = sorted((row for row in rows if row.deadline), key=lambda row: row.deadline or date.max)
    if not due:
        return None
    days = [day for day in (issued, *(row.deadline for row in due)) if day]
    first, last = min(days), max(days)
    dots: list[Dot] = []
    for number, (day, group) in enumerate(groupby(due, key=lambda row: row.deadline or date.max), 1):
        share = _share(day, first, last)
        dots.append(Dot(number, day, tuple(group), share, _free_lane(dots, share)))
    return Timeline(tuple(dots), _ticks(first, last), _share(issued, first, last) if issued else None)


def _share(day: date, first: date, last: date) -> float:
    return (day - first).days / (last - first).days if last > first else 0.5


def _free_lane(dots: Sequence[Dot], share: float) -> int:
    taken = {dot.lane for dot in dots if share - dot.share < GAP}
    return next(lane for lane in range(len(dots) + 1) if lane not in taken)


def _ticks(first: date, last: date) -> tuple[Tick, ...]:
    """First days of months, so far apart that there are few."""
    low, high = (day.year * 12 + day.month - 1 for day in (first, last))
    step = next(step for step in _STEPS if (high - low) // step < MOST_TICKS)
    months = (month for month in range(-(-low // step) * step, high + 1, step) if month >= 12)
    days = (date(month // 12, month % 12 + 1, 1) for month in months)
    return tuple(
        Tick(f"{day.year}" if step >= 12 else f"{day.month}/{day.year}", _share(day, first, last))
        for day in days
        if first <= day <= last
    )
