"""Merged cells: places of a ruled table between which no rule is printed are one cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PRINTED = 0.25
"""Least share of an edge that is printed, however broken; between the parts of a merged cell there is nothing."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the rules of a table run: x of `columns`, y of `rows`, and the share printed of the edges between cells.

    `beside[row, column]` is the left edge of a cell (one column more than there are cells), `below[row, column]` its
    upper edge (one row more).
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    beside: NDArray[np.float64]
    below: NDArray[np.float64]


Span = tuple[int, int, int, int]
"""Row, column, rows covered and columns covered of a cell."""


def merged_cells(edges: Edges) -> Iterator[Span]:
    """The span of every cell, row by row; together they cover every place once.

    >>> open_side = np.array([[1, 0, 1], [1, 1, 1]])
    >>> list(merged_cells(Edges((0, 9, 19), (0, 9, 19), open_side, np.ones((3, 2)))))
    [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]
    """
    height, width = len(edges.rows) - 1, len(edges.columns) - 1
    parts = [_Part(row, column, row + 1, column + 1) for row in range(height) for column in range(width)]
    numbers = np.arange(height * width).reshape(height, width)
    beside, below = edges.beside[:, 1:-1] < _PRINTED, edges.below[1:-1] < _PRINTED
    links = (
        *zip(numbers[:, :-1][beside].tolist(), numbers[:, 1:][beside].tolist(), strict=True),
        *zip(numbers[:-1][below].tolist(), numbers[1:][below].tolist(), strict=True),
    )
    for first, second in links:
        parts = _joined(parts, parts[first].with_part(parts[second]))
    for number, part in enumerate(parts):
        if part.top * width + part.left == number:
            yield part.top, part.left, part.bottom - part.top, part.right - part.left


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows `top` to `bottom` and columns `left` to `right`, ends exclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def with_part(self, other: _Part) -> _Part:
        return _Part(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def meets(self, other: _Part) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def _joined(parts: list[_Part], span: _Part) -> list[_Part]:
    """The span of every place, those that the new one meets made one with it: cells are rectangles."""
    grew = True
    while grew:
        wider = span
        for part in parts:
            wider = wider.with_part(part) if wider.meets(part) else wider
        grew, span = wider != span, wider
    return [span if span.meets(part) else part for part in parts]
