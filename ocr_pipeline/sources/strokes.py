"""The strokes of a PDF page that may be rules of a table, read from its paths and not from a drawing of it.

A thin rectangle that is filled is a stroke, and so is a line that is stroked, where they are upright or level; curves,
slanting lines and shading are none.
"""

from __future__ import annotations

import numpy as np
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.sources.objects import Objects
from ocr_pipeline.sources.pdfium_calls import number, of_pdfium, place

_LINE, _BEZIER, _MOVE = pdfium_c.FPDF_SEGMENT_LINETO, pdfium_c.FPDF_SEGMENT_BEZIERTO, pdfium_c.FPDF_SEGMENT_MOVETO
_ALTERNATE = pdfium_c.FPDF_FILLMODE_ALTERNATE
_THICKEST = 4.0
"""In points: no rule between two cells is thicker."""
_LEAN = 0.3
"""In points: how far a line may lean that is upright or level."""
_LIGHTEST, _FAINTEST = 230, 64
"""The lightest grey of a rule on white paper, and its least opacity, of 255."""
_MOST = 2000
"""Edges of one path; what has more is a drawing."""

Strokes = list[tuple[float, float, float, float]]
"""Left, bottom, right and top of each."""

_draw_mode = of_pdfium("FPDFPath_GetDrawMode", number, place, place, place)
_fill_colour = of_pdfium("FPDFPageObj_GetFillColor", number, place, place, place, place, place)
_stroke_colour = of_pdfium("FPDFPageObj_GetStrokeColor", number, place, place, place, place, place)
_stroke_width = of_pdfium("FPDFPageObj_GetStrokeWidth", number, place, place)
_count_segments = of_pdfium("FPDFPath_CountSegments", number, place)
_segment = of_pdfium("FPDFPath_GetPathSegment", place, place, number)
_kind_of = of_pdfium("FPDFPathSegment_GetType", number, place)
_point_of = of_pdfium("FPDFPathSegment_GetPoint", number, place, place, place)
_closes = of_pdfium("FPDFPathSegment_GetClose", number, place)


def strokes_of(paths: Objects) -> NDArray[np.float64]:
    """The dark thin strokes, upright or level: rows of left, bottom, right, top in points of the page."""
    return _strokes(paths.addresses, paths.matrices)


@compiled
def _strokes(paths: NDArray[np.int64], matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The strokes of the paths at these addresses."""
    strokes = [(0.0, 0.0, 0.0, 0.0) for _ in range(0)]
    modes, colour, width = np.zeros(2, np.int32), np.zeros(4, np.uint32), np.zeros(1, np.float32)
    edges = np.zeros((_MOST, 4))
    for path, matrix in zip(paths, matrices):  # noqa: B905  (not known to numba)
        at = colour.ctypes.data
        _draw_mode(path, modes.ctypes.data, modes.ctypes.data + 4)
        _fill_colour(path, at, at + 4, at + 8, at + 12)
        filled = modes[0] != 0 and _is_dark(colour)
        _stroke_colour(path, at, at + 4, at + 8, at + 12)
        lined = modes[1] != 0 and _is_dark(colour)
        _stroke_width(path, width.ctypes.data)
        thick = width[0] * np.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        if filled or (lined and thick < _THICKEST):
            count = _edges(path, matrix, edges)
            for first in range(count):
                if lined and thick < _THICKEST:
                    _add_line(edges[first], thick / 2, strokes)
                for second in range(count if filled else 0):
                    _add_filled(edges[:count], first, second, modes[0] == _ALTERNATE, strokes)
    found = np.zeros((len(strokes), 4))
    for row in range(len(strokes)):
        found[row, 0], found[row, 1], found[row, 2], found[row, 3] = strokes[row]
    return found


@compiled
def _is_dark(colour: NDArray[np.uint32]) -> bool:
    grey = (299 * colour[0] + 587 * colour[1] + 114 * colour[2]) / 1000
    return bool(grey <= _LIGHTEST and colour[3] >= _FAINTEST)


@compiled
def _edges(path: int, matrix: NDArray[np.float64], edges: NDArray[np.float64]) -> int:
    """How many upright and level edges the path has, each from its start to its end on the page; 0 for a drawing."""
    point = np.zeros(2, np.float32)
    found = 0
    x = y = first_x = first_y = 0.0
    for index in range(_count_segments(path)):
        segment = _segment(path, index)
        kind = _kind_of(segment)
        _point_of(segment, point.ctypes.data, point.ctypes.data + 4)
        next_x = matrix[0] * point[0] + matrix[2] * point[1] + matrix[4]
        next_y = matrix[1] * point[0] + matrix[3] * point[1] + matrix[5]
        if kind == _MOVE:
            first_x, first_y = next_x, next_y
        elif kind == _LINE:
            found = _with_edge(edges, found, x, y, next_x, next_y)
        if kind != _MOVE and _closes(segment) != 0:
            found = _with_edge(edges, found, next_x, next_y, first_x, first_y)
        x, y = next_x, next_y
        if found == len(edges):
            return 0
    return found


@compiled
def _with_edge(edges: NDArray[np.float64], count: int, x: float, y: float, next_x: float, next_y: float) -> int:
    """Set down an edge behind so many, where it is upright or level; how many there are then."""
    across, along = abs(next_x - x), abs(next_y - y)
    if count == len(edges) or min(across, along) > _LEAN or max(across, along) <= _LEAN:
        return count
    edges[count, 0], edges[count, 1], edges[count, 2], edges[count, 3] = x, y, next_x, next_y
    return count + 1


@compiled
def _add_line(edge: NDArray[np.float64], half: float, strokes: Strokes) -> None:
    """The stroke of a line that is twice `half` thick."""
    left, right = min(edge[0], edge[2]), max(edge[0], edge[2])
    low, high = min(edge[1], edge[3]), max(edge[1], edge[3])
    if right - left > high - low:
        strokes.append((left, low - half, right, high + half))
    else:
        strokes.append((left - half, low, right + half, high))


@compiled
def _add_filled(
    edges: NDArray[np.float64],
    first: int,
    second: int,
    alternate: bool,
    strokes: Strokes,
) -> None:
    """The stroke between two edges that run along each other, the second above the first or to its right."""
    one, other = edges[first], edges[second]
    upright = abs(one[3] - one[1]) > abs(one[2] - one[0])
    if upright != (abs(other[3] - other[1]) > abs(other[2] - other[0])):
        return
    across, along = (0, 1) if upright else (1, 0)
    near, far = (one[across] + one[across + 2]) / 2, (other[across] + other[across + 2]) / 2
    if not 0 < far - near < _THICKEST:
        return
    start = max(min(one[along], one[along + 2]), min(other[along], other[along + 2]))
    end = min(max(one[along], one[along + 2]), max(other[along], other[along + 2]))
    if start >= end or not _inside(edges, across, (near + far) / 2, (start + end) / 2, alternate):
        return
    if upright:
        strokes.append((near, start, far, end))
    else:
        strokes.append((start, near, end, far))


@compiled
def _inside(edges: NDArray[np.float64], across: int, level: float, place: float, alternate: bool) -> bool:
    """Whether a point is within the path: by the edges between it and the outside (ISO 32000, 8.5.3.3)."""
    along = 1 - across
    winding = crossed = 0
    for edge in edges:
        start, end = edge[along], edge[along + 2]
        crosses = min(start, end) <= place < max(start, end) and abs(end - start) > abs(edge[across + 2] - edge[across])
        if crosses and (edge[across] + edge[across + 2]) / 2 < level:
            winding += 1 if end > start else -1
            crossed += 1
    return crossed % 2 == 1 if alternate else winding != 0
