"""Fixed lines, addresses, and what stays as it was read from a scan."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.document import Origin
from ocr_pipeline.restoration.restore import replay, restore_text

MARKS = st.sampled_from(
    [
        "./.",
        "'a",
        "cơ",
        "'yếu",
        "quy",
        "định.",
        "Căn cứ Luật",
        ":\nTheo Tờ trình",
        "vt(2so. vn",
        "http://a. vn",
        "x@b com",
        "”",
    ]
)
CASES = json.loads((Path(__file__).parent / "cases" / "fixed.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["repaired"], ids=[case["name"] for case in CASES["repaired"]])
def test_what_papers_print_word_for_word_comes_back(case: dict[str, str]) -> None:
    restoration = restore_text(case["read"], origin=Origin.OCR)
    assert restoration.text == case["printed"]
    assert replay(case["read"], restoration.edits) == case["printed"]


@pytest.mark.parametrize("text", CASES["kept"])
def test_what_is_right_or_unknown_stays(text: str) -> None:
    assert restore_text(text, origin=Origin.OCR).text == text
    between = f"Căn cứ Luật Tổ chức chính quyền địa phương;\n{text}\nSở Tài chính chủ trì, phối hợp thực hiện."
    assert restore_text(between, origin=Origin.OCR).text == between


@settings(max_examples=150)
@given(st.lists(MARKS, max_size=12).map(" ".join))
def test_edits_of_marks_and_addresses_never_overlap(text: str) -> None:
    edits = restore_text(text, origin=Origin.OCR).edits
    assert all(one.end <= other.start for one, other in pairwise(edits))
    assert all(text[edit.start : edit.end] == edit.before for edit in edits)
