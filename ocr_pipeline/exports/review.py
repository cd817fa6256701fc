"""Which rows of a table a person should look at, and why: the flags of a document laid to its items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ocr_pipeline.document import Document, Flag
from ocr_pipeline.exports.outline import Row, own_citations

_FIELD_NAMES = {
    "code": "Số, ký hiệu",
    "date": "Ngày ban hành",
    "deadline": "Thời hạn",
    "label": "Nhãn",
    "position": "Chức vụ người ký",
    "text": "Nội dung",
}
_LAST_PART = re.compile(r"(\.\w+|\[\d+\]|^\w+)$")
_REFERENCE = re.compile(r"references\[(\d+)\]")
_PAGE = re.compile(r"pages\[(\d+)\]")

WHOLE = ""
"""The field under which the reasons stand that concern the document and no item of it."""


def reasons_by_field(document: Document, rows: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """Reasons to look again by the field of the row (`directives[0]`), those of the whole document under `WHOLE`.

    A doubtful citation concerns the rows that cite it, a badly read page the rows that begin on it.
    """
    known = {row.field for row in rows}
    reasons: dict[str, list[str]] = defaultdict(list)
    for flag in document.structure.flags:
        for field in _fields(document, rows, flag, known) or (WHOLE,):
            reasons[field].append(reason_of(flag))
    return {field: tuple(dict.fromkeys(texts)) for field, texts in reasons.items()}


def reason_of(flag: Flag) -> str:
    """The reason, after what it is about where the field says more than the reason does.

    >>> reason_of(Flag("header.code", "“06” hay “08”?"))
    'Số, ký hiệu: “06” hay “08”?'
    >>> reason_of(Flag("header.date", "Ngày ban hành còn để trống."))
    'Ngày ban hành còn để trống.'
    """
    name = _FIELD_NAMES.get(flag.field.rpartition(".")[2])
    return f"{name}: {flag.reason}" if name and name.lower() not in flag.reason.lower() else flag.reason


def reason_and_field(flag: Flag) -> str:
    """The reason as people read it, and where the JSON has what it is about.

    >>> reason_and_field(Flag("header.code", "“06” hay “08”?"))
    'Số, ký hiệu: “06” hay “08”? [header.code]'
    """
    return f"{reason_of(flag)} [{flag.field}]"


def _fields(document: Document, rows: Sequence[Row], flag: Flag, known: set[str]) -> tuple[str, ...]:
    references, pages = document.structure.references, document.pages
    if (cited := _REFERENCE.match(flag.field)) and int(cited[1]) < len(references):
        reference = references[int(cited[1])]
        citing = {row.field: own_citations(row, document.structure.citations) for row in rows}
        return tuple(field for field, cited in citing.items() if any(one.code == reference.code for one in cited))
    if (page := _PAGE.match(flag.field)) and int(page[1]) < len(pages):
        number = pages[int(page[1])].number
        return tuple(row.field for row in rows if row.directive.page == number)
    field = flag.field
    while field and field not in known:
        field = _LAST_PART.sub("", field) if _LAST_PART.search(field) else ""
    return (field,) if field else ()
