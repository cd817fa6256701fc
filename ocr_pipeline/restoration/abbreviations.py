"""Abbreviations that lost the stroke of Đ (`KHDT`, `QLDT`): put together from known parts, few and common ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise, product

from rapidfuzz import fuzz

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.restoration.code_grammar import Place, code_readings
from ocr_pipeline.restoration.code_symbols import parts
from ocr_pipeline.restoration.codes import repair_code
from ocr_pipeline.restoration.known_words import plain_syllables
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
_STROKES, _LOOK_ALIKES = {"D": "Đ", "Đ": "D"}, {"P": "Đ", "B": "Đ"}
"""What a letter may have been; and where that gives no abbreviation."""
_DOUBLED = re.compile("[BP]D|D[BP]")
"""One Đ at times."""
_CAPITALS = re.compile(r"[A-ZĐ]+(?:&[A-ZĐ]+)*")
_LETTERS = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)*")
_WORD = re.compile(r"\w+")
_ROMAN = re.compile(r"[IVXL]+")


def abbreviation_readings(text: str, pieces: Sequence[Piece], model: LanguageModel) -> Iterator[Edit]:
    """What was printed for each abbreviation and code, in order; most are as they were read.

    Where it cannot be known, the odds are those of `DOUBT`.
    """
    lines, syllables = text.splitlines(), plain_syllables(model)
    for piece in pieces:
        read = piece.core
        reason = "code" if piece.kind is Kind.CODE else "abbreviation"
        kept = Edit(piece.start, piece.end, read, read, reason, CLOSED_SET)
        if piece.kind is Kind.CODE:
            yield replace(kept, after=_code(read))
        elif piece.kind is Kind.WORD and (read in _listed() or read in _units()):
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


def _code(read: str) -> str:
    """A code, each part of its symbol with its strokes, and as the grammar of codes reads it then."""
    marked = _LETTERS.sub(lambda part: _symbol(part.group()), repair_code(read))
    readings = code_readings(marked, Place(cued=False, alone=True, broken=False)) if marked != read else ()
    return readings[0].text if len(readings) == 1 and readings[0].certain else marked


def _symbol(part: str) -> str:
    """A part of a code's symbol; those of the closed set stay."""
    return part if part in parts() else marked_abbreviation(part) or part


def _told_by_line(ways: Sequence[str], line: str) -> str:
    """The one of two readings whose words the line speaks of: `Giám đốc, các PGĐ`, and no *phòng giáo dục*."""
    spoken = [" ".join(pair) for pair in pairwise(_WORD.findall(strip_accents(line).lower()))]
    likeness = sorted((_likeness(_meanings().get(way, ()), spoken), way) for way in ways)
    if len(likeness) < 2 or likeness[-1][0] < max(SPOKEN, likeness[-2][0] + MORE):
        return ""
    return likeness[-1][1]


def _likeness(meanings: Sequence[str], spoken: Sequence[str]) -> float:
    """How like the last two words of what an abbreviation stands for are to any two of the line."""
    return max((fuzz.ratio(" ".join(one.split()[-2:]), pair) for one in meanings for pair in spoken), default=0.0)


@lru_cache(maxsize=4096)
def _readings(read: str) -> tuple[tuple[str, float], ...]:
    """What may be meant, each with its cost, the cheapest first."""
    if not SHORTEST <= len(read) <= _LONGEST or _ROMAN.fullmatch(read):
        return ()
    ways = dict(_ways(read, _STROKES)) or dict(_ways(read, _STROKES | _LOOK_ALIKES))
    if not ways and len(read) > SHORTEST:
        ways = {way: cost + MISREAD for way, cost in _ways(read.replace("TI", "TT"), _STROKES)}
    for doubled in _DOUBLED.finditer(read):
        printed = read[: doubled.start()] + "Đ" + read[doubled.end() :]
        ways |= {way: cost + MISREAD for way, cost in _ways(printed, _STROKES) if way.replace("&", "") in _listed()}
    return tuple(sorted(ways.items(), key=lambda way: way[1]))


def _ways(read: str, printed: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """The known abbreviations with some letters as they may be `printed`, each with its cost."""
    for letters in product(*(letter + printed.get(letter, "") for letter in read)):
        way = "".join(letters)
        cost = _cost(way.replace("&", ""))
        if cost is not None and cost <= LIKELY * len(read):
            other = sum(one != two for one, two in zip(strip_accents(read), strip_accents(way), strict=True))
            yield way, cost + MISREAD * other


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
def _units() -> frozenset[str]:
    """Units with capitals (`kWh`)."""
    return frozenset(row[0] for row in read_rows("units.tsv") if not row[0].islower() and row[0].isalpha())


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
