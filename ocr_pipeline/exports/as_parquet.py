"""Parquet for data tools: the rows of the tables with types, under their English names."""

from __future__ import annotations

import io
from dataclasses import asdict

import pyarrow
from pyarrow import parquet

from ocr_pipeline.document import SCHEMA_VERSION, Document
from ocr_pipeline.exports.table import COLUMNS, table_rows

_WORDS = pyarrow.list_(pyarrow.field("item", pyarrow.string(), nullable=False))


def _structs(*fields: tuple[str, pyarrow.DataType]) -> pyarrow.DataType:
    return pyarrow.list_(pyarrow.field("item", pyarrow.struct(list(fields)), nullable=False))


_TYPES = {
    "date": pyarrow.date32(),
    "number": pyarrow.int32(),
    "parent": pyarrow.int32(),
    "parents": _WORDS,
    "lead": _WORDS,
    "inherited_lead": _WORDS,
    "coordinate": _WORDS,
    "deadline": pyarrow.date32(),
    "citations": _WORDS,
    "laws": _WORDS,
    "relations": _structs(("relation", pyarrow.string()), ("document", pyarrow.string())),
    "document_relations": _structs(("relation", pyarrow.string()), ("document", pyarrow.string())),
    "targets": _structs(
        ("text", pyarrow.string()),
        ("quantity", pyarrow.float64()),
        ("unit", pyarrow.string()),
        ("year", pyarrow.int32()),
    ),
    "notes": _WORDS,
    "page": pyarrow.int32(),
    "review": pyarrow.bool_(),
    "review_reasons": _WORDS,
    "document_review_reasons": _WORDS,
}
"""All others are text."""


def to_parquet(*documents: Document) -> bytes:
    """A table that any Parquet reader opens; each column brings its description as metadata."""
    fields = [
        pyarrow.field(
            column.name,
            _TYPES.get(column.name, pyarrow.string()),
            metadata={"description": column.description, "title": column.title},
        )
        for column in COLUMNS
    ]
    schema = pyarrow.schema(fields, metadata={"schema_version": SCHEMA_VERSION})
    rows = [asdict(row) for document in documents for row in table_rows(document)]
    content = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), content)
    return content.getvalue()
