"""Which printed words a read one may stand for: the error model run over a trie of the whole vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled, inlined
from ocr_pipeline.restoration.confusions import STEP, ErrorModel, ErrorTables, read_groups
from ocr_pipeline.restoration.word_trie import WordTrie

LOWER, TITLE, UPPER = 0, 1, 2
MOST = 64
"""How many candidates of a read word are kept."""
LONGEST = 24
"""Longer read words are left alone; no Vietnamese syllable has more than seven letters."""
DEEPEST = 30
NEVER = np.float32(-1e9)
ROUNDING = 1e-3
"""How far sums of the same log probabilities may lie apart."""
FLOOR = -28.0
"""What is less likely (nats, reading and word frequency together) is no candidate at all."""
_GUESSES = np.array([-8.0, -10.0, -13.0], np.float32)
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


class _Path(NamedTuple):
    """The states along a path down the trie.

    reach[d, j] is the best log probability that the first d letters were read as the first j read ones; they are
    filled from first[d] to last[d]. The bits of live[d] are the j that were not left. hoped[d] is the most that the
    states let hope for, dim[d] the most if the next letter was read as a group that it is hardly ever read as.
    """

    reach: Floats
    first: Ints
    last: Ints
    live: Ints
    hoped: Floats
    dim: Floats


@compiled
def _hopes(errors: ErrorTables, groups: Ints) -> Floats:
    """hopes[c, h, j]: the most that can be hoped for the read letters from place j on, from at most h printed letters.

    They are in lower case (c = 0) or capitals (c = 1). More printed letters than read ones bring no more.
    """
    length = groups.shape[0] - 1
    hopes = np.full((2, length + 1, length + 1), -np.inf, np.float32)
    hopes[:, :, length] = 0.0
    for case in range(2):
        for height in range(1, length + 1):
            for place in range(length):
                hopes[case, height, place] = hopes[case, height - 1, place]
                for size in range(1, min(3, length - place) + 1):
                    group = groups[place, size]
                    gain = errors.best[case, group] if group >= 0 else errors.unseen[size]
                    hope = gain + hopes[case, height - 1, place + size]
                    hopes[case, height, place] = max(hopes[case, height, place], hope)
    return hopes


@compiled
def _likely_starts(errors: ErrorTables, groups: Ints, starts: Ints) -> None:
    """Bit j of starts[p]: printed letter (or pair) p is at times read as one of the groups from place j on."""
    starts[:] = 0
    length = groups.shape[0] - 1
    for place in range(length):
        for size in range(1, min(3, length - place) + 1):
            group = groups[place, size]
            if group >= 0:
                for printed in errors.likely[errors.start[group] : errors.start[group + 1]]:
                    starts[printed] |= 1 << place


@inlined
def _carry(path: _Path, depth: int, letters: int, column: int, errors: ErrorTables, groups: Ints) -> None:
    """Raise the states at a depth to what its last letter (or two letters read as one) makes of those before it."""
    reach, table, before = path.reach, errors.table, depth - letters
    length, filled = groups.shape[0] - 1, path.last[depth]
    for start in range(path.first[before], path.last[before] + 1):
        prior = reach[before, start]
        if prior == -np.inf:
            continue
        end = min(start + 3, length)
        while filled < end:
            filled += 1
            reach[depth, filled] = -np.inf
        reach[depth, start] = max(reach[depth, start], prior + errors.lost[column])
        for size in range(1, end - start + 1):
            group = groups[start, size]
            if group >= 0:
                reach[depth, start + size] = max(reach[depth, start + size], prior + STEP * table[group, column])
            elif letters == 1:
                reach[depth, start + size] = max(reach[depth, start + size], prior + errors.unseen[size])
    path.last[depth] = filled


@inlined
def _leave(path: _Path, depth: int, hope: Floats, least: float, unseen: Floats) -> bool:
    """Leave the states at a depth that let hope for less than `least`; whether any is left."""
    reach, length = path.reach, hope.shape[0] - 1
    first, last, live, hoped, dim = length + 1, -1, 0, NEVER, NEVER
    for end in range(path.first[depth], path.last[depth] + 1):
        if reach[depth, end] + hope[end] < least:
            reach[depth, end] = -np.inf
            continue
        first, last, live = min(first, end), end, live | 1 << end
        hoped = max(hoped, reach[depth, end] + hope[end])
        for size in range(1, min(3, length - end) + 1):
            dim = max(dim, reach[depth, end] + unseen[size] + hope[end + size])
    path.first[depth], path.last[depth], path.live[depth] = first, last, live
    path.hoped[depth], path.dim[depth] = hoped, dim
    return last >= 0


@compiled
def _search(
    trie: WordTrie,
    errors: ErrorTables,
    read: tuple[Ints, Floats, Ints],
    limits: tuple[float, float],
    path: _Path,
    found: _Found,
) -> int:
    """Fill `found` with the vocabulary words that may have been read so; returns their number.

    Dynamic programming over the trie. A state is left as soon as even the likeliest word below, the rest read as well
    as can be, would lie more than a margin below the best score found (or an expected one, if that is higher);
    `limits` are the expected score and the margin. Nodes whose letter or whose words let hope for less are passed over.
    """
    groups, hopes, starts = read
    length = groups.shape[0] - 1
    best, margin = limits
    hoped, live, dim, lost = path.hoped, path.live, path.dim, errors.lost
    depths, skip, frequency = trie.depth, trie.skip, trie.frequency
    count = 0
    for mode in range(3):
        hope = hopes[1 if mode == UPPER else 0]
        singles, pairs = trie.single[mode], trie.pair[mode]
        path.reach[0, 0], path.first[0], path.last[0] = 0.0, 0, 0
        live[0], hoped[0], dim[0] = 1, 0.0 if mode == TITLE else hope[length, 0], 0.0
        node = 1
        while node < depths.shape[0]:
            depth, single, pair = depths[node], singles[node], pairs[node]
            least = best - margin - frequency[node]
            before = depth - 2 if pair >= 0 else depth - 1
            most = max(hoped[depth - 1], hoped[before])
            if most >= least - ROUNDING and not starts[single] & live[depth - 1]:
                most = max(dim[depth - 1], hoped[depth - 1] + lost[single])
                if pair >= 0:
                    most = max(most, hoped[before] + (np.float32(0) if starts[pair] & live[before] else lost[pair]))
            alive = most >= least - ROUNDING and depth <= DEEPEST
            if alive:
                path.first[depth] = min(path.first[depth - 1], path.first[before])
                path.last[depth] = path.first[depth] - 1
                _carry(path, depth, 1, single, errors, groups)
                if pair >= 0:
                    _carry(path, depth, 2, pair, errors, groups)
                alive = _leave(path, depth, hope[min(trie.height[node], length)], least, errors.unseen)
            if not alive:
                node = skip[node]
                continue
            word = trie.word[node]
            if word >= 0 and (mode == UPPER or not trie.fixed[node]) and path.last[depth] == length:
                score = path.reach[depth, length]
                best = max(best, score + trie.alone[word])
                if found.slot_of[node] < 0:
                    found.slot_of[node] = count
                    found.nodes[count] = node
                    found.scores[count, :] = NEVER
                    count += 1
                found.scores[found.slot_of[node], mode] = score
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
def _best_score(
    trie: WordTrie, errors: ErrorTables, read: tuple[Ints, Floats, Ints], path: _Path, found: _Found, least: float
) -> float:
    """The score of the best candidate, by quick searches for ever lower ones; `least` where it is no higher."""
    for guess in _GUESSES:
        if guess > least:
            count = _search(trie, errors, read, (guess, 0.0), path, found)
            if count:
                return float(_total(trie, found, count).max())
    count = _search(trie, errors, read, (least, 0.0), path, found)
    return float(_total(trie, found, count).max()) if count else least


@compiled
def _search_all(
    trie: WordTrie, errors: ErrorTables, words_read: tuple[Ints, Ints], margin: float, room: Candidates
) -> Ints:
    """Search for many read words; row i of `room` takes the candidates of word i, best first. Returns their numbers."""
    groups, first = words_read
    nodes, depths = trie.depth.shape[0], DEEPEST + 2
    found = _Found(np.zeros(nodes, np.int32), np.zeros((nodes, 3), np.float32), np.full(nodes, -1, np.int32))
    ends, hopes = np.zeros((3, depths), np.int32), np.zeros((2, depths), np.float32)
    path = _Path(np.zeros((depths, LONGEST + 1), np.float32), ends[0], ends[1], ends[2], hopes[0], hopes[1])
    starts = np.zeros(errors.table.shape[1], np.int32)
    counts = np.zeros(first.shape[0] - 1, np.int32)
    for number in range(first.shape[0] - 1):
        own = groups[first[number] : first[number + 1]]
        _likely_starts(errors, own, starts)
        read = (own, _hopes(errors, own), starts)
        best = _best_score(trie, errors, read, path, found, FLOOR + margin)
        count = _search(trie, errors, read, (best, min(margin, best - FLOOR)), path, found)
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
    if not reads:
        return {}
    groups = np.array([group for read in reads for group in read_groups(read, model)], np.int32).reshape(-1, 4)
    first = np.cumsum([0, *(len(read) + 1 for read in reads)]).astype(np.int32)
    room = Candidates(np.zeros((len(reads), MOST), np.int32), np.zeros((len(reads), MOST, 3), np.float32))
    counts = _search_all(trie, model.tables, (groups, first), margin, room)
    return {
        read: Candidates(room.words[number, :count].copy(), room.scores[number, :count].copy())
        for number, (read, count) in enumerate(zip(reads, counts.tolist(), strict=True))
    }
