"""Ways to read the pieces of a text, as arrays, and the lattice that they make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.decoder import WORDS_AN_ARC, Lattice
from ocr_pipeline.restoration.known_words import number_of
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.tokens import CLASSES, CODE, COMMA, NUMBER, STOP, UNKNOWN

UNKNOWN_ID, NUMBER_ID, CODE_ID, COMMA_ID, STOP_ID = (
    CLASSES.index(name) for name in (UNKNOWN, NUMBER, CODE, COMMA, STOP)
)

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Readings(NamedTuple):
    """Ways to read `span` pieces, one a row: their words (ids, -1 for none) and log probabilities.

    `casings[i, j]` are those of word j of reading i in lower, title and upper case. `reason` is empty where the pieces
    are kept as they were read.
    """

    words: Ints
    casings: Floats
    scores: Floats
    span: int
    reason: str


class Reading(NamedTuple):
    """One row of `Readings`."""

    words: tuple[int, ...]
    casings: tuple[tuple[float, float, float], ...]
    score: float
    span: int
    reason: str


@lru_cache(maxsize=16_384)
def kept(word: int | None, score: float = 0.0) -> Readings:
    """The reading that leaves one piece alone; the language model takes it for `word`."""
    words = np.full((1, WORDS_AN_ARC), -1, np.int32)
    if word is not None:
        words[0, 0] = word
    return Readings(words, np.zeros((1, WORDS_AN_ARC, 3), np.float32), np.array([score], np.float32), 1, "")


def reading_of(readings: Readings, row: int) -> Reading:
    """One row as plain numbers."""
    words = tuple(word for word in readings.words[row].tolist() if word >= 0)
    casings = map(tuple, readings.casings[row, : len(words)].tolist()) if readings.reason else ()
    return Reading(words, tuple(casings), float(readings.scores[row]), readings.span, readings.reason)


def as_read(part: str) -> tuple[float, float, float]:
    """Scores that keep the casing in which the part was read."""
    if part.islower():
        return 0.0, -9.0, -9.0
    return (-9.0, -9.0, 0.0) if part.isupper() else (-9.0, 0.0, -9.0)


def build_lattice(pieces: Sequence[Piece], readings: Sequence[Sequence[Readings]]) -> Lattice:
    """The arcs of all readings in their order, and the punctuation between the pieces."""
    blocks = [block for options in readings for block in options]
    sizes = [sum(len(block.words) for block in options) for options in readings]
    ends = [place + block.span for place, options in enumerate(readings) for block in options]
    closing = np.full(len(pieces) + 1, -1, np.int32)
    closing[1:] = [mark_id(piece.trail) for piece in pieces]
    opening = np.array([*(mark_id(piece.lead) for piece in pieces), -1], np.int32)
    return Lattice(
        np.cumsum([0, *sizes]).astype(np.int32),
        np.repeat(np.array(ends, np.int32), [len(block.words) for block in blocks]),
        np.concatenate([block.scores for block in blocks]),
        np.concatenate([block.words for block in blocks]),
        closing,
        opening,
        np.array([*(2 * piece.opens or int(piece.may_open) for piece in pieces), 0], np.int32),
    )


def mark_id(marks: str) -> int:
    """The class of a run of punctuation, -1 where there is none."""
    if not marks:
        return -1
    return COMMA_ID if marks[0] == "," else STOP_ID


def token_of(piece: Piece, model: LanguageModel) -> int:
    """What a piece as it was read is to the language model."""
    match piece.kind:
        case Kind.MARK:
            return STOP_ID
        case Kind.CODE:
            return CODE_ID
        case Kind.NUMBER:
            return NUMBER_ID
        case Kind.WORD:
            return number_of(piece.core, model)


def of_arcs(lattice: Lattice, chosen: NDArray[np.bool_]) -> tuple[Lattice, Ints]:
    """The lattice of the chosen arcs alone, and their numbers in the whole one."""
    numbers = np.flatnonzero(chosen).astype(np.int32)
    first = np.searchsorted(numbers, lattice.first).astype(np.int32)
    words, score, end = lattice.words[numbers], lattice.score[numbers], lattice.end[numbers]
    return lattice._replace(first=first, end=end, score=score, words=words), numbers
