"""Which printed words a read one may stand for: the error model run over a trie of the whole vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.confusions import ErrorModel, ErrorTables, read_groups
from ocr_pipeline.restoration.word_trie import WordTrie
from ocr_pipeline.vietnamese.compiled import compiled

LOWER, TITLE, UPPER = 0, 1, 2
MOST = 64
"""How many candidates of a read word are kept."""
LONGEST = 24
"""Longer read words are left alone; no Vietnamese syllable has more than seven letters."""
DEEPEST = 30
NEVER = np.float32(-1e9)
FLOOR = -28.0
"""What is less likely (nats, reading and word frequency together) is no candidate at all."""
_GUESSES = np.array([-8.0, -10.0, -13.0, -17.0, FLOOR], np.float32)
"""Guesses of the best score; each lower one is tried only where the search with the one above found nothing."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Candidates(NamedTuple):
    """Vocabulary ids, likeliest first, and the log probability of the read letters in lower, title and upper case."""

    words: Ints
    scores: Floats


class _Found(NamedTuple):
    """Room for what one search finds: nodes, scores per casing, the place of each trie node among them or -1."""

    nodes: Ints
    scores: Floats
    slot_of: Ints


@compiled
def _hopes(errors: ErrorTables, groups: Ints) -> Floats:
    """hopes[h, j]: the most that can be hoped for the read letters from place j on, from at most h printed letters.

    More printed letters than read ones bring no more.
    """
    length = groups.shape[0] - 1
    hopes = np.full((length + 1, length + 1), -np.inf, np.float32)
    hopes[:, length] = 0.0
    for height in range(1, length + 1):
        for place in range(length):
            hopes[height, place] = hopes[height - 1, place]
            for size in range(1, min(3, length - place) + 1):
                group = groups[place, size]
                gain = errors.best[group] if group >= 0 else errors.unseen[size]
                hopes[height, place] = max(hopes[height, place], gain + hopes[height - 1, place + size])
    return hopes


@compiled
def _carry(errors: ErrorTables, groups: Ints, source: Floats, target: Floats, row: int, single: bool) -> None:
    """Raise `target` to what a printed letter (or pair), row `row` of the table, makes of the states in `source`."""
    length = groups.shape[0] - 1
    for start in range(length + 1):
        prior = source[start]
        if prior == -np.inf:
            continue
        for size in range(min(3, length - start) + 1):
            group = groups[start, size]
            if group >= 0:
                target[start + size] = max(target[start + size], prior + errors.table[group, row])
            elif single:
                target[start + size] = max(target[start + size], prior + errors.unseen[size])


@compiled
def _search(
    trie: WordTrie, errors: ErrorTables, groups: Ints, hopes: Floats, limits: tuple[float, float], found: _Found
) -> int:
    """Fill `found` with the vocabulary words that may have been read so; returns their number.

    Dynamic programming over the trie: reach[d, j] is the best log probability that the d letters down to a node were
    read as the first j read letters. A state is left as soon as even the likeliest word below, the rest read as well
    as can be, would lie more than a margin below the best score found (or an expected one, if that is higher);
    `limits` are the expected score and the margin.
    """
    length = groups.shape[0] - 1
    best, margin = limits
    reach = np.full((DEEPEST + 2, length + 1), -np.inf, np.float32)
    reach[0, 0] = 0.0
    path = np.zeros(DEEPEST + 2, np.int32)
    path[0] = errors.single_column.shape[0] - 1
    count = 0
    for mode in range(3):
        node = 1
        while node < trie.depth.shape[0]:
            depth = trie.depth[node]
            if depth > DEEPEST:
                node = trie.skip[node]
                continue
            path[depth] = trie.letter[1 if mode == UPPER or (mode == TITLE and depth == 1) else 0, node]
            row = reach[depth]
            row[:] = -np.inf
            _carry(errors, groups, reach[depth - 1], row, errors.single_column[path[depth - 1], path[depth]], True)
            pair = errors.pair_column[path[depth - 1], path[depth]] if depth > 1 else -1
            if pair >= 0:
                _carry(errors, groups, reach[depth - 2], row, pair, False)
            least = best - margin - trie.frequency[node]
            hope = hopes[min(trie.height[node], length)]
            alive = False
            for end in range(length + 1):
                if row[end] + hope[end] < least:
                    row[end] = -np.inf
                else:
                    alive = True
            if not alive:
                node = trie.skip[node]
                continue
            word = trie.word[node]
            if word >= 0 and (mode == UPPER or not trie.fixed[node]) and row[length] > -np.inf:
                best = max(best, row[length] + trie.alone[word])
                if found.slot_of[node] < 0:
                    found.slot_of[node] = count
                    found.nodes[count] = node
                    found.scores[count, :] = NEVER
                    count += 1
                found.scores[found.slot_of[node], mode] = row[length]
            node += 1
    return count


@compiled
def _total(trie: WordTrie, found: _Found, count: int) -> Floats:
    """Reading and word frequency together of what was found, which is forgotten where it stands in the trie."""
    total = np.empty(count, np.float32)
    for place in range(count):
        node = found.nodes[place]
        found.slot_of[node] = -1
        total[place] = trie.alone[trie.word[node]] + found.scores[place].max()
    return total


@compiled
def _best_score(trie: WordTrie, errors: ErrorTables, groups: Ints, hopes: Floats, found: _Found) -> float:
    """The score of the best candidate, by quick searches for ever lower ones."""
    for guess in _GUESSES:
        count = _search(trie, errors, groups, hopes, (guess, 0.0), found)
        if count:
            return float(_total(trie, found, count).max())
    return FLOOR


@compiled
def _search_all(
    trie: WordTrie, errors: ErrorTables, words_read: tuple[Ints, Ints], margin: float, room: Candidates
) -> Ints:
    """Search for many read words; row i of `room` takes the candidates of word i, best first. Returns their numbers."""
    groups, first = words_read
    nodes = trie.depth.shape[0]
    found = _Found(np.zeros(nodes, np.int32), np.zeros((nodes, 3), np.float32), np.full(nodes, -1, np.int32))
    counts = np.zeros(first.shape[0] - 1, np.int32)
    for number in range(first.shape[0] - 1):
        own = groups[first[number] : first[number + 1]]
        hopes = _hopes(errors, own)
        best = _best_score(trie, errors, own, hopes, found)
        count = _search(trie, errors, own, hopes, (best, min(margin, best - FLOOR)), found)
        total = _total(trie, found, count)
        for place in np.argsort(-total)[:MOST]:
            room.words[number, counts[number]] = trie.word[found.nodes[place]]
            room.scores[number, counts[number]] = found.scores[place]
            counts[number] += 1
    return counts


def find_candidates(reads: Sequence[str], trie: WordTrie, model: ErrorModel, margin: float) -> dict[str, Candidates]:
    """The likeliest printed words for each of the read ones, best first.

    `margin` is how far (nats, reading and word frequency together) below the best one others are kept.
    """
    every = [read_groups(read, model) for read in reads]
    if not every:
        return {}
    first = np.cumsum([0, *map(len, every)]).astype(np.int32)
    room = Candidates(np.zeros((len(every), MOST), np.int32), np.zeros((len(every), MOST, 3), np.float32))
    counts = _search_all(trie, model.tables, (np.concatenate(every), first), margin, room)
    return {
        read: Candidates(room.words[number, :count].copy(), room.scores[number, :count].copy())
        for number, (read, count) in enumerate(zip(reads, counts.tolist(), strict=True))
    }
