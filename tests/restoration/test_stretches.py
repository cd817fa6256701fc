"""Of right text only the surroundings of odd words are decoded, with the same result as if all of it were."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.document import Origin
from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration import restore_text
from ocr_pipeline.restoration.pieces import pieces_of
from ocr_pipeline.restoration.stretches import odd_stretches
from ocr_pipeline.vietnamese.language_model import load_language_model

SAMPLES = Path(__file__).parents[2] / "samples"
RIGHT = "\n".join(path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.gold.txt")))


MODEL = load_language_model(model_paths().language_model)
SENTENCE = "thực hiện nhiệm vụ phát triển kinh tế xã hội"


def test_misspelt_syllables_show_that_an_engine_has_read_the_text() -> None:
    sentence = "Sở Xây dựng báo cáo kết quả thực hiện thành phô trên địa bàn tỉnh.\n"
    assert restore_text(f"{RIGHT}\n{sentence}").text == f"{RIGHT}\n{sentence}"
    misspelt = RIGHT.replace("quyết định", "quyêt định").replace("cấp ủy", "câp ủy")
    mended = restore_text(f"{misspelt}\n{sentence}").text
    assert mended.endswith(sentence.replace("phô", "phố"))
    assert "câp" not in mended


def test_a_word_that_engines_take_for_another_one_is_told_in_right_text_and_mended_in_text_read_from_an_image() -> None:
    sentence = "Ít nhất 70% chỉ bộ được xếp loại sinh hoạt tốt."
    assert [(one.before, one.after) for one in restore_text(sentence).suggestions] == [("chỉ", "chi")]
    assert restore_text(sentence, origin=Origin.OCR).text == sentence.replace("chỉ", "chi")


@pytest.mark.parametrize(
    ("misread", "printed"),
    [("pháttriển đô thị", "phát triển đô thị"), ("Nghịquyết số 06-NQ/TU", "Nghị quyết số 06-NQ/TU")],
)
def test_a_misprint_in_right_text_is_mended(misread: str, printed: str) -> None:
    sentence = f"Sở Xây dựng báo cáo kết quả thực hiện {printed} trên địa bàn tỉnh."
    wrong = f"{RIGHT}\n{sentence.replace(printed, misread)}\n"
    assert restore_text(wrong).text == f"{RIGHT}\n{sentence}\n"


def test_what_is_only_told_in_right_text_is_mended_where_many_words_are_surely_wrong() -> None:
    sentence = "Sở Xây dựng báo cáo kết quả thực hiện thành phô trên địa bàn tỉnh.\n"
    told = restore_text(f"{RIGHT}\n{sentence}")
    assert told.edits == ()
    assert [(one.before, one.after) for one in told.suggestions] == [("phô", "phố")]
    glued = RIGHT.replace("thực hiện", "thựchiện").replace("xây dựng", "xâydựng")
    assert restore_text(f"{glued}\n{sentence}").text == f"{RIGHT}\n{sentence.replace('phô', 'phố')}"


def test_an_odd_word_opens_its_neighbours_and_nothing_else() -> None:
    words = f"{SENTENCE}, {SENTENCE}, {SENTENCE}".split(" ")
    words[15] = "nhiêmm"
    pieces = pieces_of(" ".join(words))
    found = odd_stretches(pieces, MODEL)
    opened = [place for place, piece in enumerate(pieces) if piece.start not in found.kept]
    assert set(range(13, 18)) <= set(opened) <= set(range(11, 21))
    ((first, end),) = found.runs
    assert (first, end) == (opened[0] - 4, opened[-1] + 5)


def test_text_without_odd_words_is_not_decoded() -> None:
    assert odd_stretches(pieces_of(SENTENCE), MODEL).runs == ()
    assert odd_stretches((), MODEL).runs == ()


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*SENTENCE.split(), "nhiêmm", "QD-UBND", "123", "06-NQ/TU", "(a)", "tỉnh."]), max_size=60)
)
def test_runs_are_apart_in_order_and_hold_all_that_is_open(words: list[str]) -> None:
    pieces = pieces_of(" ".join(words))
    found = odd_stretches(pieces, MODEL)
    inside = [place for first, end in found.runs for place in range(first, end)]
    assert inside == sorted(set(inside))
    assert all(0 <= place < len(pieces) for place in inside)
    opened = {place for place, piece in enumerate(pieces) if piece.start not in found.kept}
    unknown = {place for place, piece in enumerate(pieces) if piece.core == "nhiêmm"}
    assert unknown <= opened <= set(inside)
