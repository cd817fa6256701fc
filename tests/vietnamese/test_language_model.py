import math

import numpy as np
import pytest

from ocr_pipeline.errors import ModelError
from ocr_pipeline.vietnamese.language_model import (
    LanguageModel,
    extend,
    load_language_model,
    log_probabilities,
    perplexity,
)
from ocr_pipeline.vietnamese.tokens import CLASSES, START, UNKNOWN

START_ID = CLASSES.index(START)


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return load_language_model()


def context(model: LanguageModel, *words: str) -> tuple[int, int, int]:
    nodes = (START_ID, -1, -1)
    for word in words:
        number = model.id_of(word)
        _, node2, node3 = extend(model.trie, *nodes, number)
        nodes = (number, node2, node3)
    return nodes


@pytest.mark.parametrize("words", [(), ("nghị",), ("ủy", "ban"), ("ủy", "ban", "nhân"), ("của", "xxxx", "và")])
def test_probabilities_after_any_context_sum_to_one(model: LanguageModel, words: tuple[str, ...]) -> None:
    nodes = context(model, *words)
    total = sum(math.exp(extend(model.trie, *nodes, number)[0]) for number in range(len(model.forms)))
    assert total == pytest.approx(1.0, abs=0.06)  # probabilities are kept in steps of a sixteenth of a nat


@pytest.mark.parametrize(
    ("words", "likely", "unlikely"),
    [
        (("ủy", "ban", "nhân"), "dân", "viên"),
        (("ban", "thường"), "vụ", "vũ"),
        (("quy", "hoạch", "đô"), "thị", "thì"),
        (("đường",), "lối", "lồi"),
    ],
)
def test_official_phrases_are_likelier(
    model: LanguageModel, words: tuple[str, ...], likely: str, unlikely: str
) -> None:
    nodes = context(model, *words)
    odds = extend(model.trie, *nodes, model.id_of(likely))[0] - extend(model.trie, *nodes, model.id_of(unlikely))[0]
    assert odds > 3


def test_compiled_walk_agrees_with_plain_python(model: LanguageModel) -> None:
    words = np.array(
        [model.id_of(word) for word in ["tổ", "chức", "thực", "hiện", "nghị", "quyết", "của", "đảng", "bộ", "tỉnh"]],
        np.int32,
    )
    plain = log_probabilities.py_func  # type: ignore[attr-defined]  # numba keeps the function there
    words = np.concatenate([words, [START_ID], words])
    found = log_probabilities(model.trie, START_ID, words)
    assert found == pytest.approx(plain(model.trie, START_ID, words))
    assert found[11:] == pytest.approx(found[:10])


def test_right_text_is_far_less_perplexing_than_garbled(model: LanguageModel) -> None:
    right = ["Cấp ủy, chính quyền các cấp đã tập trung lãnh đạo, chỉ đạo thực hiện nghiêm túc chủ trương của Đảng."]
    garbled = ["Cip ty, chinh quyén cac cap da tap trung 1anh dao, chi dao thyc hién nghiém tic chu truong cua bang."]
    assert perplexity(model, right) < 60
    assert perplexity(model, garbled) > 20 * perplexity(model, right)


def test_a_word_nobody_knows_is_the_unknown_class(model: LanguageModel) -> None:
    assert model.id_of("qwxyz") == CLASSES.index(UNKNOWN)


def test_a_missing_model_says_what_to_do(tmp_path) -> None:
    with pytest.raises(ModelError, match="--models"):
        load_language_model(tmp_path)
