import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.evaluation.text import bag_scores, text_scores, words_of

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "text.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
texts = st.lists(st.sampled_from(["số", "sô", "so", "06", "Đảng", "đảng", "hòa", "hoà", "x."]), max_size=9).map(
    " ".join
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}|{row[1]}")
def test_rates(row: list[str]) -> None:
    scores = text_scores(row[0], row[1])
    found = (
        scores.wer,
        scores.cer,
        scores.syllable_recall,
        scores.syllable_precision,
        scores.accent_only_error_rate,
    )
    assert found == pytest.approx([float(cell) for cell in row[2:]])


def test_decomposed_text_is_equal() -> None:
    text = "Nghị quyết của Tỉnh ủy Khánh Hòa"
    assert text_scores(unicodedata.normalize("NFD", text), text).wer == 0


def test_line_breaks_do_not_count() -> None:
    assert text_scores("Nghị quyết\nsố 06", "Nghị quyết số\n\n06").cer == 0


def test_order_counts_unless_told_otherwise() -> None:
    found, wanted = "Độc lập TỈNH ỦY", "TỈNH ỦY Độc lập"
    assert text_scores(found, wanted).syllable_recall == 0.5
    assert bag_scores(found, wanted).syllable_recall == 1
    assert bag_scores("số số 06", "số 06 07").syllable_precision == pytest.approx(2 / 3)
    assert bag_scores("sô 06", "06 số").accent_only_error_rate == 0.5


@given(texts, texts)
def test_bounds(found: str, wanted: str) -> None:
    scores, bags = text_scores(found, wanted), bag_scores(found, wanted)
    assert 0 <= scores.accent_only_error_rate <= scores.wer
    assert scores.syllable_recall <= bags.syllable_recall <= 1
    assert (scores.wer == 0) == (words_of(found) == words_of(wanted))
    assert text_scores(found, found).syllable_precision == 1
