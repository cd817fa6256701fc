"""The cells of task tables that arrive as plain lines: what each line holds of every column, and what is no word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ocr_pipeline.directives.body_tables import parts
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.plain_columns import TableRow
from ocr_pipeline.directives.plain_scores import Column
from ocr_pipeline.directives.plain_words import plain_name
from ocr_pipeline.directives.tables import split_bodies
from ocr_pipeline.vietnamese.syllable import is_syllable

ALIKE = 0.88
"""Least similarity, accents aside, at which words are taken for a known name that was misread."""
_MOST_PARTS = 4
"""So many parts between commas one name has at most."""
_LEAST_LETTERS = 2
"""Abbreviations that are shorter may be specks."""
_BODIES = {Column.LEAD: "lead", Column.PARTNERS: "partners"}
_END = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Cells:
    """What a line holds of each cell; `rest` is what belongs to none."""

    task: str = ""
    lead: str = ""
    partners: str = ""
    time: str = ""
    rest: str = ""


def cells_of(lines: Sequence[Words], row: TableRow, names: Sequence[str]) -> list[Cells]:
    """The cells of a row's lines; the bodies of a row stand on the line where the first of them begins."""
    placed = {(token.line, token.index): column for token, column in row.columns.items()}
    cells = [
        Cells(*(_joined(lines[line], line, placed, column) for column in (*Column, None)))
        for line in range(row.start, row.end)
    ]
    for field in _BODIES.values():
        told = [(at, text) for at, cell in enumerate(cells) if (text := getattr(cell, field))]
        if told:
            bodies, rest = read_bodies(" ".join(text for _, text in told), names)
            cells = [replace(cell, **{field: ""}) for cell in cells]
            first = cells[told[0][0]]
            cells[told[0][0]] = replace(first, **{field: bodies, "rest": f"{first.rest} {rest}".strip()})
    return cells


def read_bodies(text: str, names: Sequence[str]) -> tuple[str, str]:
    """The bodies that a cell names, known ones as they are written elsewhere, and the words that are none.

    >>> read_bodies("Phong Hanh chính - Tong hợp pe, Sở Y tế", ["Phòng Hành chính - Tổng hợp"])
    ('Phòng Hành chính - Tổng hợp, Sở Y tế', 'pe')
    >>> read_bodies("Phong Kinh te, Ha tang và Do thị, Sở Y tế", ["Phòng Kinh tế, Hạ tầng và Đô thị"])
    ('Phòng Kinh tế, Hạ tầng và Đô thị, Sở Y tế', '')
    """
    bodies: list[str] = []
    rest: list[str] = []
    for part in _parts(text, names):
        for piece in _pieces(part, names):
            name, beside = _read_part(piece, names)
            if name and not bodies and read_body(Words.of(name), 0, after_role=True) is None:
                name, beside = "", piece
            bodies += [name] if name else []
            rest += [beside] if beside else []
    return _listed(bodies), " ".join(rest)


def sure_names(text: str, names: Sequence[str]) -> Iterator[str]:
    """The bodies of a cell that look whole, so that other rows may name them: no other name begins inside.

    >>> list(sure_names("Phòng Tin học, Công an quận UBND các phường", []))
    ['Phòng Tin học']
    """
    known = {plain_name(name) for name in names}
    for part in split_bodies(text):
        words = Words.of(part)
        body = read_body(words, 0, after_role=True)
        inside = any(words.is_capital(at) and read_body(words, at) for at in range(1, len(words)))
        plain = plain_name(part)
        longer = any(plain[:size] in known for size in range(2, len(plain))) and plain not in known
        whole = body is not None and body.end == len(words) > 1
        if whole and not inside and not longer and all(map(_is_spoken, re.findall(r"\w+", part))):
            yield part


def _is_spoken(word: str) -> bool:
    """Whether a word is a syllable, a number or an abbreviation: not `EE`."""
    return is_syllable(word.lower()) or word.isdecimal() or (len(word) > _LEAST_LETTERS and word.isupper())


def _listed(bodies: Sequence[str]) -> str:
    """The bodies of a cell, with the commas between them that were lost."""
    lost = (one if one.endswith((",", ";")) else f"{one}," for one in bodies[:-1])
    return " ".join((*lost, *bodies[-1:]))


def _pieces(text: str, names: Sequence[str]) -> list[str]:
    """The text cut where a known name begins behind other words: `thùng dầu — Văn phòng UBND quận`."""
    words = Words.of(text)
    cuts = [0]
    index = ended = 0
    while index < len(words):
        own = [(at, form) for at in range(index, len(words)) for form in plain_name(words.form(at))]
        known, size = _known([form for _, form in own], names) if words.is_capital(index) else ("", 0)
        if not known:
            index += 1
            continue
        before = read_body(words, cuts[-1], after_role=True)
        alike = ended == index and words.form(index) == words.form(cuts[-1])  # `Sở Nội vụ Sở Tài chính`
        if index > cuts[-1] and (alike or before is None or before.end <= index):
            cuts.append(index)
        index = ended = own[size - 1][0] + 1
    return [words.span(*one) for one in pairwise((*cuts, len(words)))]


def _parts(text: str, names: Sequence[str]) -> list[str]:
    """The text cut behind commas, but for those inside a known name: `Phòng Kinh tế, Hạ tầng và Đô thị`."""
    inside = [name for name in names if "," in name]
    parts = re.split(r"(?<=[,;])\s+", text)
    result: list[str] = []
    while parts:
        sizes = range(min(len(parts), _MOST_PARTS), 1, -1)
        joined = ((size, " ".join(parts[:size])) for size in sizes if inside)
        size = next((size for size, part in joined if _holds_commas(part, size, inside)), 1)
        result.append(" ".join(parts[:size]))
        parts = parts[size:]
    return result


def _holds_commas(text: str, size: int, names: Sequence[str]) -> bool:
    """Whether so many parts between commas are the name of one known body."""
    found, _ = _known([form for word in Words.of(text).forms for form in plain_name(word)], names)
    return found.count(",") == size - 1


def _known(forms: Sequence[str], names: Sequence[str]) -> tuple[str, int]:
    """The known name that these plain words begin with, and how many they are; an empty one where none does."""
    best, known, size = ALIKE, "", 0
    for name in names:
        wanted = plain_name(name)
        if 1 < len(wanted) <= len(forms):
            score = Levenshtein.normalized_similarity(" ".join(wanted), " ".join(forms[: len(wanted)]))
            if score > best or (score == best and len(wanted) > size):
                best, known, size = score, name, len(wanted)
    return known, size


def _read_part(text: str, names: Sequence[str]) -> tuple[str, str]:
    """One body and what stands beside it: words behind a known name, or all where the name is not sure."""
    words = Words.of(text)
    end = len(words) - (words.form(len(words) - 1) in (",", ";"))
    own = [(index, form) for index in range(end) for form in plain_name(words.form(index))]
    known, size = _known([form for _, form in own], names)
    if not known:
        read = read_body(words, 0, after_role=True)
        # a name that the grammar does not read to its end holds words of other cells
        sure = read is None or (read.end >= end and (end > 1 or words.text.isupper()))
        return (text, "") if sure else ("", text)
    last = own[size - 1][0] + 1
    read = read_body(words, 0, after_role=True)
    tail = min(max(last, read.end if read else 0), end)  # `Công an` + `các huyện`
    while tail < end and (level := parts("level").match(words, tail)):
        tail += level
        while tail < end and words.is_capital(tail):
            tail += 1
    closing = words.span(end, len(words))
    name = " ".join(part for part in (known, words.span(last, tail)) if part)
    return name + closing, words.span(tail, end)


def _joined(words: Words, line: int, placed: Mapping[tuple[int, int], Column], column: Column | None) -> str:
    """The printed words of one column on a line, those that stand together as they are printed."""
    own = [index for index in range(len(words)) if placed.get((line, index)) is column and words.form(index) != "|"]
    runs: list[str] = []
    first = 0
    for at, index in enumerate(own):
        if at + 1 == len(own) or own[at + 1] != index + 1:
            runs.append(words.span(own[first], index + 1))
            first = at + 1
    return " ".join(runs)
