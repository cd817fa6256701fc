"""Tables, ruled or not: each row of cells one line, a tab between cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ocr_pipeline.document import Line, Zone, ZoneKind
from ocr_pipeline.recognition.columns import Gutter, narrowed_by
from ocr_pipeline.recognition.rows import Placed, Row, line_of, rows_of, union
from ocr_pipeline.recognition.ruling import Grid

_CELL_GAP = 1.6
"""Cells stand apart by at least this many heights of a word, in every row; justified spaces stay below."""
_FEWEST_ROWS = 3


def take_ruled(words: Sequence[Placed], grids: Sequence[Grid]) -> tuple[tuple[Zone, ...], Row]:
    """The ruled tables as zones, each row of cells one line, and the words that stand in none.

    A cell's own lines are joined by spaces; a row without words gives no line.
    """
    zones: list[Zone] = []
    rest = tuple(words)
    for grid in grids:
        inside = [word for word in rest if _column_of(word, grid) is not None and _row_of(word, grid) is not None]
        rest = tuple(word for word in rest if word not in inside)
        lines = []
        for row in range(len(grid.rows) - 1):
            own = [word for word in inside if _row_of(word, grid) == row]
            cells = [
                [word for line in rows_of([word for word in own if _column_of(word, grid) == column]) for word in line]
                for column in range(len(grid.columns) - 1)
            ]
            if own:
                text = "\t".join(" ".join(word.word.text for word in cell) for cell in cells)
                in_order = [word for cell in cells for word in cell]
                lines.append(Line(text, tuple(word.word for word in in_order), union(word.box for word in own)))
        if lines:
            zones.append(Zone(ZoneKind.TABLE, tuple(lines), grid.box))
    return tuple(zones), rest


def _column_of(word: Placed, grid: Grid) -> int | None:
    return _part(word.middle, grid.columns)


def _row_of(word: Placed, grid: Grid) -> int | None:
    return _part((word.box.top + word.box.bottom) / 2, grid.rows)


def _part(place: float, edges: Sequence[int]) -> int | None:
    """Between which two neighbouring edges a place lies; None outside."""
    part = bisect_right(edges, place) - 1
    return part if 0 <= part < len(edges) - 1 else None


def body_zones(rows: Sequence[Row], height: float, tables: Sequence[Zone] = ()) -> tuple[Zone, ...]:
    """The rows as body zones, with the ruled `tables` in their places.

    Three or more neighbouring rows that part at the same places are a table without rules. `height` is the usual height
    of a word's box in pixels.
    """
    zones: list[Zone] = []
    left = list(rows)
    for table in sorted(tables, key=_top):
        above = [row for row in left if union(word.box for word in row).bottom <= _top(table) + height]
        zones += (*_unruled(above, height), table)
        left = [row for row in left if row not in above]
    return (*zones, *_unruled(left, height))


def _top(zone: Zone) -> int:
    return zone.box.top if zone.box is not None else 0


def _unruled(rows: Sequence[Row], height: float) -> Iterator[Zone]:
    for start, end, gutters in _runs(rows, _CELL_GAP * height):
        kind = ZoneKind.TABLE if gutters else ZoneKind.BODY
        lines = tuple(_cells_of(row, gutters) if gutters else line_of(row) for row in rows[start:end])
        box = union(word.box for row in rows[start:end] for word in row)
        yield Zone(kind, lines, box)


def _runs(rows: Sequence[Row], gap: float) -> Iterator[tuple[int, int, tuple[Gutter, ...]]]:
    """Stretches `start` to `end` (exclusive) of rows, with the gutters that all rows of a table share."""
    plain = start = 0
    while start < len(rows):
        end, gutters = start, _inner_gaps(rows[start], gap)
        while end < len(rows) and (shared := narrowed_by(gutters, rows[end], gap)) and _inner_gaps(rows[end], gap):
            end, gutters = end + 1, shared
        if end - start >= _FEWEST_ROWS:
            if plain < start:
                yield plain, start, ()
            yield start, end, gutters
            plain = start = end
        else:
            start += 1
    if plain < len(rows):
        yield plain, len(rows), ()


def _inner_gaps(row: Row, gap: float) -> tuple[Gutter, ...]:
    """The wide gaps between the words of a row."""
    return tuple(Gutter(a.box.right, b.box.left) for a, b in pairwise(row) if b.box.left - a.box.right >= gap)


def _cells_of(row: Row, gutters: Sequence[Gutter]) -> Line:
    """The row as one line, a tab between the words on either side of a gutter."""
    line = line_of(row)
    text = row[0].word.text
    for before, word in pairwise(row):
        parted = any(before.middle < gutter.middle <= word.middle for gutter in gutters)
        text += ("\t" if parted else " ") + word.word.text
    return Line(text, line.words, line.box)
