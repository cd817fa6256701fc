"""The vocabulary as a trie in preorder arrays, each node knowing the likeliest word below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.confusions import Columns
from ocr_pipeline.vietnamese.language_model import STEP, LanguageModel
from ocr_pipeline.vietnamese.tokens import CLASSES

Ints = NDArray[np.int32]


class WordTrie(NamedTuple):
    """Node 0 is the root; the nodes below node i are i + 1 up to skip[i].

    `single[m, i]` is the column of the error tables for the letter of node i, `pair[m, i]` that for it and the one
    before it or -1, in words in lower case (m = 0), with a capital (m = 1), in capitals (m = 2). `word[i]` is the
    vocabulary id that ends there or -1; words marked in `fixed` stand in capitals only. `height[i]` is how many letters
    follow at most, `frequency[i]` the log probability of the likeliest word at or below node i, `alone[w]` that of word
    w.
    """

    single: Ints
    pair: Ints
    depth: Ints
    skip: Ints
    word: Ints
    fixed: NDArray[np.bool_]
    height: Ints
    frequency: NDArray[np.float32]
    alone: NDArray[np.float32]


def word_frequency(model: LanguageModel) -> NDArray[np.float32]:
    """The log probability of every word alone."""
    return np.asarray(-STEP * model.trie.probability1, np.float32)


@cache
def trie_of(model: LanguageModel, columns: Columns) -> WordTrie:
    """The trie of the vocabulary, built once; words with letters outside the alphabet are left out."""
    letters = columns.letters
    entries = sorted(
        (form.lower(), number, form != form.lower())
        for number, form in enumerate(model.forms)
        if number >= len(CLASSES) and all(letter in letters for letter in form)
    )
    nodes = _preorder([lower for lower, _, _ in entries])
    frequency = word_frequency(model)
    count = len(nodes)
    letter = np.full((2, count), -1, np.int32)
    word = np.full(count, -1, np.int32)
    fixed = np.zeros(count, bool)
    likeliest = np.full(count, -99.0, np.float32)
    for place, (last, _, _, entry) in enumerate(nodes):
        if last:
            letter[:, place] = letters[last], letters.get(last.upper(), letters[last])
        if entry >= 0:
            _, word[place], fixed[place] = entries[entry]
            likeliest[place] = frequency[word[place]]
    skip = np.array([behind for _, _, behind, _ in nodes], np.int32)
    for place in range(count - 1, -1, -1):
        likeliest[place] = likeliest[place : skip[place]].max()
    depth = np.array([depth for _, depth, _, _ in nodes], np.int32)
    height = np.array([depth[place : skip[place]].max() - depth[place] for place in range(count)], np.int32)
    return WordTrie(*_steps(columns, letter, depth), depth, skip, word, fixed, height, likeliest, frequency)


def _steps(columns: Columns, letter: Ints, depth: Ints) -> tuple[Ints, Ints]:
    """The columns of every node's letter behind the one before it, and of both as a pair, in the three casings."""
    parent = np.zeros(len(depth), np.int32)
    path = np.zeros(depth.max() + 1, np.int32)
    for node in range(1, len(depth)):
        parent[node] = path[depth[node] - 1]
        path[depth[node]] = node
    casings = letter[0], np.where(depth == 1, letter[1], letter[0]), letter[1]
    single = [columns.single[letters[parent], letters] for letters in casings]
    pair = [np.where(depth > 1, columns.pair[letters[parent], letters], -1) for letters in casings]
    return np.array(single, np.int32), np.array(pair, np.int32)


def _preorder(words: Sequence[str]) -> list[tuple[str, int, int, int]]:
    """The nodes of sorted words: last letter, depth, the first node behind the subtree, index of the word or -1."""
    letter, depth, skip, entry = [""], [0], [0], [-1]
    path = [0]
    previous = ""
    for number, word in enumerate(words):
        shared = 0
        while shared < min(len(word), len(previous)) and word[shared] == previous[shared]:
            shared += 1
        if word == previous:
            # The same letters as a word and as an abbreviation (ca, CA): the second becomes a leaf beside the first.
            shared -= 1
        while len(path) > shared + 1:
            skip[path.pop()] = len(letter)
        for position in range(shared, len(word)):
            path.append(len(letter))
            letter.append(word[position])
            depth.append(position + 1)
            skip.append(0)
            entry.append(-1)
        entry[path[-1]] = number
        previous = word
    for node in path:
        skip[node] = len(letter)
    return list(zip(letter, depth, skip, entry, strict=True))
