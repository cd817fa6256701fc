"""The words that a reader should compare with the paper, as a Markdown table: where, what was read, what it may be."""

from __future__ import annotations

from ocr_pipeline.document import Document, Edit
from ocr_pipeline.exports.escaping import escape

MOST = 30
"""How many places are told; of more, the most doubtful ones."""
NEIGHBOURS = 2
"""How many words before and behind are shown, so that the place is found."""
_REASONS = {
    "accents": "dấu",
    "casing": "chữ hoa",
    "code": "ký hiệu",
    "letters": "chữ cái",
    "look-alike": "ký tự giống nhau",
    "space lost": "mất khoảng trắng",
    "space put in": "thừa khoảng trắng",
}


def doubts_table(document: Document) -> str:
    """Doubtful edits and suggestions in the order of the text, and how many more there are; empty without any."""
    doubtful = document.doubtful
    if not doubtful:
        return ""
    lines = ["| Trang | Dòng | Đọc được | Đề nghị | Khả năng khác | Vì sao |", "|--:|--:|---|---|---|---|"]
    suggested = set(document.suggestions)
    for edit in sorted(doubtful[:MOST], key=lambda edit: edit.start):
        page, line = page_and_line(document, edit.start) or ("", "")
        why = f"{_REASONS.get(edit.reason, edit.reason)}; {'chưa sửa' if edit in suggested else 'đã sửa'}"
        others = escape(", ".join(edit.alternatives))
        cells = (str(page), str(line), _in_context(document.raw_text, edit), escape(edit.after), others, escape(why))
        lines.append(f"| {' | '.join(cells)} |")
    if len(doubtful) > MOST:
        lines.append(f"\nCòn {len(doubtful) - MOST} chỗ khác ít ngờ hơn (xem `edits` và `suggestions` trong JSON).")
    return "\n".join(lines)


def page_and_line(document: Document, start: int) -> tuple[int, int] | None:
    """Number of the page, and of its line in reading order, on which a code point of `raw_text` stands."""
    before = document.raw_text.count("\n", 0, start)
    for page in document.pages:
        if before < len(page.lines):
            return page.number, before + 1
        before -= len(page.lines)
    return None


def _in_context(text: str, edit: Edit) -> str:
    """What was read, in bold, between its neighbours on the line."""
    left = text[text.rfind("\n", 0, edit.start) + 1 : edit.start].split()[-NEIGHBOURS:]
    right = text[edit.end :].partition("\n")[0].split()[:NEIGHBOURS]
    return " ".join(filter(None, (escape(" ".join(left)), f"**{escape(edit.before)}**", escape(" ".join(right)))))
