"""The values that travel through the pipeline: frozen dataclasses, no pixels, no behaviour beyond reading them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

SCHEMA_VERSION = "1.3"
"""Version of the JSON form of `Document`; the first number changes when a reader would break."""

SURE = 2.0
"""Natural log-odds from which a change is taken for sure; below, about every third is wrong."""


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-parallel rectangle in pixels of the upright, deskewed page image; right and bottom are exclusive."""

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
    """Where the characters of a page came from."""

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
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


@dataclass(frozen=True, slots=True)
class Edit:
    """One change made or suggested by restoration: code points `start` to `end` of the text as read, `before`, `after`.

    `log_odds` is the natural logarithm of the odds of `after` against keeping `before`. A doubtful change has in
    `alternatives` what else may have been printed there, likeliest first.
    """

    start: int
    end: int
    before: str
    after: str
    reason: str
    log_odds: float
    alternatives: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return self.log_odds < SURE


class LineRole(StrEnum):
    """What a printed line is; every line has exactly one. The values appear in the JSON."""

    NATIONAL_TITLE = "national_title"
    ISSUER = "issuer"
    NUMBER = "number"
    PLACE_DATE = "place_date"
    TYPE = "type"
    SUBJECT = "subject"
    ADDRESSEE = "addressee"
    BASE = "base"
    OPENING = "opening"
    DIRECTIVE = "directive"
    CLOSING = "closing"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    E_SIGNATURE = "e_signature"
    STAMP = "stamp"
    PAGE_NUMBER = "page_number"
    ATTACHMENT = "attachment"
    RULE = "rule"
    BLANK = "blank"
    UNPARSED = "unparsed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: its page (from 1), and code points `start` to `end` of the restored lines (`text_of`).

    `box` is that on the page where it begins, `confidence` the mean of its words (0 to 1); both None where not known.
    """

    page: int
    start: int
    end: int
    box: Box | None = None
    confidence: float | None = None
    restored: bool = False


@dataclass(frozen=True, slots=True)
class CodeParts:
    """A code taken apart: `63/2010/NĐ-CP` has number `63`, year 2010 and symbol `NĐ-CP`."""

    number: str
    year: int | None
    symbol: str


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the body; a field is None where the paper has none.

    `code_text` and `date_text` hold the printed words, also where the number or day is still to be filled in by hand.
    `authority` is the body in whose name the paper speaks, where it is printed beside the type or above the bases
    (`CỦA BAN THƯỜNG VỤ TỈNH ỦY`, `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH`); `secrecy` is `Mật`, `Tối mật` or `Tuyệt mật`.
    `co_issuers` are the bodies that issue a joint paper together with `issuer`.
    """

    system: str | None = None
    parent_issuer: str | None = None
    issuer: str | None = None
    code: str | None = None
    place: str | None = None
    date: str | None = None
    type: str | None = None
    subject: str | None = None
    urgency: str | None = None
    code_text: str | None = None
    date_text: str | None = None
    authority: str | None = None
    secrecy: str | None = None
    code_parts: CodeParts | None = None
    co_issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document cited by its code (`06-NQ/TU`), with what its mentions tell: ISO date, type, issuer, subject."""

    code: str
    date: str | None = None
    type: str | None = None
    issuer: str | None = None
    subject: str | None = None


class Relation(StrEnum):
    """What a paper does to a document that it cites; the values appear in the JSON."""

    BASIS = "basis"
    AMENDS = "amends"
    SUPPLEMENTS = "supplements"
    REPLACES = "replaces"
    REPEALS = "repeals"


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of another document, also of a law without a code: code points `start` to `end` of the field `field`.

    `field` is a path (`directives[0].text`). `relations` say what this paper does to the document.
    """

    text: str
    field: str
    start: int
    end: int
    code: str | None = None
    type: str | None = None
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that the paper defines for itself: `(sau đây viết tắt là Ban Tổ chức)`."""

    short: str
    full: str


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached: `đạt 95% trở lên` has quantity 95, unit `%`; `year` where the item names a horizon."""

    text: str
    quantity: float
    unit: str
    year: int | None = None


class SectionKind(StrEnum):
    """What an item belongs to, by the heading above it; the values appear in the JSON."""

    SITUATION = "situation"
    GOAL = "goal"
    TASK = "task"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Directive:
    """One numbered or dashed item: its own text without label and children, who is to act, and by when (ISO date).

    `page` is the page on which the item begins, counted from 1. `notes` keeps what belongs to the item and has no
    field of its own: the other cells of a task table (`Sản phẩm: Quyết định`), rows of a table that lists no tasks.
    `inherited_lead` are the leads of the nearest item above, where the item names none; `body_ids` are the rows of the
    catalogue (`bodies.tsv`) that its leads are. `deadline_basis` says how the day was derived, `deadline_rule` how it
    recurs (RFC 5545). `review` marks an item whose body, date or number rests on doubtful words.
    """

    label: str
    text: str
    lead: tuple[str, ...] = ()
    coordinate: tuple[str, ...] = ()
    deadline: str | None = None
    deadline_text: str | None = None
    page: int | None = None
    children: tuple[Directive, ...] = ()
    notes: tuple[str, ...] = ()
    kind: SectionKind = SectionKind.TASK
    inherited_lead: tuple[str, ...] = ()
    body_ids: tuple[str, ...] = ()
    deadline_basis: str | None = None
    deadline_rule: str | None = None
    targets: tuple[Target, ...] = ()
    place: Place | None = None
    review: bool = False


@dataclass(frozen=True, slots=True)
class ElectronicSignature:
    """What a visible electronic signature tells; `time` is ISO 8601 where it can be read."""

    signer: str | None = None
    agency: str | None = None
    email: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Authority (`T/M BAN THƯỜNG VỤ`), position (`PHÓ BÍ THƯ`) and name of the signer, as printed."""

    authority: str | None = None
    position: str | None = None
    name: str | None = None
    electronic: ElectronicSignature | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should look at: the field it concerns (`header.code`) and why, in Vietnamese."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """What follows the signature: a title (`PHỤ LỤC I ...`), its items, and its paragraphs outside any item."""

    title: str
    directives: tuple[Directive, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """What the parser finds in right text; `unparsed` keeps every line that it could not place.

    `opening` and `closing` are the paragraphs before the first and after the last directive. National title, motto,
    page numbers, rules and the words `QUYẾT ĐỊNH:`, `Kính gửi:`, `Nơi nhận:` are recognised and stand nowhere.
    What may be a page number in text without places is among `unparsed`. `roles` has one entry for each line of all
    pages in reading order.
    """

    header: Header
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    directives: tuple[Directive, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: Signature | None = None
    unparsed: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    citations: tuple[Citation, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    co_signatures: tuple[Signature, ...] = ()
    roles: tuple[LineRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The input as it came: its name, kind (`pdf`, `image`, `text`), SHA-256, and pages of all its documents."""

    name: str
    kind: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Document:
    """The result: the pages as restored, the structure, every edit, and the suggestions (offsets into `raw_text`).

    `text` is the restored text as people read it: natural order, one paragraph a line, no page numbers, no stamps.
    `raw_text` is what was read before restoration: the lines of all pages in reading order, each ended by a newline.
    `confidence` is the mean word confidence (0 to 1), None where nothing was recognised from pixels.
    `damage` is the estimated share of words that were wrong in `raw_text` (0 to 1).
    `suggestions` are changes that were not made, because their odds are too low; none overlaps an edit.
    `tables` are the tables of all pages, in order.
    """

    source: Source
    pages: tuple[Page, ...]
    structure: Structure
    text: str = ""
    edits: tuple[Edit, ...] = ()
    raw_text: str = ""
    confidence: float | None = None
    damage: float = 0.0
    suggestions: tuple[Edit, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def page_range(self) -> tuple[int, int]:
        """Numbers of its first and last page in the file, which may hold other documents."""
        return self.pages[0].number, self.pages[-1].number

    @property
    def doubtful(self) -> tuple[Edit, ...]:
        """The edits and suggestions that a person should look at, most doubtful first."""
        found = (edit for edit in (*self.edits, *self.suggestions) if edit.doubtful)
        return tuple(sorted(found, key=lambda edit: abs(edit.log_odds)))


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
