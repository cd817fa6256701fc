"""A finished document as a file: one module per format, each a pure function from `Document` to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ocr_pipeline.document import Document
from ocr_pipeline.exports.as_csv import to_csv
from ocr_pipeline.exports.as_json import document_from_json, to_json
from ocr_pipeline.exports.as_markdown import to_markdown
from ocr_pipeline.exports.as_tables import to_tables_csv
from ocr_pipeline.exports.as_text import to_text

EXPORTERS: Mapping[str, Callable[[Document], bytes]] = MappingProxyType(
    {"json": to_json, "md": to_markdown, "txt": to_text, "csv": to_csv, "tables.csv": to_tables_csv}
)
"""Every format by the file name ending it is written under."""

__all__ = ["EXPORTERS", "document_from_json", "to_csv", "to_json", "to_markdown", "to_tables_csv", "to_text"]
