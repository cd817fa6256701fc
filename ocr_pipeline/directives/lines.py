"""Printed lines in reading order, with what their place on the page tells about paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from ocr_pipeline.directives.comparison import is_capitals
from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.page_numbers import number_alone, page_number
from ocr_pipeline.directives.titles import document_type
from ocr_pipeline.document import Line, Page, Word, ZoneKind
from ocr_pipeline.vietnamese.syllable import is_syllable

PARAGRAPH_LENGTH = 130
"""No printed line of A4 in a legible size holds more characters; longer lines are whole paragraphs."""

_SHARE_OF_EDGE, _SAME_EDGE = 0.15, 1.0
"""Lines begin at the edge of the column where so many of them do, within so many widths of a character."""

_BROAD, _FEWEST_LINES = 1.15, 4
"""Two pages side by side are at least so many times as wide as high, and have so many lines each."""

_NOT_TEXT = frozenset({ZoneKind.PAGE_NUMBER, ZoneKind.STAMP, ZoneKind.E_SIGNATURE})
_RULE_SIGNS = re.compile(r"[-–—_=*.][-–—_=*.]{3}")
_RULE_BEFORE_TEXT = re.compile(r"(?:[-–—]{4,}|[_=*.]{5,})\s*(?=\w)")
_WORD = re.compile(r"\w")
_LOOSE_BEFORE = re.compile(r"(?![•·]\s+\w)(?:[ˆ^'`´‘’.:;,|¡•·]+\s?)+(?=\S)|_+(?=\w)")
_LOOSE = r"(?:[^\w\s)\]\"”%…]|[ˆ_])"
_LOOSE_AFTER = re.compile(rf"(?:\s+(?![-–—]$|\./\.$){_LOOSE}+)+$")
_LOOSE_LAST = re.compile(_LOOSE)
_BEFORE_CAPITALS = re.compile(rf"([{LOWER}]{{1,3}})\s+(?=[{UPPER}]{{2}})")
_STRAY = re.compile(r"[^\W\d]")


@dataclass(frozen=True, slots=True)
class Column:
    """The text column of one page, in widths of a character; `placed` tells whether first-line indents are known."""

    left: float = 0.0
    right: float = 80.0
    placed: bool = False


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line with its place in the column (left and right edge in widths of a character)."""

    text: str
    page: int
    zone: ZoneKind
    left: float
    right: float
    column: Column
    after_blank: bool = False
    index: int = -1  # among all lines of all pages

    @property
    def is_rule(self) -> bool:
        """Whether it holds no letter and no digit: a rule, an asterisk, specks."""
        return _WORD.search(self.text.replace("_", "")) is None

    @property
    def begins_right(self) -> bool:
        """Whether it begins beyond the middle of the column, as the place and date above a signature do."""
        return self.column.placed and self.left > (self.column.left + self.column.right) / 2

    @property
    def centred(self) -> bool:
        """Whether both margins are wide and alike."""
        before, after = self.left - self.column.left, self.column.right - self.right
        return self.column.placed and min(before, after) > 3 and abs(before - after) < 0.12 * self.column.right


def _places(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Left and right edge of each line: from its box, or from the blanks before its text."""
    boxed = [line for line in lines if line.box is not None and line.text.strip()]
    if len(boxed) * 2 > len(lines):
        width = median(line.box.width / len(line.text.strip()) for line in boxed if line.box) or 1.0
        return [(line.box.left / width, line.box.right / width) if line.box else (0.0, 0.0) for line in lines]
    return [(len(line.text) - len(line.text.lstrip()), len(line.text.rstrip())) for line in lines]


def _columns(page: Page, lines: Sequence[Line]) -> list[tuple[float, float, Column]]:
    """The places of the lines in their column, which is one on a page, and two on pages that lie side by side."""
    places = _places(lines)
    start, parting = _second_page(page, lines, places)
    places = [*places[:start], *((left - parting, right - parting) for left, right in places[start:])]
    sides = [_column(places[side], lines[side]) for side in (slice(start), slice(start, None))]
    return [(*place, sides[position >= start]) for position, place in enumerate(places)]


def _second_page(page: Page, lines: Sequence[Line], places: Sequence[tuple[float, float]]) -> tuple[int, float]:
    """The first line of the right one of two pages, and where they part; behind the last line where it is one."""
    broad = page.width is not None and page.height is not None and page.width >= _BROAD * page.height
    if not broad or any(line.box is None for line in lines):
        return len(lines), 0.0
    for start in range(_FEWEST_LINES, len(lines) - _FEWEST_LINES + 1):
        end, begin = max(right for _, right in places[:start]), min(left for left, _ in places[start:])
        if end <= begin:
            return start, (end + begin) / 2
    return len(lines), 0.0


def _column(places: Iterable[tuple[float, float]], lines: Sequence[Line]) -> Column:
    """Edges of the column, taken from the running text (lines that are neither short nor headings)."""
    running = [
        place
        for place, line in zip(places, lines, strict=True)
        if len(line.text.strip()) > 40 and not is_capitals(line.text) and "\t" not in line.text
    ]
    if len(running) < 3:
        return Column(right=max((right for _, right in running), default=80.0))
    lefts, rights = (sorted(edge) for edge in zip(*running, strict=True))
    left, right = _shared_edge(lefts), rights[-1 - len(rights) // 10]
    placed = any(edge - left > 1.5 for edge in lefts)
    return Column(left, right, placed)


def _shared_edge(lefts: Sequence[float]) -> float:
    """The leftmost edge at which several lines begin: one alone may begin with dust of the margin."""
    least = max(2.0, _SHARE_OF_EDGE * len(lefts))
    shared = (left for left in lefts if sum(left <= other < left + _SAME_EDGE for other in lefts) >= least)
    return next(shared, lefts[len(lefts) // 10])


def printed_lines(pages: Sequence[Page]) -> tuple[list[PrintedLine], list[str]]:
    """The lines of running text, and the text of stamps, e-signatures and specks.

    Page numbers are left out where the page shows them as such; in text without places they count as specks.
    """
    result: list[PrintedLine] = []
    aside: list[str] = []
    last_number = 0
    first_index = 0
    for page in pages:
        zoned = [(zone.kind, line) for zone in page.zones for line in zone.lines]
        lines = [line for _, line in zoned]
        blank = False
        for position, ((kind, line), (left, right, column)) in enumerate(
            zip(zoned, _columns(page, lines), strict=True)
        ):
            is_row = kind is ZoneKind.TABLE or bool(result and _goes_on_with_row(result[-1].text, line.text))
            text = line.text.strip(" ") if is_row else _without_specks(line, left, right, column)
            if not line.text.strip():
                blank = True
                continue
            if line.box and (speck := _speck_before_capitals(text)):
                aside.append(speck)
                text = text[len(speck) :].lstrip()
            if kind is ZoneKind.PAGE_NUMBER:
                last_number = number_alone(text) or last_number
            elif kind in _NOT_TEXT or (kind is ZoneKind.BODY and _is_speck(text, right, column)):
                aside.append(line.text.strip())
            elif kind is not ZoneKind.TABLE and (number := page_number(text, lines, position, last_number)):
                last_number = number
                aside += [] if line.box else [line.text.strip()]
            else:
                index = first_index + position
                result.append(PrintedLine(text, page.number, kind, left, right, column, blank, index))
                blank = False
        first_index += len(lines)
    return result, aside


def _goes_on_with_row(above: str, text: str) -> bool:
    """Whether a line has as many cells as the table row above it; its first and last cells may be empty."""
    return "\t" in above and above.count("\t") == text.count("\t")


def _without_specks(line: Line, left: float, right: float, column: Column) -> str:
    """The text without marks that belong to the paper: before the column, and loose ones at either end.

    A dash at the left edge of the text is kept, since it may begin an item; one outside the column is not.
    """
    text = unicodedata.normalize("NFC", line.text.strip())
    if _RULE_SIGNS.search(text):
        text = _RULE_BEFORE_TEXT.sub("", text)
    if line.box is None:
        return text
    tokens = text.split(" ")
    if len(line.words) == len(tokens) and column.placed:
        edge = column.left * line.box.width / (right - left or 1.0)
        outside = takewhile(lambda word: _is_outside(word, edge), line.words[:-1])
        text = " ".join(tokens[sum(1 for _ in outside) :])
    loose = _LOOSE_BEFORE.match(text)
    kept = text[loose.end() :] if loose else text
    if _LOOSE_LAST.match(text, len(text) - 1):
        kept = _LOOSE_AFTER.sub("", kept)
    return kept or text


def _speck_before_capitals(text: str) -> str:
    """A few small letters that are no word, or any before the name of a kind of document, on a line of capitals."""
    found = _BEFORE_CAPITALS.match(text)
    rest = text[found.end() :] if found else ""
    if found is None or not is_capitals(rest):
        return ""
    return found[1] if document_type(rest) or not is_syllable(found[1]) else ""


def _is_outside(word: Word, edge: float) -> bool:
    """Whether a word without a letter or digit stands left of the column's edge."""
    return word.box is not None and word.box.right < edge and not any(map(str.isalnum, word.text))


def _is_speck(text: str, right: float, column: Column) -> bool:
    """Whether the line is a stray letter, or stands in the margin."""
    return _STRAY.fullmatch(text) is not None or (column.placed and right < column.left - 1)


def are_paragraphs(lines: Sequence[PrintedLine]) -> bool:
    """Whether each line is a whole paragraph (as in a text typed or exported), not a printed line."""
    long = sum(len(line.text) > PARAGRAPH_LENGTH and "\t" not in line.text for line in lines)
    return long * 10 >= len(lines)
