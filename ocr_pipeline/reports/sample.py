"""The documents that people check: their head fields, read from the results only for those that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.document import Header
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.exports import document_from_json
from ocr_pipeline.exports.outline import readable_date
from ocr_pipeline.reports.choice import FIELD_NAMES, Chosen, lacking
from ocr_pipeline.reports.trees import Tree

CheckedField = tuple[str, str, str, str]
_ANOTHER = "một văn bản khác trong tệp còn thiếu"


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """One document of a chosen file: its result (relative to the output folder), pages, and head as read.

    `fields` are (key, Vietnamese name, value, printed words where there is no value); `problem` says why they are not
    known.
    """

    chosen: Chosen
    result: str
    pages: str = ""
    fields: tuple[CheckedField, ...] = ()
    problem: str = ""


def documents_of(chosen: Chosen, out: Tree) -> Iterator[CheckedDocument]:
    """Every document of the file, at least one: a result that is gone must be seen too."""
    results = chosen.file.results
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
        fields = tuple(_fields(document.structure.header))
        own = replace(chosen, reasons=_own_reasons(chosen, fields)) if len(results) > 1 else chosen
        yield CheckedDocument(own, result, pages, fields)


def _own_reasons(chosen: Chosen, fields: Sequence[CheckedField]) -> tuple[str, ...]:
    """Why this document of several is to be checked: for the fields that it lacks, not those that another lacks."""
    of_file, missing = lacking(chosen.file.missing), [key for key, _, value, _ in fields if not value]
    own = lacking(missing) if missing else _ANOTHER
    return tuple(own if reason == of_file else reason for reason in chosen.reasons)


def _fields(header: Header) -> Iterator[CheckedField]:
    values = {
        "code": header.code or "",
        "date": readable_date(header.date) if header.date else "",
        "issuer": "; ".join(filter(None, (header.issuer, *header.co_issuers))),
        "type": header.type or "",
        "subject": header.subject or "",
    }
    printed = {"code": header.code_text, "date": header.date_text}
    for key, name in FIELD_NAMES.items():
        yield key, name, values[key], "" if values[key] else printed.get(key) or ""
