"""The groups of rows of task tables that arrive as plain lines: `I`, `A`, or `1` above `1.1`, with their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.plain_rows import Row, tabbed
from ocr_pipeline.directives.plain_times import told_times

_ROMAN = r"X?(?:IX|IV|V?I{1,3}|V)"
_TITLE = re.compile(
    rf"(?:(?P<label>{_ROMAN})\b[\s|._]+|(?P<letter>[A-H])\s?\|\s?)(?=[{UPPER}][{LOWER}{UPPER}])(?!.*\d)"
)
"""The title of a group of rows: it tells no time."""
_LONE = re.compile(rf"{_ROMAN}\W*")
"""The number of a group, whose title was read as a line of its own."""
_DOTTED = re.compile(r"\W{0,3}(?P<group>\d{1,2})[.,](?P<row>\d{1,2})(?P<stop>[.)]?)(?![\w/,%])[\s|)\]]*")
"""`1.2`, the second row of the first group."""
_PLAIN = re.compile(rf"\W{{0,3}}(?P<group>\d{{1,2}})(?:\s*[|.)]+\s*|\s+)(?=[{UPPER}])")
"""`1 | Sở Tài chính`: the first group."""
_FEWEST_DOTTED, _MOST_LOST = 2, 1
"""So many dotted numbers tell that groups are numbered; so many groups one behind the other may have lost theirs."""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a title (none above rows that have none), those of the rows, and what their numbers begin with.

    `above` is the number of the row above the first, None where that is the last row of the group before.
    """

    title: list[PrintedLine]
    rows: list[PrintedLine]
    prefix: str = ""
    above: int | None = None


def groups_of(lines: Sequence[PrintedLine]) -> Iterator[Group]:
    """The rows of a table, cut where a title stands above a group of them."""
    starts = _nested(lines)
    if starts:
        yield from _numbered_groups(lines, starts)
        return
    title: list[PrintedLine] = []
    rows: list[PrintedLine] = []
    for above, line in zip((None, *lines), lines, strict=False):
        if found := _TITLE.match(line.text):
            yield Group(title, rows)
            title = [tabbed(line, (found["label"] or found["letter"], line.text[found.end() :], "", "", ""))]
            rows = []
        elif above is not None and _is_title_below(above, line):
            yield Group(title, rows[:-1])
            title = [
                tabbed(above, (above.text.strip(" |."), "", "", "", "")),
                tabbed(line, ("", line.text, "", "", "")),
            ]
            rows = []
        else:
            rows.append(line)
    yield Group(title, rows)


def _is_title_below(number: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line, set apart, is the title of the group whose number stands alone above it."""
    begins = line.text[:1].isupper() and line.after_blank and not told_times(line.text)
    return begins and "|" not in line.text and _LONE.fullmatch(number.text) is not None


def _numbered_groups(lines: Sequence[PrintedLine], starts: dict[int, int]) -> Iterator[Group]:
    """The groups that begin at the lines with these numbers: a title with rows `1.1`, or a row that is no group."""
    cuts = [*starts, len(lines)]
    if cuts[0]:
        yield Group([], list(lines[: cuts[0]]), above=0)
    for start, end in pairwise(cuts):
        group, own = starts[start], lines[start:end]
        found = _PLAIN.match(own[0].text)
        if not any(_own_number(line.text, group) for line in own):
            yield Group([], list(own), above=group - 1)
        elif found is None:  # the title above the first of these rows has lost its number
            yield Group([], [_with_own_number(line, group) for line in own], f"{group}.", 0)
        else:
            cells = (str(group), own[0].text[found.end() :], "", "", "")
            rows = [_with_own_number(line, group) for line in own[1:]]
            yield Group([tabbed(own[0], cells)], rows, f"{group}.", 0)


def _nested(lines: Sequence[PrintedLine]) -> dict[int, int]:
    """The lines at which groups begin, with the number of each; none in a table without rows `1.1`, `1.2`.

    A row that has none below it is a group of its own.
    """
    dotted = [(at, int(found["group"])) for at, line in enumerate(lines) if (found := _DOTTED.match(line.text))]
    if len(dotted) < _FEWEST_DOTTED or any(one > other for (_, one), (_, other) in pairwise(dotted)):
        return {}
    starts: dict[int, int] = {}
    last = 0
    for at, line in enumerate(lines):
        plain = None if _own_number(line.text, last) else _PLAIN.match(line.text)
        found = _DOTTED.match(line.text) or plain
        if found and last < int(found["group"]) <= last + _MOST_LOST + 1:
            starts[at] = last = int(found["group"])
    return starts


def _own_number(text: str, group: int) -> re.Match[str] | None:
    """The number of a row of the group: `1.2`, or `12` where its stop was not read."""
    found = _DOTTED.match(text)
    if found:
        return found if int(found["group"]) == group else None
    return re.match(rf"\W{{0,3}}{group}(?P<row>[1-9])(?P<stop>[.)]?)(?![\w.,/%])[\s|)\]]+(?=\w)", text)


def _with_own_number(line: PrintedLine, group: int) -> PrintedLine:
    """The line with the number that its row has within the group: `2 | Cấp phép` for `1.2 | Cấp phép`."""
    found = _own_number(line.text, group)
    return replace(line, text=f"{found['row']}{found['stop']} | {line.text[found.end() :]}") if found else line


def labelled(groups: Sequence[tuple[Group, list[Row]]]) -> Iterator[tuple[list[PrintedLine], list[Row]]]:
    """The titles and rows, with the numbers that were not read: they run on from those above, and all look alike.

    The rows of a group begin anew, or go on from those of the group before, whichever more of their numbers tell.
    """
    everything = [row for _, rows in groups for row in rows]
    width = 2 if any(row.number.startswith("0") for row in everything) else 1
    stopped = sum(row.stopped for row in everything)
    stop = "." if 2 * stopped > sum(bool(row.number) for row in everything) else ""
    last = 0
    for group, rows in groups:
        read = {at: int(row.number) for at, row in enumerate(rows, 1) if row.number}
        on, anew = (sum(number == at + start for at, number in read.items()) for start in (last, 0))
        last = last if on > anew and not group.prefix else 0
        numbered = []
        for row in rows:
            last = int(row.number) if row.number else last + 1
            numbered.append(replace(row, number=f"{group.prefix}{last:0{width}}{stop}"))
        yield group.title, numbered
