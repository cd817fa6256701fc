"""What a document says: head, directives, citations, foot, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocr_pipeline.document.pages import Box


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


class EvidenceKind(StrEnum):
    """What a directive is told by some of its words; the values appear in the JSON."""

    LEAD = "lead"
    COORDINATE = "coordinate"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that name a body or a deadline: code points `start` to `end` of the item's `text`, and their own place.

    `text` is the entry of `lead` or `coordinate`, or `deadline_text`. What stands in another column of a table has no
    `start` and `end`.
    """

    kind: EvidenceKind
    text: str
    start: int | None = None
    end: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Directive:
    """One item: its own text without label and children, who is to act, and by when (ISO date).

    `page` is the page on which the item begins, counted from 1. `notes` keeps what belongs to the item and has no
    field of its own: the other cells of a task table (`Sản phẩm: Quyết định`), rows of a table that lists no tasks.
    `inherited_lead` are the leads of the nearest item above, where the item names none; `body_ids` are the rows of the
    catalogue (`bodies.tsv`) that its leads are. `deadline_basis` says how the day was derived, `deadline_rule` how it
    recurs (RFC 5545). `review` marks an item whose body, date or number rests on doubtful words. `evidence` says where
    bodies and deadline are named. In a paper without numbers each paragraph that gives a task is one, with an empty
    label; where it names nobody it inherits the addressees.
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
    evidence: tuple[Evidence, ...] = ()


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
