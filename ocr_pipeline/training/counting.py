"""Count syllable n-grams of corpora too large for dictionaries: packed 64-bit keys, sorted by numpy."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.vietnamese.syllable import is_syllable
from ocr_pipeline.vietnamese.tokens import CLASSES, START, UNKNOWN, tokens_of

LOWER, TITLE, UPPER = 0, 1, 2
HELD_OUT_SHARE = 200
"""One line in so many is kept for measuring perplexity and never counted."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A token stream: ids into `forms`, each paragraph begun by the start token, and how each word was capitalised.

    `repeated` marks what stands there again for the sake of a text's weight. `mentioned` counts the words of the texts
    that only widen the vocabulary (none where there are no such texts).
    """

    forms: tuple[str, ...]
    tokens: NDArray[np.uint32]
    casing: NDArray[np.uint8]
    repeated: NDArray[np.bool_]
    held_out: tuple[str, ...]
    mentioned: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def casing_of(printed: str) -> int:
    """Lower, title or upper case of one printed word; a single capital counts as title case.

    >>> casing_of("của"), casing_of("Đảng"), casing_of("Ý"), casing_of("UBND")
    (0, 1, 1, 2)
    """
    if not printed[0].isupper():
        return LOWER
    return UPPER if len(printed) > 1 and printed.isupper() else TITLE


def read_corpus(sources: Sequence[tuple[Iterable[str], int]]) -> Corpus:
    """Tokenise the lines of all sources, each line once, repeated `weight` times in the stream.

    A text of weight 0 says which words there are, and nothing of how they follow one another.
    """
    index: dict[str, int] = {form: number for number, form in enumerate(CLASSES)}
    seen: set[int] = set()
    held_out: list[str] = []
    tokens, casing, repeated, mentioned = array("I"), bytearray(), bytearray(), array("I")
    for lines, weight in sources:
        for line in lines:
            fingerprint = hash(line.strip())
            if fingerprint in seen:
                continue
            seen.add(fingerprint)
            if zlib.crc32(line.encode()) % HELD_OUT_SHARE == 0:
                held_out.append(line)
                continue
            pairs = tokens_of(line)
            if len(pairs) < 2:
                continue
            ids = [index.setdefault(form, len(index)) for form, _ in pairs]
            if not weight:
                mentioned.extend(ids)
                continue
            cases = bytes(casing_of(printed) for _, printed in pairs)
            for time in range(weight):
                tokens.append(index[START])
                tokens.extend(ids)
                casing.append(LOWER)
                casing.extend(cases)
                repeated.extend(bytes([time > 0]) * (1 + len(ids)))
    return Corpus(
        tuple(index),
        np.frombuffer(tokens, np.uint32),
        np.frombuffer(bytes(casing), np.uint8),
        np.frombuffer(bytes(repeated), np.bool_),
        tuple(held_out),
        np.bincount(np.frombuffer(mentioned, np.uint32), minlength=len(index)),
    )


def choose_vocabulary(
    corpus: Corpus, syllable_count: int = 12, other_count: int = 80
) -> tuple[tuple[str, ...], Corpus]:
    """The words frequent enough to be modelled, most frequent first after the classes, and the stream in their ids."""
    counts = np.bincount(corpus.tokens, minlength=len(corpus.forms))
    counts[: len(corpus.mentioned)] += corpus.mentioned
    kept = [
        number
        for number in np.argsort(-counts, kind="stable")
        if number >= len(CLASSES)
        and counts[number] >= (syllable_count if is_syllable(corpus.forms[number]) else other_count)
    ]
    kept = [*range(len(CLASSES)), *kept[: 65_000 - len(CLASSES)]]
    forms = tuple(corpus.forms[number] for number in kept)
    renumbered = np.full(len(corpus.forms), CLASSES.index(UNKNOWN), np.uint32)
    renumbered[kept] = np.arange(len(kept), dtype=np.uint32)
    return forms, Corpus(forms, renumbered[corpus.tokens], corpus.casing, corpus.repeated, corpus.held_out)


def count_ngrams(tokens: NDArray[np.uint32], order: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Sorted keys (16 bits a word, first word highest) and counts of the n-grams that do not run over a start token."""
    start = CLASSES.index(START)
    length = max(0, len(tokens) - order + 1)
    keys = np.zeros(length, np.uint64)
    valid = np.ones(length, bool)
    for offset in range(order):
        window = tokens[offset : offset + length]
        keys = (keys << np.uint64(16)) | window.astype(np.uint64)
        if offset:
            valid &= window != start
    keys = np.sort(keys[valid])
    first = np.ones(len(keys), bool)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first], np.diff(np.append(np.flatnonzero(first), len(keys)))
