"""Right text to structure: head, body and foot, each read by its own grammar, and nothing dropped on the way.

document = head [ bases ] opening outline closing foot { attachment }
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import takewhile

from ocr_pipeline.directives.annexes import attachments_of, is_attachment_alone, is_heading
from ocr_pipeline.directives.bodies import NamedBody, find_bodies
from ocr_pipeline.directives.bulleted import read_loosely
from ocr_pipeline.directives.catalogue import Unit, issuing_unit
from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.directives.deadline_periods import find_effect, latest_month, month_of
from ocr_pipeline.directives.deadlines import Deadline, find_deadline, open_deadline
from ocr_pipeline.directives.doubts import label_flags, month_flags, quarter_flags
from ocr_pipeline.directives.electronic import with_electronic, without_electronic
from ocr_pipeline.directives.enrichment import enriched, texts_of, texts_of_attachments
from ocr_pipeline.directives.foot import foot_span, read_foot
from ocr_pipeline.directives.head import read_head
from ocr_pipeline.directives.lines import PrintedLine, are_paragraphs, printed_lines
from ocr_pipeline.directives.mentions import find_abbreviations, find_citations, references_of
from ocr_pipeline.directives.orders import states_something
from ocr_pipeline.directives.outline import Item, Outline, begins_closing, read_outline
from ocr_pipeline.directives.page_tables import with_spanning_cells, without_repeated_heads
from ocr_pipeline.directives.paragraphs import Paragraph, paragraphs_of
from ocr_pipeline.directives.places import LinePlaces, PrintedText
from ocr_pipeline.directives.plain_tables import table_flags, with_tables
from ocr_pipeline.directives.roles import Parts, line_roles
from ocr_pipeline.directives.stamps import with_stamps
from ocr_pipeline.directives.tables import read_table, split_bodies
from ocr_pipeline.directives.titles import is_operative
from ocr_pipeline.directives.unnumbered import Paper, with_late_tasks
from ocr_pipeline.document import (
    Attachment,
    Directive,
    Evidence,
    EvidenceKind,
    Flag,
    Header,
    Origin,
    Page,
    Structure,
    pages_of,
)

_BASE = re.compile(r"^(?:[-+*]\s*)?(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình|xét|trên cơ sở|thực hiện)\b")
_SURE_BASE = re.compile(r"^(?:[-+*]\s*)?(?:căn cứ|theo đề nghị|xét)\b")
_BULLET = re.compile(r"^[-–—+*~_=•\s]+")


Attached = tuple[Attachment, tuple[Item, ...], Sequence[PrintedLine]]
"""An attachment with the items and the lines that it was made from."""


def parse_text(text: str) -> Structure:
    r"""The structure of right text, printed line by line or one paragraph a line.

    >>> parse_text("Số 06-NQ/TU\nNGHỊ QUYẾT\nvề phát triển đô thị\n1. Sở Xây dựng\n- Rà soát quy hoạch.").header.code
    '06-NQ/TU'
    """
    return parse_pages(pages_of(text))


def parse_pages(pages: Sequence[Page]) -> Structure:
    """The structure of pages in reading order; zones and boxes are used as evidence where there are any."""
    lines, aside = printed_lines(without_repeated_heads(with_spanning_cells(pages)))
    whole = are_paragraphs(lines)
    annexed = is_attachment_alone(lines)
    head = read_head(() if annexed else lines, whole=whole)
    header = with_stamps(head.header, pages)
    foot_start, foot_end = (0, 0) if annexed else foot_span(lines, head.end)
    recognised = any(page.origin is Origin.OCR for page in pages)
    issued = date.fromisoformat(head.header.date) if head.header.date else None
    names = _issuer_names(head.header)
    paper = Paper(head.header.type, names, issued)
    main = lines[head.end : foot_start]
    celled = main if whole else with_tables(main, issued)
    body = _read_body(celled, paper, whole=whole, recognised=recognised)
    outline = body.outline
    foot_lines, tail = lines[foot_start:foot_end], lines[foot_end:]
    foot = read_foot(foot_lines, party=head.header.system == "party")
    month, estimated = _month(head.header, body)
    context = Context(issued, month, _effect(outline.items), names, issuing_unit(head.header), LinePlaces.of(pages))
    attached = [_attachment(part, context, whole=whole) for part in attachments_of(tail)]
    parts = Parts(lines[: head.end], head, body.based_on, outline, foot_lines, foot, tail, main)
    addressees = tuple(body for entry in head.addressees for body in split_bodies(entry))
    signature = with_electronic(foot.signature, pages, header.issuer)
    directives = enriched([_directive(item, context) for item in outline.items], context.unit, addressees)
    structure = Structure(
        header=header,
        addressees=addressees,
        legal_bases=body.bases,
        directives=directives,
        recipients=foot.recipients,
        signature=signature,
        unparsed=without_electronic((*aside, *head.unparsed, *foot.unparsed), signature, pages),
        flags=(
            *head.flags,
            *month_flags(estimated),
            *table_flags(celled),
            *label_flags(outline.items),
            *quarter_flags(directives),
            *foot.flags,
            *_attachment_flags(attached),
        ),
        opening=tuple(paragraph.running_text for paragraph in outline.opening),
        closing=tuple(paragraph.running_text for paragraph in outline.closing),
        attachments=tuple(attachment for attachment, *_ in attached),
        co_signatures=foot.co_signatures,
        roles=line_roles(pages, parts),
    )
    return _with_citations(structure)


def _attachment_flags(attached: Sequence[Attached]) -> Iterator[Flag]:
    for number, (_, items, lines) in enumerate(attached):
        path = f"attachments[{number}].directives"
        yield from (*table_flags(lines, path), *label_flags(items, path))


def _with_citations(structure: Structure) -> Structure:
    """The structure with the documents that its fields mention; attachments cite for themselves only in `citations`."""
    own = structure.header.code
    lists = (("legal_bases", structure.legal_bases), ("opening", structure.opening))
    fields = [("header.subject", structure.header.subject or "")]
    fields += [(f"{name}[{at}]", text) for name, texts in lists for at, text in enumerate(texts)]
    fields += texts_of(structure.directives, "directives")
    fields += [(f"closing[{at}]", text) for at, text in enumerate(structure.closing)]
    cited = find_citations(fields, own)
    attached = find_citations(texts_of_attachments(structure.attachments), own)
    return replace(
        structure,
        references=references_of(cited),
        citations=(*cited, *attached),
        abbreviations=find_abbreviations(text for _, text in fields),
    )


@dataclass(frozen=True, slots=True)
class Body:
    """The bases, as text and as the paragraphs they were read from, and the outline after them."""

    bases: tuple[str, ...]
    based_on: tuple[Paragraph, ...]
    outline: Outline


def _read_body(lines: Sequence[PrintedLine], paper: Paper, *, whole: bool, recognised: bool) -> Body:
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
    outline = read_outline(rest, recognised=recognised, unnumbered=partial(read_loosely, paper=paper))
    outline = with_late_tasks(Outline((*loose, *outline.opening), outline.items, outline.closing), paper)
    return Body(tuple(bases), tuple(before[len(loose) :]), outline)


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
    announces = re.search(r"(?:như sau|sau đây)", comparable(text)[-40:])
    return _opens_base(text) and not announces and not states_something(text)


def _clean_base(text: str) -> str:
    return _BULLET.sub("", squeeze(text)).rstrip(".;,: ")


@dataclass(frozen=True, slots=True)
class Context:
    """What the items are read against: days of issue and effect, the issuer's comparable names, its unit, the lines."""

    issued: date | None
    month: date | None
    effect: date | None
    issuers: tuple[str, ...]
    unit: Unit | None
    places: LinePlaces


def _effect(items: Sequence[Item]) -> date | None:
    """The day of effect, as one of the items tells it."""
    return next((day for text in _texts(items) if (day := find_effect(text))), None)


def _month(header: Header, body: Body) -> tuple[date | None, date | None]:
    """The month of issue for days without a year, and the same where it had to be told by what the paper rests on."""
    month = month_of(header.date_text)
    if month or header.date or not (header.type or header.code_text):
        return month, None
    estimated = latest_month([*body.bases, *(one.text for one in body.outline.opening)])
    return estimated, estimated


def _issuer_names(header: Header) -> tuple[str, ...]:
    return tuple(comparable(name) for name in (header.parent_issuer, header.issuer, header.authority) if name)


def _directive(item: Item, context: Context) -> Directive:
    """An item with what its own words tell: who, with whom, by when."""
    lead, coordinate = find_bodies(item.text, context.issuers)
    when = find_deadline(item.text, context.issued, context.effect, context.month)
    lines = [
        PrintedText("\t".join(row), where, context.places) for row, where in zip(item.rows, item.row_lines, strict=True)
    ]
    rows, notes = read_table(item.rows, context.issued, item.page, lines) if item.rows else ((), ())
    printed = PrintedText(item.text, tuple(item.lines), context.places)
    return Directive(
        label=item.label,
        text=item.text,
        lead=tuple(body.text for body in lead),
        coordinate=tuple(body.text for body in coordinate),
        deadline=when.day.isoformat() if when and when.day else None,
        deadline_text=when.text if when else None,
        page=item.page,
        children=(*(_directive(child, context) for child in item.children), *rows),
        notes=notes,
        place=printed.place,
        evidence=tuple(_evidence(printed, lead, coordinate, when or open_deadline(item.text))),
    )


def _evidence(
    printed: PrintedText, lead: Iterable[NamedBody], coordinate: Iterable[NamedBody], when: Deadline | None
) -> Iterator[Evidence]:
    kinds = (EvidenceKind.LEAD, lead), (EvidenceKind.COORDINATE, coordinate), (EvidenceKind.DEADLINE, [when])
    named = [(kind, one) for kind, found in kinds for one in found if one]
    places = printed.parts([(one.start, one.end) for _, one in named])
    for (kind, one), place in zip(named, places, strict=True):
        yield Evidence(kind, one.text, one.start, one.end, place)


def _texts(items: Sequence[Item]) -> Iterator[str]:
    """Texts and table rows of the tree in the order of the document."""
    for item in items:
        yield item.text
        yield from _texts(item.children)
        yield from (" ".join(row) for row in item.rows)


def _attachment(lines: Sequence[PrintedLine], context: Context, *, whole: bool) -> Attached:
    """Grammar: attachment = title in capitals ( outline | table )."""
    count = 0
    while count < len(lines) and (is_heading(lines[count].text) or lines[count].is_rule):
        count += 1
    title = squeeze(" ".join(line.text for line in lines[:count] if not line.is_rule))
    text = lines[count:] if whole else with_tables(lines[count:], context.issued)
    outline = read_outline(paragraphs_of(text, whole=whole))
    directives = [_directive(item, context) for item in outline.items]
    paragraphs = [one.running_text for one in (*outline.opening, *outline.closing)]
    if len(directives) == 1 and not (directives[0].label or directives[0].text):  # nothing but a table
        paragraphs += directives[0].notes
        directives = list(directives[0].children)
    attachment = Attachment(title, enriched(directives, context.unit), tuple(paragraphs))
    return attachment, outline.items, text
