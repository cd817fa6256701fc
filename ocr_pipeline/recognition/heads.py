"""The two-column parts of a page: the head with the national title, and the foot with Nơi nhận and the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ocr_pipeline.document import ZoneKind
from ocr_pipeline.recognition.columns import Gutter, narrowed_by, split
from ocr_pipeline.recognition.cues import cue_in, first_cue
from ocr_pipeline.recognition.rows import Row, box_of, text_height, union

_WIDE_GAP = 1.0
"""Columns stand apart by at least this many heights of a word; spaces in justified lines are narrower."""
_TIGHT_GAP = 0.35
"""Beside the national title a long name of the issuer may leave little more than a space."""
_NEAR = 4.0
"""Rows of a head follow each other within this many heights of a word."""
_RECIPIENTS_BEGIN = 0.4
"""Nơi nhận begins in this left share of the page."""
_SCRAWL = 0.3
"""Words read with less confidence than this may be a signature or a seal, which cross the gutter."""


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Rows `start` to `end` (exclusive) of the page, cut into a left and a right column of words."""

    start: int
    end: int
    left: Row
    right: Row


def find_head(rows: Sequence[Row], width: int) -> TwoColumns | None:
    """The rows around the national (or Party) title that leave a white gutter to its left; None without a title.

    The head ends where a line crosses the gutter, where a line is centred on the page rather than under the title (the
    name of the document), where `Kính gửi` begins, or at a wide gap.
    """
    index, title = next(((index, cue) for index, row in enumerate(rows) if (cue := _title_in(row))), (0, ()))
    if not title:
        return None
    height = text_height([word for row in rows for word in row])
    title_left, title_middle = title[0].box.left, (title[0].box.left + title[-1].box.right) / 2
    beside = [word for row in rows[max(index - 3, 0) : index + 4] for word in row if word.box.right <= title_left]
    if not beside:
        return None
    gutters: tuple[Gutter, ...] = (Gutter(min(word.box.right for word in beside), title_left),)
    start = index
    while start > 0 and _near(rows[start - 1], rows[start], height):
        narrower = narrowed_by(gutters, rows[start - 1], _TIGHT_GAP * height)
        if not narrower:
            break
        start, gutters = start - 1, narrower
    page_middle = _text_middle(rows, width)
    end = index
    for row in rows[index:]:
        gap = _TIGHT_GAP if _title_in(row) else _WIDE_GAP
        narrower = narrowed_by(gutters, _certain(row, height), gap * height)
        far = end > index and not _near(rows[end - 1], row, height)
        if not narrower or far or first_cue(row, ZoneKind.BODY):
            break
        if end > index and _belongs_to_body(row, _widest(narrower).left, title_middle, page_middle):
            break
        end, gutters = end + 1, narrower
    return _cut(rows, start, end, gutters)


def find_foot(rows: Sequence[Row], width: int) -> TwoColumns | None:
    """The rows from Nơi nhận down that leave a white gutter to its right, and the rows above that lie right of it."""
    found = (
        (index, first)
        for index, row in enumerate(rows)
        for first in range(min(3, len(row)))
        if row[first].box.left < _RECIPIENTS_BEGIN * width and first_cue(row[first:], ZoneKind.FOOT_LEFT)
    )
    return next(filter(None, (_foot_from(rows, width, index, first) for index, first in found)), None)


def _foot_from(rows: Sequence[Row], width: int, index: int, first: int) -> TwoColumns | None:
    """The foot whose Nơi nhận is word `first` of row `index`; None where no gutter stands right of it."""
    height = text_height([word for row in rows for word in row])
    cue_right = rows[index][first].box.right
    beside = [word for row in rows[max(index - 2, 0) : index + 4] for word in row if word.box.left > width / 2]
    gutters: tuple[Gutter, ...] = (Gutter(cue_right, max((word.box.left for word in beside), default=width)),)
    end = index
    for row in rows[index:]:
        narrower = narrowed_by(gutters, _certain(row, height), _WIDE_GAP * height)
        if not narrower:
            break
        end, gutters = end + 1, narrower
    start = index
    while start > 0 and min(word.box.left for word in rows[start - 1]) >= _widest(gutters).left:
        start -= 1
    return _cut(rows, start, end, gutters)


def _title_in(row: Row) -> Row:
    """The words of the national or Party title in a row."""
    return cue_in(row, ZoneKind.HEAD_RIGHT)


def _cut(rows: Sequence[Row], start: int, end: int, gutters: Sequence[Gutter]) -> TwoColumns | None:
    left, right = split([word for row in rows[start:end] for word in row], _widest(gutters).middle)
    return TwoColumns(start, end, left, right) if left else None


def _widest(gutters: Sequence[Gutter]) -> Gutter:
    return max(gutters, key=lambda gutter: gutter.width)


def _near(upper: Row, lower: Row, height: float) -> bool:
    return box_of(lower).top - box_of(upper).bottom < _NEAR * height


def _certain(row: Row, height: float) -> Row:
    """The words that may close a gutter: neither scrawls nor outsized."""
    return tuple(
        word
        for word in row
        if word.box.height <= 2 * height and (word.word.confidence is None or word.word.confidence >= _SCRAWL)
    )


def _text_middle(rows: Sequence[Row], width: int) -> float:
    """The horizontal centre of the text column: the median centre of wide rows, the centre of the page without any."""
    boxes = [box_of(row) for row in rows]
    wide = [(box.left + box.right) / 2 for box in boxes if box.width >= width / 2]
    return float(median(wide)) if len(wide) >= 3 else width / 2


def _belongs_to_body(row: Row, gutter: float, title_middle: float, page_middle: float) -> bool:
    """Whether what stands right of the gutter is centred on the page rather than under the title."""
    right = [word.box for word in row if word.box.left >= gutter]
    if not right:
        return False
    middle = (union(right).left + union(right).right) / 2
    return abs(middle - page_middle) < abs(middle - title_middle)
