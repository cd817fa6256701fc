"""The rows that all tables share: one per directive, with its document, its parents, who is to act and by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ocr_pipeline.document import Citation, Document, Relation
from ocr_pipeline.exports.outline import Row, all_rows, own_citations
from ocr_pipeline.exports.review import WHOLE, reasons_by_field

Value = str | int | bool | datetime.date | tuple[object, ...] | None

KINDS = {
    "heading": "Đề mục",
    "item": "Mục",
    "situation": "Tình hình",
    "goal": "Mục tiêu",
    "task": "Nhiệm vụ",
    "organisation": "Tổ chức thực hiện",
}
"""What a directive is in the outline (a heading has items under it), and what its section is about."""

RELATIONS = {
    Relation.BASIS: "căn cứ",
    Relation.AMENDS: "sửa đổi",
    Relation.SUPPLEMENTS: "bổ sung",
    Relation.REPLACES: "thay thế",
    Relation.REPEALS: "bãi bỏ",
}
"""What a paper does to another one, as readers are told."""


@dataclass(frozen=True, slots=True)
class Affected:
    """What is done to another document: `replaces`, and its code, or its name where it has none."""

    relation: str
    document: str

    def __str__(self) -> str:
        return f"{RELATIONS[Relation(self.relation)]} {self.document}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to be reached: `đạt 95% trở lên` has quantity 95, unit `%`; `year` where a horizon is named."""

    text: str
    quantity: float
    unit: str
    year: int | None = None

    def __str__(self) -> str:
        horizon = f" (đến {self.year})" if self.year and str(self.year) not in self.text else ""
        return self.text + horizon


@dataclass(frozen=True, slots=True)
class TableRow:
    """One directive; `document`, `pages` and `number` name it, `parent` is the number of the item above it.

    `inherited_lead` are the bodies of the nearest item above that names some, where the item itself names none.
    `parents` are the texts of the items above, outermost first, after the title of the attachment.
    """

    document: str
    code: str | None
    path: str
    text: str
    lead: tuple[str, ...]
    inherited_lead: tuple[str, ...]
    coordinate: tuple[str, ...]
    deadline: datetime.date | None
    deadline_text: str | None
    deadline_rule: str | None
    deadline_basis: str | None
    citations: tuple[str, ...]
    laws: tuple[str, ...]
    relations: tuple[Affected, ...]
    targets: tuple[Figure, ...]
    page: int | None
    review: bool
    review_reasons: tuple[str, ...]
    notes: tuple[str, ...]
    parents: tuple[str, ...]
    kind: str
    section: str
    label: str
    number: int
    parent: int | None
    date: datetime.date | None
    issuer: str | None
    document_review_reasons: tuple[str, ...]
    document_relations: tuple[Affected, ...]
    pages: str | None

    @property
    def responsible(self) -> tuple[str, ...]:
        """Who is to act: the bodies of the item itself, or those of the items above."""
        return self.lead or self.inherited_lead


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field of `TableRow`, its Vietnamese title, what it holds, and its width in characters."""

    name: str
    title: str
    description: str
    width: int


COLUMNS = (
    Column("document", "Tệp", "Name of the input file.", 22),
    Column("code", "Số, ký hiệu", "Number and symbol of the document.", 16),
    Column("path", "Mục", "Its place as people cite it: Điều 2 › 1 › a.", 16),
    Column("text", "Nội dung", "Its own text or heading.", 70),
    Column("lead", "Chủ trì", "Bodies that it names as responsible.", 26),
    Column("inherited_lead", "Chủ trì theo mục trên", "Bodies of the nearest item above, where it names none.", 26),
    Column("coordinate", "Phối hợp", "Bodies that it names as partners.", 26),
    Column("deadline", "Thời hạn", "Last day, ISO 8601; empty where there is none or it recurs.", 12),
    Column("deadline_text", "Thời hạn (nguyên văn)", "The words that set the deadline.", 24),
    Column("deadline_rule", "Định kỳ (RFC 5545)", "How the deadline recurs: a recurrence rule of RFC 5545.", 18),
    Column("deadline_basis", "Cách tính thời hạn", "How the day was derived from the words.", 24),
    Column("citations", "Văn bản viện dẫn", "Codes of the documents that it cites.", 22),
    Column("laws", "Luật viện dẫn", "Laws that it cites by name, without a code.", 24),
    Column("relations", "Tác động đến văn bản khác", "What it amends, supplements, replaces or repeals.", 26),
    Column("targets", "Chỉ tiêu", "Figures to be reached: words, quantity, unit, year.", 30),
    Column("page", "Trang", "Page on which it begins, from 1.", 7),
    Column("review", "Cần xem lại", "Whether a person should look at it.", 8),
    Column("review_reasons", "Lý do xem lại", "Why.", 34),
    Column("notes", "Ghi chú", "What belongs to it and has no column of its own.", 24),
    Column("parents", "Các mục trên", "Texts of the items above it, outermost first.", 60),
    Column("kind", "Loại mục", "heading: there are items under it; item: there are none.", 10),
    Column("section", "Thuộc phần", "What its section is about: situation, goal, task or organisation.", 14),
    Column("label", "Nhãn", "Its label as printed.", 8),
    Column(
        "number",
        "STT",
        "Number of the directive in its document, from 1; with `document` and `pages` the key of the row.",
        6,
    ),
    Column("parent", "STT mục trên", "Number of the directive above it.", 8),
    Column("date", "Ngày ban hành", "Date of the document, ISO 8601.", 12),
    Column("issuer", "Cơ quan ban hành", "Body that issued the document.", 24),
    Column("document_review_reasons", "Điểm cần xem lại của văn bản", "What to look at in the whole document.", 34),
    Column("document_relations", "Văn bản này tác động đến", "What the document does to others outside its items.", 30),
    Column("pages", "Trang trong tệp", "Pages of the document in its file; tells apart those of one file.", 10),
)


def table_rows(document: Document) -> Iterator[TableRow]:
    """Every directive of the document exactly once, in reading order, those of its attachments last."""
    rows = tuple(all_rows(document.structure))
    reasons = reasons_by_field(document, rows)
    numbers = {row.field: number for number, row in enumerate(rows, 1)}
    inside = {one for row in rows for one in own_citations(row, document.structure.citations)}
    whole = affected(one for one in document.structure.citations if one not in inside)
    for row in rows:
        yield _table_row(document, row, (numbers, whole), (reasons.get(row.field, ()), reasons.get(WHOLE, ())))


def _table_row(
    document: Document,
    row: Row,
    shared: tuple[dict[str, int], tuple[Affected, ...]],
    reasons: tuple[tuple[str, ...], tuple[str, ...]],
) -> TableRow:
    header, item = document.structure.header, row.directive
    own, whole = reasons
    numbers, outside = shared
    cited = own_citations(row, document.structure.citations)
    return TableRow(
        document=document.source.name,
        code=header.code,
        path=row.path,
        text=item.text,
        lead=item.lead,
        inherited_lead=inherited_lead(row),
        coordinate=item.coordinate,
        deadline=day(item.deadline),
        deadline_text=item.deadline_text,
        deadline_rule=item.deadline_rule,
        deadline_basis=item.deadline_basis,
        citations=tuple(dict.fromkeys(one.code for one in cited if one.code)),
        laws=tuple(dict.fromkeys(one.text for one in cited if not one.code)),
        relations=affected(cited),
        targets=tuple(Figure(one.text, one.quantity, one.unit, one.year) for one in item.targets),
        page=item.page,
        review=bool(own) or item.review,
        review_reasons=own or (("Dựa vào chữ đọc chưa chắc.",) if item.review else ()),
        notes=item.notes,
        parents=(*_attachment_title(document, row), *(parent.text for parent in row.parents)),
        kind="heading" if item.children else "item",
        section=item.kind.value,
        label=item.label,
        number=numbers[row.field],
        parent=numbers.get(row.field.rpartition(".children")[0]),
        date=day(header.date),
        issuer=header.issuer,
        document_review_reasons=whole,
        document_relations=outside,
        pages=_pages(document),
    )


def affected(citations: Iterable[Citation]) -> tuple[Affected, ...]:
    """What the mentions do to the documents that they name; being a legal basis is nothing that is done to one."""
    found = ((done, one) for one in citations for done in one.relations if done is not Relation.BASIS)
    return tuple(dict.fromkeys(Affected(done.value, one.code or one.text) for done, one in found))


def _pages(document: Document) -> str | None:
    """First and last page of the document in its file: `3-7`."""
    numbers = [page.number for page in document.pages]
    return f"{min(numbers)}-{max(numbers)}" if numbers else None


def day(iso: str | None) -> datetime.date | None:
    """The day of an ISO date."""
    return datetime.date.fromisoformat(iso) if iso else None


def inherited_lead(row: Row) -> tuple[str, ...]:
    """The bodies of the nearest item above that names some; none where the item names its own.

    >>> from ocr_pipeline.document import Directive
    >>> item = Directive("-", "Chỉ đạo các đơn vị")
    >>> inherited_lead(Row("1 › gạch 1", item, (Directive("1.", "Sở Y tế", ("Sở Y tế",)),), ""))
    ('Sở Y tế',)
    """
    if row.directive.lead:
        return ()
    return next((parent.lead for parent in reversed(row.parents) if parent.lead), ())


def plain(value: Value) -> str:
    """A value as one cell of text: lists by semicolons, a yes as `có`, days as ISO dates."""
    match value:
        case None | False:
            return ""
        case True:
            return "có"
        case tuple():
            return "; ".join(map(str, value))
        case _:
            return str(value)


def cell(row: TableRow, column: Column) -> Value:
    """What stands in a column for Vietnamese readers; the parents as one path."""
    value: Value = getattr(row, column.name)
    if column.name in ("kind", "section"):
        return KINDS[str(value)]
    return " › ".join(row.parents) if column.name == "parents" else value


def _attachment_title(document: Document, row: Row) -> tuple[str, ...]:
    if not row.field.startswith("attachments["):
        return ()
    position = int(row.field.removeprefix("attachments[").partition("]")[0])
    return (document.structure.attachments[position].title,)
