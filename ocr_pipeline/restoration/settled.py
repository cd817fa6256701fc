"""What its own grammar settles in text read with the wrong language: labels, quarters, abbreviations, sign-offs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import with_repairs
from ocr_pipeline.restoration.outline import outline_readings
from ocr_pipeline.restoration.pieces import Piece
from ocr_pipeline.restoration.quarters import quarter_readings


def settled_readings(text: str) -> list[Edit]:
    r"""What was printed where the decoder has no say, in order; an edit that changes nothing stands for what is right.

    >>> [(edit.before, edit.after) for edit in settled_readings("II- NHIEM VU\nd6 thi trong quy 11/2025")]
    [('II', 'II'), ('quy', 'quý'), ('11', 'II')]
    """
    return with_repairs(outline_readings(text), quarter_readings(text))


def settled_starts(pieces: Sequence[Piece], settled: Sequence[Edit]) -> frozenset[int]:
    """The code points at which the pieces start that stand in a settled stretch; the decoder keeps them."""
    return frozenset(_starts(pieces, settled))


def _starts(pieces: Sequence[Piece], settled: Sequence[Edit]) -> Iterator[int]:
    waiting = iter(settled)
    edit = next(waiting, None)
    for piece in pieces:
        while edit and edit.end <= piece.start:
            edit = next(waiting, None)
        if edit and edit.start < piece.end:
            yield piece.start
