"""A finished document as a file: one module per format, each a pure function from `Document` to bytes."""

from __future__ import annotations

from ocr_pipeline.exports.as_json import document_from_json, to_json
from ocr_pipeline.exports.formats import EXPORTERS, Format, Several

__all__ = ["EXPORTERS", "Format", "Several", "document_from_json", "to_json"]
