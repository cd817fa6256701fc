"""The documents that people check: their head fields, read from the results only for those that are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ocr_pipeline.document import Header
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.exports import document_from_json
from ocr_pipeline.exports.outline import readable_date
from ocr_pipeline.reports.choice import FIELD_NAMES, Chosen
from ocr_pipeline.reports.trees import Tree


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """One document of a chosen file: its result (relative to the output folder), pages, and head as read.

    `fields` are (key, Vietnamese name, value); `problem` says why they are not known.
    """

    chosen: Chosen
    result: str
    pages: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()
    problem: str = ""


def documents_of(chosen: Chosen, out: Tree) -> Iterator[CheckedDocument]:
    """Every document of the file, at least one: a result that is gone must be seen too."""
    results = [name for name in chosen.file.outputs if name.endswith(".json")]
    if not results:
        yield CheckedDocument(chosen, "", problem="không có kết quả JSON để đối chiếu")
    for result in results:
        try:
            document = document_from_json(out.read(result), with_words=False)
        except (OSError, PipelineError):
            yield CheckedDocument(chosen, result, problem="không đọc được kết quả JSON")
            continue
        first, last = document.page_range if document.pages else (0, 0)
        pages = f"trang {first}" if first == last else f"trang {first}–{last}"
        yield CheckedDocument(chosen, result, pages, _fields(document.structure.header))


def _fields(header: Header) -> tuple[tuple[str, str, str], ...]:
    values = {
        "code": header.code or "",
        "date": readable_date(header.date) if header.date else "",
        "issuer": "; ".join(filter(None, (header.issuer, *header.co_issuers))),
        "type": header.type or "",
        "subject": header.subject or "",
    }
    return tuple((key, name, values[key]) for key, name in FIELD_NAMES.items())
