"""Structures made by hand, with the mentions of other documents that the parser finds in their fields."""

from dataclasses import replace

from ocr_pipeline.directives.enrichment import texts_of, texts_of_attachments
from ocr_pipeline.directives.mentions import find_citations
from ocr_pipeline.document import Structure


def citing(structure: Structure) -> Structure:
    fields = [(f"legal_bases[{at}]", text) for at, text in enumerate(structure.legal_bases)]
    fields += texts_of(structure.directives, "directives")
    fields += [(f"closing[{at}]", text) for at, text in enumerate(structure.closing)]
    fields += texts_of_attachments(structure.attachments)
    return replace(structure, citations=find_citations(fields, structure.header.code))
