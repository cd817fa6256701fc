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
