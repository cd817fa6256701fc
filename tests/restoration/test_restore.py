import itertools
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocr_pipeline.document import Origin
from ocr_pipeline.restoration import replay, restore_text
from ocr_pipeline.restoration.composition import compose, in_decomposed
from ocr_pipeline.settings import RestorationOptions

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list:
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


GARBLED = [*load("wrong_language"), *load("right_language")]


@pytest.mark.parametrize("case", GARBLED, ids=[case["name"] for case in GARBLED])
def test_garbled_text_comes_back(case: dict[str, str]) -> None:
    assert restore_text(case["read"]).text == case["printed"]


@pytest.mark.parametrize("text", load("unchanged"))
def test_right_text_is_left_alone(text: str) -> None:
    restoration = restore_text(text)
    assert restoration.edits == ()
    assert restoration.text == text


@pytest.mark.parametrize("case", load("known_failures"), ids=[case["name"] for case in load("known_failures")])
def test_known_failures_still_fail(case: dict[str, str]) -> None:
    assert restore_text(case["read"]).text != case["printed"], "mended: move the case to the ones that come back"


@pytest.mark.parametrize("case", GARBLED, ids=[case["name"] for case in GARBLED])
def test_edits_explain_the_whole_change(case: dict[str, str]) -> None:
    restoration = restore_text(case["read"])
    assert replay(case["read"], restoration.edits) == restoration.text
    for edit in restoration.edits:
        assert case["read"][edit.start : edit.end] == edit.before
        assert edit.before != edit.after
        assert edit.reason
    assert all(one.end <= two.start for one, two in zip(restoration.edits, restoration.edits[1:], strict=False))


@pytest.mark.parametrize("case", GARBLED, ids=[case["name"] for case in GARBLED])
def test_restored_text_is_right_text(case: dict[str, str]) -> None:
    assert restore_text(case["printed"]).text == case["printed"]


@pytest.mark.parametrize("case", load("suggestions"), ids=[case["name"] for case in load("suggestions")])
def test_what_is_not_sure_enough_is_suggested_and_not_done(case: dict) -> None:
    restoration = restore_text(case["read"], origin=Origin(case.get("origin", "text")))
    assert restoration.text == case["read"]
    assert [[edit.before, edit.after] for edit in restoration.suggestions] == case["suggested"]
    assert all(edit.doubtful and edit.reason for edit in restoration.suggestions)


def test_the_threshold_and_the_floor_are_options() -> None:
    read = "Thu hoạch lúa mua trước bão."
    assert restore_text(read, origin=Origin.OCR).text == read.replace("mua", "mùa")
    kept = restore_text(read, RestorationOptions(threshold=9.0), origin=Origin.OCR)
    assert (kept.text, [edit.after for edit in kept.suggestions]) == (read, ["mùa"])
    assert restore_text(read, RestorationOptions(threshold=9.0, suggestion=8.0), origin=Origin.OCR).suggestions == ()


def test_doubtful_changes_bring_other_readings_and_sure_ones_none() -> None:
    restoration = restore_text("vu phu trach ting dv an, tung cum dan cu. ong Vang A Sinh o thon Na Lung, ban Den")
    doubtful = [edit for edit in restoration.edits if edit.doubtful]
    told = next(edit for edit in doubtful if edit.before == "ban")
    assert told.after == "bản"
    assert told.alternatives
    assert "bản" not in told.alternatives
    assert all(len(edit.alternatives) <= 2 for edit in doubtful)
    assert all(edit.alternatives == () for edit in restoration.edits if not edit.doubtful)


def test_damage_is_measured_from_the_text() -> None:
    assert restore_text(GARBLED[0]["read"]).damage > 0.6
    assert restore_text(load("unchanged")[0]).damage < 0.1


WORDS = st.sampled_from(
    [
        "Nghị",
        "quyết",
        "số",
        "06-NQ/TU,",
        "nudc",
        "1€",
        "13",
        "&",
        "đô",
        "thị",
        "11/01/2021",
        "12m",
        "3",
        "\t",
        "\n",
        "—",
        "1.",
        "chỉ",
        "bộ",
        "BCSÐ",
        "HI-",
        "đồi",
    ]
)


TEXTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60)


@settings(max_examples=60)
@given(TEXTS)
@example("số 13 06-NQ/TU,")
def test_any_text_keeps_its_lines_and_its_numbers(text: str) -> None:
    restoration = restore_text(text)
    assert replay(text, restoration.edits) == restoration.text
    assert len(restoration.text.splitlines()) == len(text.splitlines())
    for edit in restoration.edits:
        kept, new = re.findall(r"\d+", edit.before), re.findall(r"\d+", edit.after)
        assert set(new) <= set(kept), "no digit becomes another digit, none is made up"
        assert not re.fullmatch(r"\d{4,}|\d+[./,-]\d+.*", edit.before), "numbers and dates are never touched"
        assert unicodedata.is_normalized("NFC", edit.after)


@settings(max_examples=60)
@given(TEXTS)
@example("0O0")
def test_suggestions_stand_beside_the_edits(text: str) -> None:
    restoration = restore_text(text, RestorationOptions(threshold=3.0, suggestion=-4.0), origin=Origin.OCR)
    changes = sorted([*restoration.edits, *restoration.suggestions], key=lambda edit: edit.start)
    assert all(one.end <= two.start for one, two in itertools.pairwise(changes)), "none overlaps another"
    for edit in restoration.suggestions:
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert edit.after not in edit.alternatives
        assert edit.before not in edit.alternatives
        assert -4.0 <= edit.log_odds < 3.0
        if edit.reason == "figure":  # a sign or letter may stand for a digit; no digit that was read is another
            pairs = zip(edit.before, edit.after, strict=True)
            assert all(read == meant for read, meant in pairs if read.isdecimal())
        else:
            assert set(re.findall(r"\d+", edit.after)) <= set(re.findall(r"\d+", edit.before))
    longer = sum(len(edit.after) - len(edit.before) for edit in restoration.suggestions)
    assert len(replay(text, changes)) == len(restoration.text) + longer


@pytest.mark.parametrize("case", GARBLED, ids=[case["name"] for case in GARBLED])
def test_letters_and_marks_apart_come_out_together(case: dict[str, str]) -> None:
    apart = unicodedata.normalize("NFD", case["read"])
    restoration = restore_text(apart)
    assert restoration.text == unicodedata.normalize("NFC", case["printed"])
    assert replay(apart, restoration.edits) == restoration.text
    assert all(apart[edit.start : edit.end] == edit.before for edit in restoration.edits)


@given(st.text("aâêôu\u0301\u0302\u0323 \n7.", max_size=30))
def test_any_text_is_composed_by_its_edits(text: str) -> None:
    whole, places = compose(text)
    assert len(places) == len(whole) + 1
    assert replay(text, in_decomposed(text, places, ())) == unicodedata.normalize("NFC", text)
