"""Pages as they are read: words in lines in zones, regions, tables; no pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Box(NamedTuple):
    """An axis-parallel rectangle in pixels of the upright, deskewed page image; right and bottom are exclusive.

    A tuple, because every word has one: it takes half the time to make.
    """

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Horizontal extent in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Vertical extent in pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of a word, and how sure its reader was (0 to 1)."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word as read: its text, where it stands, and how sure the reader was (0 to 1, None if unknown).

    `alternatives` are what other readings of the same place saw, also where they saw the same.
    """

    text: str
    box: Box | None = None
    confidence: float | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `text` is kept beside the words because tabs between table cells are not words."""

    text: str
    words: tuple[Word, ...] = ()
    box: Box | None = None


class ZoneKind(StrEnum):
    """What part of the page a zone is; the values appear in the JSON."""

    HEAD_LEFT = "head_left"
    HEAD_RIGHT = "head_right"
    BODY = "body"
    TABLE = "table"
    FOOT_LEFT = "foot_left"
    FOOT_RIGHT = "foot_right"
    PAGE_NUMBER = "page_number"
    STAMP = "stamp"
    E_SIGNATURE = "e_signature"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its first row and column (from 0), how many of each it covers, and the text that it holds.

    The printed lines of a cell are joined. `page` says on which page `box` lies, where the table is one of a document.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    box: Box | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table, also where it goes on over page ends; `page` is the one on which it begins, `box` its place there.

    Every place of the grid of `rows` × `columns` is covered by exactly one cell. `ruled` tells whether rules are
    printed between the cells. A head that is printed again on the next page counts once.
    """

    page: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    box: Box | None = None
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A block of lines that is read as one column.

    The zone of a table has `cells`: its lines are their rows, each with a tab between two columns, and a cell that
    covers several places stands in the first of them.
    """

    kind: ZoneKind
    lines: tuple[Line, ...]
    box: Box | None = None
    cells: tuple[Cell, ...] = ()
    ruled: bool = False


class Origin(StrEnum):
    """Where the characters of a page came from.

    A `TEXT_LAYER` holds what a program typeset; a `SCAN_LAYER` lies under the picture of a whole page, of which some
    engine has read it.
    """

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    SCAN_LAYER = "scan_layer"
    TEXT = "text"


class RegionKind(StrEnum):
    """What was put on the paper beside the print; the values appear in the JSON."""

    SEAL = "seal"
    STAMP = "stamp"
    SIGNATURE = "signature"
    HANDWRITING = "handwriting"


@dataclass(frozen=True, slots=True)
class Region:
    r"""A place where something was stamped or written over the print; `text` is what a stamp says, as read.

    >>> Region(RegionKind.STAMP, Box(150, 420, 510, 580), "CÔNG VĂN ĐẾN\nSố: 1284\nNgày: 04-10").kind.value
    'stamp'
    """

    kind: RegionKind
    box: Box
    text: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The picture of a page as it came, `width` × `height` pixels, and where the places of the page lie on it.

    `matrix` is a map of the plane (homography), 3 × 3 row by row, from pixels of the page to pixels of the scan: a
    point (x, y) lies at (m0 x + m1 y + m2, m3 x + m4 y + m5), both divided by m6 x + m7 y + m8.
    """

    width: int
    height: int
    matrix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page in natural reading order: head left, head right, body, foot left, foot right.

    `number` counts from 1. `width` and `height` are pixels at `dpi` (None for plain text). `rotation` is the clockwise
    turn in degrees and `skew` the remaining angle that were taken out of the scan before reading. `encoding` names what
    the text was converted from (`TCVN3`, `VNI`, `VIQR`, `windows-1258`), None where it came in Unicode. `regions` are
    the seals, stamps, signatures and handwriting that were found; the text of a stamp stands there and in no zone.
    `scan` is the picture before it was turned, cut out and enlarged, None where the page is that of the file as it is.
    """

    number: int
    zones: tuple[Zone, ...]
    origin: Origin
    width: int | None = None
    height: int | None = None
    dpi: int | None = None
    rotation: int = 0
    skew: float = 0.0
    blank: bool = False
    encoding: str | None = None
    regions: tuple[Region, ...] = ()
    scan: Scan | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the page in reading order."""
        return tuple(line for zone in self.zones for line in zone.lines)


def text_of(pages: tuple[Page, ...], *, without: frozenset[ZoneKind] = frozenset()) -> str:
    r"""The lines of all pages in reading order, each ended by a newline; zones of the kinds in `without` are left out.

    >>> page = Page(1, (Zone(ZoneKind.BODY, (Line("Nghị quyết"), Line("số 06-NQ/TU"))),), Origin.TEXT)
    >>> text_of((page,))
    'Nghị quyết\nsố 06-NQ/TU\n'
    """
    return "".join(
        line.text + "\n" for page in pages for zone in page.zones if zone.kind not in without for line in zone.lines
    )


def with_texts(cells: Sequence[Cell], lines: Sequence[Line]) -> tuple[Cell, ...]:
    r"""The cells of a table's zone with the texts that its lines hold.

    >>> [cell.text for cell in with_texts((Cell(0, 0), Cell(0, 1)), (Line("1\tSở Y tế"),))]
    ['1', 'Sở Y tế']
    """
    rows = [line.text.split("\t") for line in lines]
    return tuple(replace(cell, text=rows[cell.row][cell.column]) for cell in cells)


def pages_of(text: str, encoding: str | None = None) -> tuple[Page, ...]:
    """Plain text as pages: one body zone a page, form feeds (U+000C) between pages, every line kept as it is.

    `encoding` names what the text was converted from.

    >>> [line.text for line in pages_of("Kết luận")[0].lines]
    ['Kết luận']
    """
    return tuple(
        Page(number, (Zone(ZoneKind.BODY, tuple(map(Line, part.splitlines()))),), Origin.TEXT, encoding=encoding)
        for number, part in enumerate(text.removesuffix("\f").split("\f"), 1)
    )
