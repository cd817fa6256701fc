"""Text with letters and marks apart (NFD) as composed text (NFC), and the edits of the one as those of the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ocr_pipeline.document import Edit

COMPOSED = "composed"
"""The reason of an edit that only joins letters and marks."""
SURE = 9.0
"""Log odds of such an edit."""
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")


def compose(text: str) -> tuple[str, list[int]]:
    r"""The text in NFC, and where in the text each of its code points begins, and its end.

    >>> compose("To\u0302\u0309 3")
    ('Tổ 3', [0, 1, 4, 5, 6])
    """
    parts: list[str] = []
    places: list[int] = []
    for found in _CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", found.group())
        parts.append(part)
        places += [found.start()] * len(part)
    return "".join(parts), [*places, len(text)]


def in_decomposed(text: str, places: Sequence[int], edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of the composed text as edits of the text, and those that compose what they leave."""
    moved = [moved_back(text, places, edit) for edit in edits]
    ends = [0, *(place for edit in moved for place in (edit.start, edit.end)), len(text)]
    kept = list(pairwise(ends))[::2]
    joined = [edit for start, end in kept for edit in _composing(text, start, end)]
    return tuple(sorted([*moved, *joined], key=lambda edit: edit.start))


def moved_back(text: str, places: Sequence[int], edit: Edit) -> Edit:
    """One edit of the composed text as an edit of the text."""
    start, end = places[edit.start], places[edit.end]
    return replace(edit, start=start, end=end, before=text[start:end])


def _composing(text: str, start: int, end: int) -> Iterator[Edit]:
    """One edit for each run of letters between two places that is not composed."""
    for found in re.finditer(r"\S+", text[start:end]):
        before = found.group()
        after = unicodedata.normalize("NFC", before)
        if after != before:
            place = start + found.start()
            yield Edit(place, place + len(before), before, after, COMPOSED, SURE)
