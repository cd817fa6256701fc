"""Plain text in natural reading order, without page numbers and stamps."""

from __future__ import annotations

from ocr_pipeline.document import Document, ZoneKind, text_of

LEFT_OUT = frozenset({ZoneKind.PAGE_NUMBER, ZoneKind.STAMP})
"""Zones that are not part of what the document says."""


def to_text(document: Document) -> bytes:
    """The restored text as UTF-8, every line ended by a newline."""
    return text_of(document.pages, without=LEFT_OUT).encode()
