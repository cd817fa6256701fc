"""JSON by the schema shipped beside this module (`document.schema.json`), and back again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from io import BytesIO
from sys import intern
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import orjson

from ocr_pipeline.document import SCHEMA_VERSION, Box, Document, Structure
from ocr_pipeline.errors import DamagedInputError

_ONE_ITEM_A_LINE = ("pages", "edits", "suggestions", "tables")
"""Long lists that are kept dense; everything else is indented for the eye."""
_INDENTED = json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=1)


def to_json(document: Document) -> bytes:
    """The whole document as UTF-8 JSON, ended by a newline; `document_from_json` gives an equal document back."""
    written = BytesIO()  # piece by piece: what a long document is in JSON is held once
    written.write(f'{{\n "schema_version": {json.dumps(SCHEMA_VERSION)}'.encode())
    for name, value in _members(document):
        written.write(f",\n {json.dumps(name)}: ".encode())
        written.writelines(_printed(name, value))
    written.write(b"\n}\n")
    return written.getvalue()


def document_from_json(content: bytes, *, with_words: bool = True) -> Document:
    """The document that `to_json` wrote; DamagedInputError where the content is not JSON of this schema.

    Fields that an earlier version of it did not have (the same first number) take their defaults. Without words the
    pages have no zones, which takes a fraction of the time: enough for all that concerns whole documents.
    """
    try:
        record = json.loads(content)
        version = record.pop("schema_version")
        if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
            raise DamagedInputError(
                f"kết quả theo lược đồ {version}, bản này đọc lược đồ {SCHEMA_VERSION}.", "Hãy xử lý lại tệp gốc."
            )
        if not with_words:
            record["pages"] = [page | {"zones": []} for page in record["pages"]]
        structure = {field.name: record.pop(field.name) for field in fields(Structure) if field.name in record}
        document: Document = from_data(Document, record | {"structure": structure})
        return document
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedInputError("tệp JSON không đúng lược đồ.", "Hãy xử lý lại tệp gốc.") from error


def _members(document: Document) -> Iterator[tuple[str, Any]]:
    """What stands beside each other in the JSON: the fields of the document, those of its structure among them."""
    for field in fields(document):
        value = getattr(document, field.name)
        if field.name == "structure":
            yield from ((inner.name, getattr(value, inner.name)) for inner in fields(value))
        else:
            yield field.name, value


def _printed(name: str, value: Any) -> Iterator[bytes]:
    if name not in _ONE_ITEM_A_LINE or not value:
        yield from (part.replace("\n", "\n ").encode() for part in _INDENTED.iterencode(to_data(value)))
        return
    for place, item in enumerate(value):
        yield b",\n  " if place else b"[\n  "
        yield dense(item)
    yield b"\n ]"


def dense(value: Any) -> bytes:
    """A value of the document as JSON on one line; equal to `to_data` of it."""
    return orjson.dumps(value, default=_as_list)


def _as_list(box: Box) -> list[int]:
    return list(box)


def to_data(value: Any) -> Any:
    """A value of the document as JSON types; a box is `[left, top, right, bottom]`."""
    if isinstance(value, Box):
        return [value.left, value.top, value.right, value.bottom]
    if is_dataclass(value):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    return value


def from_data(kind: type[Any], data: Any) -> Any:
    """JSON types as a value of the annotated kind (`Page`, say): the inverse of `to_data`."""
    if isinstance(kind, UnionType):
        if data is None:
            return None
        kind = next(option for option in get_args(kind) if option is not type(None))
    if get_origin(kind) is tuple:
        return tuple(from_data(get_args(kind)[0], item) for item in data)
    if kind is Box:
        return Box(*data)
    if is_dataclass(kind):
        members: Mapping[str, Any] = _hints(kind)
        return kind(**{name: from_data(hint, data[name]) for name, hint in members.items() if name in data})
    if kind is str:
        return intern(data)  # the words of a long document are few, each there many times
    return kind(data) if issubclass(kind, (Enum, float)) else data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
