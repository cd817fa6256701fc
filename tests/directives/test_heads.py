"""Heads: who issued what, when, about what, to whom; left and right column apart or merged."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text

CASES = json.loads((Path(__file__).parent / "cases" / "heads.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_head(case: dict[str, Any]) -> None:
    found = parse_text(case["text"])
    assert {name: getattr(found.header, name) for name in case["header"]} == case["header"]
    assert list(found.addressees) == case.get("addressees", [])
    assert [flag.field for flag in found.flags] == case.get("flags", [])
    assert list(found.unparsed) == case.get("unparsed", list(found.unparsed))
