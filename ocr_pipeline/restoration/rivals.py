"""Find the readings that came close to those of the best path, its other words as decided."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.restoration.arcs import Reading
from ocr_pipeline.restoration.casing import apply_casing
from ocr_pipeline.restoration.decoder import Lattice
from ocr_pipeline.restoration.rescoring import REACH
from ocr_pipeline.vietnamese.language_model import LanguageModel, Trie, extend
from ocr_pipeline.vietnamese.tokens import CLASSES, COMMA, START, STOP

MOST = 3
"""How many rivals of a reading are told."""
LEAST = -4.0
"""Log odds against the reading chosen below which another one is no rival."""
_START, _COMMA, _STOP = (CLASSES.index(name) for name in (START, COMMA, STOP))

Ints = NDArray[np.int32]


class Rival(NamedTuple):
    """Another reading of the same pieces, and its log odds against the one chosen (0 at most)."""

    reading: Reading
    odds: float

    def printed(self, model: LanguageModel) -> str:
        """Its words, each in the casing that its own letters and place make likeliest."""
        return " ".join(
            apply_casing(model.forms[word], int(np.argmax(scores)))
            for word, scores in zip(self.reading.words, self.reading.casings, strict=False)
        )


class _Said(NamedTuple):
    """The tokens of a path; step i begins at first[i], its words stand from start[i] up to end[i]."""

    tokens: Ints
    first: Ints
    start: Ints
    end: Ints


def rivals_of(trie: Trie, lattice: Lattice, path: Ints) -> list[list[tuple[int, float]]]:
    """For each arc of the path its rivals, likeliest first: their arcs and their log odds."""
    arcs, odds = find_rivals(trie, lattice, path)
    return [
        [(arc, min(0.0, gain)) for arc, gain in zip(*found, strict=True) if arc >= 0]
        for found in zip(arcs.tolist(), odds.tolist(), strict=True)
    ]


@compiled
def find_rivals(trie: Trie, lattice: Lattice, path: Ints) -> tuple[Ints, NDArray[np.float64]]:
    """For each arc of the path the `MOST` likeliest others between its gaps (-1 for none), and their log odds.

    The window is that of `rescoring`: `REACH` decisions behind, and one more before, as context of the first words.
    """
    said = _say_path(lattice, path)
    steps = path.shape[0]
    arcs = np.full((steps, MOST), -1, np.int32)
    odds = np.full((steps, MOST), LEAST)
    gap = 0
    for step in range(steps):
        chosen = path[step]
        first, last = lattice.first[gap], lattice.first[gap + 1]
        gap = lattice.end[chosen]
        if last - first < 2:
            continue
        state = (_START, -1, -1)
        _, state = _say(trie, state, said.tokens[said.first[max(0, step - REACH - 1)] : said.start[step]], 1e30)
        after = said.tokens[said.end[step] : said.first[min(steps, step + 1 + REACH)]]
        score = _window(trie, lattice, chosen, state, after, 1e30)
        for arc in range(first, last):
            if lattice.end[arc] == gap and not np.array_equal(lattice.words[arc], lattice.words[chosen]):
                gain = _window(trie, lattice, arc, state, after, -score - odds[step, MOST - 1])
                _enter(arcs[step], odds[step], arc, gain - score)
    return arcs, odds


@compiled
def _say_path(lattice: Lattice, path: Ints) -> _Said:
    """The tokens of the path: starts of paragraphs, punctuation and words."""
    steps, words_an_arc = path.shape[0], lattice.words.shape[1]
    tokens = np.empty(steps * (words_an_arc + 3), np.int32)
    first, start, end = np.empty(steps + 1, np.int32), np.empty(steps, np.int32), np.empty(steps, np.int32)
    count = 0
    gap = 0
    for step in range(steps):
        first[step] = count
        if lattice.opens[gap] == 2:
            tokens[count] = _START
            count += 1
        count = _say_mark(tokens, count, lattice.opening[gap])
        start[step] = count
        for word in lattice.words[path[step]]:
            if word >= 0:
                tokens[count] = word
                count += 1
        end[step] = count
        gap = lattice.end[path[step]]
        count = _say_mark(tokens, count, lattice.closing[gap])
    first[steps] = count
    return _Said(tokens, first, start, end)


@compiled
def _say_mark(tokens: Ints, count: int, mark: int) -> int:
    """Add a mark, unless one was just said; how many tokens there are then."""
    if mark < 0 or (count > 0 and (tokens[count - 1] == _COMMA or tokens[count - 1] == _STOP)):
        return count
    tokens[count] = mark
    return count + 1


@compiled
def _window(trie: Trie, lattice: Lattice, arc: int, state: tuple[int, int, int], after: Ints, most: float) -> float:
    """Log probability of an arc and of the tokens behind it; once it costs more than `most`, only some such figure."""
    words = lattice.words[arc]
    count = 0
    while count < words.shape[0] and words[count] >= 0:
        count += 1
    score = lattice.score[arc]
    gain, behind = _say(trie, state, words[:count], most + score)
    score += gain
    if score < -most:
        return float(score)
    gain, _ = _say(trie, behind, after, most + score)
    return float(score + gain)


@compiled
def _say(trie: Trie, state: tuple[int, int, int], tokens: Ints, most: float) -> tuple[float, tuple[int, int, int]]:
    """Log probability of the tokens after a state, and the state they lead to; given up once it costs over `most`."""
    node1, node2, node3 = state
    total = 0.0
    for token in tokens:
        word = int(token)
        if word == _START:
            node1, node2, node3 = _START, -1, -1
            continue
        gain, next2, next3 = extend(trie, node1, node2, node3, word)
        total += gain
        if total < -most:
            break
        node1, node2, node3 = word, next2, next3
    return total, (node1, node2, node3)


@compiled
def _enter(arcs: Ints, odds: NDArray[np.float64], arc: int, gain: float) -> None:
    """Put an arc among the likeliest ones where it is one of them."""
    place = arcs.shape[0]
    while place > 0 and gain > odds[place - 1]:
        place -= 1
    for later in range(arcs.shape[0] - 1, place, -1):
        arcs[later], odds[later] = arcs[later - 1], odds[later - 1]
    if place < arcs.shape[0]:
        arcs[place], odds[place] = arc, gain
