"""The shipped model and an archive's own, as one."""

import json
import math
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ocr_pipeline.errors import InputError
from ocr_pipeline.training.adaptation import WEIGHTS, Trained, adapt_language_model, train_from_scratch
from ocr_pipeline.training.comparison import compared_perplexities
from ocr_pipeline.training.counting import Corpus
from ocr_pipeline.training.interpolation import interpolate, token_log_probabilities, with_new_words
from ocr_pipeline.training.kneser_ney import SHIFT, estimate
from ocr_pipeline.training.language_model import write_language_model
from ocr_pipeline.training.unpacking import unpack_levels, unpack_titles
from ocr_pipeline.vietnamese.language_model import STEP, LanguageModel, extend, load_language_model, perplexity
from ocr_pipeline.vietnamese.tokens import CLASSES, START, tokens_of

from .streams import stream_of

ACTS = ("báo cáo kết quả", "lấy ý kiến nhân dân", "kiểm tra việc thu ngân sách", "rà soát hộ nghèo", "lập dự toán")
PLACES = ("Thọ Vức", "Nà Thuồm", "Phja Khao")


def archive_lines(count: int, seed: int = 1) -> list[str]:
    chooser = random.Random(seed)
    return [
        f"{number}. Ủy ban nhân dân xã {chooser.choice(PLACES)} {chooser.choice(ACTS)} trước ngày "
        f"{chooser.randint(1, 28)}/{chooser.randint(1, 12)}/2025, {chooser.choice(ACTS)} với Huyện ủy."
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def shipped() -> LanguageModel:
    return load_language_model()


@pytest.fixture(scope="module")
def adapted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trained, list[str]]:
    folder, told = tmp_path_factory.mktemp("lm"), list[str]()
    return folder, adapt_language_model([(archive_lines(600), 1)], folder, told.append), told


def total_after(model: LanguageModel, *words: str) -> float:
    nodes = (CLASSES.index(START), -1, -1)
    for word in words:
        number = model.id_of(word)
        _, node2, node3 = extend(model.trie, *nodes, number)
        nodes = (number, node2, node3)
    return sum(math.exp(extend(model.trie, *nodes, number)[0]) for number in range(len(model.forms)))


def test_an_unpacked_model_packs_to_the_same_bytes(shipped: LanguageModel, tmp_path: Path) -> None:
    write_language_model(tmp_path, shipped.forms, unpack_levels(shipped), unpack_titles(shipped), 0)
    again = load_language_model(tmp_path)
    assert again.forms == shipped.forms
    for name, one, other in zip(shipped.trie._fields, shipped.trie, again.trie, strict=True):
        assert np.array_equal(one, other), name


def test_words_get_the_probabilities_that_the_walk_gives(shipped: LanguageModel) -> None:
    line = "Tổ chức thực hiện Nghị quyết của Tỉnh ủy"
    words = [shipped.id_of(form) for form, _ in tokens_of(line)]
    found = token_log_probabilities(unpack_levels(shipped), [words])
    assert math.exp(-found.mean()) == pytest.approx(perplexity(shipped, [line]))
    assert np.allclose(found / STEP, np.rint(found / STEP))


def test_a_mixture_of_exact_models_is_exact() -> None:
    chooser = random.Random(2)
    start, size = CLASSES.index(START), 12

    def some_corpus() -> Corpus:
        lines = ([start, *(chooser.choice(range(6, size)) for _ in range(6))] for _ in range(300))
        return stream_of([word for line in lines for word in line])

    models = [estimate(some_corpus(), size, (90, 150, 120)) for _ in range(2)]
    mixed = interpolate(*models, 0.3)
    for shorter, longer in pairwise(mixed):
        assert np.isin(longer.keys >> SHIFT, shorter.keys).all()
    contexts = [[chooser.choice(range(6, size)) for _ in range(chooser.randint(0, 4))] for _ in range(60)]
    for context in contexts:
        lines = [[*context, word] for word in range(size)]
        one, other, both = (
            np.exp([token_log_probabilities(model, [line])[-1] for line in lines]) for model in (*models, mixed)
        )
        assert both.sum() == pytest.approx(1.0, abs=0.01)
        assert both == pytest.approx(0.7 * one + 0.3 * other, rel=0.35, abs=2e-3)


def test_new_words_take_half_of_the_unknown_words_probability(shipped: LanguageModel) -> None:
    levels = unpack_levels(shipped)
    more = with_new_words(levels, 7)
    before, after = (np.exp(model[0].log_probability) for model in (levels, more))
    assert after[0] == pytest.approx(before[0] / 2)
    assert after.sum() == pytest.approx(before.sum())


def test_the_adapted_model_knows_the_archive_and_forgets_nothing(
    shipped: LanguageModel, adapted: tuple[Path, Trained, list[str]]
) -> None:
    folder, trained, told = adapted
    model = load_language_model(folder)
    assert set(trained.new_words) == {"phja", "thuồm"}
    assert set(model.forms) == {*shipped.forms, *trained.new_words}
    assert not trained.worse
    assert trained.after < trained.before / 2
    before, after = compared_perplexities(shipped, model, archive_lines(50, seed=9))
    assert after < before / 2
    elsewhere = ["Cấp ủy, chính quyền các cấp đã tập trung lãnh đạo, chỉ đạo thực hiện chủ trương của Đảng."]
    assert perplexity(model, elsewhere) < 2.2 * perplexity(shipped, elsewhere)
    assert WEIGHTS[0] <= (trained.weight or 0) <= WEIGHTS[1]
    assert len(told) == 4
    assert json.loads((folder / "card.json").read_text())["ngrams"] == list(trained.ngrams)


@pytest.mark.parametrize("words", [(), ("ủy", "ban", "nhân"), ("xã", "nà"), ("nà", "thuồm"), ("của", "xxxx", "và")])
def test_adapted_probabilities_sum_to_one(adapted: tuple[Path, Trained, list[str]], words: tuple[str, ...]) -> None:
    assert total_after(load_language_model(adapted[0]), *words) == pytest.approx(1.0, abs=0.06)


def test_a_word_that_one_model_lacks_is_no_cheap_guess(
    shipped: LanguageModel, adapted: tuple[Path, Trained, list[str]]
) -> None:
    model = load_language_model(adapted[0])
    with_word, without = ["Ủy ban nhân dân xã Thuồm"], ["Ủy ban nhân dân xã"]
    assert compared_perplexities(shipped, model, without)[0] == pytest.approx(perplexity(shipped, without))
    lacking = len(set(model.forms) - set(shipped.forms))
    expected = perplexity(shipped, with_word) * (2 * lacking) ** (1 / 6)
    assert compared_perplexities(shipped, model, with_word)[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["một dòng"],
        ["Ủy ban nhân dân xã họp"] * 500,
        [f"số {number}" for number in range(3000)],
        ["một hai ba bốn"] * 4 + [f"{number} x{number:x}" for number in range(40)],
    ],
    ids=["nothing", "a line", "one line again and again", "numbers", "hardly anything"],
)
def test_too_little_to_learn_from_is_told(tmp_path: Path, lines: list[str]) -> None:
    for train in (adapt_language_model, train_from_scratch):
        with pytest.raises(InputError, match="văn bản quá ít"):
            train([(lines, 1)], tmp_path / "lm", lambda _: None)


@pytest.mark.parametrize("weight", [1, 4])
def test_lines_that_say_nothing_twice(shipped: LanguageModel, tmp_path: Path, weight: int) -> None:
    lines = [" ".join(random.Random(number).choices(shipped.forms[6:], k=12)) for number in range(600)]
    try:
        trained = adapt_language_model([(lines, weight)], tmp_path / "lm", lambda _: None)
    except InputError as error:
        assert "lặp lại" in error.problem  # noqa: PT017  (with a weight, the repeated lines may teach something)
    else:
        assert weight > 1
        assert trained.after < 1.01 * trained.before


def test_a_model_from_scratch_is_measured_on_lines_it_never_saw(tmp_path: Path) -> None:
    trained = train_from_scratch([(archive_lines(6000), 2)], tmp_path / "lm", lambda _: None)
    assert trained.weight is None
    assert trained.held_out >= 10
    assert trained.vocabulary < 100
    assert trained.after < trained.before
