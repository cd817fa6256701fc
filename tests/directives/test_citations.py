"""Codes of cited documents with their dates; numbers that are no codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives.mentions import find_citations, references_of

CASES = json.loads((Path(__file__).parent / "cases" / "citations.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_references(case: dict[str, Any]) -> None:
    found = references_of(find_citations([("text", case["text"])], case["own"]))
    assert [[one.code, one.date] for one in found] == case["references"]


def test_what_a_paper_amends_is_its_subject_and_no_part_of_its_issuer() -> None:
    text = "Nghị định số 48/2013/NĐ-CP ngày 14/5/2013 của Chính phủ sửa đổi, bổ sung một số điều của Nghị định về phí;"
    (found,) = find_citations([("text", text)], None)
    assert (found.issuer, found.subject) == ("Chính phủ", "sửa đổi, bổ sung một số điều của Nghị định về phí")
