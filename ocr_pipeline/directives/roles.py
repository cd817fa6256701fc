"""What every printed line is: each line of the source gets exactly one role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ocr_pipeline.directives.addressees import ADDRESSED
from ocr_pipeline.directives.comparison import bare, comparable
from ocr_pipeline.directives.electronic import E_SIGNATURE
from ocr_pipeline.directives.foot import Foot, is_recipients_heading
from ocr_pipeline.directives.head import Head
from ocr_pipeline.directives.header import NUMBER, find_place_date
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.outline import Item, Outline
from ocr_pipeline.directives.paragraphs import Paragraph
from ocr_pipeline.directives.titles import document_type, is_motto, is_phrase
from ocr_pipeline.document import LineRole, Page, ZoneKind

_BY_ZONE = {
    ZoneKind.PAGE_NUMBER: LineRole.PAGE_NUMBER,
    ZoneKind.STAMP: LineRole.STAMP,
    ZoneKind.E_SIGNATURE: LineRole.E_SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of running text by the part of the document that they belong to, and what was read from these."""

    head_lines: Sequence[PrintedLine]
    head: Head
    bases: Sequence[Paragraph]
    outline: Outline
    foot_lines: Sequence[PrintedLine]
    foot: Foot
    attached: Sequence[PrintedLine]
    body_lines: Sequence[PrintedLine]


def line_roles(pages: Sequence[Page], parts: Parts) -> tuple[LineRole, ...]:
    """One role for each line of all pages in reading order; what was read into no part is `unparsed`."""
    zoned = [(zone.kind, line) for page in pages for zone in page.zones for line in zone.lines]
    roles = [_aside(kind, line.text) for kind, line in zoned]
    for line in parts.head_lines:
        roles[line.index] = _head_role(line, parts.head)
    for line in parts.foot_lines:
        roles[line.index] = _foot_role(line, parts.foot)
    for line in parts.body_lines:
        roles[line.index] = LineRole.RULE if line.is_rule else LineRole.OPENING
    for line in parts.attached:
        roles[line.index] = LineRole.RULE if line.is_rule else LineRole.ATTACHMENT
    _mark(roles, parts.bases, LineRole.BASE)
    _mark(roles, parts.outline.closing, LineRole.CLOSING)
    _mark_items(roles, parts.outline.items)
    return tuple(roles)


def _aside(kind: ZoneKind, text: str) -> LineRole:
    if not text.strip():
        return LineRole.BLANK
    if kind in _BY_ZONE:
        return _BY_ZONE[kind]
    return LineRole.PAGE_NUMBER if text.strip(" -–—").isdecimal() else LineRole.UNPARSED


def _mark(roles: list[LineRole], paragraphs: Sequence[Paragraph], role: LineRole) -> None:
    for paragraph in paragraphs:
        for index in paragraph.lines:
            roles[index] = role


def _mark_items(roles: list[LineRole], items: Sequence[Item]) -> None:
    for item in items:
        for index in chain(item.lines, *item.row_lines):
            roles[index] = LineRole.DIRECTIVE
        _mark_items(roles, item.children)


def _head_role(line: PrintedLine, head: Head) -> LineRole:
    """The role of a line of the head; where left and right column share a line, that of the field in it."""
    text, plain = line.text, bare(line.text)
    if line.is_rule:
        return LineRole.RULE
    if is_motto(text, line.zone) or any(is_phrase(text, role) for role in ("state_title", "party_title")):
        return LineRole.NATIONAL_TITLE
    if plain and any(plain in bare(one) for one in head.unparsed):
        return LineRole.E_SIGNATURE if E_SIGNATURE.search(comparable(text)) else LineRole.UNPARSED
    if NUMBER.match(text):
        return LineRole.NUMBER
    if find_place_date(text):
        return LineRole.PLACE_DATE
    if document_type(text):
        return LineRole.TYPE
    if plain and head.header.subject and plain in comparable(head.header.subject):
        return LineRole.SUBJECT
    if ADDRESSED.match(text) or any(plain in comparable(one) for one in head.addressees):
        return LineRole.ADDRESSEE
    return LineRole.ISSUER


def _foot_role(line: PrintedLine, foot: Foot) -> LineRole:
    text, plain = line.text, bare(line.text)
    if line.is_rule:
        return LineRole.RULE
    if E_SIGNATURE.search(comparable(text)):
        return LineRole.E_SIGNATURE
    if is_recipients_heading(text) or any(plain in comparable(one) for one in foot.recipients):
        return LineRole.RECIPIENTS
    if any(bare(one) == plain for one in foot.unparsed):
        return LineRole.UNPARSED
    return LineRole.RECIPIENTS if text.lstrip()[:1] in "-–—+" else LineRole.SIGNATURE
