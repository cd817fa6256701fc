"""Task tables that arrive as plain lines of text, the cells of a row beside each other: lines put back into cells.

In garbled text nothing tells where a cell ends. A header line shows that there is a table; its rows are found by their
running numbers and by their deadlines, of which each row has one; the bodies of a row stand behind its task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ocr_pipeline.directives.body_tables import verbs
from ocr_pipeline.directives.comparison import comparable, is_capitals
from ocr_pipeline.directives.labels import LOWER, UPPER, Label
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.outline import begins_closing
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.plain_cells import sure_names
from ocr_pipeline.directives.plain_columns import Setting
from ocr_pipeline.directives.plain_groups import Group, groups_of, labelled
from ocr_pipeline.directives.plain_rows import Row, rows_of, tabbed
from ocr_pipeline.directives.plain_times import ROW_NUMBER, told_times
from ocr_pipeline.directives.plain_words import known_names, name_words
from ocr_pipeline.directives.table_headers import (
    begins_with_number_column,
    column_roles,
    goes_on_with_names,
    is_broken_header,
    is_number_column,
)
from ocr_pipeline.directives.tokens import STOPLESS, label_readings
from ocr_pipeline.document import Flag

HEADER_LINES = 3
"""The names of the columns stand on so many lines at most."""
NAME_WORDS = 4
"""Most words of the name of a column."""
UNREAD_LINES = 6
"""Below so many lines that could not be read the first row stands, at most."""
LEAST_NAMES, SURE_NAMES = 2, 3
"""So many different columns are named in the header of a table; fewer than are sure may be named in a sentence."""
RUNNING, PAGE = 60, 85
"""Lines of running text are longer; and so long on a page that has none."""
FILLED = 0.97
"""How much of the width of the text the words of all columns fill: the rest are margins of cells and the numbers."""
UNSURE_TIMED, UNSURE_ENDED = 6, 8
"""Below a header that is not sure one of so many lines tells a time, and one of so many ends a sentence at most."""
FIRST_ROWS, RULED = 8, 3
"""So many of the first lines below the header of a table show rules."""
READINGS = 2
"""A table is read so often: names found in some of its rows help to read others."""
_PAIRED = re.compile(r"chủ(?! đ)|phối|hợp")
"""What names a column of leads beside one of partners (`chủ trì`), or that of the partners."""
_MISREAD_NUMBERS = re.compile(rf"\W\s(?=[{UPPER}])")
"""What may be left of `TT` before the names of the other columns, read as a bullet."""
_BAR, _BAR_WITHIN = re.compile(r"\d\W*\|"), 6
"""A rule behind the number of a row, among so many characters."""
_RULED = re.compile(rf"\W{{0,2}}(?:\d{{1,2}}|[A-H]|I{{1,3}})[.)]?\s?\|\s?[{UPPER}]")
"""A rule between the number of a row, or of a group, and its first cell."""
_SPECK_BEHIND = re.compile(r"\s*(?:\w\s|[^\w\s]\s)")
_SENTENCE_END = re.compile(r"\S[.;:,!?]$")
_CLAUSES = re.compile(rf"\w; [{LOWER}]")
"""A semicolon inside a sentence: names of columns begin in capitals."""
_HEADER_ROW = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn")


def with_tables(lines: Sequence[PrintedLine], issued: date | None) -> list[PrintedLine]:
    """The lines, those of a task table cut into number, task, lead, partners, deadline and what is none of these."""
    result: list[PrintedLine] = []
    index = 0
    while index < len(lines):
        first, sure = _header_end(lines, index)
        end = _table_end(lines, index, first) if first else index
        sure = sure or (first > 0 and _shows_rules(lines[first:end]))
        may = first > 0 and _may_hold_rows(lines[first:end], sure=sure)
        groups = _read_groups(lines, index, first, end, issued) if may else []
        read = [row for _, rows in groups for row in rows]
        named = any(column_roles(line.text) for line in lines[index:first])
        if _are_tasks(read, sure=sure) and (named or _tell_tasks(read)):
            if index and result and _begins_header(lines, index - 1):
                result[-1] = tabbed(lines[index - 1], _HEADER_ROW)
            result += [tabbed(line, _HEADER_ROW) for line in lines[index:first]]
            for title, rows in labelled(groups):
                result += title
                result += [line for row in rows for line in row.printed()]
            index = end
        elif form := _form(lines, index):
            result += form
            index += len(form)
        else:
            result.append(lines[index])
            index += 1
    return result


def _shows_rules(lines: Sequence[PrintedLine]) -> bool:
    """Whether the rules between cells were read on some of the first lines: no sentence holds a bar."""
    return sum("|" in line.text for line in lines[:FIRST_ROWS]) >= RULED


def _may_hold_rows(lines: Sequence[PrintedLine], *, sure: bool) -> bool:
    """Whether lines tell times as those of a table do; without a `sure` header they hardly ever end a sentence, too."""
    timed = sum(bool(told_times(line.text)) for line in lines)
    ended = sum(_SENTENCE_END.search(line.text) is not None for line in lines)
    return timed > 0 and (sure or (UNSURE_TIMED * timed >= len(lines) and UNSURE_ENDED * ended <= len(lines)))


def _read_groups(
    lines: Sequence[PrintedLine], start: int, first: int, end: int, issued: date | None
) -> list[tuple[Group, list[Row]]]:
    """The groups and their rows of a table whose header is `lines[start:first]` and whose rows end before `end`."""
    around = [line.text for line in (*lines[:start], *lines[end:])]
    lengths = sorted(len(text) for text in around if len(text) > RUNNING)
    page = lengths[-1 - len(lengths) // 5] if lengths else PAGE
    header = [column_roles(line.text) for line in lines[start:first]]
    names = known_names(around)
    named = comparable(" ".join(line.text for line in lines[start : first + HEADER_LINES]))
    one_body = "thực hiện" in named and not _PAIRED.search(named)
    groups = list(groups_of(lines[first:end]))
    found: list[tuple[Group, list[Row]]] = []
    order = None
    for _ in range(READINGS):
        setting = Setting(names, name_words(names), header, FILLED * page, one_body, order)
        order, rows = rows_of([(group.rows, group.above) for group in groups], issued, setting)
        found = list(zip(groups, rows, strict=True))
        told = (text for _, rows in found for row in rows for cell in row.cells for text in (cell.lead, cell.partners))
        names = tuple(dict.fromkeys((*names, *(name for text in told for name in sure_names(text, names)))))
    return found


def _form(lines: Sequence[PrintedLine], start: int) -> list[PrintedLine]:
    """The rows of another table (`STT Ngành, nghề Trình độ`), whose numbers are no labels; none where it is none."""
    if not _names_numbers(lines[start]):
        return []
    rows = [tabbed(lines[start], lines[start].text.split(maxsplit=1))]
    for line in lines[start + 1 :]:
        found = ROW_NUMBER.match(line.text)
        if found is None or int(found["value"]) != len(rows) or _is_no_cell(line, labelled=False):
            break
        rows.append(tabbed(line, (found["value"], line.text[found.end() :])))
    return rows if len(rows) > 2 else []


def _names_numbers(line: PrintedLine) -> bool:
    return begins_with_number_column(line.text) and len(line.text.split()) > 3 and not _is_no_cell(line)


def _are_tasks(rows: Sequence[Row], *, sure: bool) -> bool:
    """Whether rows were found rather than cut: half of them have a number or a deadline, and some have a deadline.

    Below a header that is not `sure` most have a deadline, or a number and a third of them a deadline.
    """
    timed, numbered = sum(row.when is not None for row in rows), sum(bool(row.number) for row in rows)
    told = sum(row.when is not None or bool(row.number) for row in rows)
    if not sure:
        return len(rows) > 2 and 3 * max(timed, numbered) > 2 * len(rows) and 3 * timed >= len(rows)
    return len(rows) > 1 and timed > 0 and 2 * told >= len(rows)


def _tell_tasks(rows: Sequence[Row]) -> bool:
    """Whether half of the rows begin with a verb of a task, and half name a body: no list of things does."""
    tasks = (next((cell.task for cell in row.cells if cell.task), "") for row in rows)
    begun = sum(verbs().match(Words.of(task), 0) > 1 for task in tasks)
    led = sum(any(cell.lead for cell in row.cells) for row in rows)
    return 2 * begun >= len(rows) <= 2 * led


def table_flags(lines: Sequence[PrintedLine], path: str = "directives") -> Iterator[Flag]:
    """What a person should look at: a task table whose cells were put together from lines."""
    if any(line.text == "\t".join(_HEADER_ROW) for line in lines):
        yield Flag(path, "Bảng nhiệm vụ được dựng lại từ các dòng chữ không có ô: hãy so với bản gốc.")


def _header_end(lines: Sequence[PrintedLine], start: int) -> tuple[int, bool]:
    """The first line below the header that begins here, and whether it is one for sure; 0 where none begins."""
    if not (_is_set_apart(lines, start) or _goes_on_with_header(lines, start)):
        return 0, False
    end, sure = _header_end_by_roles(lines, start)
    if not end and is_broken_header(lines[start].text) and not _is_no_cell(lines[start]):
        return start + 1 + (start + 1 < len(lines) and goes_on_with_names(lines[start + 1].text)), True
    return end, sure


def _header_end_by_roles(lines: Sequence[PrintedLine], start: int) -> tuple[int, bool]:
    """The first line below the header, told by what its lines name, and whether it is one for sure; 0 for none."""
    roles, end = set[str](), 0
    for index in range(start, min(start + HEADER_LINES, len(lines))):
        line = lines[index]
        here = set(column_roles(line.text))
        alone = index == start and is_number_column(line.text)
        if not here or (
            not alone and _is_no_cell(line, labelled=not _MISREAD_NUMBERS.match(line.text) or len(here) < SURE_NAMES)
        ):
            break
        roles |= here
        beside = roles & {"number", "deadline", "lead", "coordinate"}
        named = "task" in roles or ("deadline" in roles and len(beside) >= LEAST_NAMES) or len(beside) >= SURE_NAMES
        if named and len(roles) >= LEAST_NAMES:  # the name of the tasks may be the one that was not read
            end = index + 1 + (index + 1 < len(lines) and goes_on_with_names(lines[index + 1].text))
        if end and len(roles) >= SURE_NAMES:
            return _past_names(lines, end), True
    return end or _first_ruled(lines, start), False


def _past_names(lines: Sequence[PrintedLine], end: int) -> int:
    """The first line below further names of columns on lines of their own (`Cơ quan phối hợp`, `Thời hạn`)."""
    while end < len(lines) and len(lines[end].text.split()) <= NAME_WORDS and column_roles(lines[end].text):
        if re.search(r"[\d|]", lines[end].text):
            break
        end += 1
    return end


def _first_ruled(lines: Sequence[PrintedLine], start: int) -> int:
    """The first line of rows below a header that could not be read, told by its rule (`1 | Rà soát`); 0 for none."""
    for index in range(start, min(start + UNREAD_LINES, len(lines))):
        text = lines[index].text
        if _RULED.match(text):
            end = _table_end(lines, start, index)
            return index if _shows_rules(lines[index:end]) and not lines[index].column.placed else 0
        if "|" not in text and (_is_no_cell(lines[index]) or len(text) > RUNNING):
            return 0
    return 0


def _is_set_apart(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line stands below a blank line, a heading, a colon (`như sau:`) or nothing."""
    above = lines[index - 1].text if index else ""
    apart = lines[index].after_blank or not above or above.endswith(":")
    return apart or is_capitals(above) or bool(label_readings(above))


def _goes_on_with_header(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a line names numbers or several columns, below names of columns that could not be read."""
    line, roles = lines[index], column_roles(lines[index].text)
    if _is_no_cell(line):
        return False
    numbers = "number" in roles
    if numbers and len(roles) >= SURE_NAMES:
        return True
    apart = _is_set_apart(lines, index - 1) and not _is_no_cell(lines[index - 1])
    return apart and (numbers or len(roles) >= LEAST_NAMES)


def _begins_header(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether this line above a header is its first one, of which a speck looks like a label: `a - a . Cơ quan chủ`."""
    text = lines[index].text
    label = next(iter(label_readings(text)), None)
    specked = label is not None and _SPECK_BEHIND.match(text, label.end) is not None
    return specked and _is_set_apart(lines, index) and bool(column_roles(text)) and not re.search(r"\d", text)


def _is_no_cell(line: PrintedLine, *, labelled: bool = True) -> bool:
    """Whether a line is a heading, part of a sentence, a row that has its cells, or has a place on the page.

    Where lines begin with the number of their row they are no headings: then `labelled` is not asked for.
    """
    if line.column.placed or "\t" in line.text or _SENTENCE_END.search(line.text) or _CLAUSES.search(line.text):
        return True
    if is_capitals(line.text) and not _names_columns(line.text):
        return True
    return labelled and bool(label_readings(line.text))


def _names_columns(capitals: str) -> bool:
    """Whether a line in capitals is no heading but names columns, with rules between them or several."""
    named = len(set(column_roles(capitals)))
    return named >= SURE_NAMES or (named > 0 and ("|" in capitals or begins_with_number_column(capitals)))


def _table_end(lines: Sequence[PrintedLine], header: int, start: int) -> int:
    """The first heading or closing paragraph below, or the item behind the one that the table stands in."""
    above = next((label for line in lines[:header][::-1] if (label := _label(line.text))), None)
    for index in range(start, len(lines)):
        text = lines[index].text
        if (_ends(text) and is_capitals(text)) or begins_closing(text) or "\t" in text:
            return index
        label = None if _BAR.search(text[:_BAR_WITHIN]) else _label(text)  # the number of a row with its cell's rule
        if above and label and (label.level, label.ordinal) == (above.level, (above.ordinal or 0) + 1):
            return index
    return len(lines)


def _ends(text: str) -> bool:
    """Whether a label with its stop stands here: `II HẠ TẦNG` is the title of a group."""
    return any(label.cost < STOPLESS for label in label_readings(text))


def _label(text: str) -> Label | None:
    """The label of a line, where there is no doubt of it."""
    return next((label for label in label_readings(text) if label.cost == 0 and label.ordinal), None)
