"""To whom a letter goes: `Kính gửi`, in one line or a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_pipeline.directives.comparison import squeeze
from ocr_pipeline.directives.lines import PrintedLine

ADDRESSED = re.compile(r"\W*kính gửi\s*:?\s*", re.IGNORECASE)
_DASHES = frozenset("-–—+•~_")


def read_addressees(lines: Sequence[PrintedLine], start: int, *, listed: bool) -> tuple[list[str], int]:
    """Grammar: addressees = "Kính gửi:" ( bodies | { "- " body } ), or the list after `CHỦ TỊCH ... điện:`."""
    index = start
    entries: list[str] = []
    found = ADDRESSED.match(lines[index].text) if index < len(lines) else None
    if found is None and not listed:
        return [], start
    if found and (rest := lines[index].text[found.end() :].strip()):
        entries, index = _with_rest(lines, index + 1, rest)
    elif found:
        index += 1
        if not _is_dashed(lines, index) and _is_dashed(lines, index + 1):  # the first one's dash is lost
            entries, index = _with_rest(lines, index + 1, lines[index].text)
    while _is_dashed(lines, index):
        more, index = _with_rest(lines, index + 1, re.sub(r"^\W+", "", lines[index].text))
        entries += more
    return [squeeze(entry).rstrip(".;,: ") for entry in entries], index


def _is_dashed(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether there is such a line, and a dash begins it."""
    return index < len(lines) and lines[index].text.lstrip()[:1] in _DASHES and not lines[index].is_rule


def _with_rest(lines: Sequence[PrintedLine], index: int, entry: str) -> tuple[list[str], int]:
    """An addressee with the lines on which it goes on, and the index of the line after it."""
    while index < len(lines) and _goes_on(entry, lines, index):
        entry += " " + lines[index].text
        index += 1
    return [entry], index


def _goes_on(entry: str, lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line goes on with the addressee above it: that one is not closed, and this one is short.

    A line that begins with a capital does so where the next addressee follows with its dash.
    """
    following = lines[index].text
    opens = following.rstrip().endswith(":")  # `Để phòng cháy rừng, Ủy ban nhân dân xã yêu cầu:`
    if entry.rstrip().endswith((".", ";")) or opens or len(following) >= 75 or following.lstrip()[:1] in _DASHES:
        return False
    return following[:1].islower() or _is_dashed(lines, index + 1)
