"""Attachments behind a paper: where each begins, what is its heading, and whether a file is one without its paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ocr_pipeline.directives.comparison import comparable, is_capitals
from ocr_pipeline.directives.lines import PrintedLine

_ANNEX = re.compile(r"\W*phụ lục\b")
_TITLE = re.compile(r"\W*phụ lục(?:\s+(?:số\s+)?[0-9ivxa-h]{1,4})?\W*")


def is_attachment_alone(lines: Sequence[PrintedLine]) -> bool:
    """Whether the first line is nothing but the name of an attachment (`Phụ lục II`): there is no head to read."""
    return bool(lines) and _TITLE.fullmatch(comparable(lines[0].text)) is not None


def is_heading(text: str) -> bool:
    """Whether a line at the top of an attachment belongs to its heading."""
    return is_capitals(text) or _ANNEX.match(comparable(text)) is not None


def attachments_of(lines: Sequence[PrintedLine]) -> Iterator[Sequence[PrintedLine]]:
    """The parts after the signature, each beginning with `PHỤ LỤC` where there are several."""
    starts = [i for i, line in enumerate(lines) if _ANNEX.match(comparable(line.text)) and line.text[:2].isupper()]
    bounds = sorted({0, *starts, len(lines)})
    for first, end in pairwise(bounds):
        yield lines[first:end]
