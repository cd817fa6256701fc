"""Printed lines joined to paragraphs: where does a new one begin, and what was broken at the end of a line?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from ocr_pipeline.directives.body_tables import is_dashed
from ocr_pipeline.directives.comparison import is_capitals, squeeze
from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.tokens import label_readings

CERTAIN = 10.0
"""Evidence of a break where each line is a paragraph by itself."""
NEW_PARAGRAPH = 2.0
"""From this much evidence on, a line without a label begins a paragraph."""

_ENDS = re.compile(r"[.;:!?…][\"'”’)\]]*$")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]/]*$")
_GOES_ON = re.compile(r"(?:[,(/+-]|\b(?:và|của|với|các|về|theo|tại|trong|cho|số|ngày|tháng|năm))$", re.IGNORECASE)
_LONGEST_LINK = len("tháng")
"""No word is longer with which a sentence goes on behind the end of its line."""
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*[^\W\d_]")
"""A note below the text begins with its raised number; inside a line such a number stands behind a word."""
_FIRST_WORD = re.compile(r"\S+")
_SMALL = re.compile(r"[\W\d_]*[^\W\d_]")
_SPECKS, _MARKS = "|~*_«»¬¦^=\\", "—.:"
_SPECKS_BEHIND = re.compile(rf"(?<=\S)(?:\s+[{re.escape(_SPECKS)}]+)+$")
_MARK_BEHIND = re.compile(rf"(?<=[{LOWER},])\s+[{_MARKS}]$")
_MARK_BEFORE = re.compile(rf"^[.:|*_»—]\s?(?=[{LOWER}]|\d+\s[{LOWER}])")
_FULL = 0.25
"""A line that leaves less than this share of its column free goes on in the next one."""
_TITLE_CELLS, _WIDE = 2, 4
"""Cells that the title of a group of rows fills, with its number; columns of a table of tasks with bodies and times."""
_CODE_BREAK = re.compile(rf"(?:\d\s?[-/]|[{UPPER}]\s?[-/]|\d/)$")
_CODE_REST = re.compile(rf"(?:[{UPPER}]{{2,}}|[{UPPER}]\w*[-/]|\d+[-/]|\d{{4}}\b)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined text; `evidence` says how sure it is that a paragraph begins here, labels left aside.

    `cells` holds the cells of a table row (then `text` is the row with tabs), `lines` the lines it was printed on.
    """

    text: str
    page: int
    evidence: float = CERTAIN
    cells: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def running_text(self) -> str:
        """The text; of a table row its cells."""
        return row_text(self.cells) if self.cells else self.text


def row_text(cells: Sequence[str]) -> str:
    """A table row among paragraphs.

    >>> row_text(("1", "Nguyễn Văn A", "", "Sở Y tế"))
    '1 | Nguyễn Văn A | Sở Y tế'
    """
    return " | ".join(cell for cell in cells if cell)


def break_evidence(previous: PrintedLine, line: PrintedLine) -> float:
    """How much speaks for a new paragraph at `line`: end and length of the line before, indent, blank line, case."""
    column = line.column
    room = previous.column.right - previous.right
    width = column.right - column.left
    first = _FIRST_WORD.match(line.text)
    evidence = 1.0 if _ENDS.search(previous.text) else 0.0
    if first and room > len(first.group()) + max(4.0, 0.08 * width):
        evidence += 2.5 if room > 0.3 * width else 1.5
    if column.placed:
        evidence += 1.5 if 1.5 < line.left - column.left < 14 else -1.0
    if line.after_blank:
        evidence += 1.0 if _SENTENCE_END.search(previous.text) else 0.5
    readings = label_readings(line.text)
    small = _SMALL.match(line.text, readings[0].end if readings else 0)
    if small and small.group()[-1].islower():
        evidence -= 2.0
    if _GOES_ON.search(previous.text, max(0, len(previous.text) - _LONGEST_LINK)):
        evidence -= 1.5
    if _NOTE.match(line.text):
        evidence += CERTAIN
    if len(line.text) > 8 and is_capitals(line.text) != is_capitals(previous.text):
        evidence += 1.5
    return evidence


def join(left: str, right: str) -> str:
    """The two parts of a broken line; codes and dates broken at a dash or stroke are closed up.

    >>> join("Nghị quyết số 06-", "NQ/TU của Tỉnh ủy"), join("ngày 20/12/", "2022 của"), join("kinh tế -", "xã hội")
    ('Nghị quyết số 06-NQ/TU của Tỉnh ủy', 'ngày 20/12/2022 của', 'kinh tế - xã hội')
    """
    if left.endswith(("-", "/")) and not left.endswith(" -") and _CODE_BREAK.search(left) and _CODE_REST.match(right):
        return left + right
    return f"{left} {right}"


def _without_specks(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines without marks of the paper where a sentence goes on from one to the next.

    Signs that end no line (`Việt Nam |` / `tỉnh`) always are; dashes and stops only where small letters stand around.
    """
    cleaned = list(lines)
    for index, (line, following) in enumerate(pairwise(lines)):
        text, after = cleaned[index].text.rstrip(), following.text
        if "\t" in line.text + after or line.is_rule or following.is_rule:
            continue
        if text[-1:] in _SPECKS:
            text = _SPECKS_BEHIND.sub("", text)
        if after[:1].islower() and text[-1:] in _MARKS:
            text = _MARK_BEHIND.sub("", text)
        free = line.column.right - line.right
        if free < _FULL * (line.column.right - line.column.left) and not _ENDS.search(text):
            cleaned[index + 1] = _with_text(following, _MARK_BEFORE.sub("", after))
        cleaned[index] = _with_text(cleaned[index], text)
    return cleaned


def _with_text(line: PrintedLine, text: str) -> PrintedLine:
    return line if text == line.text else replace(line, text=text)


def paragraphs_of(
    lines: Sequence[PrintedLine], *, whole: bool, opens: Callable[[str], bool] = lambda _: False
) -> list[Paragraph]:
    """Lines as paragraphs: each line one where they are `whole`, else joined; a possible label always begins one.

    `opens` tells of a text that begins a paragraph by its words (`Căn cứ`). Rules are left out.
    """
    result: list[Paragraph] = []
    previous: PrintedLine | None = None
    cleaned = lines if whole else _without_specks(lines)
    for line, following in zip_longest(cleaned, cleaned[1:]):
        if line.is_rule:
            continue
        inside = bool(result and result[-1].cells) and following is not None and "\t" in following.text
        if "\t" in line.text and (inside or not _is_heading(line.text)):
            _add_row(result, line)
            previous = None
            continue
        text = squeeze(line.text)
        evidence = CERTAIN if whole else break_evidence(previous, line) if previous else NEW_PARAGRAPH
        if 0 <= evidence < NEW_PARAGRAPH and previous and _ENDS.search(previous.text) and opens(text):
            evidence = NEW_PARAGRAPH
        if (
            evidence < NEW_PARAGRAPH
            and result
            and previous
            and _ends_bases(result[-1].text, line)
            and opens(result[-1].text)
        ):
            evidence = NEW_PARAGRAPH
        goes_on = previous is not None and not whole and is_dashed(previous.text, text)
        if result and previous and (goes_on or (evidence < NEW_PARAGRAPH and not label_readings(text))):
            last = result[-1]
            result[-1] = Paragraph(join(last.text, text), last.page, last.evidence, lines=(*last.lines, line.index))
        else:
            result.append(Paragraph(text, line.page, evidence, lines=(line.index,)))
        previous = line
    return result


def _ends_bases(above: str, line: PrintedLine) -> bool:
    """Whether the sentence after the last base begins here: that base ends in a comma, and this line stands apart."""
    indented = line.column.placed and 1.5 < line.left - line.column.left < 14
    return above.endswith(",") and line.text[:1].isupper() and (indented or line.after_blank)


def _is_heading(row: str) -> bool:
    """Whether a row is a heading above or below its table, which the reading took for a part of it.

    Its label has no cell of its own.
    """
    readings = label_readings(row)
    return bool(readings) and readings[0].end < row.find("\t") and is_capitals(row)


def _add_row(result: list[Paragraph], line: PrintedLine) -> None:
    """A table row; a printed line whose first cell is empty goes on with the row above, cell by cell.

    A whole row of which only the number was not read begins anew.
    """
    cells = tuple(squeeze(cell) for cell in line.text.split("\t"))
    last = result[-1] if result else None
    goes_on = last and last.cells and not cells[0] and len(cells) == len(last.cells)
    if last and goes_on and not (line.column.placed and _is_whole(cells, last.cells)):
        cells = tuple(
            join(above, cell).strip() if cell else above for above, cell in zip(last.cells, cells, strict=True)
        )
        result[-1] = Paragraph("\t".join(cells), last.page, last.evidence, cells, (*last.lines, line.index))
    else:
        result.append(Paragraph("\t".join(cells), line.page, CERTAIN, cells, (line.index,)))


def _is_whole(cells: Sequence[str], above: Sequence[str]) -> bool:
    """Whether a row without a number has a task and all that belongs to it, or stands below a title."""
    filled = sum(map(bool, cells))
    below_title = sum(map(bool, above)) <= _TITLE_CELLS < filled
    whole = len(cells) >= _WIDE and filled >= len(cells) - 2
    return (whole or below_title) and cells[1][:1].isupper()
