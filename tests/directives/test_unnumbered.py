"""Papers without numbers: the paragraphs that give a task are directives, all others stay where they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text
from ocr_pipeline.document import LineRole, SectionKind

CASES = json.loads((Path(__file__).parent / "cases" / "unnumbered.json").read_text("utf-8"))
HEAD = """UBND TỈNH AN BÌNH
{issuer}
Số: 12/SNV-TH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
An Bình, ngày 01 tháng 3 năm 2024
{name}
"""
LONG = "Các cơ quan chuyên môn thuộc UBND tỉnh; Chủ tịch UBND các huyện, thị xã, thành phố; " * 2
"""A line that shows that every line is a paragraph."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_paragraphs(case: dict[str, Any]) -> None:
    name = f"{case['type']}\nVề một việc" if "type" in case else f"Kính gửi: {LONG}"
    lines = case["lines"]
    head = HEAD.format(issuer=case.get("issuer", "VĂN PHÒNG"), name=name)
    found = parse_text("\n".join([head.strip(), *lines, "Nơi nhận:", f"- {LONG}", f"- {LONG}", "- Lưu: VT."]))
    assert [
        {
            "text": item.text,
            "lead": list(item.lead),
            "coordinate": list(item.coordinate),
            "deadline": item.deadline,
            "notes": list(item.notes),
            "rows": [row.text for row in item.children],
        }
        for item in found.directives
    ] == [{"lead": [], "coordinate": [], "deadline": None, "notes": [], "rows": []} | task for task in case["tasks"]]
    assert [item.label for item in found.directives] == case.get("labels", [""] * len(case["tasks"]))
    assert {item.kind for item in found.directives} <= {SectionKind.TASK}
    assert list(found.legal_bases) == case.get("bases", [])
    rows = [line.replace("\t", " | ") for line in lines]
    opening, closing = case.get("opening", 0), case.get("closing", 0)
    assert list(found.opening) == rows[len(case.get("bases", [])) :][:opening]
    assert list(found.closing) == rows[len(rows) - closing :]
    body = found.roles[-4 - len(lines) : -4]
    assert body.count(LineRole.CLOSING) == closing
    assert body.count(LineRole.DIRECTIVE) == len(lines) - opening - closing - len(case.get("bases", []))


def test_who_is_not_named_is_whom_the_paper_addresses() -> None:
    lines = ["Đề nghị Sở Y tế góp ý dự thảo.", "Văn bản góp ý gửi về Sở trước ngày 18/3/2024."]
    first, second = parse_text(
        HEAD.format(issuer="SỞ TƯ PHÁP", name="Kính gửi:\n- Sở Y tế;\n- Công an tỉnh.") + "\n \n".join(lines)
    ).directives
    assert (first.lead, first.inherited_lead) == (("Sở Y tế",), ())
    assert (second.lead, second.inherited_lead) == ((), ("Sở Y tế", "Công an tỉnh"))


def test_a_blank_line_after_a_full_stop_ends_a_paragraph_also_behind_a_full_line() -> None:
    lines = [
        "Kính gửi: Các cơ sở khám bệnh, chữa bệnh trên địa bàn tỉnh",
        "",
        "UBND tỉnh yêu cầu Giám đốc Sở Y tế chỉ đạo các cơ sở khám bệnh trên địa bàn",
        "tỉnh kê đơn thuốc điện tử; kiểm tra 20% số cơ sở trong sáu tháng cuối năm nay.",
        "",
        "Giám đốc các bệnh viện rà soát phác đồ, hoàn thành trước ngày 30/9/2024.",
    ]
    found = parse_text("\n".join([HEAD.format(issuer="VĂN PHÒNG", name="").strip(), *lines, "Nơi nhận:", "- Lưu: VT."]))
    assert [item.text.split(" rà soát")[0][-23:] for item in found.directives] == [
        *("sáu tháng cuối năm nay.", "Giám đốc các bệnh viện")
    ]


@pytest.mark.parametrize(
    "text", ["Giao Sở Tài chính báo cáo trước ngày 15/3/2025.", "Sở Tài chính báo cáo trước 15/3/2025."]
)
def test_a_sentence_without_its_paper_gives_a_task(text: str) -> None:
    found = parse_text(text)
    (item,) = found.directives
    assert (item.text, item.lead, item.deadline) == (text, ("Sở Tài chính",), "2025-03-15")
    assert (found.header.issuer, found.unparsed) == (None, ())


def test_a_sentence_that_orders_nothing_is_kept_as_text() -> None:
    found = parse_text("Hôm nay trời đẹp.")
    assert (found.directives, found.opening, found.unparsed) == ((), ("Hôm nay trời đẹp.",), ())
