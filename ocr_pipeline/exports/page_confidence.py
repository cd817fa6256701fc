"""How sure the reading of a page is."""

from __future__ import annotations

from statistics import fmean

from ocr_pipeline.document import Page


def confidence_of(page: Page) -> float | None:
    """The mean confidence of its words (0 to 1), None where none is known."""
    known = [word.confidence for line in page.lines for word in line.words if word.confidence is not None]
    return fmean(known) if known else None
