"""The rows of task tables that arrive as plain lines: their cells, numbers and deadlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.plain_cells import Cells, cells_of
from ocr_pipeline.directives.plain_columns import Setting, TableRow, read_rows_of
from ocr_pipeline.directives.plain_names import with_names
from ocr_pipeline.directives.plain_search import Order
from ocr_pipeline.directives.plain_times import ROW_NUMBER, When, row_deadline, told_times
from ocr_pipeline.directives.plain_words import TokenLine, tokens_of

LOST = 0.4
"""What a number that is missing in a series costs, where one that is read counts 1."""
_UNREAD_NUMBER = re.compile(r"[^\s|]{1,2}\s*\|\s*")


def tabbed(line: PrintedLine, cells: Sequence[str]) -> PrintedLine:
    """The line as a row of cells."""
    return replace(line, text="\t".join(cells))


@dataclass(frozen=True, slots=True)
class Row:
    """The lines of one row, with the number that one of them begins with and its deadline.

    `stopped` tells whether a full stop stands behind the number.
    """

    lines: tuple[PrintedLine, ...]
    cells: tuple[Cells, ...]
    number: str
    when: When | None
    stopped: bool = False

    def printed(self) -> Iterator[PrintedLine]:
        """The lines as cells; the number stands on the first of them."""
        for index, (line, cell) in enumerate(zip(self.lines, self.cells, strict=True)):
            number, time, rest = self.number if index == 0 else "", cell.time, cell.rest
            if self.when:
                time = self.when.text if self.when.line == index else ""
                rest = " ".join(part for part in (rest, self._beside_time(index, cell.time)) if part)
            yield tabbed(line, (number, cell.task, cell.lead, cell.partners, time, rest))

    def _beside_time(self, index: int, told: str) -> str:
        """What stands in the column of deadlines beside the one of the row."""
        taken = self.when.taken if self.when else ()
        own = Counter(
            word for line, start, end in taken if line == index for word in self.lines[index].text[start:end].split()
        )
        kept = []
        for word in told.split():
            kept += [] if own[word] else [word]
            own[word] -= own[word] > 0
        return " ".join(kept)


def _without_number(text: str) -> str:
    """The text of a line with blanks for the number that it begins with."""
    found = ROW_NUMBER.match(text) or _UNREAD_NUMBER.match(text)
    return " " * found.end() + text[found.end() :] if found else text


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of a group, the numbers with which some begin, and what may stand in cells."""

    lines: Sequence[PrintedLine]
    numbers: Mapping[int, int]
    words: Sequence[Words]
    tokens: Sequence[TokenLine]


def rows_of(
    groups: Sequence[tuple[Sequence[PrintedLine], int | None]], issued: date | None, setting: Setting
) -> tuple[Order, list[list[Row]]]:
    """The order of the columns of a table, and the rows of each of its groups.

    A group comes with the number of the row above its first, None where that is the last number of the group before.
    """
    parts: list[_Part] = []
    last = 0
    for lines, above in groups:
        parts.append(_part([line for line in lines if not line.is_rule], last if above is None else above, setting))
        last = max(parts[-1].numbers.values(), default=last)
    order, read = read_rows_of([part.tokens for part in parts], setting)
    rows = [[_row(part, row, issued, setting) for row in own] for part, own in zip(parts, read, strict=True)]
    return order, _with_leads(rows) if setting.one_body else rows


def _part(lines: Sequence[PrintedLine], last: int, setting: Setting) -> _Part:
    """The lines of a group; `last` is the number of the last row above."""
    numbers = dict(_numbers(lines, last))
    above = last if min(numbers.values(), default=0) > last else 0
    words = [Words.of(_without_number(line.text)) for line in lines]
    told = [tokens_of(own, at, told_times(own.text), setting.words.spoken) for at, own in enumerate(words)]
    read = with_names(told, setting.names)
    tokens = [TokenLine(own, numbers.get(at, above) - above, lines[at].after_blank) for at, own in enumerate(read)]
    return _Part(lines, numbers, words, tokens)


def _row(part: _Part, row: TableRow, issued: date | None, setting: Setting) -> Row:
    own = tuple(part.lines[row.start : row.end])
    found = next(
        (ROW_NUMBER.match(part.lines[at].text) for at in range(row.start, row.end) if at in part.numbers), None
    )
    stopped = found is not None and found["stop"] != ""
    cells = tuple(cells_of(part.words, row, setting.names))
    return Row(own, cells, found["value"] if found else "", row_deadline(own, issued), stopped)


def _with_leads(groups: list[list[Row]]) -> list[list[Row]]:
    """The rows of a table with one column of bodies: where few rows have a lead, it is what was taken for partners."""
    rows = [row for group in groups for row in group]
    leads, partners = (
        sum(any(getattr(cell, role) for cell in row.cells) for row in rows) for role in ("lead", "partners")
    )
    if 2 * leads >= partners:
        return groups
    return [[replace(row, cells=tuple(map(_with_lead, row.cells))) for row in group] for group in groups]


def _with_lead(cell: Cells) -> Cells:
    bodies = ", ".join(names for names in (cell.lead.rstrip(",; "), cell.partners) if names)
    return replace(cell, lead=bodies, partners="")


def _numbers(lines: Sequence[PrintedLine], last: int) -> list[tuple[int, int]]:
    """Lines that begin with the running number of their row: the longest series with the fewest gaps.

    It begins anew, or goes on from the last number above.
    """
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
    for index, line in enumerate(lines):
        if found := ROW_NUMBER.match(line.text):
            value = int(found["value"])
            before = [
                (score + 1 - LOST * (value - above - 1), chain)
                for score, chain in best
                if value > (above := chain[-1][1] if chain else last if value > last else 0)
            ]
            if before:
                score, chain = max(before, key=lambda one: one[0])
                best.append((score, [*chain, (index, value)]))
    return max(reversed(best), key=lambda one: one[0])[1]  # of two alike the later one, below the lines of its row
