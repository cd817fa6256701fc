"""Labels that the reading of a page lost altogether, put back where the labels around leave one place for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.directives.labels import Level
from ocr_pipeline.directives.paragraphs import CERTAIN, NEW_PARAGRAPH, Paragraph
from ocr_pipeline.directives.series import UNORDERED, Placed, numbered

_SENTENCE = re.compile(r"[^\W\d_].*[.;]")
_HEADING = re.compile(r"[^\W\d_].{3,120}[^.;,:]")

Labels = Sequence[Placed | None]


def restore_labels(paragraphs: Sequence[Paragraph], placed: Labels, *, recognised: bool) -> list[Placed | None]:
    """The labels, with those that printed lines have lost; `recognised` tells that they were read from pixels.

    >>> from ocr_pipeline.directives.series import choose_labels
    >>> texts = ("1. Công an tỉnh", "- Tuần tra.", "Sở Y tế", "- Tiêm phòng.", "3. Sở Nội vụ")
    >>> paragraphs = [Paragraph(text, 1, 3.0) for text in texts]
    >>> restored = restore_labels(paragraphs, choose_labels(paragraphs), recognised=True)
    >>> [one and one.label.printed for one in restored]
    ['1.', '-', '2.', '-', '3.']
    """
    result = list(placed)
    below, number_below = _following(placed), _following(list(map(_number, placed)))
    number_above: Placed | None = None
    for index, paragraph in enumerate(paragraphs):
        if result[index] is None and not paragraph.cells and NEW_PARAGRAPH <= paragraph.evidence < CERTAIN:
            number = _lost_number(paragraph.text, number_above, number_below[index], below[index])
            result[index] = number or _lost_dash(paragraphs, result, index, recognised=recognised)
        number_above = _number(result[index]) or number_above
    return result


def _number(one: Placed | None) -> Placed | None:
    """The label, where it stands in a series of numbers or letters."""
    return one if one and one.label.level not in UNORDERED else None


def _following(placed: Labels) -> list[Placed | None]:
    """For each paragraph the next label below it."""
    below: Placed | None = None
    backwards: list[Placed | None] = []
    for one in reversed(placed):
        backwards.append(below)
        below = one or below
    return backwards[::-1]


def _lost_dash(paragraphs: Sequence[Paragraph], placed: Labels, index: int, *, recognised: bool) -> Placed | None:
    """A dash or star before a whole sentence between others, or as the last one below a heading on a scan."""
    before = placed[index - 1] if index else None
    after = placed[index + 1] if index + 1 < len(placed) else None
    if before is None or after is None or not _SENTENCE.fullmatch(paragraphs[index].text):
        return None
    listed = before.label.level in (Level.DASH, Level.STAR)
    between = listed and after.label.level is before.label.level
    if between or (after.label.level is Level.DASH and before.depth == after.depth - 1):
        return Placed(replace(after.label, end=0), after.depth)
    if recognised and listed and after.depth < before.depth:
        return Placed(replace(before.label, end=0), before.depth)
    return None


def _lost_number(text: str, before: Placed | None, after: Placed | None, below: Placed | None) -> Placed | None:
    """The one number left out between those before and after, before the one heading between them."""
    if before is None or after is None or below is None or not _HEADING.fullmatch(text):
        return None
    same = (before.label.level, before.depth) == (after.label.level, after.depth)
    first, last = before.label.ordinal, after.label.ordinal
    if not same or first is None or last != first + 2 or below.depth <= before.depth:
        return None
    return Placed(replace(numbered(before.label, first + 1, before.label.style), end=0), before.depth)
