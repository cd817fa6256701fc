"""The parser on a small document, typed one paragraph a line."""

from ocr_pipeline.directives import parse_text

TEXT = """ĐẢNG BỘ TỈNH LÀO CAI
HUYỆN ỦY BẮC HÀ
*
Số 215-KL/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Bắc Hà, ngày 07 tháng 5 năm 2024
KẾT LUẬN
CỦA BAN THƯỜNG VỤ HUYỆN ỦY
về công tác phòng cháy, chữa cháy rừng
1. Đảng ủy các xã, thị trấn
- Lãnh đạo Ủy ban nhân dân cùng cấp rà soát phương án chữa cháy, hoàn thành trước ngày 15/6/2024.
2. Hạt Kiểm lâm huyện chủ trì, phối hợp với Công an huyện kiểm tra các chủ rừng.
Nơi nhận:
- Như trên,
- Lưu Văn phòng Huyện ủy.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Giàng Seo Páo
"""


def test_small_document() -> None:
    result = parse_text(TEXT)
    assert (result.header.code, result.header.date) == ("215-KL/HU", "2024-05-07")
    assert (result.header.parent_issuer, result.header.issuer) == ("ĐẢNG BỘ TỈNH LÀO CAI", "HUYỆN ỦY BẮC HÀ")
    first, second = result.directives
    assert first.children[0].deadline == "2024-06-15"
    assert (second.lead, second.coordinate) == (("Hạt Kiểm lâm huyện",), ("Công an huyện",))
    assert result.signature is not None
    assert result.signature.name == "Giàng Seo Páo"


def test_what_a_paper_rests_on_tells_the_years_where_its_date_was_not_read() -> None:
    text = TEXT.replace("ngày 07 tháng 5 năm 2024", "ngày 07 tháng 5 năm 20").replace("15/6/2024", "15/6")
    text = text.replace("1. Đảng ủy", "Xét Tờ trình số 12-TTr/ĐU, ngày 02-4-2024; Ban Thường vụ kết luận:\n1. Đảng ủy")
    result = parse_text(text)
    assert result.header.date is None
    assert result.directives[0].children[0].deadline == "2024-06-15"
    assert any("04/2024" in flag.reason for flag in result.flags if flag.field == "header.date")


def test_a_quarter_named_twice_is_flagged() -> None:
    result = parse_text(TEXT.replace("trước ngày 15/6/2024", "trong quý II, II/2024"))
    assert result.directives[0].children[0].deadline == "2024-09-30"
    assert [flag.field for flag in result.flags] == ["directives[0].children[0].deadline"]


def test_the_days_of_sentences_without_their_paper_tell_nothing_of_its_date() -> None:
    text = "Hội nghị ngày 30/9/2025 nêu các việc.\n1. Sở Y tế báo cáo trước ngày 15/5/2025.\n2. Sở Nội vụ theo dõi."
    result = parse_text(text)
    assert result.directives[0].deadline == "2025-05-15"
    assert result.flags == ()
