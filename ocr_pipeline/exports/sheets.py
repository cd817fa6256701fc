"""The sheets of a workbook: directives, deadlines by date, cited documents, and the documents themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.document import Citation, Document, Reference, Structure
from ocr_pipeline.exports.outline import all_rows
from ocr_pipeline.exports.review import reason_of
from ocr_pipeline.exports.table import COLUMNS, RELATIONS, TableRow, Value, cell, day, table_rows


@dataclass(frozen=True, slots=True)
class Sheet:
    """Titles, widths in characters, and rows of values; `headings` are the rows set in bold, counted from 0.

    A row with something in `doubt_column` is marked.
    """

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Value, ...], ...]
    headings: frozenset[int] = frozenset()
    doubt_column: int | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """The first row."""
        return tuple(title for title, _ in self.columns)

    @property
    def widths(self) -> tuple[int, ...]:
        """Widths of the columns in characters."""
        return tuple(width for _, width in self.columns)


def sheets_of(documents: Sequence[Document]) -> tuple[Sheet, ...]:
    """The four sheets over all documents."""
    rows = [row for document in documents for row in table_rows(document)]
    return _directives(rows), _deadlines(rows), _references(documents), _documents(documents)


def _directives(rows: Sequence[TableRow]) -> Sheet:
    return Sheet(
        "Nhiệm vụ",
        tuple((column.title, column.width) for column in COLUMNS),
        tuple(tuple(cell(row, column) for column in COLUMNS) for row in rows),
        frozenset(place for place, row in enumerate(rows) if row.kind == "heading"),
        [column.name for column in COLUMNS].index("review"),
    )


def _deadlines(rows: Sequence[TableRow]) -> Sheet:
    """By date; those without a day (they recur, or nobody could tell) last."""
    columns = (
        ("Thời hạn", 12),
        ("Thời hạn (nguyên văn)", 28),
        ("Nội dung", 70),
        ("Chủ trì", 28),
        ("Phối hợp", 28),
        ("Số, ký hiệu", 16),
        ("Mục", 16),
        ("Trang", 7),
        ("Tệp", 22),
        ("Lý do xem lại", 34),
    )
    due = sorted((row for row in rows if row.deadline or row.deadline_text), key=lambda row: row.deadline or date.max)
    cells = tuple(
        (
            row.deadline,
            row.deadline_text,
            row.text,
            row.responsible,
            row.coordinate,
            row.code,
            row.path,
            row.page,
            row.document,
            row.review_reasons,
        )
        for row in due
    )
    return Sheet("Thời hạn", columns, cells, doubt_column=len(columns) - 1)


def _references(documents: Sequence[Document]) -> Sheet:
    columns = (
        ("Tệp", 22),
        ("Số, ký hiệu", 16),
        ("Văn bản viện dẫn", 24),
        ("Ngày", 12),
        ("Loại", 14),
        ("Cơ quan ban hành", 26),
        ("Trích yếu", 50),
        ("Quan hệ", 20),
        ("Viện dẫn tại", 40),
    )
    rows = tuple(
        (
            *(document.source.name, document.structure.header.code, cited.code, day(cited.date)),
            *(cited.type, cited.issuer, cited.subject, relations, where),
        )
        for document in documents
        for cited, relations, where in cited_rows(document)
    )
    return Sheet("Văn bản viện dẫn", columns, rows)


def cited_rows(document: Document) -> Iterator[tuple[Reference, tuple[str, ...], tuple[str, ...]]]:
    """Each cited document, what this paper does to it, and the items that cite it; laws without a code come last.

    A law stands under its name (`Luật Đất đai năm 2024`) where others have their code.
    """
    named, structure = _places(document.structure), document.structure
    mentions: dict[str, list[Citation]] = defaultdict(list)
    for one in structure.citations:
        mentions[one.code or one.text].append(one)
    laws = {
        one.text: Reference(one.text, one.date, one.type, one.issuer) for one in structure.citations if not one.code
    }
    for reference in (*structure.references, *laws.values()):
        cited = mentions[reference.code]
        relations = dict.fromkeys(RELATIONS[done] for one in cited for done in one.relations)
        where = dict.fromkeys(named.get(_FIELD.sub("", one.field), "Phụ lục") for one in cited)
        yield reference, tuple(relations), tuple(where) or ("Ngoài các mục",)


_FIELD = re.compile(r"(?<=[a-z\]])(?:\.text|\.notes\[\d+\]|(?<=opening)\[\d+\]|(?<=bases)\[\d+\]|(?<=closing)\[\d+\])$")


def _places(structure: Structure) -> dict[str, str]:
    """Names of the places in a document, by their fields."""
    outside = {"header.subject": "Trích yếu", "legal_bases": "Căn cứ", "opening": "Phần mở đầu", "closing": "Phần kết"}
    return {row.field: row.path for row in all_rows(structure)} | outside


def _documents(documents: Sequence[Document]) -> Sheet:
    columns = (
        ("Tệp", 22),
        ("Loại", 14),
        ("Số, ký hiệu", 16),
        ("Ngày ban hành", 12),
        ("Cơ quan cấp trên", 26),
        ("Cơ quan ban hành", 26),
        ("Thay mặt", 26),
        ("Trích yếu", 50),
        ("Nơi ban hành", 14),
        ("Độ khẩn", 10),
        ("Độ mật", 10),
        ("Chức vụ người ký", 24),
        ("Người ký", 22),
        ("Số trang", 8),
        ("Số mục", 8),
        ("Độ tin cậy", 10),
        ("Cần xem lại", 50),
        ("SHA-256", 20),
    )
    return Sheet("Thông tin văn bản", columns, tuple(map(_description, documents)), doubt_column=16)


def _description(document: Document) -> tuple[Value, ...]:
    structure, header, signature = document.structure, document.structure.header, document.structure.signature
    return (
        document.source.name,
        header.type,
        header.code or header.code_text,
        day(header.date) or header.date_text,
        header.parent_issuer,
        header.issuer,
        header.authority,
        header.subject,
        header.place,
        header.urgency,
        header.secrecy,
        signature.position if signature else None,
        signature.name if signature else None,
        document.source.pages,
        sum(1 for _ in all_rows(structure)),
        None if document.confidence is None else f"{document.confidence:.0%}",
        tuple(map(reason_of, structure.flags)),
        document.source.sha256,
    )
