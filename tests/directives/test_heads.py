"""Heads: who issued what, when, about what, to whom; left and right column apart or merged."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_pages, parse_text
from ocr_pipeline.document import Line, Origin, Page, Zone, ZoneKind

CASES = json.loads((Path(__file__).parent / "cases" / "heads.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_head(case: dict[str, Any]) -> None:
    found = parse_text(case["text"])
    assert {name: getattr(found.header, name) for name in case["header"]} == case["header"]
    assert list(found.addressees) == case.get("addressees", [])
    assert [flag.field for flag in found.flags] == case.get("flags", [])
    assert list(found.unparsed) == case.get("unparsed", list(found.unparsed))


def test_a_motto_of_which_words_were_misread_is_no_part_of_the_subject() -> None:
    head = {
        ZoneKind.HEAD_LEFT: ["BỘ XÂY DỰNG", "Số: 9214/BXD-QLN", "V/v rà soát, kiểm định", "nhà chung cư cũ"],
        ZoneKind.HEAD_RIGHT: ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc sài tị Tự do Hạn! phúc"],
        ZoneKind.BODY: ["Kính gửi: Ủy ban nhân dân các tỉnh", "1. Đề nghị Sở Xây dựng báo cáo."],
    }
    page = Page(1, tuple(Zone(kind, tuple(map(Line, lines))) for kind, lines in head.items()), Origin.OCR)
    structure = parse_pages([page])
    assert structure.header.subject == "V/v rà soát, kiểm định nhà chung cư cũ"
