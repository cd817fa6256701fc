"""What the tree adds to an item's own words: kinds, inherited leads, catalogue, figures, rules, relations."""

from dataclasses import replace
from itertools import chain

import pytest

from ocr_pipeline.directives import parse_text
from ocr_pipeline.directives.places import with_doubts
from ocr_pipeline.directives.recurrence import recurrence_rule
from ocr_pipeline.document import (
    Directive,
    Edit,
    Flag,
    Relation,
    SectionKind,
    pages_of,
)

TEXT = """ỦY BAN NHÂN DÂN TỈNH BẮC KẠN
SỞ Y TẾ
Số: 77/2024/QĐ-SYT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Bắc Kạn, ngày 05 tháng 3 năm 2024
QUYẾT ĐỊNH
Về việc phòng, chống sốt xuất huyết
Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;
Căn cứ Thông tư số 54/2015/TT-BYT ngày 28 tháng 12 năm 2015 của Bộ Y tế về chế độ khai báo;
QUYẾT ĐỊNH:
Điều 1. Mục tiêu đến năm 2025:
1. Trên 95% hộ gia đình diệt loăng quăng hằng tuần.
2. Giảm 1.200 ca mắc.
Điều 2. Trung tâm Kiểm soát bệnh tật tỉnh (sau đây viết tắt là Trung tâm) có trách nhiệm:
a) Giám sát véc tơ; báo cáo trước ngày 20 hằng tháng.
b) Tập huấn cho 122 trạm y tế trong quý II năm 2024.
Điều 3. Giao UBND huyện Ba Bể phun hóa chất. Các đơn vị nêu trên phối hợp chặt chẽ.
Điều 4. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 12/QĐ-SYT ngày 01/02/2020 của Sở Y tế.
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
GIÁM ĐỐC
Hoàng Thị Sen
PHỤ LỤC
Điều 1. Danh sách đội cơ động
Điều 2. Phương tiện
"""


@pytest.fixture(scope="module")
def items() -> tuple[Directive, ...]:
    return parse_text(TEXT).directives


def test_kinds_are_those_of_the_headings(items: tuple[Directive, ...]) -> None:
    kinds = [SectionKind.GOAL, SectionKind.TASK, SectionKind.TASK, SectionKind.ORGANISATION]
    assert [item.kind for item in items] == kinds
    assert items[0].children[1].kind is SectionKind.GOAL


def test_leads_are_inherited_in_a_field_of_their_own(items: tuple[Directive, ...]) -> None:
    below = items[1].children[0]
    assert (below.lead, below.inherited_lead) == ((), ("Trung tâm Kiểm soát bệnh tật tỉnh",))
    assert items[1].inherited_lead == ()


def test_bodies_are_rows_of_the_catalogue(items: tuple[Directive, ...]) -> None:
    assert items[2].body_ids == ("district/ba-be/uy-ban-nhan-dan",)


def test_figures_have_quantity_unit_and_year(items: tuple[Directive, ...]) -> None:
    figures = [(one.quantity, one.unit, one.year) for one in chain(*(child.targets for child in items[0].children))]
    assert figures == [(95.0, "%", 2025)]


def test_deadlines_say_how_they_were_derived(items: tuple[Directive, ...]) -> None:
    monthly, quarter = items[1].children
    assert (monthly.deadline, monthly.deadline_rule) == (None, "FREQ=MONTHLY;BYMONTHDAY=20")
    assert (quarter.deadline, quarter.deadline_basis) == ("2024-06-30", "ngày cuối của thời kỳ")


def test_attachments_have_trees_of_their_own(items: tuple[Directive, ...]) -> None:
    attachments = parse_text(TEXT).attachments
    assert [item.label for item in items] == ["Điều 1.", "Điều 2.", "Điều 3.", "Điều 4."]
    assert [item.label for item in attachments[0].directives] == ["Điều 1.", "Điều 2."]


def test_citations_hold_every_mention_and_what_is_done_to_it() -> None:
    found = parse_text(TEXT)
    law, circular, replaced = found.citations
    assert (law.type, law.code, law.date, law.relations) == ("Luật", None, "2007-11-21", (Relation.BASIS,))
    assert (circular.issuer, circular.subject) == ("Bộ Y tế", "về chế độ khai báo")
    assert (replaced.code, replaced.relations) == ("12/QĐ-SYT", (Relation.REPLACES,))
    assert found.directives[3].text[replaced.start : replaced.end] == replaced.text
    assert [one.code for one in found.references] == ["54/2015/TT-BYT", "12/QĐ-SYT"]


def test_short_forms_and_parts_of_the_code() -> None:
    found = parse_text(TEXT)
    assert [(one.short, one.full) for one in found.abbreviations] == [
        ("Trung tâm", "Trung tâm Kiểm soát bệnh tật tỉnh")
    ]
    assert found.header.code_parts is not None
    assert (found.header.code_parts.year, found.header.code_parts.symbol) == (2024, "QĐ-SYT")


def test_places_point_at_the_lines(items: tuple[Directive, ...]) -> None:
    place = items[2].place
    assert place is not None
    assert TEXT[place.start : place.end].startswith("Điều 3. Giao UBND huyện Ba Bể")


def test_restored_and_doubtful_items_are_marked() -> None:
    flags = (Flag("directives[1].children[1].deadline", "Dựa vào chữ đọc chưa chắc."),)
    start = TEXT.index("Ba Bể")
    edits = (Edit(start, start + 5, "Ba Be", "Ba Bể", "accents", 3.0),)
    found = with_doubts(replace(parse_text(TEXT), flags=flags), pages_of(TEXT), TEXT, edits).directives
    assert [item.place.restored for item in found if item.place] == [False, False, True, False]
    assert [item.review for item in found] == [False] * 4
    assert [child.review for child in found[1].children] == [False, True]


def test_a_joint_paper_has_several_issuers_and_signers() -> None:
    text = (
        "BỘ NỘI VỤ - BỘ TÀI CHÍNH\nSố: 05/2024/TTLT-BNV-BTC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Hà Nội, ngày 02 tháng 5 năm 2024\nTHÔNG TƯ LIÊN TỊCH\nHướng dẫn chế độ phụ cấp\n1. Vụ Tiền lương theo dõi.\n"
        "Nơi nhận:\n- Lưu: VT.\nKT. BỘ TRƯỞNG\tKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\tTHỨ TRƯỞNG\nLê Văn An\tTrần Thị Bé\n"
    )
    found = parse_text(text)
    assert (found.header.issuer, found.header.co_issuers) == ("BỘ NỘI VỤ", ("BỘ TÀI CHÍNH",))
    assert found.signature is not None
    assert [one.name for one in (found.signature, *found.co_signatures)] == ["Lê Văn An", "Trần Thị Bé"]


def test_an_attachment_without_its_paper_has_no_head_and_loses_nothing() -> None:
    text = (
        "Phụ lục II\nMẪU ĐƠN CÔNG BỐ\n(Kèm theo Quyết định số 431/QĐ-UBND ngày 20/02/2025 của UBND tỉnh)\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỜ KHAI\nI. THÔNG TIN\n1. Họ và tên:\nNơi nhận:\n- Lưu: VT.\n"
    )
    found = parse_text(text)
    assert (found.header.issuer, found.header.code, found.header.type, found.recipients) == (None, None, None, ())
    (attachment,) = found.attachments
    assert attachment.title == "Phụ lục II MẪU ĐƠN CÔNG BỐ"
    assert [item.label for item in attachment.directives] == ["I."]
    assert found.unparsed == ()
    assert {citation.code for citation in found.citations} == {"431/QĐ-UBND"}
    assert parse_text("Phụ lục kèm theo được sửa đổi.\n" + TEXT).header.code == "77/2024/QĐ-SYT"


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("vào thứ Năm hằng tuần", "FREQ=WEEKLY;BYDAY=TH"),
        ("định kỳ hằng tuần (vào chiều thứ Sáu)", "FREQ=WEEKLY;BYDAY=FR"),
        ("hằng ngày trước 16 giờ", "FREQ=DAILY"),
        ("mỗi năm ít nhất 02 lần", "FREQ=YEARLY"),
        ("ngày 25 của tháng cuối quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"),
        ("trước ngày 10/12 hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"),
        ("định kỳ 6 tháng", "FREQ=MONTHLY;INTERVAL=6"),
        ("trước ngày 30/6/2025", None),
    ],
)
def test_recurring_deadlines_are_rules(words: str, rule: str | None) -> None:
    assert recurrence_rule(words) == rule


def test_goals_of_each_are_nobodys_task():
    text = "1. Mục tiêu\na) Mỗi thôn duy trì 02 câu lạc bộ.\n2. Nhiệm vụ\na) Mỗi thôn lập 01 tổ."
    goal, task = parse_text(text).directives
    assert goal.children[0].lead == ()
    assert goal.children[0].evidence == ()
    assert task.children[0].lead == ("Mỗi thôn",)
