"""What a person should look at: labels read otherwise than printed or put back, values that rest on doubtful words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.outline import Item
from ocr_pipeline.directives.times import repeats_quarter
from ocr_pipeline.document import Directive, Flag, LineRole, Page, Structure

_UNSURE = 0.7
"""Calibrated confidence (docs/imaging.md) below which every third figure is another one."""


def label_flags(items: Sequence[Item], place: str = "directives") -> Iterator[Flag]:
    """A flag for each label that is not what the page shows; `place` is the field that holds the items.

    A dash drawn as another sign is no doubt, a number or letter that stands in no print is one.
    """
    for position, item in enumerate(items):
        field = f"{place}[{position}]"
        if item.printed is not None and not item.printed:
            yield Flag(f"{field}.label", f"Không thấy nhãn trên trang; thêm “{item.label}” theo thứ tự các mục.")
        elif item.printed is not None and _signs(item.printed) != _signs(item.label):
            yield Flag(f"{field}.label", f"Trang in “{item.printed}”, đọc là “{item.label}” theo thứ tự các mục.")
        yield from label_flags(item.children, f"{field}.children")


def month_flags(month: date | None) -> Iterator[Flag]:
    """A flag where a month from which the years of deadlines count was taken from what the paper rests on."""
    if month:
        told = f"{month:%m/%Y}, tháng muộn nhất nêu trong phần căn cứ và mở đầu"
        yield Flag("header.date", f"Không đọc được ngày ban hành: năm của các thời hạn tính từ {told}.")


def quarter_flags(items: Sequence[Directive], place: str = "directives") -> Iterator[Flag]:
    """A flag for each deadline that names a quarter twice, so that the last one was taken for the next."""
    for position, item in enumerate(items):
        field = f"{place}[{position}]"
        if item.deadline and repeats_quarter(item.deadline_text or ""):
            reason = f"“{item.deadline_text}” nêu một quý hai lần: quý sau được hiểu là quý kế tiếp."
            yield Flag(f"{field}.deadline", reason)
        yield from quarter_flags(item.children, f"{field}.children")


def _signs(label: str) -> str:
    return "".join(filter(str.isalnum, comparable(label)))


def value_flags(structure: Structure, otherwise: Structure) -> Iterator[Flag]:
    """A flag for each value that matters and is another one when the doubtful words are decided otherwise.

    These are number and date of the document, the codes that it cites, numbers in the items, and their deadlines.
    Items are compared with those in the same place; where there are more or fewer of them, that is the flag.
    """
    for name in ("code", "date"):
        yield from _differing(f"header.{name}", getattr(structure.header, name), getattr(otherwise.header, name))
    if len(structure.references) == len(otherwise.references):
        for position, (one, other) in enumerate(zip(structure.references, otherwise.references, strict=True)):
            yield from _differing(f"references[{position}].code", one.code, other.code)
    yield from _item_flags("directives", structure.directives, otherwise.directives)
    for position, (part, instead) in enumerate(zip(structure.attachments, otherwise.attachments, strict=False)):
        yield from _item_flags(f"attachments[{position}].directives", part.directives, instead.directives)


def unsure_figures(structure: Structure, pages: Sequence[Page]) -> Iterator[Flag]:
    """A flag for number and date of the document where a figure in them was not surely read: it may be handwriting."""
    lines = [line for page in pages for line in page.lines]
    for field, role, value in (
        ("header.code", LineRole.NUMBER, structure.header.code),
        ("header.date", LineRole.PLACE_DATE, structure.header.date),
    ):
        printed = (line for line, of in zip(lines, structure.roles, strict=True) if of is role)
        words = (word for line in printed for word in line.words if any(map(str.isdigit, word.text)))
        sure = min((word.confidence for word in words if word.confidence is not None), default=1.0)
        if value and sure < _UNSURE:
            yield Flag(field, f"Chữ số đọc chưa chắc (độ tin cậy {sure:.0%}): “{value}”. Hãy so với bản gốc.")


def _item_flags(place: str, items: Sequence[Directive], others: Sequence[Directive]) -> Iterator[Flag]:
    if len(items) != len(others):
        yield Flag(place, f"Cách chia mục dựa vào chữ đọc chưa chắc: {len(items)} hay {len(others)} mục?")
        return
    for position, (one, other) in enumerate(zip(items, others, strict=True)):
        field = f"{place}[{position}]"
        yield from _differing(f"{field}.text", _numbers(one.text), _numbers(other.text))
        yield from _differing(f"{field}.deadline", _deadline(one), _deadline(other))
        yield from _item_flags(f"{field}.children", one.children, other.children)


def _numbers(text: str) -> str | None:
    return ", ".join(re.findall(r"(?<!\w)\d+(?:[.,/-]\d+)*", text)) or None


def _deadline(directive: Directive) -> str | None:
    return directive.deadline or directive.deadline_text


def _differing(field: str, value: str | None, other: str | None) -> Iterator[Flag]:
    if value != other:
        read, instead = (f"“{text}”" if text else "không có" for text in (value, other))
        yield Flag(field, f"Dựa vào chữ đọc chưa chắc: {read} hay {instead}?")
