"""The compiled kernels against slow and plain oracles."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.restoration.candidates import LOWER, TITLE, UPPER, candidates_of
from ocr_pipeline.restoration.confusions import ErrorModel, mixed_model
from ocr_pipeline.restoration.decoder import WORDS_AN_ARC, Lattice, decode
from ocr_pipeline.restoration.word_trie import trie_of, word_frequency
from ocr_pipeline.vietnamese.language_model import extend, load_language_model
from ocr_pipeline.vietnamese.tokens import CLASSES, COMMA, START, STOP

MARKS = (CLASSES.index(COMMA), CLASSES.index(STOP))


def reading_probability(read: str, printed: str, model: ErrorModel) -> float:
    """Log probability of the best segmentation, by plain recursion."""
    if not printed:
        return 0.0 if not read else -np.inf
    best = -np.inf
    row = model.letters[printed[0]]
    for size in range(min(3, len(read)) + 1):
        group = model.reads.get(read[:size])
        gain = max(model.table[row, group] if group is not None else -np.inf, model.unseen[size])
        best = max(best, gain + reading_probability(read[size:], printed[1:], model))
    if len(printed) > 1 and (pair := model.pair_row[row, model.letters[printed[1]]]) >= 0:
        for size in range(min(3, len(read)) + 1):
            group = model.reads.get(read[:size])
            if group is not None:
                best = max(best, model.table[pair, group] + reading_probability(read[size:], printed[2:], model))
    return float(best)


@pytest.mark.parametrize("read", ["thue", "hién", "dugc", "1€", "PANG", "t&1", "Uy", "ngudn"])
def test_candidates_carry_the_probability_of_their_reading(read: str) -> None:
    language = load_language_model()
    errors = mixed_model(None, (0.0, 1.0, 0.0))
    found = candidates_of(read, trie_of(language, tuple(errors.letters)), errors, word_frequency(language))
    assert len(found.words)
    for word, scores in itertools.islice(zip(found.words, found.scores, strict=True), 12):
        form = language.forms[word]
        printed = {LOWER: form, TITLE: form[0].upper() + form[1:], UPPER: form.upper()}
        for casing, spelling in printed.items():
            if scores[casing] > -1e8:
                assert scores[casing] == pytest.approx(reading_probability(read, spelling, errors), abs=1e-3)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("thue", "thực"),
        ("dugc", "được"),
        ("nudc", "nước"),
        ("s6", "số"),
        ("UBND", "UBND"),
        ("HDND", "HĐND"),
        ("t&1", "tới"),
    ],
)
def test_what_was_printed_is_among_the_candidates(read: str, printed: str) -> None:
    language = load_language_model()
    errors = mixed_model(None, (0.0, 1.0, 0.0))
    found = candidates_of(read, trie_of(language, tuple(errors.letters)), errors, word_frequency(language))
    assert language.id_of(printed) in found.words


def score_of(lattice: Lattice, path: list[int]) -> float:
    trie = load_language_model().trie
    start = CLASSES.index(START)
    nodes, total = (start, -1, -1), 0.0
    for arc in path:
        total += float(lattice.score[arc])
        for word in lattice.words[arc]:
            if word < 0 or (word in MARKS and nodes[0] in MARKS):
                continue
            gain, node2, node3 = extend(trie, *nodes, int(word))
            total += gain
            nodes = (int(word), node2, node3)
    return total


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(6, 400), st.floats(-9, 0)), min_size=1, max_size=3), min_size=1, max_size=5)
)
def test_a_wide_beam_finds_the_best_path(options: list[list[tuple[int, float]]]) -> None:
    gaps = len(options)
    first = np.cumsum([0, *map(len, options)]).astype(np.int32)
    words = np.full((first[-1], WORDS_AN_ARC), -1, np.int32)
    words[:, 0] = [word for arcs in options for word, _ in arcs]
    lattice = Lattice(
        first,
        np.repeat(np.arange(1, gaps + 1), list(map(len, options))).astype(np.int32),
        np.array([score for arcs in options for _, score in arcs], np.float32),
        words,
        np.zeros(gaps + 1, bool),
    )
    path = decode(load_language_model().trie, lattice, 300, CLASSES.index(START), MARKS).tolist()
    every = itertools.product(*(range(first[gap], first[gap + 1]) for gap in range(gaps)))
    assert score_of(lattice, path) == pytest.approx(max(score_of(lattice, list(one)) for one in every), abs=1e-3)
