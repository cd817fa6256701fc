import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.restoration import replay, restore_text

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
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_keeps_its_lines_and_its_numbers(text: str) -> None:
    restoration = restore_text(text)
    assert replay(text, restoration.edits) == restoration.text
    assert len(restoration.text.splitlines()) == len(text.splitlines())
    for edit in restoration.edits:
        kept, new = re.findall(r"\d+", edit.before), re.findall(r"\d+", edit.after)
        assert set(new) <= set(kept), "no digit becomes another digit, none is made up"
        assert not re.fullmatch(r"\d{4,}|\d+[./,-]\d+.*", edit.before), "numbers and dates are never touched"
        assert unicodedata.is_normalized("NFC", edit.after)
