"""A finished document as a file: one module per format, each a pure function from `Document` to bytes."""

from __future__ import annotations

from ocr_pipeline.exports.as_json import document_from_json, to_json
from ocr_pipeline.exports.formats import EXPORTERS, SOURCE_FORMATS, Format, Several, SourceFormat

__all__ = ["EXPORTERS", "SOURCE_FORMATS", "Format", "Several", "SourceFormat", "document_from_json", "to_json"]
