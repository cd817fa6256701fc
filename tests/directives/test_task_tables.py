"""Task tables in right text: which row is a task, who is to act, by when, and what stands below what."""

import pytest

from ocr_pipeline.directives import parse_text


def test_rows_of_a_table_have_places_of_their_own() -> None:
    printed = ["1\tSố hóa hồ sơ\tSở Nội vụ\t30/6/2025", "2\tSao lưu\tSở Y tế\tQuý III/2025"]
    head = ["KẾ HOẠCH", "Về lưu trữ", "I. NHIỆM VỤ", "STT\tNhiệm vụ\tChủ trì\tThời hạn"]
    text = "\n".join([*head, *printed])
    rows = parse_text(text).directives[0].children
    assert [text[row.place.start : row.place.end] for row in rows if row.place] == printed


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "without numbers"])
def test_a_row_with_words_of_a_header_is_a_task(numbered: bool) -> None:
    rows = [
        ("TT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"),
        (
            "1",
            "Mở lớp dạy nghề ngắn hạn, giới thiệu việc làm",
            "Sở Nội vụ",
            "Trung tâm Dịch vụ việc làm",
            "Tháng 6/2026",
        ),
        ("2", "Cho vay ưu đãi", "Ngân hàng Chính sách xã hội chi nhánh tỉnh", "Sở Tài chính", "Thường xuyên"),
    ]
    table = ["\t".join(row if numbered else row[1:]) for row in rows]
    first, second = parse_text("\n".join(["KẾ HOẠCH", "Trợ giúp", "I. NHIỆM VỤ", *table])).directives[0].children
    assert (first.text, first.lead, first.coordinate, first.deadline) == (
        *rows[1][1:2],
        ("Sở Nội vụ",),
        rows[1][3:4],
        "2026-06-30",
    )
    assert (second.text, second.coordinate) == ("Cho vay ưu đãi", ("Sở Tài chính",))


def test_rows_stand_below_the_row_whose_number_they_go_on_from() -> None:
    rows = [
        "STT\tNội dung chỉ đạo\tCơ quan phối hợp\tThời gian",
        "1\tSở Tài chính\t\t",
        "1.1\tRà soát vốn\tSở Y tế\tQuý I/2026",
    ]
    text = "\n".join(
        [
            "THÔNG BÁO",
            "Về giải ngân",
            "I. NHIỆM VỤ GIAO CÁC SỞ",
            *rows,
            "2\tSở Nội vụ\t\t",
            "2.1\tBáo cáo\t\tQuý II/2026",
        ]
    )
    section = parse_text(text).directives[0]
    assert section.lead == ()
    assert [(row.label, *row.lead, *(below.label for below in row.children)) for row in section.children] == [
        ("1", "Sở Tài chính", "1.1"),
        ("2", "Sở Nội vụ", "2.1"),
    ]


def test_the_words_of_a_task_tell_who_and_when_where_no_column_does() -> None:
    rows = [
        "TT\tNội dung công việc, đơn vị thực hiện",
        "1\tCông an xã chủ trì, phối hợp với Trạm Y tế rà soát trước 30/6/2026",
    ]
    row = (
        parse_text("\n".join(["KẾ HOẠCH", "Về du lịch", "I. PHÂN CÔNG", *rows, "2\tVăn phòng tổng hợp"]))
        .directives[0]
        .children[0]
    )
    assert (row.lead, row.coordinate, row.deadline) == (("Công an xã",), ("Trạm Y tế",), "2026-06-30")


def test_amounts_beside_tasks_are_kept() -> None:
    rows = ["STT\tNhiệm vụ\tĐơn vị chủ trì\tSố lượng\tThời hạn", "1\tTrồng cây\tSở Xây dựng\t600 cây\tQuý I/2026"]
    row = parse_text("\n".join(["KẾ HOẠCH", "Cây xanh", "I. NHIỆM VỤ", *rows])).directives[0].children[0]
    assert row.notes == ("Số lượng: 600 cây",)


@pytest.mark.parametrize("labels", [("A", "AB"), ("I", "HI")])
def test_numbers_of_groups_in_right_text_stay(labels: tuple[str, str]) -> None:
    header = "STT\tNhiệm vụ\tĐơn vị chủ trì\tThời hạn"
    groups = [f"{label}\tNHÓM VIỆC\t\t\n1\tRà soát\tSở Y tế\tQuý I/2026" for label in labels]
    section = parse_text("\n".join(["KẾ HOẠCH", "Rà soát", "I. NHIỆM VỤ", header, *groups])).directives[0]
    assert tuple(group.label for group in section.children) == labels


def test_a_table_of_sums_lists_no_tasks() -> None:
    rows = ["STT\tNội dung\tThành tiền (triệu đồng)", "1\tNạo vét kênh\t58.200", "2\tTrạm đo mặn\t23.700"]
    section = parse_text("\n".join(["KẾ HOẠCH", "Chống hạn", "I. KINH PHÍ", *rows])).directives[0]
    assert section.children == ()
    assert any("58.200" in note for note in section.notes)


def test_a_table_whose_header_no_list_knows_has_its_header_aside_and_a_shared_task_in_each_row() -> None:
    table = ["TT\tKhoa được chọn\tĐối tượng", "1\tKhoa Cơ khí\tSinh viên trả lời phiếu trên hệ thống phần mềm"]
    text = "\n".join(["KẾ HOẠCH", "Về khảo sát", "I. PHẠM VI", *table, "2\tKhoa Kế toán\t", "3\tKhoa Môi trường\t"])
    rows = parse_text(text).directives[0].children
    task = "Sinh viên trả lời phiếu trên hệ thống phần mềm"
    assert [(row.label, row.text, *row.lead) for row in rows] == [
        ("1", task, "Khoa Cơ khí"),
        ("2", task, "Khoa Kế toán"),
        ("3", task, "Khoa Môi trường"),
    ]


def test_a_column_of_those_who_lead_and_coordinate_names_who_is_to_act() -> None:
    header = "TT\tNội dung công việc\tĐơn vị chủ trì/phối hợp"
    text = "\n".join(["KẾ HOẠCH", "Về khảo sát", "I. TIẾN ĐỘ", header, "1\tChọn mẫu\tSở Y tế; Sở Nội vụ"])
    row = parse_text(text).directives[0].children[0]
    assert (row.lead, row.coordinate) == (("Sở Y tế", "Sở Nội vụ"), ())


@pytest.mark.parametrize("mark", ["\t", " "])
def test_the_rows_of_an_annex_that_is_a_task_table_are_its_directives(mark: str) -> None:
    rows = [
        ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"),
        ("1", "Rà soát thủ tục hành chính", "Sở Nội vụ", "Sở Tư pháp", "Tháng 6/2025"),
        ("2", "Số hóa hồ sơ lưu trữ", "Văn phòng UBND tỉnh", "Sở Tài chính", "Quý III/2025"),
    ]
    annex = ["PHỤ LỤC", "PHÂN CÔNG NHIỆM VỤ", *(mark.join(row) for row in rows)]
    found = parse_text("\n".join([*HEAD_AND_FOOT, *annex]))
    (attachment,) = found.attachments
    assert attachment.title == "PHỤ LỤC PHÂN CÔNG NHIỆM VỤ"
    assert [(one.label, one.text, one.lead, one.coordinate, one.deadline) for one in attachment.directives] == [
        ("1", "Rà soát thủ tục hành chính", ("Sở Nội vụ",), ("Sở Tư pháp",), "2025-06-30"),
        ("2", "Số hóa hồ sơ lưu trữ", ("Văn phòng UBND tỉnh",), ("Sở Tài chính",), "2025-09-30"),
    ]


HEAD_AND_FOOT = """ỦY BAN NHÂN DÂN TỈNH YÊN BÁI
Số: 120/KH-UBND
Yên Bái, ngày 05 tháng 3 năm 2025
KẾ HOẠCH
Triển khai công tác cải cách hành chính
I. MỤC ĐÍCH
1. Nâng cao chất lượng phục vụ người dân.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH
Trần Huy Tuấn""".splitlines()


@pytest.mark.parametrize("read", ["ở", "l"])
def test_the_first_row_of_a_table_has_the_number_before_the_second(read: str) -> None:
    rows = [
        ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
        (read, "Rà soát thủ tục hành chính", "Sở Nội vụ", "Tháng 6/2025"),
        ("2", "Số hóa hồ sơ lưu trữ", "Sở Y tế", "Quý III/2025"),
    ]
    found = parse_text("\n".join([*HEAD_AND_FOOT, "PHỤ LỤC", *("\t".join(row) for row in rows)]))
    assert [row.label for row in found.attachments[0].directives] == ["1", "2"]
