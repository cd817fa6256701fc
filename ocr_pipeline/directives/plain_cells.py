"""The cells of a table row that arrives as plain lines: which words are bodies, which the task, which neither.

The words of a body stand below each other, between those of other cells: only a name that is known can be put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ocr_pipeline.directives.body_tables import parts
from ocr_pipeline.directives.catalogue import catalogue_names, short_form
from ocr_pipeline.directives.comparison import REMEMBERED, comparable
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

_LEAST_WORDS = 2
"""So many words of a name stand on its first line."""
_DASHES = frozenset("-–—_")
_VOWELS = frozenset("aeiouy")

Names = dict[str, list[tuple[str, ...]]]
"""Known names as words without dashes and accents, the longest first, by their first word."""


@dataclass(slots=True)
class Cells:
    """What a line holds of each cell; `rest` is what belongs to none."""

    task: str = ""
    lead: str = ""
    partners: str = ""
    rest: str = ""


@dataclass(slots=True)
class _Found:
    """A body that begins on line `line`, and its words by line; an unknown one has no name."""

    line: int
    words: list[tuple[int, int]]
    name: str = ""


def known_names(texts: Sequence[str]) -> Names:
    """The names of the catalogue, and those that the lines of the document hold as a whole."""
    result: Names = {}
    for name in sorted(_catalogued().union(*map(_names_in, texts)), key=len, reverse=True):
        split = tuple(map(_plain, _without_dashes(name)))
        if len(split) >= _LEAST_WORDS and split not in result.setdefault(split[0], []):
            result[split[0]].append(split)
    return result


@cache
def _catalogued() -> frozenset[str]:
    """The comparable names of the catalogue, and their short forms."""
    names = catalogue_names()
    return frozenset(names).union(comparable(short_form(name)) for name in names)


@lru_cache(maxsize=REMEMBERED)
def _names_in(text: str) -> frozenset[str]:
    """The comparable names of bodies that a line holds as a whole."""
    words = Words.of(text)
    bodies = (read_body(words, index) for index in range(len(words)) if words.is_capital(index))
    whole = (body for body in bodies if body and not body.collective and body.end < len(words))
    return frozenset(comparable(words.span(body.start, body.end)) for body in whole)


@lru_cache(maxsize=REMEMBERED)
def _without_dashes(name: str) -> tuple[str, ...]:
    return tuple(form for form in Words.of(name).forms if form not in _DASHES)


@lru_cache(maxsize=REMEMBERED)
def _plain(form: str) -> str:
    """A comparable word without its accents: they are misread first, and a whole name is known without them."""
    return strip_accents(form)


def read_cells(lines: Sequence[str], known: Names) -> list[Cells]:
    """The cells of each line of a row; the first body is the lead, the others are partners.

    >>> known = known_names(["Sở Nông nghiệp và Phát triển nông thôn chủ trì."])
    >>> cells = read_cells(["Trồng mới rừng | Sở Nông nghiệp", "phòng hộ và Phát triển", "ven biển nông thôn"], known)
    >>> [cell.task for cell in cells], cells[0].lead
    (['Trồng mới rừng', 'phòng hộ', 'ven biển'], 'Sở Nông nghiệp và Phát triển nông thôn')
    """
    row = [Words.of(line) for line in lines]
    bodies = _bodies(row, known)
    taken = {place for body in bodies if body.name for place in body.words}
    begun = {place for body in bodies for place in body.words}
    cells = [_split(words, line, taken, begun) for line, words in enumerate(row)]
    for number, body in enumerate(bodies):
        if body.name and number == 0:
            cells[body.line].lead = body.name
        elif body.name:
            cells[body.line].partners += body.name + "; "
    return cells


def _bodies(row: Sequence[Words], known: Names) -> list[_Found]:
    found: list[_Found] = []
    used: set[tuple[int, int]] = set()
    for line, words in enumerate(row):
        for index in range(len(words)):
            if (line, index) in used or not words.is_capital(index):
                continue
            body = _known_body(row, line, index, known, used) or (
                _other_body(words, line, index, known) if index else None
            )
            if body:
                found.append(body)
                used.update(body.words)
    return found


def _other_body(words: Words, line: int, index: int, known: Names) -> _Found | None:
    """A body that no list knows; its end may stand on the next line, but for that of `UBND các phường`."""
    read = read_body(words, index)
    if read is None:
        return None
    end = _cell_end(words, index + 1, read.end, known)
    whole = read.collective and parts("level").match(words, end - 1) > 0 and words.form(end) != ","
    return _Found(line, [(line, at) for at in range(index, end)], words.span(index, end) if whole else "")


def _cell_end(words: Words, start: int, end: int, known: Names) -> int:
    """Where a name that was read from `start` up to `end` leaves its cell: at a bar or where another name begins."""
    return next((at for at in range(start, end) if words.form(at) == "|" or _begins_known(words, at, known)), end)


def _begins_known(words: Words, index: int, known: Names) -> bool:
    names = known.get(_plain(words.form(index)), ()) if words.is_capital(index) else ()
    return any(len(_run(words, 0, index, name)) >= _LEAST_WORDS for name in names)


def _known_body(row: Sequence[Words], line: int, index: int, known: Names, used: set[tuple[int, int]]) -> _Found | None:
    """The longest known name whose first words stand here, and whose others on the lines below."""
    for name in known.get(_plain(row[line].form(index)), ()):
        places = _places(row, line, index, name)
        if not places or used.intersection(places):
            continue
        last_line, last = places[-1]
        words = row[last_line]
        read = read_body(words, index) if last_line == line else None
        end = _cell_end(words, last + 1, max(read.end if read else 0, last + 1), known)
        end += parts("level").match(words, end)  # `Công an` + `tỉnh`
        if words.form(end) in _DASHES or words.form(end) == "các" or words.form(end - 1) == "các":
            return None  # the name goes on
        places = _with_dashes(row, places)
        places += [(last_line, at) for at in range(last + 1, end)]
        return _Found(line, places, " ".join(row[at].span(word, word + 1) for at, word in places))
    return None


def _with_dashes(row: Sequence[Words], places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of a name's words, with the dashes between them."""
    dashed = {(line, at + 1) for line, at in places[:-1] if row[line].form(at + 1) == "-"}
    return sorted({*places, *dashed})


def _places(row: Sequence[Words], line: int, index: int, name: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words of a name stand, one line of other cells between them at most; none where one is missing."""
    places = _run(row[line], line, index, name)
    if len(places) < _LEAST_WORDS:
        return []
    while len(places) < len(name):
        rest = name[len(places) :]
        more: list[tuple[int, int]] = []
        for below in range(line + 1, min(line + 3, len(row))):
            starts = [at for at in range(len(row[below])) if _plain(row[below].form(at)) == rest[0]]
            runs = [_run(row[below], below, at, rest) for at in reversed(starts)]  # bodies stand right of the task
            more = max(runs, key=len, default=[])
            if more:
                break
        if not more:
            return []
        places += more
        line = more[-1][0]
    return places


def _run(words: Words, line: int, index: int, name: Sequence[str]) -> list[tuple[int, int]]:
    """The words of a line, from `index` on, with which a name begins; dashes aside."""
    places: list[tuple[int, int]] = []
    while index < len(words) and len(places) < len(name):
        if _plain(words.form(index)) == name[len(places)]:
            places.append((line, index))
        elif words.form(index) not in _DASHES or not places:
            break
        index += 1
    return places


def _split(words: Words, line: int, taken: set[tuple[int, int]], begun: set[tuple[int, int]]) -> Cells:
    """Task and rest of a line: the task stands before the first bar and the first body."""
    task: list[int] = []
    rest: list[int] = []
    ended = False
    for index in range(len(words)):
        ended = ended or words.form(index) == "|" or (line, index) in begun
        if (line, index) not in taken and words.form(index) != "|":
            (rest if ended or _is_trace(words, index) else task).append(index)
    return Cells(task=_joined(words, task), rest=_joined(words, rest))


def _is_trace(words: Words, index: int) -> bool:
    """Whether a word is none, but what was read over the edge of a cell: no syllable, abbreviation or unit."""
    form, printed = words.form(index), words.span(index, index + 1)
    if form in ("_", ":"):
        return True
    letters = strip_accents(form)
    abbreviated = sum(map(str.isupper, printed)) > 1  # `VNeID`
    return letters.isalpha() and not abbreviated and not is_syllable(form) and bool(_VOWELS & set(letters))


def _joined(words: Words, indices: Sequence[int]) -> str:
    """The printed text of some words, those that stand together as they are printed."""
    parts: list[str] = []
    first = 0
    for at, index in enumerate(indices):
        if at + 1 == len(indices) or indices[at + 1] != index + 1:
            parts.append(words.span(indices[first], index + 1))
            first = at + 1
    return " ".join(parts)
