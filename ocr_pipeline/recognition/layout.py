"""Reading order: from words with boxes to the zones of a page, head left, head right, body, foot left, foot right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_pipeline.document import Line, Word, Zone, ZoneKind
from ocr_pipeline.recognition.aligned import body_zones
from ocr_pipeline.recognition.columns import split
from ocr_pipeline.recognition.e_signatures import take_e_signatures
from ocr_pipeline.recognition.facing import moved, parting_of
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.heads import find_foot, find_head
from ocr_pipeline.recognition.rows import Placed, Row, box_of, line_of, placed, rows_of, text_height, union
from ocr_pipeline.recognition.tables import take_ruled

_PAGE_NUMBER = re.compile(r"[-–—]?\s*\d{1,3}\s*[-–—.]?")
_OFF_CENTRE = 0.1
"""A page number at the edge of the text stands within this share of the page width from the middle or the right."""

_EDGE = 0.1
"""Page numbers stand within this share of the page's height from its top or bottom."""


def arrange(words: Sequence[Word], width: int, height: int, grids: Sequence[Grid] = ()) -> tuple[Zone, ...]:
    """The words of a page, `width` × `height` pixels, as zones in reading order; every word is in exactly one line.

    `grids` are the ruled tables found in the picture. Of two pages side by side the left one comes first. Words without
    a box come last, as one body line.
    """
    unplaced = tuple(word for word in words if word.box is None)
    zones = _pages_of(words, width, height, grids)
    if unplaced:
        zones = (*zones, Zone(ZoneKind.BODY, (Line(" ".join(word.text for word in unplaced), unplaced),)))
    return zones


def _pages_of(words: Sequence[Word], width: int, height: int, grids: Sequence[Grid]) -> tuple[Zone, ...]:
    """The zones of the words that have a box, page by page where two lie side by side."""
    parting = parting_of(words, width, height, grids)
    if parting is None:
        return _zones_of_page(placed(words), width, height, grids)
    left, right = split(placed(words), parting)
    tables_left = [grid for grid in grids if grid.box.left < parting]
    tables_right = [moved(grid, -parting) for grid in grids if grid.box.left >= parting]
    second = placed(moved(word.word, -parting) for word in right)
    zones = _zones_of_page(second, width - parting, height, tables_right)
    return (*_zones_of_page(left, parting, height, tables_left), *(moved(zone, parting) for zone in zones))


def _zones_of_page(words: Row, width: int, height: int, grids: Sequence[Grid]) -> tuple[Zone, ...]:
    """The zones of one page from top to bottom."""
    overprinted, apart = _take_overprinted(words, height)
    tables, unruled = take_ruled(apart, grids)
    signatures, rows = take_e_signatures(rows_of(unruled))
    usual = text_height([word for row in rows for word in row])
    top, rows = _take_page_number(rows, 0, width, tables)
    bottom, rows = _take_page_number(rows, -1, width, tables)
    zones = [*overprinted, *top, *_text_zones(rows, usual, width, tables), *bottom]
    above = [zone for zone in signatures if zone.box is not None and zone.box.top < height / 4]
    return (*above, *zones, *(zone for zone in signatures if zone not in above))


def _text_zones(rows: tuple[Row, ...], usual: float, width: int, tables: Sequence[Zone]) -> tuple[Zone, ...]:
    """Head, body with its tables, and foot, with whatever stands above the head or below the foot as body."""
    zones: list[Zone] = []
    head = find_head(rows, width)
    if head is not None:
        zones += body_zones(rows[: head.start], usual)
        zones += _column(ZoneKind.HEAD_LEFT, head.left) + _column(ZoneKind.HEAD_RIGHT, head.right)
        rows = rows[head.end :]
    foot = find_foot(rows, width)
    if foot is None:
        return (*zones, *body_zones(rows, usual, tables))
    foot_top = min(word.box.top for word in (*foot.left, *foot.right))
    above = [table for table in tables if table.box is None or table.box.top < foot_top]
    zones += body_zones(rows[: foot.start], usual, above)
    zones += _column(ZoneKind.FOOT_LEFT, foot.left) + _column(ZoneKind.FOOT_RIGHT, foot.right)
    below = [table for table in tables if table not in above]
    return (*zones, *body_zones(rows[foot.end :], usual, below))


def _column(kind: ZoneKind, words: Sequence[Placed]) -> tuple[Zone, ...]:
    """The words of one column as a zone; none without words."""
    if not words:
        return ()
    return (Zone(kind, tuple(map(line_of, rows_of(words))), union(word.box for word in words)),)


def _take_overprinted(words: Row, height: int) -> tuple[tuple[Zone, ...], Row]:
    """A page number at the edge of the page that is printed over another word, and the other words."""
    edges = height * _EDGE, height * (1 - _EDGE)
    numbers = [
        word
        for word in words
        if not edges[0] < (word.box.top + word.box.bottom) / 2 < edges[1]
        and _PAGE_NUMBER.fullmatch(word.word.text)
        and _overprints(word, words)
    ]
    zones = tuple(zone for number in numbers for zone in _column(ZoneKind.PAGE_NUMBER, (number,)))
    return zones, tuple(word for word in words if word not in numbers) if numbers else words


def _overprints(number: Placed, words: Row) -> bool:
    """Whether the middle of the number lies on another of the words."""
    across, level = number.middle, (number.box.top + number.box.bottom) / 2
    beside = [word for word in words if word.box.left < across < word.box.right and word is not number]
    return any(word.box.top < level < word.box.bottom for word in beside)


def _take_page_number(
    rows: tuple[Row, ...], index: int, width: int, tables: Sequence[Zone]
) -> tuple[tuple[Zone, ...], tuple[Row, ...]]:
    """The page number in the first (0) or last (-1) row, and the other rows; no table stands outside it."""
    if not rows or len(rows) + len(tables) < 2:
        return (), rows
    row = rows[index]
    box = box_of(row)
    frames = [table.box for table in tables if table.box is not None]
    if any(frame.top < box.top if index == 0 else frame.bottom > box.bottom for frame in frames):
        return (), rows
    central = abs((box.left + box.right) / 2 - width / 2) < _OFF_CENTRE * width
    if not _PAGE_NUMBER.fullmatch(line_of(row).text) or not (central or box.left > (1 - 2 * _OFF_CENTRE) * width):
        return (), rows
    return _column(ZoneKind.PAGE_NUMBER, row), rows[1:] if index == 0 else rows[:-1]
