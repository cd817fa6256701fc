"""Long documents: the time that parsing takes grows with their length, not with its square."""

import json
from pathlib import Path
from time import process_time

import pytest

from ocr_pipeline.directives import parse_text

CASES = json.loads((Path(__file__).parent / "cases" / "long.json").read_text("utf-8"))
HEAD = "UBND TỈNH HÀ TĨNH\nSố: 12/KH-UBND\nHà Tĩnh, ngày 02 tháng 5 năm 2024\nKẾ HOẠCH\nvề phát triển đô thị\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_time_grows_with_length(case: dict[str, str]) -> None:
    def seconds(times: int) -> float:
        text = HEAD + case["above"] + case["repeated"] * times
        start = process_time()
        parse_text(text)
        return process_time() - start

    seconds(10)  # reads the lexicons
    short = min(seconds(100) for _ in range(3))
    assert seconds(1000) < 25 * short  # ten times the text; its square would be a hundred times the time
