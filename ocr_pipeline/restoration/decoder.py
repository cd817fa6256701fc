"""Find the best way through a lattice of word readings: beam search with the language model, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.vietnamese.compiled import compiled
from ocr_pipeline.vietnamese.language_model import Trie, extend

WORDS_AN_ARC = 5


class Lattice(NamedTuple):
    """Arcs between the gaps of the text, grouped by where they begin.

    The arcs from gap i are first[i] up to first[i + 1]. Arc a leads to gap end[a], says words[a] (ids, -1 for none) and
    brings score[a] (log probability of the reading and its casing). `opens[i]`: a paragraph begins at gap i.
    """

    first: NDArray[np.int32]
    end: NDArray[np.int32]
    score: NDArray[np.float32]
    words: NDArray[np.int32]
    opens: NDArray[np.bool_]


@compiled
def decode(trie: Trie, lattice: Lattice, beam: int, start: int, punctuation: tuple[int, int]) -> NDArray[np.int32]:
    """The arcs of the best path, in order; `start` is the id of the paragraph start, `punctuation` those of marks.

    Hypotheses that end in the same gap and the same language-model state are one; `beam` of them are kept a gap.
    """
    gaps = lattice.first.shape[0] - 1
    floor = -1e30
    score = np.full((gaps + 1, beam), floor)
    state = np.full((gaps + 1, beam, 3), -1, np.int32)
    back = np.full((gaps + 1, beam, 2), -1, np.int32)
    filled = np.zeros(gaps + 1, np.int32)
    score[0, 0] = 0.0
    state[0, 0, 0] = start
    filled[0] = 1
    for gap in range(gaps):
        if lattice.opens[gap] and filled[gap] > 1:
            _keep_best(score, state, back, filled, gap)
        for hypothesis in range(filled[gap]):
            for arc in range(lattice.first[gap], lattice.first[gap + 1]):
                total = score[gap, hypothesis] + lattice.score[arc]
                node1 = start if lattice.opens[gap] else state[gap, hypothesis, 0]
                node2 = -1 if lattice.opens[gap] else state[gap, hypothesis, 1]
                node3 = -1 if lattice.opens[gap] else state[gap, hypothesis, 2]
                for place in range(lattice.words.shape[1]):
                    word = lattice.words[arc, place]
                    if word < 0:
                        break
                    if word in punctuation and node1 in punctuation:
                        continue
                    gain, node2_next, node3_next = extend(trie, node1, node2, node3, word)
                    total += gain
                    node1, node2, node3 = word, node2_next, node3_next
                _insert(
                    score,
                    state,
                    back,
                    filled,
                    lattice.end[arc],
                    (total, node1, node2, node3, gap * beam + hypothesis, arc),
                )
    return _trace(score, back, filled, gaps, beam)


@compiled
def _insert(
    score: NDArray[np.float64],
    state: NDArray[np.int32],
    back: NDArray[np.int32],
    filled: NDArray[np.int32],
    gap: int,
    new: tuple[float, int, int, int, int, int],
) -> None:
    """Put a hypothesis into the beam of a gap, or into the place of one with the same state, or of the worst."""
    total, node1, node2, node3, origin, arc = new
    count = filled[gap]
    place, worst = -1, 0
    for other in range(count):
        same = state[gap, other, 0] == node1 and state[gap, other, 1] == node2 and state[gap, other, 2] == node3
        if same:
            if score[gap, other] >= total:
                return
            place = other
            break
        if score[gap, other] < score[gap, worst]:
            worst = other
    if place < 0:
        if count < score.shape[1]:
            place = count
            filled[gap] = count + 1
        elif score[gap, worst] < total:
            place = worst
        else:
            return
    score[gap, place] = total
    state[gap, place, 0] = node1
    state[gap, place, 1] = node2
    state[gap, place, 2] = node3
    back[gap, place, 0] = origin
    back[gap, place, 1] = arc


@compiled
def _keep_best(
    score: NDArray[np.float64],
    state: NDArray[np.int32],
    back: NDArray[np.int32],
    filled: NDArray[np.int32],
    gap: int,
) -> None:
    """Where a paragraph opens, the past no longer matters: one hypothesis is enough."""
    best = 0
    for other in range(filled[gap]):
        if score[gap, other] > score[gap, best]:
            best = other
    score[gap, 0] = score[gap, best]
    state[gap, 0] = state[gap, best]
    back[gap, 0] = back[gap, best]
    filled[gap] = 1


@compiled
def _trace(
    score: NDArray[np.float64], back: NDArray[np.int32], filled: NDArray[np.int32], gap: int, beam: int
) -> NDArray[np.int32]:
    """Follow the best hypothesis of the last gap to the beginning."""
    best = 0
    for other in range(filled[gap]):
        if score[gap, other] > score[gap, best]:
            best = other
    arcs = np.zeros(gap, np.int32)
    count = 0
    place = best
    while gap > 0:
        arcs[count] = back[gap, place, 1]
        count += 1
        origin = back[gap, place, 0]
        gap, place = origin // beam, origin % beam
    return arcs[:count][::-1].copy()
