"""Numbered trees: all numbering systems, typed paragraphs and printed lines, damaged labels."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text
from ocr_pipeline.document import Directive

CASES = json.loads((Path(__file__).parent / "cases" / "outlines.json").read_text("utf-8"))
HEAD = "Số 12-KL/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nHuế, ngày 05 tháng 4 năm 2024\nKẾT LUẬN\nvề một số việc\n-----\n"


def tree(items: Sequence[Directive], indent: str = "") -> Iterator[str]:
    for item in items:
        yield f"{indent}{item.label} | {item.text}".replace("\n", "⏎")
        yield from tree(item.children, indent + "  ")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_outline(case: dict[str, Any]) -> None:
    found = parse_text(HEAD + "\n".join(case["lines"]))
    assert list(tree(found.directives)) == case["items"]
    assert list(found.closing) == case.get("closing", [])
    assert [note for item in found.directives for note in item.notes] == case.get("notes", [])
    assert [f"{flag.field}: {flag.reason}" for flag in found.flags] == case.get("flags", [])
