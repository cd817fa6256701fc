"""Plain text in natural reading order, one paragraph a line, without page numbers and stamps."""

from __future__ import annotations

from ocr_pipeline.document import Document


def to_text(document: Document) -> bytes:
    """The restored text as UTF-8, every line ended by a newline."""
    return document.text.encode()
