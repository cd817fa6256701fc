"""Which printed words a read one may stand for: the error model run over a trie of the whole vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.confusions import ErrorModel
from ocr_pipeline.vietnamese.compiled import compiled

LOWER, TITLE, UPPER = 0, 1, 2
LONGEST = 24
WORST_LETTER = -3.0
"""Mean log probability a letter below which a reading is not followed."""
"""Longer read words are left alone; no Vietnamese syllable has more than seven letters."""


class WordTrie(NamedTuple):
    """The vocabulary as a trie in preorder; node 0 is the root.

    `letter[m, i]` is the letter of node i in lower (m = 0) and upper case (m = 1), `skip[i]` the first node behind its
    subtree, `word[i]` the vocabulary id that ends there or -1; words marked in `fixed` stand in capitals only.
    """

    letter: NDArray[np.int32]
    depth: NDArray[np.int32]
    skip: NDArray[np.int32]
    word: NDArray[np.int32]
    fixed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Vocabulary ids, and the log probability of the read letters for each in lower, title and upper case."""

    words: NDArray[np.int32]
    scores: NDArray[np.float32]


def build_trie(forms: Sequence[str], first: int, letters: dict[str, int]) -> WordTrie:
    """The trie of the forms from id `first` on; forms with letters outside the alphabet are left out."""
    entries = sorted(
        (form.lower(), number, form != form.lower())
        for number, form in enumerate(forms)
        if number >= first and all(letter in letters for letter in form)
    )
    letter: list[tuple[int, int]] = [(-1, -1)]
    depth, skip, word, fixed = [0], [0], [-1], [False]
    path: list[int] = [0]
    previous = ""
    for lower, number, capitals in entries:
        shared = 0
        while shared < min(len(lower), len(previous)) and lower[shared] == previous[shared]:
            shared += 1
        if lower == previous:
            # The same letters as a word and as an abbreviation (ca, CA): the second node is a sibling leaf.
            shared = len(lower) - 1
        while len(path) > shared + 1:
            skip[path.pop()] = len(letter)
        for position in range(shared, len(lower)):
            path.append(len(letter))
            upper = lower[position].upper()
            letter.append((letters[lower[position]], letters.get(upper, letters[lower[position]])))
            depth.append(position + 1)
            skip.append(0)
            word.append(-1)
            fixed.append(False)
        word[path[-1]], fixed[path[-1]] = number, capitals
        previous = lower
    for node in path:
        skip[node] = len(letter)
    return WordTrie(
        np.array(letter, np.int32).T.copy(),
        np.array(depth, np.int32),
        np.array(skip, np.int32),
        np.array(word, np.int32),
        np.array(fixed),
    )


def read_groups(read: str, reads: dict[str, int]) -> NDArray[np.int32]:
    """For each place in the read word and each length 0 to 3, the index of the read group there, -1 unseen, -2 none."""
    groups = np.full((len(read) + 1, 4), -2, np.int32)
    for place in range(len(read) + 1):
        for length in range(min(3, len(read) - place) + 1):
            groups[place, length] = reads.get(read[place : place + length], -1)
    return groups


@compiled
def search(
    trie: WordTrie,
    groups: NDArray[np.int32],
    tables: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32]],
    margin: float,
    words: NDArray[np.int32],
    scores: NDArray[np.float32],
) -> int:
    """Fill `words` and `scores` with every vocabulary word within `margin` of the best; returns their number.

    `tables` are the error model's `table`, `unseen` and `pair_row`. Dynamic programming over the trie: reach[d, j] is
    the best log probability that the d letters down to the node were read as the first j read letters.
    """
    table, unseen, pair_row = tables
    length = groups.shape[0] - 1
    nodes = trie.depth.shape[0]
    floor = np.float32(-1e9)
    reach = np.full((32, length + 1), floor, np.float32)
    path = np.zeros(32, np.int32)
    slot_of = np.full(trie.fixed.shape[0], -1, np.int32)
    best = floor
    count = 0
    for mode in range(3):
        reach[:] = floor
        reach[0, 0] = 0.0
        node = 1
        while node < nodes:
            depth = trie.depth[node]
            if depth > 30:
                node = trie.skip[node]
                continue
            case = 1 if mode == 2 or (mode == 1 and depth == 1) else 0
            letter = trie.letter[case, node]
            path[depth] = letter
            pair = pair_row[path[depth - 1], letter] if depth > 1 else -1
            top = floor
            for end in range(length + 1):
                value = floor
                for size in range(min(3, end) + 1):
                    before = reach[depth - 1, end - size]
                    if before > floor:
                        group = groups[end - size, size]
                        gain = table[letter, group] if group >= 0 else unseen[size]
                        if gain < unseen[size]:
                            gain = unseen[size]
                        value = max(value, before + gain)
                    if pair >= 0 and reach[depth - 2, end - size] > floor:
                        group = groups[end - size, size]
                        if group >= 0:
                            value = max(value, reach[depth - 2, end - size] + table[pair, group])
                reach[depth, end] = value
                top = max(top, value)
            limit = max(best, np.float32(WORST_LETTER * (length + 1))) - margin
            if top < limit:
                node = trie.skip[node]
                continue
            if trie.word[node] >= 0 and reach[depth, length] >= limit and (mode == 2 or not trie.fixed[node]):
                score = reach[depth, length]
                best = max(best, score)
                slot = slot_of[node]
                if slot < 0:
                    slot = count
                    slot_of[node] = slot
                    words[slot] = trie.word[node]
                    scores[slot, :] = floor
                    count += 1
                if slot >= 0:
                    scores[slot, mode] = max(scores[slot, mode], score)
            node += 1
    return count


def candidates_of(read: str, trie: WordTrie, model: ErrorModel, margin: float = 14.0, most: int = 64) -> Candidates:
    """The likeliest printed words for a read one, best first."""
    words = np.zeros(len(trie.word), np.int32)
    scores = np.full((len(trie.word), 3), -1e9, np.float32)
    groups = read_groups(read, model.reads)
    count = search(trie, groups, (model.table, model.unseen, model.pair_row), margin, words, scores)
    best = scores[:count].max(axis=1)
    order = np.argsort(-best, kind="stable")[:most]
    order = order[best[order] >= best[order[0]] - margin] if count else order
    return Candidates(words[order], scores[order])
