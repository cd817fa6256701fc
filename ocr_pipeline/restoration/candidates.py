"""Which printed words a read one may stand for: the error model run over a trie of the whole vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.confusions import ErrorModel
from ocr_pipeline.restoration.word_trie import WordTrie
from ocr_pipeline.vietnamese.compiled import compiled

LOWER, TITLE, UPPER = 0, 1, 2
MARGIN = 12.0
"""How far (nats, reading and word frequency together) below the best candidate others are kept."""
MOST = 64
"""How many candidates of a read word are kept."""
LONGEST = 24
"""Longer read words are left alone; no Vietnamese syllable has more than seven letters."""
DEEPEST = 30
_EXPECTED = (-10.0, -18.0, -30.0, -50.0)
"""Guesses of the best score; each lower one is tried only where the search with the one above found nothing."""

Floats = NDArray[np.float32]


class Emission(NamedTuple):
    """What each printed letter may have been read as at each place of one read word.

    `letter[p, j, k]` is the log probability that printed letter p was read as the k letters from place j on, `pair`
    the same for printed pairs, `pair_row` the row of two letters in it or -1; `rest[j]` is the most that can be
    hoped for the letters from place j to the end.
    """

    letter: Floats
    pair: Floats
    pair_row: NDArray[np.int32]
    rest: Floats


@dataclass(frozen=True, slots=True)
class Candidates:
    """Vocabulary ids, and the log probability of the read letters for each in lower, title and upper case."""

    words: NDArray[np.int32]
    scores: Floats


def emission_of(read: str, model: ErrorModel) -> Emission:
    """The emission tables of one read word."""
    places = len(read) + 1
    groups = np.full((places, 4), -2, np.int32)
    for place in range(places):
        for length in range(min(3, len(read) - place) + 1):
            groups[place, length] = model.reads.get(read[place : place + length], -1)
    every = model.table[:, np.maximum(groups, 0)]
    every = np.where(groups >= 0, every, -np.inf)
    every[:, groups == -2] = -np.inf
    count = len(model.letters)
    letter = np.where(groups == -2, -np.inf, np.maximum(every[:count], model.unseen))
    best = every.max(axis=0)
    best = np.where(groups == -2, -np.inf, np.maximum(best, model.unseen))
    rest = np.zeros(places, np.float32)
    for place in range(places - 2, -1, -1):
        reach = range(1, min(3, len(read) - place) + 1)
        rest[place] = max(best[place, length] + rest[place + length] for length in reach)
    return Emission(letter.astype(np.float32), every[count:].astype(np.float32), model.pair_row, rest)


@compiled
def search(
    trie: WordTrie,
    emission: Emission,
    expected: float,
    margin: float,
    words: NDArray[np.int32],
    scores: Floats,
) -> int:
    """Fill `words` and `scores` with the vocabulary words that may have been read so; returns their number.

    Dynamic programming over the trie: reach[d, j] is the best log probability that the d letters down to a node were
    read as the first j read letters. A subtree is left as soon as even its likeliest word, read as well as can be,
    would lie more than `margin` below the best score found (or `expected`, if that is higher).
    """
    length = emission.rest.shape[0] - 1
    nodes = trie.depth.shape[0]
    reach = np.full((DEEPEST + 2, length + 1), -np.inf, np.float32)
    reach[0, 0] = 0.0
    path = np.zeros(DEEPEST + 2, np.int32)
    slot_of = np.full(nodes, -1, np.int32)
    best = expected
    count = 0
    for mode in range(3):
        node = 1
        while node < nodes:
            depth = trie.depth[node]
            if depth > DEEPEST:
                node = trie.skip[node]
                continue
            case = 1 if mode == UPPER or (mode == TITLE and depth == 1) else 0
            path[depth] = trie.letter[case, node]
            pair = emission.pair_row[path[depth - 1], path[depth]] if depth > 1 else -1
            top = _step(reach, emission, depth, path[depth], pair - emission.letter.shape[0])
            if top + trie.frequency[node] < best - margin:
                node = trie.skip[node]
                continue
            score = reach[depth, length]
            if trie.word[node] >= 0 and (mode == UPPER or not trie.fixed[node]) and score > -np.inf:
                best = max(best, score + trie.frequency[node])
                if slot_of[node] < 0:
                    slot_of[node] = count
                    words[count] = trie.word[node]
                    scores[count, :] = -np.inf
                    count += 1
                scores[slot_of[node], mode] = score
            node += 1
    return count


@compiled
def _step(reach: Floats, emission: Emission, depth: int, letter: int, pair: int) -> float:
    """Fill row `depth` of `reach` from the rows above; returns the most that can be hoped for from here."""
    top = -np.inf
    for end in range(reach.shape[1]):
        value = np.float32(-np.inf)
        for size in range(min(3, end) + 1):
            value = max(value, reach[depth - 1, end - size] + emission.letter[letter, end - size, size])
            if pair >= 0:
                value = max(value, reach[depth - 2, end - size] + emission.pair[pair, end - size, size])
        reach[depth, end] = value
        top = max(top, value + emission.rest[end])
    return top


def candidates_of(read: str, trie: WordTrie, model: ErrorModel, frequency: Floats) -> Candidates:
    """The likeliest printed words for a read one, best first; `frequency` is the log probability of every word."""
    words = np.zeros(len(trie.word), np.int32)
    scores = np.zeros((len(trie.word), 3), np.float32)
    emission = emission_of(read, model)
    total = np.zeros(0, np.float32)
    for expected in _EXPECTED:
        while True:
            count = search(trie, emission, expected, MARGIN, words, scores)
            total = scores[:count].max(axis=1, initial=-np.inf) + frequency[words[:count]]
            if not count or total.max() >= expected:
                break
            expected = float(total.max())
        if count:
            break
    if not len(total):
        return Candidates(words[:0], scores[:0])
    likely = np.flatnonzero(total >= total.max() - MARGIN)
    order = likely[np.argsort(-total[likely], kind="stable")][:MOST]
    return Candidates(words[order], np.maximum(scores[order], np.float32(-1e9)))
