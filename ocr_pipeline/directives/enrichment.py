"""What an item's place in the tree adds to its own words: section kind, inherited leads, catalogue, figures, rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.directives.catalogue import Unit, body_id
from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.deadlines import open_deadline
from ocr_pipeline.directives.kinds import section_kind
from ocr_pipeline.directives.recurrence import deadline_basis, recurrence_rule
from ocr_pipeline.directives.targets import find_targets, horizon
from ocr_pipeline.document import Attachment, Directive, EvidenceKind, SectionKind

_REFERS_BACK = re.compile(
    r"^(?:giao|yêu cầu|đề nghị|các|những)*\s*(?:các\s+)?(?:cơ quan|đơn vị|địa phương|sở|ban|ngành|tổ chức|cấp ủy)"
    r"[^.;:]{0,30}?(?<!\w)(?:này|đó|nêu trên|nói trên|trên)(?!\w)"
)

_HORIZON = re.compile(r"(?:cho\s+)?(?:đến|tới)\s+(?:hết\s+|cuối\s+)?năm\s+\d")


@dataclass(slots=True)
class _Named:
    """The leads that were named last, in the order of the document."""

    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Above:
    """What the items above hand down."""

    kind: SectionKind = SectionKind.TASK
    leads: tuple[str, ...] = ()
    year: int | None = None


def enriched(items: Sequence[Directive], unit: Unit | None, addressees: tuple[str, ...] = ()) -> tuple[Directive, ...]:
    """The tree with what follows from its shape; `unit` is the one for which the issuer speaks.

    A paper without numbers asks its `addressees`, where a paragraph names nobody.
    """
    unnumbered = not any(item.label for item in items)
    return _enriched(items, unit, _Above(leads=addressees if unnumbered else ()), _Named())


def _enriched(items: Sequence[Directive], unit: Unit | None, above: _Above, named: _Named) -> tuple[Directive, ...]:
    return tuple(_item(item, unit, above, named) for item in items)


def _item(item: Directive, unit: Unit | None, above: _Above, named: _Named) -> Directive:
    kind = section_kind(item.text, above.kind)
    tells = kind is not SectionKind.SITUATION or _is_table_row(item)  # what was done is no order
    lead = _leads(item.lead, kind) if tells else ()
    inherited: tuple[str, ...] = ()
    if not lead and tells:
        inherited = named.leads if _REFERS_BACK.match(comparable(item.text)) else above.leads
    named.leads = lead or named.leads
    year = horizon(item.text) or above.year
    if kind is SectionKind.GOAL and _HORIZON.match(comparable(item.deadline_text or "")):
        item = replace(item, deadline=None, deadline_text=None)
    never_ends = open_deadline(item.text) if kind is SectionKind.TASK else None
    words = item.deadline_text or (never_ends.text if never_ends else None)
    here = _Above(kind, lead or above.leads, year)
    ids = dict.fromkeys(found for name in (lead or inherited) if (found := body_id(name, unit)))
    return replace(
        item,
        kind=kind,
        lead=lead,
        coordinate=item.coordinate if tells else (),
        deadline=item.deadline if tells else None,
        deadline_text=words if tells else None,
        inherited_lead=inherited,
        body_ids=tuple(ids),
        deadline_basis=deadline_basis(item.deadline, words) if words and tells else None,
        deadline_rule=recurrence_rule(words) if words and tells and not item.deadline else None,
        targets=find_targets(item.text, kind, above.year),
        children=_enriched(item.children, unit, here, named),
        evidence=tuple(
            one
            for one in item.evidence
            if tells
            and (one.kind is not EvidenceKind.DEADLINE or one.text == words)
            and (one.kind is not EvidenceKind.LEAD or one.text in lead)
        ),
    )


def _leads(lead: tuple[str, ...], kind: SectionKind) -> tuple[str, ...]:
    """Who is to act; a goal for each of several (`Mỗi thôn duy trì ít nhất 02 câu lạc bộ`) is nobody's task."""
    if kind is not SectionKind.GOAL:
        return lead
    return tuple(one for one in lead if not comparable(one).startswith(("mỗi ", "từng ")))


def _is_table_row(item: Directive) -> bool:
    """Whether bodies or deadline stand beside the text: the columns of a table say that it is to be done."""
    told = (*item.lead, *item.coordinate, item.deadline_text or "")
    return any(words not in item.text for words in told)


def texts_of(items: Sequence[Directive], path: str) -> Iterator[tuple[str, str]]:
    """The texts and notes of a tree with the paths of their fields, in the order of the document."""
    for position, item in enumerate(items):
        here = f"{path}[{position}]"
        yield f"{here}.text", item.text
        yield from texts_of(item.children, f"{here}.children")
        yield from ((f"{here}.notes[{number}]", note) for number, note in enumerate(item.notes))


def texts_of_attachments(parts: Sequence[Attachment]) -> Iterator[tuple[str, str]]:
    """The same of attachments, with their paragraphs."""
    for number, part in enumerate(parts):
        yield from texts_of(part.directives, f"attachments[{number}].directives")
        yield from ((f"attachments[{number}].paragraphs[{at}]", text) for at, text in enumerate(part.paragraphs))
