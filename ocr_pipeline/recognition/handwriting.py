"""Handwriting: cells and lines of which nothing was read for sure; what Tesseract makes of it is no text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from ocr_pipeline.document import Box, Line, Region, RegionKind, Word, Zone, ZoneKind
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.rows import placed, union

_WRITTEN_CELL, _WRITTEN_WORDS, _WRITTEN_LINE = 0.35, 0.5, 0.2
"""Calibrated confidence on average of a cell that is filled in by hand, of one of several words in a table with many
such cells, and of a line, at most."""
_FORM = 0.25
"""A table is a form filled in by hand when so many of its cells that hold anything are."""
_LINES = frozenset({ZoneKind.BODY, ZoneKind.FOOT_LEFT, ZoneKind.FOOT_RIGHT})
"""In a head, a number written by hand stands in a line that must be kept."""


def without_written_cells(words: Sequence[Word], grids: Sequence[Grid]) -> tuple[tuple[Word, ...], tuple[Region, ...]]:
    """The words without those in cells of forms that are filled in by hand, and a region for each such table."""
    left_out: set[Word] = set()
    regions: list[Region] = []
    for grid in grids:
        filled = [found for cell in grid.cells if cell.box and (found := _within(words, cell.box))]
        written = [found for found in filled if _unsure(found, _WRITTEN_CELL)]
        if written and len(written) >= _FORM * len(filled):
            written = [found for found in filled if _unsure(found, _WRITTEN_WORDS if len(found) > 1 else _WRITTEN_CELL)]
            left_out.update(word for found in written for word in found)
            boxes = (word.box for found in written for word in found if word.box is not None)
            regions.append(Region(RegionKind.HANDWRITING, union(boxes)))
    return tuple(word for word in words if word not in left_out), tuple(regions)


def without_scrawls(zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """The zones without the scrawls in body and foot: lines of several words of which hardly one may be right."""
    return tuple(_without_scrawls(zones))


def _without_scrawls(zones: Sequence[Zone]) -> Iterator[Zone]:
    for zone in zones:
        lines = tuple(line for line in zone.lines if zone.kind not in _LINES or not _is_scrawl(line))
        if len(lines) == len(zone.lines):
            yield zone
        elif lines:
            yield replace(zone, lines=lines, box=union(word.box for line in lines for word in placed(line.words)))


def _is_scrawl(line: Line) -> bool:
    return len(line.words) > 1 and _unsure(line.words, _WRITTEN_LINE)


def _unsure(words: Sequence[Word], least: float) -> bool:
    known = [word.confidence for word in words if word.confidence is not None]
    return bool(known) and fmean(known) <= least


def _within(words: Sequence[Word], cell: Box) -> list[Word]:
    """The words that have their centre in a cell."""
    return [
        word.word
        for word in placed(words)
        if cell.left <= word.middle < cell.right and cell.top <= (word.box.top + word.box.bottom) / 2 < cell.bottom
    ]
