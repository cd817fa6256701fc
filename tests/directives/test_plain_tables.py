"""Task tables that arrive as plain lines: rows, bodies and deadlines, and nothing where no header tells of a table."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text
from ocr_pipeline.document import LineRole

CASES = json.loads((Path(__file__).parent / "cases" / "plain_tables.json").read_text("utf-8"))
HEAD = """UBND TỈNH AN BÌNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/KH-UBND
An Bình, ngày 01 tháng 3 năm 2025
KẾ HOẠCH
Về một số việc
I. MỤC TIÊU
1. Giảm thiệt hại do thiên tai.
II. PHÂN CÔNG NHIỆM VỤ
"""
REST = """
III. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ theo dõi chung.
Nơi nhận:
- Lưu: VT."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_table(case: dict[str, Any]) -> None:
    found = parse_text(HEAD + "\n".join(case["lines"]) + REST)
    assert [item.label for item in found.directives] == ["I.", "II.", "III."]
    assert [
        [row.label, row.text, list(row.lead), list(row.coordinate), row.deadline]
        for row in found.directives[1].children
    ] == case["rows"]
    assert [flag.field for flag in found.flags] == ["directives"] * bool(case["rows"])
    before, count = HEAD.count("\n"), len(case["lines"])
    assert set(found.roles[before : before + count]) - {LineRole.BLANK} == {LineRole.DIRECTIVE}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_no_word_of_a_table_is_lost(case: dict[str, Any]) -> None:
    found = parse_text(HEAD + "\n".join(case["lines"]) + REST)
    section = found.directives[1]
    texts = [section.text]
    for row in section.children:
        texts += [row.label, row.text, *row.lead, *row.coordinate, row.deadline_text or "", *row.notes]
    kept = " ".join(texts).lower().split()
    words = " ".join(case["lines"][case.get("header", 1) if case["rows"] else 0 :]).replace("|", " ").lower().split()
    words = [case.get("misread", {}).get(word, word) for word in words]
    assert [word for word in words if word.strip(".,") not in {one.strip(".,;") for one in kept}] == []


def test_an_item_with_clauses_heads_no_table() -> None:
    lines = """1. Các sở, ban, ngành tỉnh báo cáo kết quả trước ngày 31/01/2026.
2. Sở Nội vụ là cơ quan thường trực, có trách nhiệm:

- Theo dõi, đôn đốc việc thực hiện Kế hoạch; chủ trì, phối hợp với Văn phòng
UBND tỉnh, Thanh tra tỉnh kiểm tra công vụ đột xuất tại ít nhất 20 cơ quan, địa
phương trong năm 2026.

- Tham mưu UBND tỉnh tổ chức hội nghị sơ kết 6 tháng, chậm nhất ngày
10/7/2026.

3. Sở Tài chính thẩm định dự toán, tham mưu UBND tỉnh bố trí kinh phí thực
hiện Kế hoạch theo phân cấp ngân sách.
"""
    found = parse_text(HEAD + lines + REST)
    _, office, _ = found.directives[1].children
    assert [item.label for item in office.children] == ["-", "-"]
    assert found.flags == ()


def test_titles_of_groups_stand_above_their_rows() -> None:
    lines = [
        "STT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn",
        "I | Công tác tuyên truyền",
        "1 | Phát tờ rơi cho học sinh | Sở Y tế | Công an tỉnh | Quý I/2026",
        "2 | Mở chuyên mục trên báo | Sở Nội vụ | Công an tỉnh | 20/4/2025",
        "II | Hạ tầng giao thông",
        "1 | Sơn lại vạch kẻ đường | Sở Xây dựng | Công an tỉnh | Tháng 6/2025",
    ]
    groups = parse_text(HEAD + "\n".join(lines) + REST).directives[1].children
    assert [(one.label, one.text) for one in groups] == [
        ("I", "Công tác tuyên truyền"),
        ("II", "Hạ tầng giao thông"),
    ]
    assert [[(row.label, row.deadline) for row in one.children] for one in groups] == [
        [("1", "2026-03-31"), ("2", "2025-04-20")],
        [("1", "2025-06-30")],
    ]


def test_numbered_groups_hold_their_rows() -> None:
    """`1.1` below `1`; of `22` the stop was not read, and the number of the first row not at all."""
    lines = [
        "STT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn",
        "1 | Công tác tuyên truyền",
        "Phát tờ rơi cho học sinh | Sở Y tế | Công an tỉnh | Quý I/2026",
        "1.2 | Mở chuyên mục trên báo | Sở Nội vụ | Công an tỉnh | 20/4/2025",
        "2 | Hạ tầng giao thông",
        "2.1 | Sơn lại vạch kẻ đường | Sở Xây dựng | Công an tỉnh | Tháng 6/2025",
        "22 Lắp biển báo | Sở Tài chính | Công an tỉnh | 30/9/2025",
    ]
    groups = parse_text(HEAD + "\n".join(lines) + REST).directives[1].children
    assert [(one.label, one.text) for one in groups] == [("1", "Công tác tuyên truyền"), ("2", "Hạ tầng giao thông")]
    assert [[(row.label, row.lead, row.deadline) for row in one.children] for one in groups] == [
        [("1.1", ("Sở Y tế",), "2026-03-31"), ("1.2", ("Sở Nội vụ",), "2025-04-20")],
        [("2.1", ("Sở Xây dựng",), "2025-06-30"), ("2.2", ("Sở Tài chính",), "2025-09-30")],
    ]


def test_a_row_beside_groups_is_a_row() -> None:
    lines = [
        "STT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn",
        "1 Công tác đất đai",
        "1.1 Rà soát quỹ đất Sở Tài chính Sở Y tế 30/6/2025",
        "1.2 Bố trí vốn Sở Y tế Sở Tài chính 30/7/2025",
        "2 Cấp phép xây dựng Sở Xây dựng Sở Y tế 15/8/2025",
        "3 Kiểm tra công trình Sở Xây dựng Sở Y tế 15/9/2025",
    ]
    rows = parse_text(HEAD + "\n".join(lines) + REST).directives[1].children
    assert [(row.label, row.lead, row.deadline) for row in rows] == [
        ("1", (), None),
        ("2", ("Sở Xây dựng",), "2025-08-15"),
        ("3", ("Sở Xây dựng",), "2025-09-15"),
    ]
    assert [row.label for row in rows[0].children] == ["1.1", "1.2"]


def test_the_number_of_a_group_may_stand_above_its_title() -> None:
    lines = [
        "STT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn",
        "I | Công tác tuyên truyền",
        "1 | Phát tờ rơi cho học sinh | Sở Y tế | Công an tỉnh | Quý I/2026",
        "2 | Mở chuyên mục trên báo | Sở Nội vụ | Công an tỉnh | 20/4/2025",
        "",
        "II",
        "",
        "Hạ tầng giao thông",
        "",
        "1 | Sơn lại vạch kẻ đường | Sở Xây dựng | Công an tỉnh | Tháng 6/2025",
    ]
    groups = parse_text(HEAD + "\n".join(lines) + REST).directives[1].children
    assert [(one.label, one.text) for one in groups] == [("I", "Công tác tuyên truyền"), ("II", "Hạ tầng giao thông")]
    assert [len(one.children) for one in groups] == [2, 1]


def test_a_table_ends_where_the_next_item_begins() -> None:
    lines = [
        "3. Phân công nhiệm vụ",
        "STT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn",
        "1 | Phát tờ rơi cho học sinh | Sở Y tế | Công an tỉnh | Quý I/2026",
        "2 | Mở chuyên mục trên báo | Sở Nội vụ | Công an tỉnh | 20/4/2025",
        "4. Sở Nội vụ báo cáo trước ngày 28/5/2025.",
    ]
    text = (
        HEAD.replace("II. PHÂN CÔNG NHIỆM VỤ\n", "2. Giữ trật tự.\n") + "\n".join(lines) + REST.replace("III.", "II.")
    )
    items = parse_text(text).directives[0].children
    assert [(one.label, one.deadline) for one in items[2:]] == [("3.", None), ("4.", "2025-05-28")]
    assert [row.deadline for row in items[2].children] == ["2026-03-31", "2025-04-20"]


def test_numbers_of_a_form_do_not_make_a_letter_a_numbered_paper() -> None:
    lines = [
        "UBND TỈNH AN BÌNH",
        "Số: 12/SNV-TH",
        "An Bình, ngày 01 tháng 3 năm 2025",
        "Kính gửi: Các trường trung cấp trên địa bàn tỉnh",
        "",
        "Sở Nội vụ đề nghị hiệu trưởng các trường lập bảng đăng ký theo mẫu dưới đây:",
        "",
        "STT Ngành, nghề Trình độ Chỉ tiêu Ghi chú",
        "1 Hàn Trung cấp 25",
        "2 Điện lạnh Trung cấp 40",
        "",
        "Bảng đăng ký gửi về Phòng Công chức (điện thoại 0270.3823 700) trước ngày 12/4/2025.",
        "Nơi nhận:",
        "- Lưu: VT.",
    ]
    found = parse_text("\n".join(lines))
    assert [(item.label, item.deadline) for item in found.directives] == [("", None), ("", "2025-04-12")]
    assert list(found.directives[0].notes)[-2:] == ["1 | Hàn Trung cấp 25", "2 | Điện lạnh Trung cấp 40"]
    assert not found.flags
