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


def test_a_heading_that_was_read_as_a_row_of_its_table_is_a_heading() -> None:
    lines = [
        "I. MỤC TIÊU",
        "1. Giữ rừng.",
        "H. PHÂN CÔNG\tNHIỆM VỤ\t",
        "TT\tNhiệm vụ\tThời hạn",
        "I\tTuyên truyền\t",
        "1\tPhát tờ rơi\tQuý H/2025",
        "H\tCông trình\t",
        "1\tLàm đường\t30/6/2025",
        "22\tLàm cầu\t30/7/2025",
        "3\tLàm kè\t30/8/2025",
        "HI. TỔ CHỨC THỰC HIỆN",
        "1. Sở Nội vụ theo dõi.",
    ]
    found = parse_text(HEAD + "\n".join(lines)).directives
    assert [(item.label, item.text) for item in found] == [
        ("I.", "MỤC TIÊU"),
        ("II.", "PHÂN CÔNG NHIỆM VỤ"),
        ("III.", "TỔ CHỨC THỰC HIỆN"),
    ]
    assert [[one.label, *((row.label, row.deadline) for row in one.children)] for one in found[1].children] == [
        ["I", ("1", "2025-06-30")],
        ["II", ("1", "2025-06-30"), ("2", "2025-07-30"), ("3", "2025-08-30")],
    ]


def test_a_heading_that_was_read_as_the_last_row_of_its_table_is_a_heading() -> None:
    lines = [
        "I. NHIỆM VỤ",
        "TT\tNhiệm vụ\tThời hạn",
        "1\tPhát tờ rơi\tQuý II/2025",
        "2\tLàm đường\t30/6/2025",
        "II. TỔ CHỨC THỰC\tHIỆN\t",
        "1. Sở Nội vụ theo dõi.",
    ]
    found = parse_text(HEAD + "\n".join(lines)).directives
    assert [(item.label, item.text) for item in found] == [("I.", "NHIỆM VỤ"), ("II.", "TỔ CHỨC THỰC HIỆN")]
    assert [row.label for row in found[0].children] == ["1", "2"]
