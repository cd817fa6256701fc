"""What the image says of a word beside its letters: how sure the engine was, and what another reading saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from ocr_pipeline.document import Page, Word
from ocr_pipeline.restoration.candidates import Candidates, Floats, Ints
from ocr_pipeline.restoration.pieces import Kind, Piece, pieces_of

UNSEEN = -12.0
"""Log probability of a reading that no misreading of a word explains."""
OTHER = 0.3
"""How much the letters of another reading weigh; the two err alike too often to count in full."""
LEAST, STEP = 0.3, 0.05
"""Least weight of the letters of a word, and the step in which weights are told apart."""


class Evidence(NamedTuple):
    """The letters that other readings saw in a piece, and how much those of the first weigh (1 where they are sure).

    The less sure a reader was, the less its letters tell, and the more the context decides: they weigh by the square of
    its confidence.
    """

    others: tuple[str, ...]
    weight: float


ReadWord = tuple[str, int, bool, Evidence, int]
"""What tells the readings of a piece: its core, casing context, whether it is a word, the evidence, and where it starts
if log odds of its own are known (else -1)."""

PLAIN = Evidence((), 1.0)
"""Of a piece of text of which nothing but the letters is known."""


def words_seen(pages: Sequence[Page]) -> Iterator[tuple[int, Word]]:
    """The words read from pixels, each with the code point of `document.text_of` at which it begins."""
    start = 0
    for page in pages:
        for line in page.lines:
            place = 0
            for word in line.words:
                place = line.text.index(word.text, place)
                if word.confidence is not None:
                    yield start + place, word
                place += len(word.text)
            start += len(line.text) + 1


def evidence_of(pieces: Sequence[Piece], seen: Iterable[tuple[int, Word]], *, damaged: bool) -> dict[int, Evidence]:
    """The evidence of the pieces, by the code point at which each begins; `seen` are the words with theirs."""
    result: dict[int, Evidence] = {}
    word, inside = None, list[Piece]()
    words = iter(seen)
    following = next(words, None)
    for piece in pieces:
        begin = piece.start - len(piece.lead)
        while following is not None and following[0] <= begin:
            if following[0] == begin:
                result |= _evidence_inside(word, inside, damaged=damaged)
                word, inside = following[1], []
            following = next(words, None)
        inside.append(piece)
    return result | _evidence_inside(word, inside, damaged=damaged)


def _evidence_inside(word: Word | None, inside: Sequence[Piece], *, damaged: bool) -> dict[int, Evidence]:
    """The evidence of the pieces of one word, which may be several (`kinh tế-xã`)."""
    if word is None or word.confidence is None:
        return {}
    weight = max(LEAST, round(word.confidence**2 / STEP) * STEP)
    others = [_cores(other.text, inside, damaged=damaged) for other in word.alternatives]
    return {
        piece.start: _evidence(
            tuple(cores[at] for cores in others if cores and cores[at] not in ("", piece.core)), weight
        )
        for at, piece in enumerate(inside)
        if piece.kind is Kind.WORD
    }


def _evidence(others: tuple[str, ...], weight: float) -> Evidence:
    return Evidence(others, weight) if others else _of_letters_alone(weight)


@cache
def _of_letters_alone(weight: float) -> Evidence:
    """What most words of a long text have in common, kept once for each of the few weights."""
    return Evidence((), weight)


def _cores(text: str, pieces: Sequence[Piece], *, damaged: bool) -> list[str]:
    """What another reading of a word saw in each of its pieces; nothing where it was cut otherwise."""
    found = pieces_of(text, damaged=damaged)
    return [piece.core for piece in found] if len(found) == len(pieces) else []


def combined(found: Candidates, others: Sequence[Candidates], weight: float) -> Candidates:
    """What was printed, as both readings tell: the log probabilities of what each saw are added, in their weights."""
    if not others:
        return found if weight == 1.0 else Candidates(found.words, weight * found.scores)
    words = np.unique(np.concatenate([found.words, *(other.words for other in others)]))
    scores = weight * _spread(found, words)
    for other in others:
        scores += OTHER * _spread(other, words)
    order = np.argsort(-scores.max(axis=1), kind="stable")
    return Candidates(words[order], scores[order])


def _spread(found: Candidates, words: Ints) -> Floats:
    """The scores of all `words` (in order), those that were not found far below."""
    scores = np.full((len(words), 3), UNSEEN, np.float32)
    places = np.searchsorted(words, found.words)
    scores[places] = np.maximum(found.scores, UNSEEN)
    return scores
