"""Histograms: pages counted in steps, as bars that the page draws."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: what it covers, how many pages are in it, their share of the highest bar, whether it needs a look."""

    label: str
    count: int
    height: float
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """A histogram ready to be drawn; `name` is its key in the JSON."""

    name: str
    title: str
    note: str
    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        """How many pages were counted."""
        return sum(bar.count for bar in self.bars)


@dataclass(slots=True)
class Histogram:
    """Pages counted in steps: below the first of the ascending `edges`, and from each of them on."""

    edges: Sequence[float]
    counts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """No page has been counted."""
        self.counts = [0] * (len(self.edges) + 1)

    def add(self, value: float) -> None:
        """Count one page."""
        self.counts[bisect_right(self.edges, value)] += 1

    def bars(self, shown: Callable[[float], str], doubtful: Callable[[float], bool]) -> tuple[Bar, ...]:
        """All steps, in order; `doubtful` is asked with the lower edge of each (0 for the first)."""
        highest = max(*self.counts, 1)
        lower = (0.0, *self.edges)
        return tuple(
            Bar(self._label(place, shown), count, count / highest, doubtful(lower[place]))
            for place, count in enumerate(self.counts)
        )

    def _label(self, place: int, shown: Callable[[float], str]) -> str:
        if place == 0:
            return f"< {shown(self.edges[0])}"
        if place == len(self.edges):
            return f"≥ {shown(self.edges[-1])}"
        return f"{shown(self.edges[place - 1])}–{shown(self.edges[place])}"
