"""Words with a speck between them for a blank, which the wrong language reads as a stop (`định.kỳ`, `ngày.08/02`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.pieces import Kind, Piece

LIKELY = 3.0
"""The log odds that are told: no mark is printed between two words in lower case without a blank."""
_SPECK = re.compile(r"[.:]")
_SHORTEST, _LONGEST = 2, 7


def glued_words(pieces: Sequence[Piece]) -> Iterator[Edit]:
    """The edits that put the blanks back.

    >>> from ocr_pipeline.restoration.pieces import pieces_of
    >>> text = "dinh.ky truoc ngay.08/02; kinh té-xa hdi, TP.HCM, moha.gov.vn"
    >>> [text[: edit.start].split()[-1] for edit in glued_words(pieces_of(text, damaged=True))]
    ['dinh', 'ngay']
    """
    for before, piece in pairwise(pieces):
        if _SPECK.fullmatch(before.trail) and piece.start == before.end + 1 and not piece.lead and _is_word(before):
            number = piece.kind is Kind.NUMBER and len(before.core) > _SHORTEST
            if number or (_is_word(piece) and not _ends_address(piece)):
                yield Edit(before.end, piece.start, before.trail, " ", "space lost", LIKELY)


def parted(pieces: Sequence[Piece], edits: Sequence[Edit]) -> list[Piece]:
    """The pieces without the specks: they end no sentence."""
    ends = {edit.start for edit in edits}
    return [piece._replace(trail="") if piece.end in ends else piece for piece in pieces]


def _is_word(piece: Piece) -> bool:
    core = piece.core
    return piece.kind is Kind.WORD and core.isalpha() and core.islower() and _SHORTEST <= len(core) <= _LONGEST


def _ends_address(piece: Piece) -> bool:
    """Whether it is a part of the end of a web address, or one follows it."""
    return piece.core in _domain_parts() or piece.trail == "."


@cache
def _domain_parts() -> frozenset[str]:
    return frozenset(part for row in read_rows("domains.tsv") for part in row[0].split("."))
