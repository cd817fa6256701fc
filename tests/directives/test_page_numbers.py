"""Page numbers in text without places: no number that may belong to a sentence or a table is taken for one."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text
from ocr_pipeline.directives.lines import printed_lines
from ocr_pipeline.document import Box, Line, Origin, Page, Zone, ZoneKind, pages_of

CASES = json.loads((Path(__file__).parent / "cases" / "page_numbers.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_text(case: dict[str, Any]) -> None:
    lines, aside = printed_lines(pages_of(case["text"]))
    assert ([line.text for line in lines], aside) == (case["read"], case["aside"])


def test_a_table_that_ends_in_a_number_keeps_it() -> None:
    zones = (Zone(ZoneKind.BODY, (Line("Số dự án của các huyện:"),)), Zone(ZoneKind.TABLE, (Line("Huế"), Line("15"))))
    lines, aside = printed_lines([Page(1, zones, Origin.TEXT_LAYER)])
    assert ([line.text for line in lines][-1], aside) == ("15", [])


def test_a_printed_page_number_goes_and_a_last_line_at_the_left_edge_stays() -> None:
    running = "Số người mắc bệnh của toàn tỉnh trong quý này là"
    for left, read in ((600, [running]), (100, [running, "15"])):
        printed = (Line(running, box=Box(100, 100, 1100, 130)), Line("15", box=Box(left, 140, left + 30, 170)))
        lines, aside = printed_lines([Page(1, (Zone(ZoneKind.BODY, printed),), Origin.TEXT_LAYER)])
        assert ([line.text for line in lines], aside) == (read, [])


def test_a_row_goes_on_where_its_first_cell_is_empty() -> None:
    text = (
        "1. Giao nhiệm vụ như sau:\nTT\tNhiệm vụ\tCơ quan chủ trì\n1\tBan hành quy chế quản lý\tSở Y tế\n\tphố số 15\t"
    )
    assert parse_text(text).directives[0].children[0].text == "Ban hành quy chế quản lý phố số 15"
