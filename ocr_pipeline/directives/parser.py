"""Right text to structure: head, body and foot, each read by its own grammar, and nothing dropped on the way.

document = head [ bases ] opening outline closing foot { attachment }
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile

from ocr_pipeline.directives.bodies import find_bodies
from ocr_pipeline.directives.citations import find_references
from ocr_pipeline.directives.comparison import comparable, is_capitals, squeeze
from ocr_pipeline.directives.deadlines import find_deadline, find_effect
from ocr_pipeline.directives.doubts import label_flags
from ocr_pipeline.directives.foot import foot_span, read_foot
from ocr_pipeline.directives.head import read_head
from ocr_pipeline.directives.lines import PrintedLine, are_paragraphs, printed_lines
from ocr_pipeline.directives.outline import Item, Outline, begins_closing, read_outline
from ocr_pipeline.directives.page_tables import without_repeated_heads
from ocr_pipeline.directives.paragraphs import Paragraph, paragraphs_of
from ocr_pipeline.directives.tables import read_table, split_bodies
from ocr_pipeline.directives.titles import is_operative
from ocr_pipeline.document import Attachment, Directive, Header, Origin, Page, Structure, pages_of

_BASE = re.compile(r"^(?:[-+*]\s*)?(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình|xét|trên cơ sở|thực hiện)\b")
_SURE_BASE = re.compile(r"^(?:[-+*]\s*)?(?:căn cứ|theo đề nghị|xét)\b")
_ANNEX = re.compile(r"\W*phụ lục\b")
_BULLET = re.compile(r"^[-–—+*~_=•\s]+")


def parse_text(text: str) -> Structure:
    r"""The structure of right text, printed line by line or one paragraph a line.

    >>> parse_text("Số 06-NQ/TU\nNGHỊ QUYẾT\nvề phát triển đô thị\n1. Sở Xây dựng\n- Rà soát quy hoạch.").header.code
    '06-NQ/TU'
    """
    return parse_pages(pages_of(text))


def parse_pages(pages: Sequence[Page]) -> Structure:
    """The structure of pages in reading order; zones and boxes are used as evidence where there are any."""
    lines, aside = printed_lines(without_repeated_heads(pages))
    whole = are_paragraphs(lines)
    head = read_head(lines, whole=whole)
    foot_start, foot_end = foot_span(lines, head.end)
    recognised = any(page.origin is Origin.OCR for page in pages)
    bases, outline = _read_body(lines[head.end : foot_start], whole=whole, recognised=recognised)
    foot = read_foot(lines[foot_start:foot_end])
    issued = date.fromisoformat(head.header.date) if head.header.date else None
    context = Context(issued, _effect(outline.items), _issuer_names(head.header))
    flags = [*head.flags, *label_flags(outline.items)]
    attachments = []
    for number, part in enumerate(_attachments(lines[foot_end:])):
        attachment, items = _attachment(part, context, whole=whole)
        attachments.append(attachment)
        flags += label_flags(items, f"attachments[{number}].directives")
    directives = tuple(_directive(item, context) for item in outline.items)
    opening = tuple(paragraph.text for paragraph in outline.opening)
    closing = tuple(paragraph.text for paragraph in outline.closing)
    cited = [head.header.subject or "", *bases, *opening, *_texts(outline.items), *closing]
    return Structure(
        header=head.header,
        addressees=tuple(body for entry in head.addressees for body in split_bodies(entry)),
        legal_bases=bases,
        references=find_references(cited, head.header.code),
        directives=directives,
        recipients=foot.recipients,
        signature=foot.signature,
        unparsed=(*aside, *head.unparsed, *foot.unparsed),
        flags=tuple(flags),
        opening=opening,
        closing=closing,
        attachments=tuple(attachments),
    )


def _read_body(lines: Sequence[PrintedLine], *, whole: bool, recognised: bool) -> tuple[tuple[str, ...], Outline]:
    """Grammar: body = { base } [ "QUYẾT ĐỊNH:" ] outline."""
    operative = next((i for i, line in enumerate(lines) if is_operative(line.text)), None)
    if operative is None:
        paragraphs = paragraphs_of(lines, whole=whole, opens=_opens)
        count = 0
        while count < len(paragraphs) and _is_base(paragraphs, count):
            count += 1
        before, rest = paragraphs[:count], paragraphs[count:]
    else:
        before = paragraphs_of(lines[:operative], whole=whole, opens=_opens_base)
        rest = paragraphs_of(lines[operative + 1 :], whole=whole, opens=begins_closing)
    loose = list(takewhile(lambda one: not _BASE.match(comparable(one.text)), before))
    bases: list[str] = []
    for one in before[len(loose) :]:
        if _BASE.match(comparable(one.text)):
            bases.append(_clean_base(one.text))
        else:  # a base that holds a full line ending in a semicolon
            bases[-1] = _clean_base(f"{bases[-1]}; {one.text}")
    outline = read_outline(rest, recognised=recognised)
    return tuple(bases), Outline((*loose, *outline.opening), outline.items, outline.closing)


def _opens_base(text: str) -> bool:
    return _SURE_BASE.match(comparable(text)) is not None


def _opens(text: str) -> bool:
    return _opens_base(text) or begins_closing(text)


def _is_base(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether a paragraph before the text is a base: `Căn cứ ...;`, and not a sentence that goes on to its verb."""
    text = paragraphs[index].text
    if not _BASE.match(comparable(text)) or text.rstrip().endswith(":"):
        return False
    if text.rstrip().endswith(";"):
        return True
    return _opens_base(text) and not re.search(r"(?:như sau|sau đây)", comparable(text)[-40:])


def _clean_base(text: str) -> str:
    return _BULLET.sub("", squeeze(text)).rstrip(".;,: ")


@dataclass(frozen=True, slots=True)
class Context:
    """What the items are read against: the days of issue and of effect, and the comparable names of the issuer."""

    issued: date | None
    effect: date | None
    issuers: tuple[str, ...]


def _effect(items: Sequence[Item]) -> date | None:
    """The day of effect, as one of the items tells it."""
    return next((day for text in _texts(items) if (day := find_effect(text))), None)


def _issuer_names(header: Header) -> tuple[str, ...]:
    return tuple(comparable(name) for name in (header.issuer, header.authority) if name)


def _directive(item: Item, context: Context) -> Directive:
    """An item with what its own words tell: who, with whom, by when."""
    lead, coordinate = find_bodies(item.text, context.issuers)
    when = find_deadline(item.text, context.issued, context.effect)
    rows, notes = read_table(item.rows, context.issued, item.page)
    return Directive(
        label=item.label,
        text=item.text,
        lead=lead,
        coordinate=coordinate,
        deadline=when.day.isoformat() if when and when.day else None,
        deadline_text=when.text if when else None,
        page=item.page,
        children=(*(_directive(child, context) for child in item.children), *rows),
        notes=notes,
    )


def _texts(items: Sequence[Item]) -> Iterator[str]:
    """Texts and table rows of the tree in the order of the document."""
    for item in items:
        yield item.text
        yield from _texts(item.children)
        yield from (" ".join(row) for row in item.rows)


def _is_heading(text: str) -> bool:
    return is_capitals(text) or _ANNEX.match(comparable(text)) is not None


def _attachments(lines: Sequence[PrintedLine]) -> Iterator[Sequence[PrintedLine]]:
    """The parts after the signature, each beginning with `PHỤ LỤC` where there are several."""
    starts = [i for i, line in enumerate(lines) if _ANNEX.match(comparable(line.text)) and line.text[:2].isupper()]
    bounds = sorted({0, *starts, len(lines)})
    for first, end in pairwise(bounds):
        yield lines[first:end]


def _attachment(lines: Sequence[PrintedLine], context: Context, *, whole: bool) -> tuple[Attachment, tuple[Item, ...]]:
    """Grammar: attachment = title in capitals outline; with the items it was made from."""
    count = 0
    while count < len(lines) and (_is_heading(lines[count].text) or lines[count].is_rule):
        count += 1
    title = squeeze(" ".join(line.text for line in lines[:count] if not line.is_rule))
    outline = read_outline(paragraphs_of(lines[count:], whole=whole))
    directives = tuple(_directive(item, context) for item in outline.items)
    paragraphs = tuple(one.text for one in (*outline.opening, *outline.closing))
    return Attachment(title, directives, paragraphs), outline.items
