"""Tables and lists in columns: rows that part at the same places, each row one line with its cells between tabs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ocr_pipeline.document import Line, Zone, ZoneKind
from ocr_pipeline.recognition.columns import Gutter, narrowed_by
from ocr_pipeline.recognition.rows import Row, line_of, union

_CELL_GAP = 1.6
"""Cells stand apart by at least this many heights of a word, in every row; justified spaces stay below."""
_FEWEST_ROWS = 3


def body_zones(rows: Sequence[Row], height: float) -> tuple[Zone, ...]:
    """The rows as body zones, and as table zones where three or more in a row part at the same places.

    `height` is the usual height of a word's box in pixels.
    """
    zones: list[Zone] = []
    for start, end, gutters in _runs(rows, _CELL_GAP * height):
        kind = ZoneKind.TABLE if gutters else ZoneKind.BODY
        lines = tuple(_cells_of(row, gutters) if gutters else line_of(row) for row in rows[start:end])
        box = union(word.box for row in rows[start:end] for word in row)
        zones.append(Zone(kind, lines, box))
    return tuple(zones)


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
