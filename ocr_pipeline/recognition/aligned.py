"""Tables without rules: neighbouring lines that part at the same places, with a gutter of white between the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ocr_pipeline.document import Box, Cell, Zone, ZoneKind
from ocr_pipeline.recognition.columns import Gutter, narrowed_by
from ocr_pipeline.recognition.rows import Placed, Row, box_of, line_of, union
from ocr_pipeline.recognition.tables import table_zone

_CELL_GAP = 1.6
"""Cells stand apart by at least this many heights of a word; justified spaces stay below."""
_FEWEST_ROWS = 3
_SHARED = 0.7
"""A gutter is one where at least this share of the rows leaves it white: dust may fill it in some."""
_TIGHT, _STRAIGHT, _BELOW = 0.9, 0.5, 0.7
"""In a table, words that begin below each other in so many of the rows, behind a gap of so many heights, are one."""
_NEAR = 0.6
"""The second line of a cell follows within this many heights of a word."""


def body_zones(rows: Sequence[Row], height: float, tables: Sequence[Zone] = ()) -> tuple[Zone, ...]:
    """The rows as body zones, with the ruled `tables` in their places and tables without rules as such.

    `height` is the usual height of a word's box in pixels.
    """
    zones: list[Zone] = []
    left = list(rows)
    for table in sorted(tables, key=_top):
        above = [row for row in left if box_of(row).bottom <= _top(table) + height]
        zones += (*_zones(above, height), table)
        left = [row for row in left if row not in above]
    return (*zones, *_zones(left, height))


def _top(zone: Zone) -> int:
    return zone.box.top if zone.box is not None else 0


def _zones(rows: Sequence[Row], height: float) -> Iterator[Zone]:
    """The rows as text and tables in turn."""
    plain = start = 0
    while start < len(rows):
        run = _run(rows, start, height)
        gutters = run.shared()
        if gutters:
            if plain < start:
                yield _text(rows[plain:start])
            own = rows[start : run.end]
            yield _table(own, (*gutters, *_narrow(own, gutters, height)))
            plain = start = run.end
        else:
            start += 1
    if plain < len(rows):
        yield _text(rows[plain:])


def _text(rows: Sequence[Row]) -> Zone:
    return Zone(ZoneKind.BODY, tuple(map(line_of, rows)), union(map(box_of, rows)))


@dataclass(slots=True)
class _Run:
    """Rows up to `end` (exclusive) that part at places which some share, and how many leave each gutter white."""

    end: int
    gutters: list[Gutter] = field(default_factory=list)
    votes: list[int] = field(default_factory=list)
    rows: int = 0

    def take(self, row: Row, gap: float) -> bool:
        """Count a row that parts where one of those before does; False where it does not."""
        spaces = [Gutter(a.box.right, b.box.left) for a, b in pairwise(row) if b.box.left - a.box.right >= gap]
        narrower = [narrowed_by([gutter], row, gap)[:1] if spaces else () for gutter in self.gutters]
        if self.rows and not any(narrower):
            return False
        for place, found in enumerate(narrower):
            if found:
                self.gutters[place] = found[0]
                self.votes[place] += 1
        for space in spaces:
            if not any(gutter.left < space.right and space.left < gutter.right for gutter in self.gutters):
                self.gutters.append(space)
                self.votes.append(1)
        self.rows += bool(spaces)
        return bool(spaces)

    def goes_on_in(self, row: Row, above: Row, height: float) -> bool:
        """Whether a row is the second line of a cell: close below the others, and within a column but the first."""
        if not self.rows:
            return False
        box = box_of(row)
        first = min((gutter.left for gutter in self.gutters), default=0)
        near = box.top - box_of(above).bottom < _NEAR * height
        crossed = any(box.left < gutter.middle < box.right for gutter in self.gutters)
        return near and box.left >= first and not crossed

    def shared(self) -> tuple[Gutter, ...]:
        """The gutters of a table from left to right; none where the rows are no table."""
        least = max(_FEWEST_ROWS, _SHARED * self.rows)
        found = (gutter for gutter, votes in zip(self.gutters, self.votes, strict=True) if votes >= least)
        return tuple(sorted(found, key=lambda gutter: gutter.left))


def _run(rows: Sequence[Row], start: int, height: float) -> _Run:
    """The rows from `start` that may be a table."""
    run = _Run(start)
    while run.end < len(rows):
        row = rows[run.end]
        if not run.take(row, _CELL_GAP * height) and not run.goes_on_in(row, rows[run.end - 1], height):
            break
        run.end += 1
    return run


def _narrow(rows: Sequence[Row], known: Sequence[Gutter], height: float) -> Iterator[Gutter]:
    """Gutters of a table that are too narrow to be told by themselves: words begin below each other beyond them."""
    starts = sorted(
        (b.box.left, a.box.right)
        for row in rows
        for a, b in pairwise(row)
        if b.box.left - a.box.right >= _TIGHT * height
    )
    least = max(_FEWEST_ROWS + 1, _BELOW * len(rows))
    edge = float("-inf")
    for left, _ in starts:
        below = [before for other, before in starts if left <= other < left + _STRAIGHT * height]
        gutter = Gutter(max(below), left)
        apart = all(gutter.right <= other.left or other.right <= gutter.left for other in known)
        if len(below) >= least and left > edge and apart and gutter.width > 0:
            edge = left + height
            yield gutter


def _table(rows: Sequence[Row], gutters: Sequence[Gutter]) -> Zone:
    """The rows as a table; a row whose first cell is empty goes on with the cells of the row above."""
    held: dict[tuple[int, int], list[Placed]] = {}
    count = 0
    for row in rows:
        columns = [sum(gutter.middle <= word.middle for gutter in gutters) for word in row]
        count += count == 0 or 0 in columns
        for word, column in zip(row, columns, strict=True):
            held.setdefault((count - 1, column), []).append(word)
    cells = {place: Cell(*place, box=_box(held.get(place, ()))) for place in _places(count, len(gutters) + 1)}
    return table_zone(tuple(cells.values()), {cells[place]: words for place, words in held.items()}, ruled=False)


def _places(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(rows) for column in range(columns))


def _box(words: Sequence[Placed]) -> Box | None:
    return union(word.box for word in words) if words else None
