"""A document as its printed blocks in reading order: the one source of both the gold text and the typeset page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ocr_pipeline.document import Directive
from ocr_pipeline.synthesis.content import Printed, SyntheticDocument, Table


class Kind(StrEnum):
    """What a block is; the values are the CSS classes of the page."""

    PARENT = "parent"
    ISSUER = "issuer"
    STAR = "star"
    CODE = "code"
    ABOUT = "about"
    NATION = "nation"
    MOTTO = "motto"
    DATE = "date"
    TYPE = "type"
    SECOND_TITLE = "second-title"
    SUBJECT = "subject"
    DASHES = "dashes"
    DECIDING_BODY = "deciding-body"
    SALUTATION = "salutation"
    ADDRESSEE = "addressee"
    BASE = "base"
    VERDICT = "verdict"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    TABLE_HEAD = "table-head"
    TABLE_ROW = "table-row"
    RECIPIENTS = "recipients"
    RECIPIENT = "recipient"
    AUTHORITY = "authority"
    POSITION = "position"
    SIGNER = "signer"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or table row; a newline is a printed break, a tab parts two cells of a row."""

    kind: Kind
    text: str


def gold_text(document: SyntheticDocument) -> str:
    """The text in natural reading order, one paragraph a line; without seals, stamps and page numbers."""
    return "".join(block.text.replace("\n", " ") + "\n" for block in document_blocks(document))


def document_blocks(document: SyntheticDocument) -> tuple[Block, ...]:
    """Head left, head right, title, body, recipients, signature."""
    return (*_head(document), *_title(document), *_body(document), *_foot(document))


def _head(document: SyntheticDocument) -> Iterator[Block]:
    header, printed = document.structure.header, document.printed
    if header.parent_issuer:
        yield Block(Kind.PARENT, header.parent_issuer)
    yield Block(Kind.ISSUER, printed.issuer)
    if header.system == "party":
        yield Block(Kind.STAR, "*")
    yield Block(Kind.CODE, printed.code)
    if header.type == "Công văn" and header.subject:
        yield Block(Kind.ABOUT, header.subject)
    if header.system == "party":
        yield Block(Kind.NATION, "ĐẢNG CỘNG SẢN VIỆT NAM")
    else:
        yield Block(Kind.NATION, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        yield Block(Kind.MOTTO, printed.motto)
    yield Block(Kind.DATE, printed.date)


def _title(document: SyntheticDocument) -> Iterator[Block]:
    header, printed = document.structure.header, document.printed
    if header.type and header.type != "Công văn":
        yield Block(Kind.TYPE, header.type.upper())
        if printed.second_title:
            yield Block(Kind.SECOND_TITLE, printed.second_title)
        if header.subject:
            yield Block(Kind.SUBJECT, header.subject)
        if header.system == "party":
            yield Block(Kind.DASHES, "-----")


def _body(document: SyntheticDocument) -> Iterator[Block]:
    structure, printed = document.structure, document.printed
    addressees = structure.addressees
    if len(addressees) == 1:
        yield Block(Kind.ADDRESSEE, f"{printed.salutation} {addressees[0]}")
    elif addressees:
        yield Block(Kind.SALUTATION, printed.salutation)
        yield from (Block(Kind.ADDRESSEE, line) for line in _dashed(addressees, ";", "."))
    if printed.deciding_body:
        yield Block(Kind.DECIDING_BODY, printed.deciding_body)
    bases = structure.legal_bases
    if bases:
        dash = "- " if structure.header.system == "party" else ""
        yield from (Block(Kind.BASE, f"{dash}{base};") for base in bases[:-1])
        yield Block(Kind.BASE, f"{dash}{bases[-1]}{'.' if printed.verdict else ','}")
    yield from (Block(Kind.PARAGRAPH, text) for text in printed.opening)
    if printed.verdict:
        yield Block(Kind.VERDICT, printed.verdict)
    for number, directive in enumerate(structure.directives, 1):
        yield from _directive(directive, printed, printed.forms.get(str(number), ()))
    yield from (Block(Kind.PARAGRAPH, text) for text in printed.closing)


def _directive(directive: Directive, printed: Printed, form: Sequence[Sequence[str]] = ()) -> Iterator[Block]:
    """A directive with what stands below it; one without a label is a paragraph."""
    first, *more = directive.text.split("\n")
    titled = bool(directive.children or more) and first[-1] not in ".:;,"
    if directive.label:
        yield Block(Kind.HEADING if titled else Kind.ITEM, f"{directive.label} {first}")
    else:
        yield Block(Kind.PARAGRAPH, first)
    kinds = (Kind.TABLE_HEAD, *(Kind.TABLE_ROW for _ in form[1:]))
    yield from (Block(kind, "\t".join(row)) for kind, row in zip(kinds, form, strict=False))
    yield from (Block(Kind.PARAGRAPH, text) for text in more)
    if directive.label in printed.tables:
        yield from _table(directive, printed.tables[directive.label])
    else:
        for child in directive.children:
            yield from _directive(child, printed)


def _table(directive: Directive, table: Table) -> Iterator[Block]:
    yield Block(Kind.TABLE_HEAD, "\t".join(table.head))
    yield from _rows(directive.children, table)


def _rows(rows: Sequence[Directive], table: Table) -> Iterator[Block]:
    """The rows of a table, each with those of its group below it."""
    for row in rows:
        yield Block(Kind.TABLE_ROW, "\t".join(_cell(getattr(row, name)) for name in table.fields))
        yield from _rows(row.children, table)


def _cell(value: str | Sequence[str] | None) -> str:
    return value if isinstance(value, str) else ", ".join(value or ())


def _foot(document: SyntheticDocument) -> Iterator[Block]:
    structure, printed = document.structure, document.printed
    yield Block(Kind.RECIPIENTS, "Nơi nhận:")
    yield from (Block(Kind.RECIPIENT, line) for line in _dashed(structure.recipients, printed.separator, "."))
    yield from (Block(Kind.AUTHORITY, line) for line in printed.authority)
    if structure.signature:
        yield Block(Kind.POSITION, structure.signature.position or "")
        yield Block(Kind.SIGNER, structure.signature.name or "")


def _dashed(lines: tuple[str, ...], separator: str, last: str) -> Iterator[str]:
    yield from (f"- {line}{separator}" for line in lines[:-1])
    yield f"- {lines[-1]}{last}"
