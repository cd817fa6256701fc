"""How much better each decision of a path is than keeping what was read, its neighbours as decided."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.restoration.arcs import UNKNOWN_ID, Reading, mark_id
from ocr_pipeline.restoration.channel import Channel
from ocr_pipeline.restoration.confusions import STEP
from ocr_pipeline.restoration.lattice import ReadingFinder
from ocr_pipeline.restoration.pieces import Piece
from ocr_pipeline.vietnamese.language_model import Trie, extend
from ocr_pipeline.vietnamese.syllable import canonical
from ocr_pipeline.vietnamese.tokens import CLASSES, START, lookup_form

REACH = 3


class Decided(Protocol):
    """A reading and where it begins."""

    @property
    def place(self) -> int:
        """Index of the first piece."""

    @property
    def reading(self) -> Reading:
        """The reading chosen."""

    @property
    def printed(self) -> str:
        """The words it prints."""


@compiled
def window_score(trie: Trie, words: NDArray[np.int32], scored: int) -> float:
    """Log probability of the words from index `scored` on, after those before it; a start token forgets the past."""
    start = 1
    node1, node2, node3 = start, -1, -1
    total = 0.0
    for place in range(len(words)):
        word = words[place]
        if word == start:
            node1, node2, node3 = start, -1, -1
            continue
        gain, next2, next3 = extend(trie, node1, node2, node3, word)
        if place >= scored:
            total += gain
        node1, node2, node3 = word, next2, next3
    return total


@compiled
def window_scores(trie: Trie, words: NDArray[np.int32], windows: NDArray[np.int64]) -> NDArray[np.float64]:
    """The scores of many windows; each row tells where in the words one begins, is scored from, and ends."""
    scores = np.empty(len(windows))
    for number in range(len(windows)):
        first, scored, end = windows[number]
        scores[number] = window_score(trie, words[first:end], scored - first)
    return scores


def log_odds(pieces: Sequence[Piece], decisions: Sequence[Decided], finder: ReadingFinder) -> list[float]:
    """For each decision, its log probability less that of keeping the pieces; 0 where they are kept."""
    spoken = [_spoken(pieces, decision) for decision in decisions]
    changed: list[tuple[int, float]] = []
    words: list[int] = []
    windows: list[tuple[int, int, int]] = []
    for number, decision in enumerate(decisions):
        if not decision.reading.casings or _changes_nothing(pieces, decision):
            continue
        before = list(chain.from_iterable(spoken[max(0, number - REACH - 1) : number]))
        after = list(chain.from_iterable(spoken[number + 1 : number + 1 + REACH]))
        kept, kept_score = _kept(pieces, decision, finder)
        for middle in (spoken[number], kept):
            first = len(words)
            words += [*before, *middle, *after]
            windows.append((first, first + len(before), len(words)))
        changed.append((number, kept_score))
    scores = window_scores(
        finder.channel.grams, np.array(words, np.int32), np.array(windows, np.int64).reshape(-1, 3)
    ).tolist()
    result = [0.0] * len(decisions)
    for (number, kept_score), said, left in zip(changed, scores[::2], scores[1::2], strict=True):
        result[number] = said + decisions[number].reading.score - left - kept_score
    return result


def _changes_nothing(pieces: Sequence[Piece], decision: Decided) -> bool:
    """Whether the decision prints the one piece that was read."""
    return decision.reading.span == 1 and canonical(pieces[decision.place].core) == canonical(decision.printed)


def _spoken(pieces: Sequence[Piece], decision: Decided) -> list[int]:
    """The language-model words of a decision with its punctuation."""
    first, last = pieces[decision.place], pieces[decision.place + decision.reading.span - 1]
    opening = [CLASSES.index(START)] if first.opens else []
    return [*opening, *_marks(first.lead), *decision.reading.words, *_marks(last.trail)]


def _marks(marks: str) -> list[int]:
    return [mark_id(marks)] if marks else []


def _kept(pieces: Sequence[Piece], decision: Decided, finder: ReadingFinder) -> tuple[list[int], float]:
    """The words that stand there if nothing is changed, and what the channel says of them."""
    channel = finder.channel
    span = pieces[decision.place : decision.place + decision.reading.span]
    words = [CLASSES.index(START)] if span[0].opens else []
    words += _marks(span[0].lead)
    score = 0.0
    for piece in span:
        number = channel.model.id_of(lookup_form(piece.core))
        words.append(number)
        if number == UNKNOWN_ID:
            score -= 1.5 + channel.unknown_letter * len(piece.core)
        else:
            casing = 2 if piece.core.isupper() and len(piece.core) > 1 else int(piece.core[0].isupper())
            score += float(channel.odds[piece.context, number, casing])
            score += finder.kept_score(piece, number, casing, sum(_identity(letter, channel) for letter in piece.core))
    return words + _marks(span[-1].trail), score


def _identity(letter: str, channel: Channel) -> float:
    """Log probability that a printed letter is read as itself."""
    errors = channel.errors
    if letter not in errors.columns.letters:
        return -8.0
    return max(-8.0, float(STEP * errors.tables.table[errors.reads[letter], errors.columns.letters[letter]]))
