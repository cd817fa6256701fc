"""The compiled kernels against slow and plain oracles."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.restoration.candidates import LOWER, TITLE, UPPER, Candidates, find_candidates
from ocr_pipeline.restoration.casing import RUN, CasedWord, _pair_odds, decide_casing
from ocr_pipeline.restoration.confusions import STEP, ErrorModel, mixed_model
from ocr_pipeline.restoration.decoder import WORDS_AN_ARC, Lattice, decode
from ocr_pipeline.restoration.lattice import MARGIN
from ocr_pipeline.restoration.rivals import LEAST, MOST, find_rivals
from ocr_pipeline.restoration.word_trie import trie_of
from ocr_pipeline.vietnamese.language_model import extend, load_language_model
from ocr_pipeline.vietnamese.tokens import CLASSES, COMMA, START, STOP

MARKS = (CLASSES.index(COMMA), CLASSES.index(STOP))


def reading_probability(read: str, printed: str, model: ErrorModel, behind: str = "") -> float:
    """Log probability of the best segmentation, by plain recursion."""
    if not printed:
        return 0.0 if not read else -np.inf
    best = -np.inf
    row = model.columns.single[model.columns.letters.get(behind, -1), model.columns.letters[printed[0]]]
    for size in range(min(3, len(read)) + 1):
        group = model.reads.get(read[:size])
        gain = STEP * model.tables.table[group, row] if group is not None else model.tables.unseen[size]
        best = max(best, gain + reading_probability(read[size:], printed[1:], model, printed[0]))
    if (
        len(printed) > 1
        and (pair := model.columns.pair[model.columns.letters[printed[0]], model.columns.letters[printed[1]]]) >= 0
    ):
        for size in range(min(3, len(read)) + 1):
            group = model.reads.get(read[:size])
            if group is not None:
                best = max(
                    best,
                    STEP * model.tables.table[group, pair]
                    + reading_probability(read[size:], printed[2:], model, printed[1]),
                )
    return float(best)


def candidates_of(read: str) -> tuple[Candidates, ErrorModel]:
    language = load_language_model()
    errors = mixed_model(None, (0.0, 1.0, 0.0))
    return find_candidates([read], trie_of(language, errors.columns), errors, MARGIN)[read], errors


@pytest.mark.parametrize("read", ["thue", "hién", "dugc", "1€", "PANG", "t&1", "Uy", "ngudn"])
def test_candidates_carry_the_probability_of_their_reading(read: str) -> None:
    found, errors = candidates_of(read)
    assert len(found.words)
    for word, scores in itertools.islice(zip(found.words, found.scores, strict=True), 12):
        form = load_language_model().forms[word]
        printed = {LOWER: form, TITLE: form[0].upper() + form[1:], UPPER: form.upper()}
        for casing, spelling in printed.items():
            if scores[casing] > -1e8:
                assert scores[casing] == pytest.approx(reading_probability(read, spelling, errors), abs=1e-3)


@pytest.mark.parametrize("read", ["thue", "dugc", "Uy", "nudc"])
def test_no_word_within_the_margin_is_overlooked(read: str) -> None:
    found, errors = candidates_of(read)
    language = load_language_model()
    alone = trie_of(language, errors.columns).alone
    every = {
        number: alone[number]
        + max(reading_probability(read, form, errors), reading_probability(read, form.title(), errors))
        for number, form in enumerate(language.forms[: 6 + 1500])
        if number >= len(CLASSES)
        and form.islower()
        and all(letter in errors.columns.letters for letter in form + form.upper())
    }
    likely = {number for number, score in every.items() if score > max(every.values()) - MARGIN + 0.1}
    assert likely <= set(found.words.tolist())


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
    assert load_language_model().id_of(printed) in candidates_of(read)[0].words


def score_of(lattice: Lattice, path: list[int]) -> float:
    trie = load_language_model().trie
    start = CLASSES.index(START)
    nodes, total = (start, -1, -1), 0.0
    for gap, arc in enumerate(path):
        total += float(lattice.score[arc])
        for mark in (lattice.closing[gap], lattice.opening[gap]):
            if mark >= 0 and nodes[0] not in MARKS:
                gain, node2, node3 = extend(trie, *nodes, int(mark))
                total += gain
                nodes = (int(mark), node2, node3)
        for word in lattice.words[arc]:
            if word < 0:
                continue
            gain, node2, node3 = extend(trie, *nodes, int(word))
            total += gain
            nodes = (int(word), node2, node3)
    return total


OPTIONS = st.lists(
    st.lists(st.tuples(st.integers(6, 400), st.floats(-9, 0)), min_size=1, max_size=3), min_size=1, max_size=5
)
ALL_MARKS = st.lists(st.sampled_from([-1, -1, *MARKS]), min_size=12, max_size=12)


def lattice_of(options: list[list[tuple[int, float]]], marks: list[int]) -> Lattice:
    """One-word arcs from gap to gap."""
    gaps = len(options)
    first = np.cumsum([0, *map(len, options)]).astype(np.int32)
    words = np.full((first[-1], WORDS_AN_ARC), -1, np.int32)
    words[:, 0] = [word for arcs in options for word, _ in arcs]
    return Lattice(
        first,
        np.repeat(np.arange(1, gaps + 1), list(map(len, options))).astype(np.int32),
        np.array([score for arcs in options for _, score in arcs], np.float32),
        words,
        np.array(marks[: gaps + 1], np.int32),
        np.array(marks[-gaps - 1 :], np.int32),
        np.zeros(gaps + 1, np.int32),
    )


@settings(max_examples=40)
@given(OPTIONS, ALL_MARKS)
def test_a_wide_beam_finds_the_best_path(options: list[list[tuple[int, float]]], marks: list[int]) -> None:
    lattice = lattice_of(options, marks)
    path = decode(load_language_model().trie, lattice, 300, 1000.0)[0].tolist()
    every = itertools.product(*(range(lattice.first[gap], lattice.first[gap + 1]) for gap in range(len(options))))
    assert score_of(lattice, path) == pytest.approx(max(score_of(lattice, list(one)) for one in every), abs=1e-3)


@settings(max_examples=40)
@given(OPTIONS.filter(lambda options: len(options) <= 4), ALL_MARKS)
def test_rivals_are_all_other_arcs_that_come_near(options: list[list[tuple[int, float]]], marks: list[int]) -> None:
    """In four steps the window is the whole path."""
    lattice = lattice_of(options, marks)
    lattice.closing[[0, -1]] = -1  # nothing ends before the first word; `score_of` ends with the last one
    trie = load_language_model().trie
    path = decode(trie, lattice, 300, 1000.0)[0]
    arcs, odds = find_rivals(trie, lattice, path)
    best = score_of(lattice, path.tolist())
    for gap, chosen in enumerate(path.tolist()):
        gains = {
            arc: score_of(lattice, [*path[:gap].tolist(), arc, *path[gap + 1 :].tolist()]) - best
            for arc in range(lattice.first[gap], lattice.first[gap + 1])
            if lattice.words[arc, 0] != lattice.words[chosen, 0]
        }
        near = sorted((gain for gain in gains.values() if gain > LEAST), reverse=True)[:MOST]
        found = [(arc, gain) for arc, gain in zip(arcs[gap].tolist(), odds[gap].tolist(), strict=True) if arc >= 0]
        assert [gain for _, gain in found] == pytest.approx(near, abs=1e-3)
        assert all(gains[arc] == pytest.approx(gain, abs=1e-3) for arc, gain in found)


WORDS = ("ủy", "ban", "nhân", "dân", "tỉnh", "UBND", "và", "hà", "nội")
CASED = st.tuples(
    st.sampled_from(WORDS), st.tuples(*[st.floats(-9, 0)] * 3), st.booleans(), st.sampled_from([None, COMMA, STOP])
)


@settings(max_examples=40)
@given(st.lists(CASED, min_size=1, max_size=4))
def test_no_other_casing_of_the_words_is_likelier(drawn: list[tuple[str, tuple[float, ...], bool, str | None]]) -> None:
    model = load_language_model()
    words: list[CasedWord] = []
    previous = CLASSES.index(START)
    for form, (lower, title, upper), begins, mark in drawn:
        words.append(CasedWord(model.id_of(form), previous, (lower, title, upper), begins))
        previous = CLASSES.index(mark) if mark else words[-1].word

    def score(casings: Sequence[int]) -> float:
        total = sum(word.scores[casing] for word, casing in zip(words, casings, strict=True))
        for (one, before), (word, casing) in itertools.pairwise(zip(words, casings, strict=True)):
            if word.begins:
                continue
            total += (*_pair_odds.py_func(model.trie, word.previous, word.word), 0.0)[casing]
            abbreviated = any(model.forms[either.word].isupper() for either in (one, word))
            total += RUN if before == casing == UPPER and not abbreviated else 0.0
        return total

    best = max(score(casings) for casings in itertools.product((LOWER, TITLE, UPPER), repeat=len(words)))
    assert score(decide_casing(words, model)) == pytest.approx(best)
