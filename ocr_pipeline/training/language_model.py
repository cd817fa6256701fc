"""Build the syllable language model: count, estimate, prune, quantise, and write memory-mappable arrays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.training.counting import TITLE, UPPER, Corpus, choose_vocabulary, read_corpus
from ocr_pipeline.training.kneser_ney import SHIFT, Keys, Level, estimate, suffix_mask
from ocr_pipeline.vietnamese.language_model import BACKOFF_ZERO, FRONT, STEP, load_language_model
from ocr_pipeline.vietnamese.tokens import CLASSES

Shares = NDArray[np.float64]
_WORD = np.uint64(0xFFFF)

SIZES = (720_000, 2_250_000, 4_500_000)
"""How many 2-, 3- and 4-grams are kept, and the ends of the 4-grams."""


def train_language_model(
    sources: Sequence[tuple[Iterable[str], int]], folder: Path, sizes: Sequence[int] = SIZES
) -> tuple[str, ...]:
    """Write the model of the weighted sources to `folder`; returns the held-out lines for measuring."""
    forms, corpus = choose_vocabulary(read_corpus(sources))
    levels = estimate(corpus, len(forms), sizes)
    write_language_model(folder, forms, levels, title_shares(corpus, levels[1], len(forms)), len(corpus.tokens))
    return corpus.held_out


def write_language_model(
    folder: Path, forms: Sequence[str], levels: Sequence[Level], titles: Sequence[Shares], tokens: int
) -> None:
    """Write the vocabulary, the trie of `levels`, the shares of title case and the figures of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary.txt").write_text("\n".join(forms) + "\n", "utf-8")
    arrays = _packed(levels) | {f"title{order}": _byte(shares) for order, shares in enumerate(titles, 1)}
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    card = {"order": len(levels), "tokens": tokens, "ngrams": [len(level.keys) for level in levels]}
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    load_language_model.cache_clear()  # what was loaded from this folder is no longer there


def _packed(levels: Sequence[Level]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the trie, see `vietnamese.language_model.Trie`."""
    one, two, three, four = levels
    three, four, rank, parent = _ranked(three, four)
    arrays: dict[str, NDArray[np.generic]] = {
        "word2": (two.keys & _WORD).astype(np.uint16),
        "word3": (three.keys & _WORD).astype(np.uint16),
        "rank4": rank,
        "children1": _children(one.keys, two.keys >> SHIFT),
        "children2": _children(two.keys, three.keys >> SHIFT),
        "children3": np.bincount(parent, minlength=len(three.keys)).astype(np.uint8),
    }
    for order, level in enumerate((one, two, three, four), 1):
        quantised = np.rint(-level.log_probability / STEP)
        arrays[f"probability{order}"] = np.clip(quantised, 0, 255).astype(np.uint8)
        if order < len(levels):
            backoff = np.rint(-level.log_backoff / STEP) + BACKOFF_ZERO
            arrays[f"backoff{order}"] = np.clip(backoff, 0, 255).astype(np.uint8)
    return arrays


def _children(keys: Keys, contexts: Keys) -> NDArray[np.generic]:
    """How many n-grams have each of the keys as their context; contexts in ascending order."""
    return np.diff(np.searchsorted(contexts, keys), append=len(contexts)).astype(np.uint16)


def _ranked(three: Level, four: Level) -> tuple[Level, Level, NDArray[np.uint8], NDArray[np.intp]]:
    """The 3-grams with those in front that end most 4-grams; the 4-grams with such an end, their ranks and parents.

    The rank of a 4-gram a b c d is the place of b c d among the 3-grams that begin with b c; its parent is a b c.
    """
    ends = np.searchsorted(three.keys, four.keys & suffix_mask(4))
    used = np.bincount(ends, minlength=len(three.keys))
    contexts = three.keys >> SHIFT
    place = np.empty(len(three.keys), np.int64)
    by_use = np.lexsort((three.keys, -used, contexts))
    starts = np.searchsorted(contexts, contexts)
    place[by_use] = np.arange(len(by_use)) - starts
    front = place < FRONT
    order = np.lexsort((three.keys, ~front, contexts))
    new = np.empty(len(order), np.int64)
    new[order] = np.arange(len(order))
    kept = front[ends]
    parent = new[np.searchsorted(three.keys, four.keys[kept] >> SHIFT)]
    rank = (new - starts)[ends[kept]]
    by_parent = np.lexsort((rank, parent))
    return (
        three.taken(order),
        four.taken(np.flatnonzero(kept)[by_parent]),
        rank[by_parent].astype(np.uint8),
        parent[by_parent],
    )


def title_shares(corpus: Corpus, bigrams: Level, vocabulary_size: int) -> tuple[Shares, Shares]:
    """The share of title case of each word inside a sentence, alone and after each kept predecessor."""
    words, previous = corpus.tokens[1:], corpus.tokens[:-1]
    inside = (previous >= len(CLASSES)) & (corpus.casing[1:] != UPPER)
    title = corpus.casing[1:] == TITLE
    count = np.bincount(words[inside], minlength=vocabulary_size)
    titled = np.bincount(words[inside & title], minlength=vocabulary_size)
    share = (titled + 0.02) / (count + 0.2)
    keys = (previous.astype(np.uint64) << np.uint64(16)) | words.astype(np.uint64)
    place = np.minimum(np.searchsorted(bigrams.keys, keys), len(bigrams.keys) - 1)
    usable = (bigrams.keys[place] == keys) & (corpus.casing[1:] != UPPER)
    pair_count = np.bincount(place[usable], minlength=len(bigrams.keys))
    pair_titled = np.bincount(place[usable & title], minlength=len(bigrams.keys))
    prior = share[(bigrams.keys & np.uint64(0xFFFF)).astype(np.int64)]
    return share, (pair_titled + 2 * prior) / (pair_count + 2)


def _byte(share: Shares) -> NDArray[np.generic]:
    return np.clip(np.rint(share * 255), 0, 255).astype(np.uint8)
