"""Abbreviations that lost the stroke of Đ (`KHDT`, `QLDT`): put together from known parts, few and common ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import product

from rapidfuzz import fuzz

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.restoration.channel import plain_syllables
from ocr_pipeline.restoration.code_symbols import parts
from ocr_pipeline.restoration.codes import repair_code
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.syllable import strip_accents

PART, SELDOM, MISREAD = 1.0, 1.5, 0.5
"""What it costs to take letters for a part, or for one that is seldom put together with others; to read T as I."""
LIKELY = 0.75
"""What a letter may cost at most: three are one part."""
CLEAR, LESS_SURE, DOUBT = 0.5, 1.5, 0.0
"""By how much a reading must cost less than every other; log odds of one with other letters or that only its line tells
from another, and of one that nothing does."""
SPOKEN, MORE = 80.0, 10.0
"""How like (0 to 100) words of the line must be to those that are shortened; and by how much more than to any other."""
SHORTEST, _LONGEST = 3, 12
_CAPITALS = re.compile(r"[A-ZĐ]+(?:&[A-ZĐ]+)*")
_LETTERS = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)*")
_ROMAN = re.compile(r"[IVXL]+")


def abbreviation_readings(text: str, pieces: Sequence[Piece], model: LanguageModel) -> Iterator[Edit]:
    """What was printed for each abbreviation and code, in order; most are as they were read.

    Where it cannot be known, the odds are those of `DOUBT`.
    """
    lines, syllables = text.splitlines(), plain_syllables(model)
    for piece in pieces:
        read = piece.core
        kept = Edit(piece.start, piece.end, read, read, "abbreviation", CLOSED_SET)
        if piece.kind is Kind.CODE:
            yield replace(kept, after=_LETTERS.sub(lambda part: _symbol(part.group()), repair_code(read)))
        elif piece.kind is Kind.WORD and read in _listed():
            yield kept
        elif piece.kind is Kind.WORD and _CAPITALS.fullmatch(read) and read.lower() not in syllables:
            ways = _readings(read)
            if ways and (ways[0][1] == PART or not piece.line.capitals):
                yield _chosen(kept, lines[piece.line.number])


def _chosen(kept: Edit, line: str) -> Edit:
    """The abbreviation as it was printed, if the cheapest reading or its line tells."""
    if printed := marked_abbreviation(kept.before):
        strokes = strip_accents(printed) == strip_accents(kept.before)
        return replace(kept, after=printed, log_odds=CLOSED_SET if strokes else LESS_SURE)
    ways = [way for way, _ in _readings(kept.before)]
    if printed := _told_by_line(ways, line):
        return replace(kept, after=printed, log_odds=LESS_SURE)
    other, *others = (way for way in ways if way != kept.before)
    return replace(kept, after=other, log_odds=DOUBT, alternatives=tuple(others[:2]))


def marked_abbreviation(read: str) -> str:
    """The abbreviation with the strokes of its Đ, where one way to put it together clearly wins; else nothing.

    >>> [marked_abbreviation(read) for read in ("KHDT", "KH&DT", "QLDTXD", "UBND", "TITU", "DT", "XYZD")]
    ['KHĐT', 'KH&ĐT', 'QLĐTXD', 'UBND', 'TTTU', '', '']
    """
    ways = _readings(read)
    return ways[0][0] if ways and (len(ways) == 1 or ways[1][1] - ways[0][1] >= CLEAR) else ""


def _symbol(part: str) -> str:
    """A part of a code's symbol; those of the closed set stay."""
    return part if part in parts() else marked_abbreviation(part) or part


def _told_by_line(ways: Sequence[str], line: str) -> str:
    """The one of two readings whose words the line speaks of: `Giám đốc, các PGĐ`, and no *phòng giáo dục*."""
    spoken = strip_accents(line).lower()
    likeness = sorted(
        (
            max(fuzz.partial_ratio(" ".join(words.split()[-2:]), spoken) for words in _meanings().get(way, [""])),
            way,
        )
        for way in ways
    )
    if len(likeness) < 2 or likeness[-1][0] < max(SPOKEN, likeness[-2][0] + MORE):
        return ""
    return likeness[-1][1]


@lru_cache(maxsize=4096)
def _readings(read: str) -> tuple[tuple[str, float], ...]:
    """What may be meant, each with its cost, the cheapest first."""
    if not SHORTEST <= len(read) <= _LONGEST or _ROMAN.fullmatch(read):
        return ()
    choices = [
        "DĐ" if letter in "DĐ" else "IT" if read[max(0, place - 1) : place + 1] == "TI" and len(read) > 3 else letter
        for place, letter in enumerate(read)
    ]
    ways = []
    for letters in product(*choices):
        printed = "".join(letters)
        cost = _cost(printed.replace("&", ""))
        if cost is not None and cost <= LIKELY * len(read):
            misread = sum(one == "I" and other == "T" for one, other in zip(read, letters, strict=True))
            ways.append((printed, cost + MISREAD * misread))
    return tuple(sorted(ways, key=lambda way: way[1]))


def _cost(printed: str) -> float | None:
    """What the cheapest way to put the letters together costs; none where there is no way."""
    best: list[float | None] = [0.0] + [None] * len(printed)
    for end in range(1, len(printed) + 1):
        costs = [
            before + part
            for start in range(end)
            if (before := best[start]) is not None and (part := _parts().get(printed[start:end])) is not None
        ]
        best[end] = min(costs, default=None)
    return best[-1]


@cache
def _listed() -> frozenset[str]:
    """Whole abbreviations, and the parts of codes, of three letters or more."""
    rows = (*read_rows("abbreviations.tsv"), *read_rows("code_symbols.tsv"))
    return frozenset(row[0].replace("&", "") for row in rows if len(row[0]) >= SHORTEST)


@cache
def _parts() -> dict[str, float]:
    """What each part costs."""
    costs = dict.fromkeys(_listed(), PART)
    return costs | {row[0]: SELDOM if row[2:] else PART for row in read_rows("abbreviation_parts.tsv")}


@cache
def _meanings() -> dict[str, list[str]]:
    """What abbreviations and parts stand for, without marks."""
    rows = (*read_rows("abbreviations.tsv"), *read_rows("abbreviation_parts.tsv"))
    return {row[0]: strip_accents(row[1]).lower().split("; ") for row in rows}
