"""Feet: recipients and signatures, apart or side by side, with traces of seals and electronic signatures."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text
from ocr_pipeline.directives.signing import read_signatures

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


def test_signers_one_below_the_other_sign_each_for_their_own_body() -> None:
    lines = [
        *("KT. BỘ TRƯỞNG BỘ TÀI CHÍNH", "THỨ TRƯỞNG", "Trần Văn Ba"),
        *("KT. BỘ TRƯỞNG BỘ Y TẾ", "THỨ TRƯỞNG", "Lê Thị Tư"),
    ]
    signatures, rest = read_signatures(lines)
    assert [(one.authority, one.name) for one in signatures] == [
        ("KT. BỘ TRƯỞNG BỘ TÀI CHÍNH", "Trần Văn Ba"),
        ("KT. BỘ TRƯỞNG BỘ Y TẾ", "Lê Thị Tư"),
    ]
    assert rest == []


@pytest.mark.parametrize(
    ("lines", "flagged"),
    [
        (["KT. GIÁM ĐỐC", "Lê Thị Tư"], ["signature.position"]),
        (["KT. GIÁM ĐỐC", "GIÁM ĐỐC", "Lê Thị Tư"], ["signature.position"]),
        (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Thị Tư"], []),
        (["MĐ ÓC", "PHÓ GIÁM ĐỐC", "Lê Thị Tư"], ["signature.authority"]),
        (["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Lê Thị Tư"], []),
        (["KT. CHỦ TỊCH", "SPHO CHU TICH", "Lê Thị Tư"], []),
    ],
)
def test_a_deputy_whose_position_nobody_could_read_is_flagged(lines: list[str], flagged: list[str]) -> None:
    found = parse_text(BODY + "\n".join(["Nơi nhận:", "- Lưu: VT.", *lines]))
    assert found.signature is not None
    assert found.signature.position in ("PHÓ GIÁM ĐỐC", "THỨ TRƯỞNG", "PHÓ CHỦ TỊCH")
    assert [flag.field for flag in found.flags] == flagged


def test_what_was_read_in_place_of_an_authority_is_told() -> None:
    found = parse_text(BODY + "Nơi nhận: TIME BAN THƯỜNG VỤ\n- Lưu: VT.\nBÍ THƯ\nLê Thị Tư")
    (flag,) = [flag for flag in found.flags if flag.field == "signature.authority"]
    assert "“TIME BAN THƯỜNG VỤ”" in flag.reason


def test_marks_before_a_name_do_not_hide_it() -> None:
    signatures, rest = read_signatures(["GIÁM ĐỐC", "“Lê Thị Tư"])
    assert ([one.name for one in signatures], rest) == (["Lê Thị Tư"], [])


def test_a_position_told_by_its_end_is_flagged_without_an_authority_that_is_not_there() -> None:
    found = parse_text(BODY + "\n".join(["Nơi nhận:", "- Lưu: VT.", "H VĂN PHÒNG", "Lê Thị Tư"]))
    assert [flag.reason for flag in found.flags] == ["Không đọc được chức vụ người ký trọn vẹn: hãy so với bản gốc."]
