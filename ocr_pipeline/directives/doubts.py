"""What a person should look at in the items: labels that were read otherwise than printed, or put back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.outline import Item
from ocr_pipeline.document import Flag


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


def _signs(label: str) -> str:
    return "".join(filter(str.isalnum, comparable(label)))
