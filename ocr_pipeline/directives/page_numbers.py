"""Which lines are page numbers: digits are sacred, so a number is one only where it can belong to no sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_pipeline.document import Line

_NUMBER = re.compile(r"(?P<mark>[-–—])?\s*(?:trang\s*)?(?P<value>\d{1,3})(?:\s*/\s*\d{1,3})?\s*[-–—]*", re.IGNORECASE)
_CLOSED = re.compile(r"[.;!?…][\"'”’)\]/]*$")


def number_alone(text: str) -> int:
    """The number where the text holds nothing else, or 0.

    >>> number_alone("- 12 -"), number_alone("Trang 3/8"), number_alone("12 đồng chí")
    (12, 3, 0)
    """
    found = _NUMBER.fullmatch(text.strip())
    return int(found["value"]) if found else 0


def page_number(text: str, lines: Sequence[Line], at: int, last: int) -> int:
    """The number where `text`, line `at` of the lines of a page, is a page number, or 0; `last` is the one before it.

    Between dashes it is always one. Else it stands apart from the lines around it, and either first or last on its
    page, or in the midst as the next number: text copied from a file has lost where its pages end.

    >>> lines = [Line("Số dự án chậm tiến độ của toàn tỉnh là"), Line("15")]
    >>> page_number("15", lines, 1, 0), page_number("15", [Line("Báo cáo Tỉnh ủy."), Line("15")], 1, 0)
    (0, 15)
    """
    number = number_alone(text)
    if not number or "\t" in lines[at].text:
        return 0
    if re.fullmatch(r"[-–—].*[-–—]", text.strip()):
        return number
    before = next((other for other in reversed(lines[:at]) if other.text.strip()), None)
    after = next((other for other in lines[at + 1 :] if other.text.strip()), None)
    if before and after and number != last + 1 and (last or number != 2):
        return 0
    return number if _apart_before(lines, at, before) and _apart_after(lines, at, after) else 0


def _apart_before(lines: Sequence[Line], at: int, before: Line | None) -> bool:
    """Whether the line above is finished or blank, or does not begin where this one does."""
    if before is None or not lines[at - 1].text.strip() or _CLOSED.search(before.text.rstrip()):
        return True
    box, edges = lines[at].box, [line.box.left for line in lines if line.box and len(line.text) > 40]
    return box is not None and bool(edges) and box.left > min(edges) + 4 * box.height


def _apart_after(lines: Sequence[Line], at: int, after: Line | None) -> bool:
    """Whether the line below is blank, or cannot go on with a sentence."""
    return after is None or not lines[at + 1].text.strip() or not after.text.lstrip()[:1].islower()
