"""The two columns of the head of a text, whose lines run on below each other and not into the other column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from rapidfuzz import fuzz

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.vietnamese.syllable import strip_accents

HEAD, BELOW = 8, 6
"""The national title stands within so many lines that hold something; motto, place and date within so many below it."""
LIKE = 80.0
"""How like (0 to 100) the end of a line must be to title or motto, marks and case aside."""
_DAY = re.compile(r"ng[^\W\d_]y", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")


def left_column_first(pieces: Sequence[Piece]) -> list[Piece]:
    r"""The pieces of the whole text; in the head those of the left column before those of the right one.

    >>> from ocr_pipeline.restoration.pieces import pieces_of
    >>> text = "UBND TINH NGHE CONG HOA XA HOI CHU NGHIA VIET NAM\nAN Doc lap - Tu do - Hanh phuc"
    >>> [piece.core for piece in left_column_first(pieces_of(text))][:6]
    ['UBND', 'TINH', 'NGHE', 'AN', 'CONG', 'HOA']
    """
    lines = [list(group) for _, group in groupby(pieces, lambda piece: piece.line.number)]
    cuts = [_right_column(line) for line in lines[: HEAD + BELOW]]
    first = next((number for number, cut in enumerate(cuts[:HEAD]) if cut is not None), len(lines))
    beside = [number for number, cut in enumerate(cuts[first : first + BELOW], first) if cut is not None]
    if len(beside) < 2:
        return list(pieces)
    last = beside[-1] + 1
    left: list[Piece] = []
    right: list[Piece] = []
    for line, cut in zip(lines[first:last], cuts[first:last], strict=True):
        left += _column(line[:cut], goes_on=bool(left))
        right += _column(line[cut:] if cut is not None else [], goes_on=False)
    return [piece for line in [*lines[:first], left, right, *lines[last:]] for piece in line]


def _column(part: Sequence[Piece], *, goes_on: bool) -> Iterator[Piece]:
    """The part of a line in one column; one that `goes_on` may be a line of its own or belong to the one above."""
    words = [piece.core for piece in part if piece.core.isalpha()]
    capitals = bool(words) and all(map(str.isupper, words)) and any(len(word) > 1 for word in words)
    for number, piece in enumerate(part):
        line = replace(piece.line, capitals=capitals, opens=not goes_on)
        first = number == 0
        yield piece._replace(line=line, opens=first and not goes_on, may_open=first and goes_on, begins=first)


def _right_column(line: Sequence[Piece]) -> int | None:
    """The piece with which the right column begins: title, motto, or place and date."""
    letters = [_letters(piece.core) for piece in line]
    best = max(
        (fuzz.ratio("".join(letters[cut:]), title), -cut) for title in _titles() for cut in range(max(1, len(line)))
    )
    if best[0] >= LIKE:
        return -best[1]
    day = next((place for place, piece in enumerate(line) if _DAY.fullmatch(piece.core)), 0)
    start = day
    while start and _may_be_place(line[start - 1]):
        start -= 1
    return start if 0 < start < day else None


def _may_be_place(piece: Piece) -> bool:
    core = piece.core
    return piece.kind is Kind.WORD and core[:1].isupper() and not (core.isupper() and len(core) > 1)


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(strip_accents(text).lower()))


@cache
def _titles() -> tuple[str, ...]:
    """The letters of the titles of state and party, and of the motto."""
    return tuple(
        _letters(phrase)
        for phrase, role in read_rows("head_phrases.tsv")
        if role in ("state_title", "party_title", "motto")
    )
