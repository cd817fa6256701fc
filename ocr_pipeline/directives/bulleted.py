"""Papers with dashes and no numbers: paragraphs that head groups of dashes, and such as give tasks between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ocr_pipeline.directives.bodies import find_bodies
from ocr_pipeline.directives.body_tables import table
from ocr_pipeline.directives.labels import Level
from ocr_pipeline.directives.lost_labels import Labels
from ocr_pipeline.directives.outline import Item, Outline, items_of
from ocr_pipeline.directives.paragraphs import Paragraph
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.unnumbered import Paper, announces, is_caption, is_ordered, read_tasks, tasks_among

_LEAST_GROUPS = 2
"""One paragraph that ends in a colon above dashes opens the paper; several head groups of them."""


def read_loosely(paragraphs: Sequence[Paragraph], placed: Labels, paper: Paper) -> Outline | None:
    """The outline of paragraphs without numbers; None where none of those without a dash is an item.

    Grammar: outline = { paragraph } { heading items | items | task } { closing paragraph }.
    """
    if not any(placed):
        return read_tasks(paragraphs, paper)
    first = next(index for index, one in enumerate(placed) if one)
    loose = [index for index, one in enumerate(placed) if not one]
    tasks = {loose[at] for at in tasks_among([paragraphs[index] for index in loose], paper)}
    given = {
        index
        for index in tasks
        if index > first or not _ends_open(paragraphs[index]) or _orders_one(paragraphs[index].text)
    }
    items_at = sorted({*_headings(paragraphs, placed, given), *given})
    if not paper.gives_tasks or not items_at:
        return None
    start = min(first, items_at[0])
    last = max(*items_at, *(index for index, one in enumerate(placed) if one)) + 1
    items: list[Item] = []
    for begin, end in _parts(start, items_at, last):
        if begin in items_at:
            items += _headed(paragraphs[begin:end], placed[begin:end])
        else:
            items += items_of(paragraphs[begin:end], placed[begin:end])
    return Outline(tuple(paragraphs[:start]), tuple(items), tuple(paragraphs[last:]))


def _headings(paragraphs: Sequence[Paragraph], placed: Labels, tasks: Collection[int]) -> list[int]:
    """Paragraphs that head a group of dashes (`Đối với Ủy ban nhân dân các huyện:`), if there are several.

    One that stands behind a task does not open the paper, so that it may be the only one.
    """
    above = [at - 1 for at in range(1, len(placed)) if placed[at] and not placed[at - 1]]
    found = [at for at in above if _ends_open(paragraphs[at]) and _heads(paragraphs[at].text)]
    return found if len(found) >= _LEAST_GROUPS else [at for at in found if any(task < at for task in tasks)]


def _heads(text: str) -> bool:
    """Whether a paragraph begins with those who are to act, orders them, or begins like a heading (`Về kinh phí:`).

    `Hồ sơ gồm:`, `như sau:` and `Qua kiểm tra, Sở Y tế phát hiện:` do not head what stands below.
    """
    words = Words.of(text)
    named = any(body.start == 0 or is_ordered(words, body) for body in find_bodies(text)[0])
    return (named or table("heading").match(words, 0) > 0 or is_caption(text)) and not announces(text)


def _orders_one(text: str) -> bool:
    """Whether a paragraph above dashes gives them to bodies of its own: `... giao Sở Nội vụ chủ trì:`."""
    words = Words.of(text)
    ordered = [body.text for body in find_bodies(text)[0] if is_ordered(words, body)]
    collective = any(table("many").match(Words.of(name), 0) for name in ordered)
    return bool(ordered) and not collective and not announces(text)


def _ends_open(paragraph: Paragraph) -> bool:
    return paragraph.text.rstrip().endswith(":")


def _parts(start: int, items_at: Sequence[int], last: int) -> list[tuple[int, int]]:
    """The stretches of paragraphs, each from an item without a label up to the next one."""
    starts = sorted({start, *items_at})
    return list(zip(starts, [*starts[1:], last], strict=True))


def _headed(paragraphs: Sequence[Paragraph], placed: Labels) -> list[Item]:
    """The item of a heading with the dashes below it, or of a task; without a colon the dashes stand beside it."""
    item = Item("", Level.PART, paragraphs[0].page, [paragraphs[0].text], lines=list(paragraphs[0].lines))
    below = next((at for at, one in enumerate(placed) if one), len(placed))
    for paragraph in paragraphs[1:below]:
        item.add(paragraph)
    found = items_of(paragraphs[below:], placed[below:])
    if _ends_open(paragraphs[0]) or (below and _ends_open(paragraphs[below - 1])):
        item.children += found
        return [item]
    return [item, *found]
