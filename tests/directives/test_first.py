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
