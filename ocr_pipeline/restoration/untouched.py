"""What is kept in text read with the right language, whatever the decoder thinks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.restoration.places import LONGEST
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

_LONGEST_NAME = 5
_NAMING = "Y"
"""The capital that ends names of departments, and is not what rules and dirt are read as (`I`, `J`, `L`)."""
NEIGHBOURS = 3
"""How many words on each side tell whether a word stands among foreign ones."""


def untouched_starts(pieces: Sequence[Piece]) -> frozenset[int]:
    """The code points at which pieces start that stay as they were read."""
    ways = (_foreign, _labels, _filled_in, _symbols, _places, _peoples)
    return frozenset(start for way in ways for start in way(pieces))


def _foreign(pieces: Sequence[Piece]) -> Iterator[int]:
    """Words most of whose neighbours on the line are spelt as no Vietnamese syllable can be: a foreign name."""
    words = [piece for piece in pieces if piece.kind is Kind.WORD]
    foreign = [not is_syllable(piece.core) and not piece.core.isupper() for piece in words]
    for number, piece in enumerate(words):
        around = [
            foreign[other]
            for other in range(max(0, number - NEIGHBOURS), min(len(words), number + NEIGHBOURS + 1))
            if other != number and words[other].line.number == piece.line.number
        ]
        if len(around) >= NEIGHBOURS and 2 * sum(around) >= len(around):
            yield piece.start


def _labels(pieces: Sequence[Piece]) -> Iterator[int]:
    """The letter of a point (`c)`), whose order tells more than its neighbours, and plain capitals (`Nguyễn Văn A`)."""
    for piece in pieces:
        point = piece.opens and piece.trail.startswith(")")
        plain_capital = not piece.opens and piece.core.isascii() and piece.core.isupper()
        if len(piece.core) == 1 and (point or plain_capital):
            yield piece.start


def _filled_in(pieces: Sequence[Piece]) -> Iterator[int]:
    """What stands for a number between the words of a date (`ngày dỗ tháng 6`): mostly filled in by pen."""
    slots = {(row[0], row[1]) for row in read_rows("filled_in.tsv")}
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if (strip_accents(before.core).lower(), strip_accents(after.core).lower()) in slots:
            yield piece.start


def _symbols(pieces: Sequence[Piece]) -> Iterator[int]:
    """What has neither letter nor digit is dirt or a rule, and no word."""
    for piece in pieces:
        if not any(map(str.isalnum, piece.core)):
            yield piece.start


def _places(pieces: Sequence[Piece]) -> Iterator[int]:
    """The words of a listed place behind its kind (`phường Ea Kao`): another one may be better known (Đa Kao)."""
    words = [piece.core.lower() for piece in pieces]
    for number, word in enumerate(words):
        if word not in _kinds() or pieces[number].trail:
            continue
        for size in range(LONGEST, 1, -1):
            named = pieces[number + 1 : number + 1 + size]
            whole = not any(piece.trail for piece in named[:-1])
            if whole and " ".join(words[number + 1 : number + 1 + size]) in _listed_places():
                yield from (piece.start for piece in named)
                break


def _peoples(pieces: Sequence[Piece]) -> Iterator[int]:
    """The words of a people's name, with or without its dash (`Gié - Triêng`): few texts speak of some."""
    words = [piece for piece in pieces if piece.kind is Kind.WORD]
    for size in (2, 3):
        for first in range(len(words) - size + 1):
            named = words[first : first + size]
            whole = all(piece.trail in ("", "-") for piece in named[:-1])
            if whole and named[0].core[:1].isupper() and " ".join(piece.core for piece in named) in _names_of_peoples():
                yield from (piece.start for piece in named)


@cache
def _names_of_peoples() -> frozenset[str]:
    """The names of peoples in all spellings, without dashes."""
    rows = (", ".join(row) for row in read_rows("peoples.tsv"))
    return frozenset(name.replace("-", " ") for row in rows for name in row.split(", "))


@cache
def _kinds() -> frozenset[str]:
    """The last words of the kinds of administrative units (`phường`, `trấn`)."""
    return frozenset(row[3].split()[-1] for row in read_rows("places.tsv"))


@cache
def _listed_places() -> frozenset[str]:
    """The names of administrative units, in small letters."""
    return frozenset(name.lower() for row in read_rows("places.tsv") for name in row[4].split(", "))


def name_starts(pieces: Sequence[Piece]) -> frozenset[int]:
    """Where listed names stand behind a surname (`Trần Văn Chỉnh`): which one was printed no neighbour can tell.

    Before two of them the surname stays as well (`Khưu Quang Việt`).
    """
    starts: set[int] = set()
    named, surname = 0, 0
    for before, piece in pairwise(pieces):
        named = named + 1 if _follows(before, piece) and (named or before.core in _surnames()) else 0
        surname = before.start if named == 1 else surname
        if 0 < named < _LONGEST_NAME and piece.core in _given_names():
            starts.add(piece.start)
            starts |= {surname} if named == 2 else set()
    return frozenset(starts)


def _follows(before: Piece, piece: Piece) -> bool:
    """Whether both may be words of one name."""
    return before.core.istitle() and piece.core.istitle() and not (before.trail or piece.lead or piece.opens)


@cache
def _surnames() -> frozenset[str]:
    """The first words of names."""
    return frozenset(row[0].split()[0] for row in read_rows("surnames.tsv"))


@cache
def _given_names() -> frozenset[str]:
    """The words of given and middle names, and the further ones of surnames."""
    rows = [*(row[0] for row in read_rows("given_names.tsv")), *(row[0] for row in read_rows("surnames.tsv"))]
    return frozenset(word for name in rows for word in name.split())


def is_glued(core: str) -> bool:
    """Whether a lone capital is glued to a syllable, and no dirt: `vụY` of `Phòng Nghiệp vụ Y`."""
    return len(core) > 2 and core[-1] == _NAMING and core[-2].islower() and is_syllable(core[:-1].lower())


def behind_capitals(pieces: Sequence[Piece]) -> frozenset[int]:
    """Where words in title case stand behind another one on their line, as in names: `Ty` of `Nậm Ty`."""
    return frozenset(piece.start for before, piece in pairwise(pieces) if _follows(before, piece))
