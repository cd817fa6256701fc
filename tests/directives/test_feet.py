"""Feet: recipients and signatures, apart or side by side, with traces of seals and electronic signatures."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text

CASES = json.loads((Path(__file__).parent / "cases" / "feet.json").read_text("utf-8"))
BODY = "Số: 12/KH-UBND\nKẾ HOẠCH\nVề một số việc\n1. Sở Y tế rà soát.\n2. Sở Nội vụ báo cáo.\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_foot(case: dict[str, Any]) -> None:
    found = parse_text(BODY + "\n".join(case["lines"]))
    assert list(found.recipients) == case["recipients"]
    assert found.signature is not None
    assert [found.signature.authority, found.signature.position, found.signature.name] == case["signature"]
    assert list(found.unparsed) == case["unparsed"]
    assert [item.text for item in found.directives] == ["Sở Y tế rà soát.", "Sở Nội vụ báo cáo."]
