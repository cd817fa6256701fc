"""Right text in, structure out: who must do what, by when, under which document."""

from ocr_pipeline.directives.parser import parse_pages, parse_text

__all__ = ["parse_pages", "parse_text"]
