"""The syllable language model: memory-mapped arrays of a back-off trie, and the kernels that walk it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled, inlined
from ocr_pipeline.errors import ModelError
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.vietnamese.tokens import CLASSES, START, UNKNOWN, tokens_of

STEP = 1 / 16
"""Quantisation step of log probabilities, in nats."""
BACKOFF_ZERO = 32
"""The byte that stands for a back-off weight of one; weights may be a little above one after pruning."""

Bytes = NDArray[np.uint8]
Shorts = NDArray[np.uint16]
Ints = NDArray[np.int32]


class Trie(NamedTuple):
    """The arrays of the model; node i of order n has its children in order n + 1 at child[i] up to child[i + 1].

    The children of a node stand in the order of their words; of the 3-grams that share their first two words, those
    that end 4-grams come first (at most `FRONT`), so that a 4-gram a b c d names its last word by the place (`rank4`)
    of b c d among the 3-grams that begin with b c, in one byte. `least[w]` is the least log probability of word w
    behind anything (minus infinity but in a `smoothed` model).
    """

    probability1: Bytes
    backoff1: Bytes
    child1: Ints
    word2: Shorts
    probability2: Bytes
    backoff2: Bytes
    child2: Ints
    word3: Shorts
    probability3: Bytes
    backoff3: Bytes
    child3: Ints
    rank4: Bytes
    probability4: Bytes
    title1: Bytes
    title2: Bytes
    least: NDArray[np.float32]


_ALONE = 0.05
"""Share of its frequency that a word keeps behind anything in a `smoothed` model."""
FRONT = 255
"""How many of the 3-grams with the same first two words may end 4-grams."""


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """A vocabulary and its trie."""

    forms: tuple[str, ...]
    index: dict[str, int]
    trie: Trie

    def id_of(self, form: str) -> int:
        """The id of a language-model form (see `tokens.lookup_form`), or that of `<unk>`."""
        return self.index.get(form, CLASSES.index(UNKNOWN))


@inlined
def find_child(words: Shorts | Bytes, first: int, last: int, word: int) -> int:
    """Binary search for `word` in words[first:last]; -1 where it is not."""
    end = last
    while first < end:
        middle = (first + end) >> 1
        if words[middle] < word:
            first = middle + 1
        else:
            end = middle
    return first if first < last and words[first] == word else -1


@inlined
def find_third(trie: Trie, node2: int, word: int) -> int:
    """The node of the 3-gram of the 2-gram `node2` and `word`; -1 where there is none."""
    first, last = trie.child2[node2], trie.child2[node2 + 1]
    middle = min(first + FRONT, last)
    found = find_child(trie.word3, first, middle, word)
    return found if found >= 0 else find_child(trie.word3, middle, last, word)


@inlined
def extend(trie: Trie, node1: int, node2: int, node3: int, word: int) -> tuple[float, int, int]:
    """Log probability of `word` after the context, and the new bigram and trigram nodes (-1 where there is none).

    The context is the node of its last word, of its last two words and of its last three words.
    """
    found2 = find_child(trie.word2, trie.child1[node1], trie.child1[node1 + 1], word)
    found3 = find_third(trie, node2, word) if node2 >= 0 else -1
    return max(_gain(trie, node1, node2, node3, word, found2, found3), trie.least[word]), found2, found3


@inlined
def _gain(trie: Trie, node1: int, node2: int, node3: int, word: int, found2: int, found3: int) -> float:
    """The log probability by the n-grams alone; `found2` and `found3` are the nodes that the word leads to."""
    cost = 0
    if node3 >= 0:
        rank = found3 - trie.child2[node2]
        if found3 >= 0 and rank < FRONT:
            found4 = find_child(trie.rank4, trie.child3[node3], trie.child3[node3 + 1], rank)
            if found4 >= 0:
                return float(-STEP * trie.probability4[found4])
        cost += int(trie.backoff3[node3]) - BACKOFF_ZERO
    if found3 >= 0:
        return float(-STEP * (cost + trie.probability3[found3]))
    if node2 >= 0:
        cost += int(trie.backoff2[node2]) - BACKOFF_ZERO
    if found2 >= 0:
        return float(-STEP * (cost + trie.probability2[found2]))
    cost += int(trie.backoff1[node1]) - BACKOFF_ZERO
    return float(-STEP * (cost + trie.probability1[word]))


@compiled
def log_probabilities(trie: Trie, start: int, words: Ints) -> NDArray[np.float32]:
    """Log probability (nats) of every word behind those before it; a word that is `start` begins a paragraph."""
    result = np.zeros(len(words), np.float32)
    node1, node2, node3 = start, -1, -1
    for position in range(len(words)):
        word = int(words[position])
        if word == start:
            node1, node2, node3 = start, -1, -1
            continue
        gain, new2, new3 = extend(trie, node1, node2, node3, word)
        result[position] = gain
        node1, node2, node3 = word, new2, new3
    return result


@compiled
def count_pairs(trie: Trie, words: Ints) -> tuple[int, int]:
    """How many neighbours there are, and how many of them were never seen together; a -1 parts those beside it."""
    pairs = unseen = 0
    for position in range(1, len(words)):
        before, word = int(words[position - 1]), int(words[position])
        if before >= 0 and word >= 0:
            pairs += 1
            unseen += find_child(trie.word2, int(trie.child1[before]), int(trie.child1[before + 1]), word) < 0
    return pairs, unseen


def perplexity(model: LanguageModel, lines: list[str]) -> float:
    """Perplexity per token of the lines, unknown words counted as the class they fall in."""
    total, count = 0.0, 0
    for line in lines:
        words = np.array([model.id_of(form) for form, _ in tokens_of(line)], np.int32)
        total += float(log_probabilities(model.trie, CLASSES.index(START), words).sum())
        count += len(words)
    return float(np.exp(-total / max(1, count)))


@cache
def load_language_model(folder: Path | None = None) -> LanguageModel:
    """The model in `folder` (default: the shipped one); the large arrays are mapped, not read."""
    folder = folder or lexicon_folder() / "language_model"
    try:
        forms = tuple((folder / "vocabulary.txt").read_text("utf-8").splitlines())
        arrays = [_load(folder, name) for name in Trie._fields[:-1]]
        arrays.append(np.full(len(forms), -np.inf, np.float32))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Không đọc được mô hình ngôn ngữ trong {folder}: {error}.",
            "Hãy cài lại gói hoặc chỉ thư mục mô hình khác bằng --models.",
        ) from error
    return LanguageModel(forms, {form: number for number, form in enumerate(forms)}, Trie(*arrays))


@cache
def smoothed(model: LanguageModel) -> Trie:
    """The trie in which no word is hardly possible behind others (interpolation after Jelinek and Mercer, 1980).

    A context that the texts had often makes all that never followed there look impossible, and so the right reading
    lose to a rare one in a document about something new: `bảo về thủy sản` for *bảo vệ thủy sản*.
    """
    alone = -STEP * model.trie.probability1.astype(np.float32)
    return model.trie._replace(least=(alone + np.log(_ALONE)).astype(np.float32))


def _load(folder: Path, name: str) -> Any:
    """One array of the trie; those of first children are stored as how many children each node has."""
    if not name.startswith("child"):
        return np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
    counts = np.load(folder / f"{name.replace('child', 'children')}.npy")
    first = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=first[1:])
    return first
