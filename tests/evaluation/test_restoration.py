from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.evaluation.restoration import RestorationScores, harm_scores, reference_lines, restoration_scores

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "restoration.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
words = st.sampled_from(["số", "sô", "06-NQ/TU", "Đảng", "bộ", "hoà", "x."])
lines = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), max_size=5).map("\n".join)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}|{row[2]}")
def test_counts(row: list[str]) -> None:
    raw, restored, reference = (cell.replace("|", "\n") for cell in row[:3])
    scores = restoration_scores(raw, restored, reference)
    found = (
        scores.words,
        scores.word_errors,
        scores.accent_errors,
        scores.helped,
        scores.hurt,
        scores.lost,
    )
    assert found == tuple(map(int, row[3:]))


def test_rates_are_shares_of_the_lines_that_were_read() -> None:
    reference = "thực hiện Nghị quyết\nNguyễn Văn Bính"
    scores = restoration_scores("thue hién Nghi quyét", "thực hiện Nghi quyêt", reference)
    assert (scores.wer, scores.accent_only_error_rate, scores.cer) == (0.5, 0.5, 2 / 20)


def test_errors_are_shown_in_their_place() -> None:
    text = "Ban Thường vụ Tỉnh ủy yêu cầu các cấp"
    (error,) = restoration_scores(text, text.replace("Tỉnh", "Tình"), text).errors
    assert str(error) == "Ban Thường vụ [Tình ← Tỉnh] ủy yêu cầu các"


def test_columns_are_looked_for_one_by_one() -> None:
    printed = "TỈNH ỦY LẠNG SƠN      ĐẢNG CỘNG SẢN VIỆT NAM\n_____\n  2\nNgày tháng\tTên đơn vị"
    assert list(reference_lines(printed)) == ["TỈNH ỦY LẠNG SƠN", "ĐẢNG CỘNG SẢN VIỆT NAM", "Ngày tháng", "Tên đơn vị"]
    read = "ĐẢNG CỘNG SẢN VIỆT NAM\nTỈNH ỦY LẠNG SƠN\nTên đơn vị\nNgày tháng"
    assert restoration_scores(read, read, printed).wer == 0


def test_every_change_of_right_text_is_harm() -> None:
    right = "Nha Trang Green Park\nuỷ ban tỉnh Đắk Lắk"
    assert harm_scores(right, right) == RestorationScores(words=9, characters=40)
    spoilt = harm_scores(right, "Nha Trang Gren Park\nủy ban tỉnh Đắk Lắc")
    assert (spoilt.word_errors, spoilt.hurt, spoilt.helped) == (2, 2, 0)
    assert harm_scores("dở dang", "dở dang thêm").word_errors == 1


def test_scores_add_up() -> None:
    one = restoration_scores("sô liệu", "số liệu", "số liệu")
    other = restoration_scores("trên tinh", "trên tình", "trên tỉnh")
    both = one + other
    assert (both.words, both.helped, both.word_errors, both.errors) == (4, 1, 1, other.errors)


@given(lines, lines)
def test_bounds(read: str, printed: str) -> None:
    scores = restoration_scores(read, read, printed)
    assert scores.helped == scores.hurt == 0
    assert 0 <= scores.accent_errors <= scores.word_errors
    assert scores.words + scores.lost == sum(len(line.split()) for line in reference_lines(printed))
