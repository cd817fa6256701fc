"""JSON Lines: one object per directive, the fields of the tables under their English names."""

from __future__ import annotations

import json
from dataclasses import asdict

from ocr_pipeline.document import Document
from ocr_pipeline.exports.table import table_rows


def to_jsonl(*documents: Document) -> bytes:
    """UTF-8, every object on a line of its own; days as ISO dates, lists as arrays, null where there is nothing."""
    lines = (
        json.dumps(asdict(row), ensure_ascii=False, default=str) + "\n"
        for document in documents
        for row in table_rows(document)
    )
    return "".join(lines).encode()
