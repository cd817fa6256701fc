from itertools import pairwise

import numpy as np
import pytest

from ocr_pipeline.training.counting import choose_vocabulary, count_ngrams, read_corpus
from ocr_pipeline.training.kneser_ney import estimate
from ocr_pipeline.training.language_model import train_language_model
from ocr_pipeline.vietnamese.language_model import load_language_model, perplexity

LINES = [
    f"{number}. Ủy ban nhân dân {unit} tổ chức thực hiện Nghị quyết số {number:02d}-NQ/TU của Tỉnh ủy, {ending}."
    for number in range(60)
    for unit, ending in (
        ("tỉnh", "báo cáo kết quả"),
        ("huyện", "kịp thời đề xuất"),
        ("xã", "hoàn thành trong năm"),
        ("phường", "bảo đảm đúng quy định"),
    )
]


def test_lines_are_counted_once_and_paragraphs_do_not_run_together() -> None:
    corpus = read_corpus([(["hai ba", "hai ba", "bốn năm"], 1)])
    forms, numbered = choose_vocabulary(corpus, syllable_count=1, other_count=1)
    keys, counts = count_ngrams(numbered.tokens, 2)
    pairs = {
        (forms[int(key) >> 16], forms[int(key) & 0xFFFF]): int(count) for key, count in zip(keys, counts, strict=True)
    }
    assert pairs == {("<s>", "hai"): 1, ("hai", "ba"): 1, ("<s>", "bốn"): 1, ("bốn", "năm"): 1}


def test_a_text_of_weight_nothing_only_widens_the_vocabulary() -> None:
    corpus = read_corpus([(["hai ba"], 1), (["ba bốn", "ba bốn"], 0)])
    forms, numbered = choose_vocabulary(corpus, syllable_count=1, other_count=1)
    assert set(forms) >= {"hai", "ba", "bốn"}
    assert [forms[token] for token in numbered.tokens] == ["<s>", "hai", "ba"]


def test_estimates_are_distributions() -> None:
    _, corpus = choose_vocabulary(read_corpus([(LINES, 1)]), syllable_count=1, other_count=1)
    levels = estimate(corpus, len(corpus.forms), (10_000, 10_000, 10_000))
    assert np.exp(levels[0].log_probability).sum() == pytest.approx(1.0, abs=1e-6)
    for shorter, longer in pairwise(levels):
        contexts, place = np.unique(longer.keys >> np.uint64(16), return_inverse=True)
        sums = np.bincount(place, np.exp(longer.log_probability))
        assert sums.max() <= 1.0 + 1e-6
        assert np.isin(contexts, shorter.keys).all()


def test_a_weight_that_all_texts_have_changes_no_probability() -> None:
    models = []
    for weight in (1, 4):
        forms, corpus = choose_vocabulary(read_corpus([(LINES, weight)]), syllable_count=1, other_count=1)
        models.append(estimate(corpus, len(forms), (10_000, 10_000, 10_000)))
    for once, four_times in zip(models[0][1:], models[1][1:], strict=True):
        shared, left, right = np.intersect1d(once.keys, four_times.keys, return_indices=True)
        assert len(shared) == len(once.keys)
        assert np.allclose(once.log_probability[left], four_times.log_probability[right], atol=1e-9)


def test_a_trained_model_is_loaded_and_knows_its_text(tmp_path) -> None:
    train_language_model([(LINES, 3)], tmp_path, (5_000, 5_000, 5_000))
    model = load_language_model(tmp_path)
    known = perplexity(model, ["Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết số 05-NQ/TU của Tỉnh ủy"])
    shuffled = perplexity(model, ["ủy Tỉnh của thực dân 05-NQ/TU số nhân hiện Ủy quyết tổ tỉnh Nghị ban chức"])
    assert known < 5 < shuffled
