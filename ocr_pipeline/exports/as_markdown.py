"""Markdown for reading: head, table of directives, the whole outline, recipients and signature."""

from __future__ import annotations

from collections.abc import Iterable

from ocr_pipeline.document import Attachment, Directive, Document, Header, Signature, Structure, Table
from ocr_pipeline.exports.doubts import doubts_table
from ocr_pipeline.exports.escaping import escape
from ocr_pipeline.exports.grids import markdown_table
from ocr_pipeline.exports.outline import Row, all_rows, deadline_of, readable_date, rows_of
from ocr_pipeline.exports.review import reason_and_field


def to_markdown(document: Document) -> bytes:
    """The document as UTF-8 Markdown (GitHub's dialect: tables)."""
    structure = document.structure
    blocks = [
        _title(structure.header, document.source.name),
        _head(structure.header),
        _section("Kính gửi", _bullets(structure.addressees)),
        _section("Căn cứ", _bullets(structure.legal_bases)),
        _section("Việc được giao", _table(tuple(all_rows(structure)))),
        _section("Nội dung", _content(structure)),
        _section("Bảng", "\n\n".join(map(_printed_table, document.tables))),
        *(_section(attachment.title or "Phụ lục", _attachment(attachment)) for attachment in structure.attachments),
        _section("Văn bản viện dẫn", _bullets(_references(structure))),
        _section("Nơi nhận", _bullets(structure.recipients)),
        _section("Ký", _signature(structure.signature)),
        _section("Cần xem lại", _bullets(map(reason_and_field, structure.flags))),
        _section("Chỗ cần xem lại", doubts_table(document)),
        _section("Dòng chưa xếp được chỗ", _bullets(structure.unparsed)),
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _title(header: Header, name: str) -> str:
    known = " ".join(part for part in (header.type, header.code) if part)
    title = f"# {escape(known or name)}"
    return f"{title}\n\n**{escape(header.subject)}**" if header.subject else title


def _head(header: Header) -> str:
    rows = (
        ("Cơ quan cấp trên", header.parent_issuer),
        ("Cơ quan ban hành", header.issuer),
        ("Thay mặt", header.authority),
        ("Số, ký hiệu", header.code or header.code_text),
        ("Nơi ban hành", header.place),
        ("Ngày ban hành", readable_date(header.date) if header.date else header.date_text),
        ("Mức độ khẩn", header.urgency),
        ("Mức độ mật", header.secrecy),
    )
    lines = [f"| {name} | {escape(value)} |" for name, value in rows if value]
    return "\n".join(["| | |", "|---|---|", *lines]) if lines else ""


def _table(rows: tuple[Row, ...]) -> str:
    lines = ["| Mục | Nội dung | Chủ trì | Phối hợp | Thời hạn | Trang |", "|---|---|---|---|---|--:|"]
    for row in rows:
        item = row.directive
        cells = (row.path, item.text, "; ".join(item.lead), "; ".join(item.coordinate), deadline_of(item))
        lines.append(f"| {' | '.join(map(_paragraphs, cells))} | {item.page or ''} |")
    return "\n".join(lines) if rows else ""


def _printed_table(table: Table) -> str:
    return f"Trang {table.page}, {table.rows} dòng × {table.columns} cột:\n\n{markdown_table(table)}"


def _content(structure: Structure) -> str:
    """Opening paragraphs, the outline, closing paragraphs."""
    outline = "\n".join(_outline(structure.directives))
    blocks = (*map(escape, structure.opening), outline, *map(escape, structure.closing))
    return "\n\n".join(block for block in blocks if block)


def _attachment(attachment: Attachment) -> str:
    outline = "\n".join(_outline(attachment.directives))
    return "\n\n".join(block for block in (*map(escape, attachment.paragraphs), outline) if block)


def _outline(directives: tuple[Directive, ...]) -> Iterable[str]:
    for row in rows_of(directives):
        label = row.directive.label.strip()
        text = _paragraphs(row.directive.text)
        shown = text if label in ("-", "") else f"**{escape(label)}** {text}"
        indent = "  " * row.depth
        yield f"{indent}- {shown}"
        for note in row.directive.notes:
            yield f"{indent}  - *{escape(note)}*"


def _paragraphs(text: str) -> str:
    """The text with its paragraphs apart: a heading must not run into what stands below it."""
    return "<br>".join(map(escape, text.splitlines()))


def _references(structure: Structure) -> Iterable[str]:
    for reference in structure.references:
        yield f"{reference.code} ({readable_date(reference.date)})" if reference.date else reference.code


def _signature(signature: Signature | None) -> str:
    if signature is None:
        return ""
    parts = (signature.authority, signature.position, signature.name)
    return "  \n".join(escape(part) for part in parts if part)


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {escape(item)}" for item in items)


def _section(title: str, content: str) -> str:
    return f"## {escape(title)}\n\n{content}" if content else ""
