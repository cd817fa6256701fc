"""The numbered tree: labelled paragraphs become items, unlabelled ones join the item they stand under."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.labels import Level
from ocr_pipeline.directives.lost_labels import Labels, restore_labels
from ocr_pipeline.directives.paragraphs import NEW_PARAGRAPH, Paragraph, join
from ocr_pipeline.directives.series import UNORDERED, Placed, choose_labels
from ocr_pipeline.directives.tables import lists_tasks
from ocr_pipeline.lexicons import read_rows

_FINISHED = re.compile(r"[.!?…][\"'”’)\]/]*$")
_OPEN_END = re.compile(r"[;,][\"'”’)\]]*$")


@dataclass(slots=True)
class Item:
    """One item while the tree grows: label, own text, rows of a table under it, items below it.

    `lines` are those of its text, `row_lines` those of each row of its table. `printed` is what the label was read
    from, empty where nothing is printed; None where there is no label.
    """

    label: str
    level: Level
    page: int
    paragraphs: list[str]
    printed: str | None = None
    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    row_lines: list[tuple[int, ...]] = field(default_factory=list)
    children: list[Item] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Own text, an unnumbered paragraph under the heading on a line of its own."""
        return "\n".join(part for part in self.paragraphs if part)

    @property
    def is_heading(self) -> bool:
        """Whether the text so far is a heading, not a finished sentence."""
        last = self.paragraphs[-1]
        return not last or not (_FINISHED.search(last) or _OPEN_END.search(last))

    def add(self, paragraph: Paragraph) -> None:
        """Take in an unlabelled paragraph or a row of a table."""
        if paragraph.cells:
            self.rows.append(paragraph.cells)
            self.row_lines.append(paragraph.lines)
            return
        self.lines += paragraph.lines
        if self.paragraphs == [""]:
            self.paragraphs[0] = paragraph.text
        else:
            self.paragraphs.append(paragraph.text)


@dataclass(frozen=True, slots=True)
class Outline:
    """Paragraphs before the first item, the items, paragraphs after the last."""

    opening: tuple[Paragraph, ...]
    items: tuple[Item, ...]
    closing: tuple[Paragraph, ...]


@dataclass(slots=True)
class _Reader:
    """The labelled paragraphs and the place reached among them."""

    paragraphs: Sequence[Paragraph]
    placed: Labels
    at: int = 0

    @property
    def more(self) -> bool:
        return self.at < len(self.paragraphs)


@cache
def _closing() -> re.Pattern[str]:
    return re.compile("|".join(row[0] for row in read_rows("closing_phrases.tsv")))


def begins_closing(text: str) -> bool:
    """Whether a paragraph begins as closing ones do (`Kết luận này`, `Trên đây là`)."""
    return _closing().search(comparable(text)) is not None


def read_outline(
    paragraphs: Sequence[Paragraph],
    *,
    recognised: bool = False,
    unnumbered: Callable[[Sequence[Paragraph], Labels], Outline | None] = lambda *_: None,
) -> Outline:
    """Grammar: outline = { paragraph } items { closing paragraph }.

    Where no paragraph has a number or letter, `unnumbered` may read them in its own way.
    """
    merged, placed = _drop_false_breaks(paragraphs, choose_labels(paragraphs))
    placed = _without_last_speck(merged, placed)
    placed = restore_labels(merged, placed, recognised=recognised)
    numbered = any(one and one.label.level not in UNORDERED for one in placed)
    if not numbered and (outline := unnumbered(merged, placed)):
        return outline
    rows = task_rows(merged)
    first = next((i for i, one in enumerate(placed) if one or i in rows), len(merged))
    last = _closing_start(merged, placed, first)
    items = items_of(merged[first:last], placed[first:last])
    return Outline(tuple(merged[:first]), tuple(items), tuple(merged[last:]))


def items_of(paragraphs: Sequence[Paragraph], placed: Labels) -> list[Item]:
    """The tree of paragraphs of which the first has a label or is a row of a table."""
    reader = _Reader(paragraphs, placed)
    items: list[Item] = []
    while reader.more:
        items += _items(reader, 0)
        if reader.more:  # rows of a table that stands under no item
            items.append(_table_without_section(reader))
    return items


def task_rows(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """The rows of those tables that list tasks; a form to be filled in, or a list of names, lists none."""
    found: list[int] = []
    for is_row, group in groupby(range(len(paragraphs)), key=lambda i: bool(paragraphs[i].cells)):
        rows = list(group)
        if is_row and lists_tasks([paragraphs[i].cells for i in rows]):
            found += rows
    return frozenset(found)


def _drop_false_breaks(
    paragraphs: Sequence[Paragraph], placed: Sequence[Placed | None]
) -> tuple[list[Paragraph], list[Placed | None]]:
    """Join again what was split at something that only looked like a label."""
    merged: list[Paragraph] = []
    labels: list[Placed | None] = []
    for paragraph, label in zip(paragraphs, placed, strict=True):
        if (
            merged
            and label is None
            and not paragraph.cells
            and paragraph.evidence < NEW_PARAGRAPH
            and not merged[-1].cells
        ):
            last = merged[-1]
            whole = join(last.text, paragraph.text)
            merged[-1] = Paragraph(whole, last.page, last.evidence, lines=last.lines + paragraph.lines)
        else:
            merged.append(paragraph)
            labels.append(label)
    return merged, labels


def _without_last_speck(paragraphs: Sequence[Paragraph], placed: Sequence[Placed | None]) -> list[Placed | None]:
    """The labels, without a speck before the closing paragraph: `_ Chỉ thị này được phổ biến đến chi bộ.`"""
    labelled = [index for index, one in enumerate(placed) if one]
    result = list(placed)
    if len(labelled) > 1 and (last := placed[labelled[-1]]) and last.label.level in UNORDERED and last.label.cost > 0:
        above, text = placed[labelled[-2]], paragraphs[labelled[-1]].text[last.label.end :]
        if above and above.label.level is not last.label.level and begins_closing(text.strip()):
            result[labelled[-1]] = None
    return result


def _closing_start(paragraphs: Sequence[Paragraph], placed: Sequence[Placed | None], first: int) -> int:
    """Index of the first closing paragraph: unlabelled, after the last item, and not the text under a heading."""
    end = len(paragraphs)
    last = max((i for i in range(first, end) if placed[i] or paragraphs[i].cells), default=end)
    if last >= end - 1:
        return end
    label = placed[last]
    own = paragraphs[last].text[label.label.end :] if label else ""
    if label is None or _FINISHED.search(own):
        return last + 1
    for index in range(last + 1, end):
        if begins_closing(paragraphs[index].text) and (index > last + 1 or _FINISHED.search(own)):
            return index
    return end


def _items(reader: _Reader, depth: int) -> list[Item]:
    """Grammar: items = { item } of this depth or below."""
    items = []
    while reader.more and (placed := reader.placed[reader.at]) and placed.depth >= depth:
        items.append(_item(reader, placed))
    return items


def _item(reader: _Reader, placed: Placed) -> Item:
    """Grammar: item = label text { unlabelled paragraph | table row } items-below { unlabelled paragraph }."""
    paragraph = reader.paragraphs[reader.at]
    text = paragraph.text[placed.label.end :].strip()
    printed = paragraph.text[: placed.label.end].strip()
    item = Item(placed.label.printed, placed.label.level, paragraph.page, [text], printed, lines=list(paragraph.lines))
    reader.at += 1
    while reader.more:
        following = reader.paragraphs[reader.at]
        below = reader.placed[reader.at]
        if below is not None:
            if below.depth <= placed.depth:
                break
            item.children += _items(reader, placed.depth + 1)
        elif following.cells:
            if placed.label.level >= Level.DASH and placed.depth and not item.is_heading:
                break
            item.add(following)
            reader.at += 1
        elif _takes(item, placed):
            item.add(following)
            reader.at += 1
        else:
            break
    return item


def _takes(item: Item, placed: Placed) -> bool:
    """Whether an unlabelled paragraph belongs to this item and not to the heading above it."""
    return placed.depth == 0 or placed.label.level < Level.DASH or not _FINISHED.search(item.paragraphs[-1])


def _table_without_section(reader: _Reader) -> Item:
    item = Item("", Level.PART, reader.paragraphs[reader.at].page, [""])
    while reader.more and reader.placed[reader.at] is None:
        item.add(reader.paragraphs[reader.at])
        reader.at += 1
    return item
