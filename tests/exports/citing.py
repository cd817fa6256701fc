"""Structures made by hand, with what the parser finds in their fields: names of bodies, deadlines, citations."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ocr_pipeline.directives.enrichment import texts_of, texts_of_attachments
from ocr_pipeline.directives.mentions import find_citations
from ocr_pipeline.document import Directive, Evidence, EvidenceKind, Structure


def citing(structure: Structure) -> Structure:
    fields = [(f"legal_bases[{at}]", text) for at, text in enumerate(structure.legal_bases)]
    fields += texts_of(structure.directives, "directives")
    fields += [(f"closing[{at}]", text) for at, text in enumerate(structure.closing)]
    fields += texts_of_attachments(structure.attachments)
    directives = tuple(map(telling, structure.directives))
    return replace(structure, directives=directives, citations=find_citations(fields, structure.header.code))


def telling(item: Directive) -> Directive:
    """The item with evidence for each name that stands in its text as whole words."""
    return replace(item, evidence=tuple(_evidence(item)), children=tuple(map(telling, item.children)))


def _evidence(item: Directive) -> Iterator[Evidence]:
    named = [(EvidenceKind.LEAD, name) for name in item.lead] + [(EvidenceKind.COORDINATE, n) for n in item.coordinate]
    for kind, name in (*named, (EvidenceKind.DEADLINE, item.deadline_text or "")):
        if name and (found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", item.text)):
            yield Evidence(kind, name, *found.span())
