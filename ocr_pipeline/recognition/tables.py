"""Ruled tables: the words of the page put into the cells of a grid; each row of cells is one line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.document import Cell, Line, Zone, ZoneKind, with_texts
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.rows import Placed, Row, rows_of, union


def take_ruled(words: Sequence[Placed], grids: Sequence[Grid]) -> tuple[tuple[Zone, ...], Row]:
    """The ruled tables as zones with cells, and the words that stand in none; a row without words is left out."""
    zones: list[Zone] = []
    rest = tuple(words)
    for grid in grids:
        places = {place: number for number, cell in enumerate(grid.cells) for place in _covered(cell)}
        own: dict[int, list[Placed]] = {}
        outside = []
        for word in rest:
            left, top, right, bottom = word.box
            row, column = bisect_right(grid.rows, (top + bottom) / 2), bisect_right(grid.columns, (left + right) / 2)
            if 0 < row < len(grid.rows) and 0 < column < len(grid.columns):
                own.setdefault(places[row - 1, column - 1], []).append(word)
            else:
                outside.append(word)
        if own:
            held = {grid.cells[number]: words for number, words in own.items()}
            rest = tuple(outside)
            zones.append(table_zone(grid.cells, held, ruled=True))
    return tuple(zones), rest


def table_zone(cells: Sequence[Cell], held: dict[Cell, list[Placed]], *, ruled: bool) -> Zone:
    """The cells with the words that they hold as a zone: each row that holds any is a line, a tab between columns.

    The lines printed in a cell are joined by spaces.
    """
    kept = sorted({cell.row for cell in held})
    columns = max(cell.column + cell.column_span for cell in cells)
    texts = [[""] * columns for _ in kept]
    words: list[list[Placed]] = [[] for _ in kept]
    shown = []
    for cell in sorted(cells, key=lambda cell: cell.column):
        rows = [place for place, row in enumerate(kept) if cell.row <= row < cell.row + cell.row_span]
        if rows:
            own = [word for line in rows_of(held.get(cell, ())) for word in line]
            texts[rows[0]][cell.column] = " ".join(word.word.text for word in own)
            words[rows[0]] += own
            shown.append(replace(cell, row=rows[0], row_span=len(rows)))
    lines = [
        Line("\t".join(text), tuple(word.word for word in own), union(word.box for word in own))
        for text, own in zip(texts, words, strict=True)
    ]
    box = union(cell.box for cell in cells if cell.box is not None)
    in_order = sorted(shown, key=lambda cell: (cell.row, cell.column))
    return Zone(ZoneKind.TABLE, tuple(lines), box, with_texts(in_order, lines), ruled)


def _covered(cell: Cell) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
