"""Find the best way through a lattice of word readings: beam search with the language model, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.vietnamese.language_model import Trie, extend
from ocr_pipeline.vietnamese.tokens import CLASSES, COMMA, START, STOP

WORDS_AN_ARC = 3
BEAM = 20
"""How many hypotheses are kept a gap."""
WIDTH = 12.0
"""How far (nats) below the best hypothesis of a gap others are still followed."""
_LIFT = 0.5
"""The most (nats) that words may add to a score: back-off weights of the pruned model are at times above one."""
_START, _COMMA, _STOP = (CLASSES.index(name) for name in (START, COMMA, STOP))

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


class Lattice(NamedTuple):
    """Arcs between the gaps of the text, grouped by where they begin.

    The arcs from gap i are first[i] up to first[i + 1]. Arc a leads to gap end[a], says words[a] (ids, -1 for none) and
    brings score[a] (log probability of the reading and its casing). `closing[i]` and `opening[i]` are the marks that
    end the piece before gap i and begin the piece behind it (class ids, -1 for none); `opens[i]`: a paragraph begins
    at gap i (2), perhaps (1), or not (0).
    """

    first: Ints
    end: Ints
    score: Floats
    words: Ints
    closing: Ints
    opening: Ints
    opens: Ints


class _Beam(NamedTuple):
    """The hypotheses of every gap: score, state of the language model, gap and number of the one before, and arc.

    `top` is the best score that reached a gap.
    """

    score: NDArray[np.float64]
    state: Ints
    back: Ints
    filled: Ints
    top: NDArray[np.float64]


@compiled
def decode(trie: Trie, lattice: Lattice, beam: int, width: float) -> tuple[Ints, NDArray[np.bool_]]:
    """The arcs of the best path, in order, and which arcs were ever in the beam.

    Hypotheses that end in the same gap and the same language-model state are one; `beam` of them are kept a gap, those
    within `width` of the best are followed.
    """
    gaps = lattice.first.shape[0] - 1
    found = _Beam(
        np.full((gaps + 1, beam), -1e30),
        np.full((gaps + 1, beam, 3), -1, np.int32),
        np.full((gaps + 1, beam, 3), -1, np.int32),
        np.zeros(gaps + 1, np.int32),
        np.full(gaps + 1, -1e30),
    )
    alive = np.zeros(lattice.end.shape[0], np.bool_)
    found.score[0, 0] = 0.0
    found.state[0, 0, 0] = _START
    found.filled[0] = 1
    for gap in range(gaps):
        if found.filled[gap]:
            _pass_marks(trie, lattice, found, gap)
            _follow(trie, lattice, found, gap, width, alive)
    return _trace(found, gaps), alive


@compiled
def _pass_marks(trie: Trie, lattice: Lattice, found: _Beam, gap: int) -> None:
    """Let every hypothesis of the gap say the punctuation there; a paragraph that opens forgets the past."""
    for hypothesis in range(found.filled[gap]):
        _say_mark(trie, found, gap, hypothesis, lattice.closing[gap])
    if lattice.opens[gap]:
        _open_paragraph(found, gap, lattice.opens[gap] == 2)
    for hypothesis in range(found.filled[gap]):
        _say_mark(trie, found, gap, hypothesis, lattice.opening[gap])


@compiled
def _open_paragraph(found: _Beam, gap: int, surely: bool) -> None:
    """Let the best hypothesis of the gap begin a paragraph; if that is not sure, beside those that go on."""
    count = found.filled[gap]
    best = np.argmax(found.score[gap, :count])
    place = 0 if surely else min(count, found.score.shape[1] - 1)
    found.score[gap, place] = found.score[gap, best]
    found.back[gap, place] = found.back[gap, best]
    found.state[gap, place] = -1
    found.state[gap, place, 0] = _START
    found.filled[gap] = place + 1


@compiled
def _say_mark(trie: Trie, found: _Beam, gap: int, hypothesis: int, mark: int) -> None:
    """One hypothesis says a mark, unless it just said one."""
    state = found.state[gap, hypothesis]
    if mark < 0 or state[0] == _COMMA or state[0] == _STOP:
        return
    gain, node2, node3 = extend(trie, state[0], state[1], state[2], mark)
    found.score[gap, hypothesis] += gain
    state[0], state[1], state[2] = mark, node2, node3


@compiled
def _follow(trie: Trie, lattice: Lattice, found: _Beam, gap: int, width: float, alive: NDArray[np.bool_]) -> None:
    """Carry the hypotheses of the gap over every arc that begins there, the best first: others then fall behind."""
    order = np.argsort(-found.score[gap, : found.filled[gap]])
    least = found.score[gap, order[0]] - width
    for hypothesis in order:
        if found.score[gap, hypothesis] < least:
            break
        for arc in range(lattice.first[gap], lattice.first[gap + 1]):
            total = found.score[gap, hypothesis] + lattice.score[arc]
            end = lattice.end[arc]
            if total < found.top[end] - width - _LIFT:
                continue
            node1 = found.state[gap, hypothesis, 0]
            node2 = found.state[gap, hypothesis, 1]
            node3 = found.state[gap, hypothesis, 2]
            for place in range(WORDS_AN_ARC):
                word = lattice.words[arc, place]
                if word < 0:
                    break
                gain, next2, next3 = extend(trie, node1, node2, node3, word)
                total += gain
                node1, node2, node3 = word, next2, next3
            found.top[end] = max(found.top[end], total)
            if total >= found.top[end] - width and _insert(
                found, end, total, (node1, node2, node3), (gap, hypothesis, arc)
            ):
                alive[arc] = True


@compiled
def _insert(found: _Beam, gap: int, total: float, state: tuple[int, int, int], back: tuple[int, int, int]) -> bool:
    """Put a hypothesis into the beam of a gap, or into the place of one with the same state, or of the worst."""
    count = found.filled[gap]
    place, worst = -1, 0
    for other in range(count):
        if (
            found.state[gap, other, 0] == state[0]
            and found.state[gap, other, 1] == state[1]
            and found.state[gap, other, 2] == state[2]
        ):
            if found.score[gap, other] >= total:
                return True
            place = other
            break
        if found.score[gap, other] < found.score[gap, worst]:
            worst = other
    if place < 0:
        if count < found.score.shape[1]:
            place = count
            found.filled[gap] = count + 1
        elif found.score[gap, worst] < total:
            place = worst
        else:
            return False
    found.score[gap, place] = total
    found.state[gap, place, 0], found.state[gap, place, 1], found.state[gap, place, 2] = state
    found.back[gap, place, 0], found.back[gap, place, 1], found.back[gap, place, 2] = back
    return True


@compiled
def _trace(found: _Beam, gap: int) -> Ints:
    """Follow the best hypothesis of the last gap to the beginning."""
    arcs = np.zeros(gap, np.int32)
    count = 0
    place = np.argmax(found.score[gap, : found.filled[gap]]) if found.filled[gap] else 0
    while gap > 0:
        back = found.back[gap, place]
        arcs[count] = back[2]
        count += 1
        gap, place = back[0], back[1]
    return arcs[:count][::-1].copy()
