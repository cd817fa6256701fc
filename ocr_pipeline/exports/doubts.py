"""The words that a reader should compare with the paper: where, what was read, what it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ocr_pipeline.document import Document, Edit
from ocr_pipeline.exports.escaping import escape

MOST = 30
"""How many places Markdown tells of; of more, the most doubtful ones."""
NEIGHBOURS = 2
"""How many words before and behind are shown, so that the place is found."""
_REASONS = {
    "accents": "dấu",
    "casing": "chữ hoa",
    "code": "ký hiệu",
    "figure": "chữ số",
    "letters": "chữ cái",
    "look-alike": "ký tự giống nhau",
    "space lost": "mất khoảng trắng",
    "space put in": "thừa khoảng trắng",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubtful edit or suggestion: the words before, what was read, the words behind, and what it may be.

    `page` counts from 1, `line` within the page in reading order; both are None where the text has no such place.
    `words` is the printed word as it stands in the restored text, between its nearest neighbours; `start` is where.
    """

    page: int | None
    line: int | None
    before: str
    read: str
    behind: str
    proposed: str
    alternatives: tuple[str, ...]
    reason: str
    made: bool
    words: tuple[str, str, str]
    start: int


def doubts_of(document: Document, most: int) -> Iterator[Doubt]:
    """The `most` most doubtful places in the order of the text."""
    replayed = _Replayed(document)
    made = set(document.edits)
    for edit in sorted(document.doubtful[:most], key=lambda edit: edit.start):
        page, line = page_and_line(document, edit.start) or (None, None)
        before, behind = _neighbours(document.raw_text, edit.start, edit.end, NEIGHBOURS)
        start, words = replayed.words(edit, made=edit in made)
        yield Doubt(
            page=page,
            line=line,
            before=before,
            read=edit.before,
            behind=behind,
            proposed=edit.after,
            alternatives=edit.alternatives,
            reason=_REASONS.get(edit.reason, edit.reason),
            made=edit in made,
            words=words,
            start=start,
        )


def doubts_table(document: Document) -> str:
    """A Markdown table of the most doubtful places, and how many more there are; empty without any."""
    if not document.doubtful:
        return ""
    lines = ["| Trang | Dòng | Đọc được | Đề nghị | Khả năng khác | Vì sao |", "|--:|--:|---|---|---|---|"]
    for doubt in doubts_of(document, MOST):
        shown = (escape(doubt.before), f"**{escape(doubt.read)}**", escape(doubt.behind))
        why = f"{doubt.reason}; {'đã sửa' if doubt.made else 'chưa sửa'}"
        cells = (
            str(doubt.page or ""),
            str(doubt.line or ""),
            " ".join(filter(None, shown)),
            escape(doubt.proposed),
            escape(", ".join(doubt.alternatives)),
            escape(why),
        )
        lines.append(f"| {' | '.join(cells)} |")
    if len(document.doubtful) > MOST:
        rest = len(document.doubtful) - MOST
        lines.append(f"\nCòn {rest} chỗ khác ít ngờ hơn (xem `edits` và `suggestions` trong JSON).")
    return "\n".join(lines)


def page_and_line(document: Document, start: int) -> tuple[int, int] | None:
    """Number of the page, and of its line in reading order, on which a code point of `raw_text` stands."""
    before = document.raw_text.count("\n", 0, start)
    for page in document.pages:
        if before < len(page.lines):
            return page.number, before + 1
        before -= len(page.lines)
    return None


def _neighbours(text: str, start: int, end: int, most: int) -> tuple[str, str]:
    """The words before and behind on the same line."""
    left = text[text.rfind("\n", 0, start) + 1 : start].split()[-most:]
    right = text[end:].partition("\n")[0].split()[:most]
    return " ".join(left), " ".join(right)


class _Replayed:
    """The text as restored, made by applying the edits, and where in it the doubtful words stand."""

    def __init__(self, document: Document) -> None:
        self._shifts: list[tuple[int, int]] = []
        parts, end, shift = [], 0, 0
        for edit in sorted(document.edits, key=lambda edit: edit.start):
            parts += [document.raw_text[end : edit.start], edit.after]
            end = edit.end
            self._shifts.append((edit.start, shift))
            shift += len(edit.after) - (edit.end - edit.start)
        self._shifts.append((len(document.raw_text) + 1, shift))
        self._text = "".join((*parts, document.raw_text[end:]))

    def words(self, edit: Edit, *, made: bool) -> tuple[int, tuple[str, str, str]]:
        """Where the word begins in which the edit stands, and that word between those next to it on its line."""
        start = edit.start + next((shift for place, shift in self._shifts if place >= edit.start), 0)
        start = min(max(start, 0), len(self._text))
        end = start + max(len(edit.after) if made else edit.end - edit.start, 0)
        while start > 0 and not self._text[start - 1 : start].isspace():
            start -= 1
        while end < len(self._text) and not self._text[end].isspace():
            end += 1
        before, behind = _neighbours(self._text, start, end, 1)
        return start, (before, self._text[start:end].strip(), behind)
