"""Task tables that arrive as plain lines of text, the cells of a row beside each other: lines put back into cells.

In garbled text nothing tells where a cell ends. A header line shows that there is a table; its rows are found by their
running numbers and by their deadlines, of which each row has one; the bodies of a row stand behind its task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ocr_pipeline.directives.comparison import comparable, is_capitals
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.outline import begins_closing
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.plain_cells import Names, known_names, read_cells
from ocr_pipeline.directives.plain_times import ROW_NUMBER, When, plain, row_deadline
from ocr_pipeline.directives.tables import column_roles
from ocr_pipeline.directives.times import TIME
from ocr_pipeline.directives.tokens import LOWER, UPPER, Label, label_readings
from ocr_pipeline.document import Flag

HEADER_LINES = 3
"""The names of the columns stand on so many lines at most."""
LEAST_NAMES = 3
"""So many different columns are named in the header of a table; fewer may be named in a sentence."""
LOST = 0.4
"""What a number that is missing in a series costs, where one that is read counts 1."""
_NUMBER_COLUMN = re.compile(r"\W*s?tt(?!\w)")
_UNREAD_NUMBER = re.compile(r"[^\s|]{1,2}\s*\|\s*")
_CAPITAL = re.compile(rf"[^\w(]*[{UPPER}][{LOWER}]+(?:\s|,)")
_GROUP = re.compile(rf"(?P<label>X?(?:IX|IV|V?I{{1,3}}|V))\b[\s|.]+(?=[{UPPER}][{LOWER}])(?!.*\d)")
"""The title of a group of rows: it tells no time."""
_SENTENCE_END = re.compile(r"[.;:,!?]$")
_HEADER_ROW = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn")


def with_tables(lines: Sequence[PrintedLine], issued: date | None) -> list[PrintedLine]:
    """The lines, those of a task table cut into number, task, lead, partners, deadline and what is none of these."""
    result: list[PrintedLine] = []
    index = 0
    while index < len(lines):
        first = _header_end(lines, index)
        end = _table_end(lines, index, first) if first else index
        groups = [(title, _rows(part, issued)) for title, part in _groups(lines[first:end])] if first else []
        if _are_tasks([row for _, rows in groups for row in rows]):
            result += [_tabbed(line, _HEADER_ROW) for line in lines[index:first]]
            known = known_names([line.text for line in (*lines[:index], *lines[end:])])
            for title, rows in groups:
                result += title
                result += [line for row in _labelled(rows) for line in row.printed(known)]
            index = end
        elif form := _form(lines, index):
            result += form
            index += len(form)
        else:
            result.append(lines[index])
            index += 1
    return result


def _groups(lines: Sequence[PrintedLine]) -> Iterator[tuple[list[PrintedLine], list[PrintedLine]]]:
    """The lines of a table cut where a title with a Roman number stands above a group of rows: title and rows."""
    title: list[PrintedLine] = []
    rows: list[PrintedLine] = []
    for line in lines:
        if found := _GROUP.match(line.text):
            yield title, rows
            title = [_tabbed(line, (found["label"], line.text[found.end() :], "", "", ""))]
            rows = []
        else:
            rows.append(line)
    yield title, rows


def _form(lines: Sequence[PrintedLine], start: int) -> list[PrintedLine]:
    """The rows of another table (`STT Ngành, nghề Trình độ`), whose numbers are no labels; none where it is none."""
    if not _names_numbers(lines[start]):
        return []
    rows = [_tabbed(lines[start], lines[start].text.split(maxsplit=1))]
    for line in lines[start + 1 :]:
        found = ROW_NUMBER.match(line.text)
        if found is None or int(found["value"]) != len(rows) or _is_no_cell(line, labelled=False):
            break
        rows.append(_tabbed(line, (found["value"], line.text[found.end() :])))
    return rows if len(rows) > 2 else []


def _names_numbers(line: PrintedLine) -> bool:
    return not _is_no_cell(line) and len(line.text.split()) > 3 and "number" in column_roles(line.text)


def _are_tasks(rows: Sequence[_Row]) -> bool:
    """Whether rows were found rather than cut: half of them have a number, or half a deadline, and some have one."""
    timed, numbered = sum(row.when is not None for row in rows), sum(bool(row.number) for row in rows)
    return len(rows) > 1 and timed > 0 and 2 * max(timed, numbered) >= len(rows)


def table_flags(lines: Sequence[PrintedLine], path: str = "directives") -> Iterator[Flag]:
    """What a person should look at: a task table whose cells were put together from lines."""
    if any(line.text == "\t".join(_HEADER_ROW) for line in lines):
        yield Flag(path, "Bảng nhiệm vụ được dựng lại từ các dòng chữ không có ô: hãy so với bản gốc.")


def _tabbed(line: PrintedLine, cells: Sequence[str]) -> PrintedLine:
    return replace(line, text="\t".join(cells))


def _header_end(lines: Sequence[PrintedLine], start: int) -> int:
    """The first line below the header that begins here; 0 where none does."""
    if not (_is_set_apart(lines, start) or _numbers_columns(lines, start)):
        return 0
    roles: set[str] = set()
    for index in range(start, min(start + HEADER_LINES, len(lines))):
        line = lines[index]
        here = set() if _is_no_cell(line) else column_roles(line.text)
        if not here:
            return 0
        roles |= here
        if "task" in roles and len(roles) >= LEAST_NAMES:
            short = index + 1 < len(lines) and len(lines[index + 1].text.split()) < 3
            return index + 1 + short  # a word of a name that goes on
    return 0


def _is_set_apart(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line stands below a blank line, a heading or nothing."""
    above = lines[index - 1].text if index else ""
    return lines[index].after_blank or not above or is_capitals(above) or bool(label_readings(above))


def _numbers_columns(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line names columns from that of the numbers on, below one line of names that could not be read."""
    line = lines[index]
    numbered = not _is_no_cell(line) and _NUMBER_COLUMN.match(comparable(line.text)) is not None
    return numbered and _is_set_apart(lines, index - 1)


def _is_no_cell(line: PrintedLine, *, labelled: bool = True) -> bool:
    """Whether a line is a heading, the end of a sentence, a row that has its cells, or has a place on the page.

    Where lines begin with the number of their row they are no headings: then `labelled` is not asked for.
    """
    if line.column.placed or "\t" in line.text or _SENTENCE_END.search(line.text):
        return True
    return is_capitals(line.text) or (labelled and bool(label_readings(line.text)))


def _table_end(lines: Sequence[PrintedLine], header: int, start: int) -> int:
    """The first heading or closing paragraph below, or the item behind the one that the table stands in."""
    above = next((label for line in lines[:header][::-1] if (label := _label(line.text))), None)
    for index in range(start, len(lines)):
        text = lines[index].text
        if (label_readings(text) and is_capitals(text)) or begins_closing(text) or "\t" in text:
            return index
        label = _label(text)
        if above and label and (label.level, label.ordinal) == (above.level, (above.ordinal or 0) + 1):
            return index
    return len(lines)


def _label(text: str) -> Label | None:
    """The label of a line, where there is no doubt of it."""
    return next((label for label in label_readings(text) if label.cost == 0 and label.ordinal), None)


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines of one row, with the number that one of them begins with and its deadline.

    `stopped` tells whether a full stop stands behind the number.
    """

    lines: tuple[PrintedLine, ...]
    number: str
    when: When | None
    stopped: bool = False

    def printed(self, known: Names) -> Iterator[PrintedLine]:
        """The lines as cells; the number stands on the first of them."""
        cells = read_cells([self._text(index) for index in range(len(self.lines))], known)
        for index, (line, cell) in enumerate(zip(self.lines, cells, strict=True)):
            when = self.when.text if self.when and self.when.line == index else ""
            number = self.number if index == 0 else ""
            yield _tabbed(line, (number, cell.task, cell.lead, cell.partners, when, cell.rest))

    def _text(self, index: int) -> str:
        """A line without its number, a bar where the words of the deadline stood."""
        text = self.lines[index].text
        for line, start, end in reversed(self.when.taken if self.when else ()):
            text = f"{text[:start]} | {text[end:]}" if line == index else text
        found = ROW_NUMBER.match(text) or _UNREAD_NUMBER.match(text)
        return text[found.end() :] if found else text


def _rows(lines: Sequence[PrintedLine], issued: date | None) -> list[_Row]:
    """The rows; each begins where its number, its deadline and the capitals of its task let it."""
    lines = [line for line in lines if not line.is_rule]
    numbers = _numbers(lines)
    bounds = [0]
    known = [(-1, 0), *numbers]
    for (before, last), (at, value) in pairwise(known):
        if value - last > 1 or (before < 0 and value > 1):
            wanted = value - last - (before < 0)
            begun = _openings(lines, bounds[-1], at + 1, issued)[-wanted:]
            bounds += begun if len(begun) == wanted else [*begun, _boundary(lines, (bounds + begun)[-1], at, issued)]
        elif before >= 0:
            bounds.append(_boundary(lines, before, at, issued))
    bounds += _openings(lines, bounds[-1], len(lines), issued, after=known[-1][0])
    values = dict(numbers)
    rows = []
    for start, end in pairwise([*bounds, len(lines)]):
        found = next((ROW_NUMBER.match(lines[at].text) for at in range(start, end) if at in values), None)
        part = tuple(lines[start:end])
        if part:
            stopped = found is not None and found["stop"] != ""
            rows.append(_Row(part, found["value"] if found else "", row_deadline(part, issued), stopped))
    return rows


def _numbers(lines: Sequence[PrintedLine]) -> list[tuple[int, int]]:
    """Lines that begin with the running number of their row: the longest series with the fewest gaps."""
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
    for index, line in enumerate(lines):
        if found := ROW_NUMBER.match(line.text):
            value = int(found["value"])
            before = [
                (score + 1 - LOST * (value - (chain[-1][1] if chain else 0) - 1), chain)
                for score, chain in best
                if value > (chain[-1][1] if chain else 0)
            ]
            if before:
                score, chain = max(before, key=lambda one: one[0])
                best.append((score, [*chain, (index, value)]))
    return max(reversed(best), key=lambda one: one[0])[1]  # of two alike the later one, below the lines of its row


def _begins_task(text: str) -> bool:
    """Whether a line begins as the first one of a task does: with a capital, and with neither body nor time."""
    own = text[found.end() :] if (found := ROW_NUMBER.match(text) or _UNREAD_NUMBER.match(text)) else text
    words = Words.of(own)
    timed = TIME.match(plain(own)) is not None
    return _CAPITAL.match(own) is not None and not timed and read_body(words, 0) is None


def _boundary(lines: Sequence[PrintedLine], before: int, at: int, issued: date | None) -> int:
    """Where the row whose number stands on line `at` begins: cells are centred, so some lines above it, too."""
    begun = [index for index in range(before + 1, at + 1) if _begins_task(lines[index].text)]
    whole = row_deadline(lines[before:at], issued) and row_deadline(lines[at : at + 1], issued)
    return begun[-1] if begun else at if whole else (before + at + 1) // 2


def _openings(lines: Sequence[PrintedLine], start: int, end: int, issued: date | None, after: int = -1) -> list[int]:
    """Where further rows begin whose numbers are lost: a task begins, and the row above has its deadline."""
    found: list[int] = []
    for index in range(max(start, after) + 1, end):
        begun = found[-1] if found else start
        apart = lines[index].after_blank and len(lines[index].text.split()) > 3
        if _begins_task(lines[index].text) and (apart or row_deadline(lines[begun:index], issued)):
            found.append(index)
    return found


def _labelled(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The rows, with the numbers that were not read: they run on from those above, and all look alike."""
    width = 2 if any(row.number.startswith("0") for row in rows) else 1
    stopped = sum(row.stopped for row in rows)
    stop = "." if 2 * stopped > sum(bool(row.number) for row in rows) else ""
    last = 0
    for row in rows:
        last = int(row.number) if row.number else last + 1
        yield replace(row, number=f"{last:0{width}}{stop}")
