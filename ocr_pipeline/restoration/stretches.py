"""What of a right text is decoded: the surroundings of odd words; all others are what was printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.restoration.arcs import UNKNOWN_ID, mark_id, token_of
from ocr_pipeline.restoration.codes import repair_code
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.vietnamese.language_model import LanguageModel, log_probabilities
from ocr_pipeline.vietnamese.tokens import CLASSES, START

_SURPRISE = 9.0
"""Nats. Held-out official text decoded whole has no other change and no other suggestion; from 10 on some are lost
(tried once, no command kept)."""
_OPEN, _CONTEXT = 2, 4
"""How many pieces on each side of an odd one may change, and how many beyond these are its context."""
_START_ID = CLASSES.index(START)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Runs of pieces (first, end) to be decoded, and the code points at which pieces start that stay within them."""

    runs: tuple[tuple[int, int], ...]
    kept: frozenset[int]


def odd_stretches(pieces: Sequence[Piece], model: LanguageModel) -> Stretches:
    """What stands around the odd words of a text that is right for the most part: unknown ones, and surprising ones."""
    return stretches_around(sorted({*_surprising(pieces, model), *_misprinted_codes(pieces)}), pieces)


def stretches_around(places: Sequence[int], pieces: Sequence[Piece]) -> Stretches:
    """What stands around these places, which are in order."""
    opened = {near for place in places for near in range(place - _OPEN, place + _OPEN + 1)}
    kept = frozenset(piece.start for place, piece in enumerate(pieces) if place not in opened)
    return Stretches(tuple(_runs(places, len(pieces))), kept)


def unknown_words(pieces: Sequence[Piece], model: LanguageModel) -> list[int]:
    """The places of words that the language model does not know."""
    return [place for place, piece in enumerate(pieces) if token_of(piece, model) == UNKNOWN_ID]


def _surprising(pieces: Sequence[Piece], model: LanguageModel) -> Iterator[int]:
    """The places of words that the language model does not know, or did not expect after those before them."""
    tokens, places = [], []
    for place, piece in enumerate(pieces):
        own = [_START_ID, token_of(piece, model)] if piece.opens else [token_of(piece, model)]
        own.append(mark_id(piece.trail))
        known = [token for token in own if token >= 0]
        tokens += known
        places += [place] * len(known)
    words = np.array(tokens, np.int32)
    surprising = log_probabilities(model.trie, _START_ID, words) <= -_SURPRISE
    odd = np.flatnonzero((words >= len(CLASSES)) & surprising | (words == UNKNOWN_ID))
    yield from (places[number] for number in odd.tolist())


def _misprinted_codes(pieces: Sequence[Piece]) -> Iterator[int]:
    for place, piece in enumerate(pieces):
        if piece.kind is Kind.CODE and repair_code(piece.core) != piece.core:
            yield place


def _runs(places: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    """The surroundings of the places, which are in order; those that touch are one run."""
    reach = _OPEN + _CONTEXT
    first = end = 0
    for place in places:
        if place - reach > end:
            if end:
                yield first, end
            first = place - reach
        end = min(place + reach + 1, length)
    if end:
        yield first, end
