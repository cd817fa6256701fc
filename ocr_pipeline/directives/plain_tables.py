"""Task tables that arrive as plain lines of text, the cells of a row beside each other: lines put back into cells.

In garbled text nothing tells where a cell ends. A header line shows that there is a table; its rows are found by their
running numbers and by their deadlines, of which each row has one; the bodies of a row stand behind its task.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ocr_pipeline.directives.comparison import is_capitals
from ocr_pipeline.directives.labels import LOWER, UPPER, Label
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.outline import begins_closing
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.plain_cells import Cells, cells_of, sure_names
from ocr_pipeline.directives.plain_columns import Setting, read_rows_of
from ocr_pipeline.directives.plain_names import with_names
from ocr_pipeline.directives.plain_times import ROW_NUMBER, When, row_deadline, told_times
from ocr_pipeline.directives.plain_words import TokenLine, known_names, name_words, tokens_of
from ocr_pipeline.directives.table_headers import begins_with_number_column, column_roles
from ocr_pipeline.directives.tokens import label_readings
from ocr_pipeline.document import Flag

HEADER_LINES = 3
"""The names of the columns stand on so many lines at most."""
LEAST_NAMES, SURE_NAMES = 2, 3
"""So many different columns are named in the header of a table; fewer than are sure may be named in a sentence."""
RUNNING, PAGE = 60, 85
"""Lines of running text are longer; and so long on a page that has none."""
FILLED = 0.97
"""How much of the width of the text the words of all columns fill: the rest are margins of cells and the numbers."""
UNSURE_TIMED, UNSURE_ENDED = 6, 8
"""Below a header that is not sure one of so many lines tells a time, and one of so many ends a sentence at most."""
READINGS = 2
"""A table is read so often: names found in some of its rows help to read others."""
LOST = 0.4
"""What a number that is missing in a series costs, where one that is read counts 1."""
_UNREAD_NUMBER = re.compile(r"[^\s|]{1,2}\s*\|\s*")
_GROUP = re.compile(rf"(?P<label>X?(?:IX|IV|V?I{{1,3}}|V))\b[\s|.]+(?=[{UPPER}][{LOWER}])(?!.*\d)")
"""The title of a group of rows: it tells no time."""
_SENTENCE_END = re.compile(r"\S[.;:,!?]$")
_HEADER_ROW = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn")


def with_tables(lines: Sequence[PrintedLine], issued: date | None) -> list[PrintedLine]:
    """The lines, those of a task table cut into number, task, lead, partners, deadline and what is none of these."""
    result: list[PrintedLine] = []
    index = 0
    while index < len(lines):
        first, sure = _header_end(lines, index)
        end = _table_end(lines, index, first) if first else index
        may = first > 0 and _may_hold_rows(lines[first:end], sure=sure)
        groups = _read_groups(lines, index, first, end, issued) if may else []
        if _are_tasks([row for _, rows in groups for row in rows], sure=sure):
            result += [_tabbed(line, _HEADER_ROW) for line in lines[index:first]]
            for title, rows in groups:
                result += title
                result += [line for row in _labelled(rows) for line in row.printed()]
            index = end
        elif form := _form(lines, index):
            result += form
            index += len(form)
        else:
            result.append(lines[index])
            index += 1
    return result


def _may_hold_rows(lines: Sequence[PrintedLine], *, sure: bool) -> bool:
    """Whether lines tell times as those of a table do; without a `sure` header they hardly ever end a sentence, too."""
    timed = sum(bool(told_times(line.text)) for line in lines)
    ended = sum(_SENTENCE_END.search(line.text) is not None for line in lines)
    return timed > 0 and (sure or (UNSURE_TIMED * timed >= len(lines) and UNSURE_ENDED * ended <= len(lines)))


def _read_groups(
    lines: Sequence[PrintedLine], start: int, first: int, end: int, issued: date | None
) -> list[tuple[list[PrintedLine], list[_Row]]]:
    """The titles and rows of a table whose header is `lines[start:first]` and whose rows end before `end`."""
    around = [line.text for line in (*lines[:start], *lines[end:])]
    lengths = sorted(len(text) for text in around if len(text) > RUNNING)
    page = lengths[-1 - len(lengths) // 5] if lengths else PAGE
    header = [column_roles(line.text) for line in lines[start:first]]
    names = known_names(around)
    found: list[tuple[list[PrintedLine], list[_Row]]] = []
    for _ in range(READINGS):
        setting = Setting(names, name_words(names), header, FILLED * page)
        found = [(title, _rows(part, issued, setting)) for title, part in _groups(lines[first:end])]
        told = (text for _, rows in found for row in rows for cell in row.cells for text in (cell.lead, cell.partners))
        names = tuple(dict.fromkeys((*names, *(name for text in told for name in sure_names(text, names)))))
    return found


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
    return begins_with_number_column(line.text) and len(line.text.split()) > 3 and not _is_no_cell(line)


def _are_tasks(rows: Sequence[_Row], *, sure: bool) -> bool:
    """Whether rows were found rather than cut: half of them have a number, or half a deadline, and some have one.

    Below a header that is not `sure` most have a deadline, or a number and a third of them a deadline.
    """
    timed, numbered = sum(row.when is not None for row in rows), sum(bool(row.number) for row in rows)
    if not sure:
        return len(rows) > 2 and 3 * max(timed, numbered) > 2 * len(rows) and 3 * timed >= len(rows)
    return len(rows) > 1 and timed > 0 and 2 * max(timed, numbered) >= len(rows)


def table_flags(lines: Sequence[PrintedLine], path: str = "directives") -> Iterator[Flag]:
    """What a person should look at: a task table whose cells were put together from lines."""
    if any(line.text == "\t".join(_HEADER_ROW) for line in lines):
        yield Flag(path, "Bảng nhiệm vụ được dựng lại từ các dòng chữ không có ô: hãy so với bản gốc.")


def _tabbed(line: PrintedLine, cells: Sequence[str]) -> PrintedLine:
    return replace(line, text="\t".join(cells))


def _header_end(lines: Sequence[PrintedLine], start: int) -> tuple[int, bool]:
    """The first line below the header that begins here, and whether it is one for sure; 0 where none begins."""
    if not (_is_set_apart(lines, start) or _goes_on_with_header(lines, start)):
        return 0, False
    roles, end = set[str](), 0
    for index in range(start, min(start + HEADER_LINES, len(lines))):
        line = lines[index]
        here = set() if _is_no_cell(line) else set(column_roles(line.text))
        if not here:
            break
        roles |= here
        named = "task" in roles or ("deadline" in roles and not roles.isdisjoint({"lead", "coordinate"}))
        if named and len(roles) >= LEAST_NAMES:  # the name of the tasks may be the one that was not read
            short = index + 1 < len(lines) and len(lines[index + 1].text.split()) < 3
            end = index + 1 + short  # a word of a name that goes on
        if end and len(roles) >= SURE_NAMES:
            return end, True
    return end, False


def _is_set_apart(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line stands below a blank line, a heading or nothing."""
    above = lines[index - 1].text if index else ""
    return lines[index].after_blank or not above or is_capitals(above) or bool(label_readings(above))


def _goes_on_with_header(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line names numbers or several columns, below one line of names that could not be read."""
    line, roles = lines[index], column_roles(lines[index].text)
    if _is_no_cell(line) or not _is_set_apart(lines, index - 1):
        return False
    numbers = begins_with_number_column(line.text)
    below_names = not _is_no_cell(lines[index - 1]) and (numbers or len(roles) >= LEAST_NAMES)
    return below_names or (numbers and len(roles) >= SURE_NAMES)


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
            yield _tabbed(line, (number, cell.task, cell.lead, cell.partners, time, rest))

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


def _rows(lines: Sequence[PrintedLine], issued: date | None, setting: Setting) -> list[_Row]:
    """The rows with their cells, numbers and deadlines."""
    lines = [line for line in lines if not line.is_rule]
    if not lines:
        return []
    numbers = dict(_numbers(lines))
    words = [Words.of(_without_number(line.text)) for line in lines]
    told = [tokens_of(own, at, told_times(own.text), setting.words.spoken) for at, own in enumerate(words)]
    read = with_names(told, setting.names)
    tokens = [TokenLine(own, numbers.get(at, 0), lines[at].after_blank) for at, own in enumerate(read)]
    rows = []
    for row in read_rows_of(tokens, setting):
        part = tuple(lines[row.start : row.end])
        found = next((ROW_NUMBER.match(lines[at].text) for at in range(row.start, row.end) if at in numbers), None)
        stopped = found is not None and found["stop"] != ""
        cells = tuple(cells_of(words, row, setting.names))
        rows.append(_Row(part, cells, found["value"] if found else "", row_deadline(part, issued), stopped))
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


def _labelled(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The rows, with the numbers that were not read: they run on from those above, and all look alike."""
    width = 2 if any(row.number.startswith("0") for row in rows) else 1
    stopped = sum(row.stopped for row in rows)
    stop = "." if 2 * stopped > sum(bool(row.number) for row in rows) else ""
    last = 0
    for row in rows:
        last = int(row.number) if row.number else last + 1
        yield replace(row, number=f"{last:0{width}}{stop}")
