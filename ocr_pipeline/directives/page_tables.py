"""The tables of a document: those of its pages, put together where one goes on over a page end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapidfuzz import fuzz

from ocr_pipeline.directives.comparison import bare
from ocr_pipeline.directives.paragraphs import join
from ocr_pipeline.document import Cell, Page, Table, Zone, ZoneKind

_SAME_WIDTH = 0.03
"""Columns of two pages are the same where their widths differ by less than this share of the table's width."""
_SAME_HEAD = 85.0
"""Least similarity (0 to 100) of a head and its repetition, which may each be read a little wrongly."""
_MOST_HEADS = 3
_FURNITURE = frozenset({ZoneKind.PAGE_NUMBER, ZoneKind.STAMP, ZoneKind.E_SIGNATURE})


def tables_of(pages: Sequence[Page]) -> tuple[Table, ...]:
    """Every table with its cells; the parts of one that goes on over page ends are one table.

    A head that is printed again counts once. The first row of a part goes on with the last one of the part before where
    its first cell, that of the number, is empty.
    """
    tables: list[Table] = []
    for part in _parts(pages):
        if part.heads is not None:
            tables[-1] = _joined(tables[-1], part.zone, part.page, part.heads)
        else:
            cells = tuple(replace(cell, page=part.page) for cell in part.zone.cells)
            zone = part.zone
            tables.append(Table(part.page, len(zone.lines), _columns(zone), cells, zone.box, zone.ruled))
    return tuple(tables)


def without_repeated_heads(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, without the heads that tables print again where they go on: in running text they would be rows."""
    heads = {(part.page, part.place): part.heads for part in _parts(pages) if part.heads}
    if not heads:
        return tuple(pages)
    return tuple(
        replace(
            page,
            zones=tuple(
                replace(zone, lines=zone.lines[heads.get((page.number, place), 0) :])
                for place, zone in enumerate(page.zones)
            ),
        )
        for page in pages
    )


def with_spanning_cells(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, with what a cell holds that covers several rows of a table in the line of each of these rows.

    A row begins where a cell of the first column does; other rows go on with the one above.
    """
    return tuple(replace(page, zones=tuple(map(_spread, page.zones))) for page in pages)


def _spread(zone: Zone) -> Zone:
    spanning = [cell for cell in zone.cells if cell.row_span > 1 and cell.column > 0 and cell.text]
    if not spanning:
        return zone
    begun = {cell.row for cell in zone.cells if cell.column == 0}
    lines = list(zone.lines)
    for cell in spanning:
        for row in begun.intersection(range(cell.row + 1, cell.row + cell.row_span)):
            cells = lines[row].text.split("\t")
            cells[cell.column] = cell.text
            lines[row] = replace(lines[row], text="\t".join(cells))
    return replace(zone, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of one page and its place among the zones; `heads` counts its repeated rows where it goes on."""

    page: int
    place: int
    zone: Zone
    heads: int | None


def _parts(pages: Sequence[Page]) -> Iterator[_Part]:
    """The tables page by page, each with whether it goes on with the one at the end of the page before."""
    first: Zone | None = None
    before: Zone | None = None
    for page in pages:
        text = [(place, zone) for place, zone in enumerate(page.zones) if zone.kind not in _FURNITURE]
        for number, (place, zone) in enumerate(text):
            if not zone.cells:
                continue
            if number == 0 and first is not None and before is not None and goes_on(before, zone):
                yield _Part(page.number, place, zone, repeated_rows(first.cells, zone.cells))
            else:
                first = zone
                yield _Part(page.number, place, zone, None)
        before = text[-1][1] if text and text[-1][1].cells else None


def goes_on(above: Zone, below: Zone) -> bool:
    """Whether two tables, at the end of a page and at the beginning of the next, have the same columns."""
    if above.ruled != below.ruled or _columns(above) != _columns(below):
        return False
    if not above.ruled or above.box is None or below.box is None:
        return True
    least = _SAME_WIDTH * max(above.box.width, below.box.width)
    # Two pages may lie differently under the scanner: only widths compare.
    widths = [_widths(zone) for zone in (above, below)]
    return all(abs(one - other) <= least for column, one in widths[0].items() if (other := widths[1].get(column)))


def repeated_rows(head: Sequence[Cell], cells: Sequence[Cell]) -> int:
    """How many rows at the beginning of a part are the table's first rows once more."""
    count = 0
    for first, again in zip(_rows(head), _rows(cells), strict=False):
        if count == _MOST_HEADS or not any(cell.text for cell in again) or not _same_row(first, again):
            break
        count += 1
    return count


def _same_row(first: Sequence[Cell], again: Sequence[Cell]) -> bool:
    """Whether two rows say the same, cell by cell; digits are never misread so that they agree."""
    if [(cell.column, cell.column_span) for cell in first] != [(cell.column, cell.column_span) for cell in again]:
        return False
    pairs = [(bare(one.text), bare(other.text)) for one, other in zip(first, again, strict=True)]
    alike = all(fuzz.ratio(one, other) >= _SAME_HEAD for one, other in pairs if one or other)
    return alike and all(_digits(one) == _digits(other) for one, other in pairs)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _rows(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    for _, row in groupby(sorted(cells, key=lambda cell: (cell.row, cell.column)), key=lambda cell: cell.row):
        yield list(row)


def _columns(zone: Zone) -> int:
    return max(cell.column + cell.column_span for cell in zone.cells)


def _widths(zone: Zone) -> dict[int, int]:
    """The widths of the columns, as far as a cell of a single column shows them."""
    return {cell.column: cell.box.width for cell in zone.cells if cell.column_span == 1 and cell.box is not None}


def _joined(table: Table, zone: Zone, page: int, heads: int) -> Table:
    """The table with the rows of a further part, its repeated `heads` left out."""
    rest = [replace(cell, row=cell.row - heads, page=page) for cell in zone.cells if cell.row >= heads]
    rows = len(zone.lines) - heads
    first = {(cell.column, cell.column_span): cell for cell in rest if cell.row == 0}
    last = [cell for cell in table.cells if cell.row + cell.row_span == table.rows]
    alike = {(cell.column, cell.column_span) for cell in last} == first.keys()
    cells = list(table.cells)
    if alike and any(cell.column == 0 and not cell.text for cell in first.values()):
        more = {cell: first[cell.column, cell.column_span] for cell in last}
        cells = [_continued(cell, more[cell]) if cell in more else cell for cell in cells]
        rest = [replace(cell, row=cell.row - 1) for cell in rest if cell.row > 0]
        rows -= 1
    moved = [replace(cell, row=cell.row + table.rows) for cell in rest]
    return replace(table, rows=table.rows + rows, cells=(*cells, *moved))


def _continued(cell: Cell, more: Cell) -> Cell:
    text = join(cell.text, more.text) if cell.text and more.text else cell.text or more.text
    return replace(cell, text=text, row_span=cell.row_span + more.row_span - 1)
