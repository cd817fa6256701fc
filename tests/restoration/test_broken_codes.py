import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration import replay, restore_text
from ocr_pipeline.restoration.broken_codes import doubtful_codes, repair_codes, with_repairs
from ocr_pipeline.restoration.readings import look_alikes

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list:
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("case", load("broken_codes"), ids=lambda case: case["read"])
def test_what_the_engine_broke_is_put_right(case: dict[str, str]) -> None:
    assert replay(case["read"], repair_codes(case["read"])) == case["printed"]


@pytest.mark.parametrize("case", load("spaced_codes"), ids=lambda case: case["read"])
def test_blanks_that_may_have_been_printed_are_only_named(case: dict[str, str]) -> None:
    assert repair_codes(case["read"]) == ()
    doubts = [
        Edit(doubt.start, doubt.end, doubt.read, doubt.alternatives[0], doubt.reason, 0.0)
        for doubt in doubtful_codes(case["read"])
    ]
    assert replay(case["read"], doubts) == case["printed"]


@pytest.mark.parametrize("case", load("broken_codes"), ids=lambda case: case["read"])
def test_right_codes_and_dates_stay(case: dict[str, str]) -> None:
    assert repair_codes(case["printed"]) == ()


@pytest.mark.parametrize("text", load("kept_codes"))
def test_other_numbers_stay(text: str) -> None:
    assert repair_codes(text) == ()
    assert doubtful_codes(text) == ()


@pytest.mark.parametrize("case", load("doubtful_codes"), ids=lambda case: case["text"])
def test_doubtful_values_are_named_and_left_alone(case: dict) -> None:
    doubts = {doubt.read: doubt for doubt in doubtful_codes(case["text"])}
    assert doubts[case["read"]].alternatives == tuple(case["alternatives"])
    assert doubts[case["read"]].reason == case["reason"]
    assert not any(case["read"] in edit.before for edit in repair_codes(case["text"]))


def test_restoration_keeps_the_repairs_and_explains_them() -> None:
    text = "Căn cứ Nghị định số 63/2010/ NĐ-GP ngày 08/6201 0 của Chính phủ;\nCăn cứ Thông tư số 57/2024/TT1-BYT;"
    restoration = restore_text(text)
    assert restoration.text == (
        "Căn cứ Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ;\nCăn cứ Thông tư số 57/2024/TT-BYT;"
    )
    assert replay(text, restoration.edits) == restoration.text
    assert [edit.reason for edit in restoration.edits] == ["code", "code", "letter"]


def test_a_decoded_edit_that_overlaps_a_repair_is_dropped() -> None:
    repair = Edit(4, 10, "NĐ- CP", "NĐ-CP", "code", 9.0)
    before, inside, behind = (Edit(start, start + 2, "", "", "letters", 3.0) for start in (2, 8, 10))
    assert with_repairs([repair], [before, inside, behind]) == [before, repair, behind]


LETTERS = {read for read, _ in look_alikes("digit")}
BROKEN = st.sampled_from(
    [
        *(word for case in load("broken_codes") for word in case["read"].split()),
        "số",
        "ngày",
        "năm",
        "\n",
        "7",
        "3O",
        "1/2",
    ]
)


@settings(max_examples=300)
@given(st.lists(BROKEN, max_size=12).map(" ".join) | st.text("0123456789OIl/-QĐTCPNUBWg \nsốngày", max_size=40))
def test_digits_stay_what_they_are(text: str) -> None:
    edits = repair_codes(text)
    for edit in edits:
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert "\n" not in edit.before + edit.after
        kept, new = re.findall(r"\d", edit.before), iter(re.findall(r"\d", edit.after))
        if edit.reason != "letter":
            assert all(digit in new for digit in kept), "none is dropped or changed, the order is kept"
        if edit.reason == "code":
            assert kept == re.findall(r"\d", edit.after), "none is added"
        if edit.reason == "digit":
            added = len(re.findall(r"\d", edit.after)) - len(kept)
            assert 0 < added <= sum(letter in LETTERS for letter in edit.before)
    assert all(one.end <= two.start for one, two in pairwise(edits))


@settings(max_examples=200)
@given(st.lists(BROKEN, max_size=12).map(" ".join))
@example("15-KH/EU số l9 377QĐ-BGDĐT")
def test_a_second_run_finds_nothing(text: str) -> None:
    once = replay(text, repair_codes(text))
    assert unicodedata.is_normalized("NFC", once)
    assert repair_codes(once) == ()
