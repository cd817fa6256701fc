"""What its own grammar settles in wrong-language text: how sure it is told to be; right text has none of it."""

import pytest

from ocr_pipeline.restoration import restore_text

GARBLED = "Cac cap uy, to chuc dang da tiép tuc trién khai thuc hién Nghi quyét.\n"


@pytest.mark.parametrize(
    ("read", "printed", "doubtful"),
    [
        ("a) Ban To chuc Tinh uy.\n", "a", False),
        ("4- Cong an tinh tuan tra.\n\ns- So Y te bao cao.\n\n6- So Noi vu.\n", "5-", True),
        ("I. MUC TIEU\nII. NHIEM VU\nIl. TO CHUC THUC HIEN\n", "III", True),
        ("I. MUC TIEU\nIl. NHIEM VU\n", "II", False),
        ("Giam déc, cac PGD So;\n", "PGĐ", True),
        ("- Cac so: KHDT, TC;\n", "KHĐT", False),
        ("- TITU, TT HDND thanh pho;\n", "TTTU", True),
        ("Noi nhan:\n- Luu: VT.\n\n~Netiyén Huu Phuoc Lanh\n", "Nguyễn", True),
    ],
)
def test_what_only_the_place_tells_is_doubtful(read: str, printed: str, doubtful: bool) -> None:
    restoration = restore_text(GARBLED + read + GARBLED)
    made = [edit for edit in restoration.edits if edit.after == printed]
    assert [edit.doubtful for edit in made] == [doubtful] * (printed != read[0])
    assert printed in restoration.text


def test_an_abbreviation_that_may_be_two_stays_and_the_other_is_suggested() -> None:
    restoration = restore_text("Cac huyén uy chi dao cac PGD thuc hién nhiém vu duoc giao trong nam hoc")
    assert "các PGD thực hiện" in restoration.text
    assert [(edit.before, edit.after) for edit in restoration.suggestions] == [("PGD", "PGĐ")]


@pytest.mark.parametrize(
    "text",
    [
        "II. NHIỆM VỤ\nII. TỔ CHỨC THỰC HIỆN\nCác cấp ủy đảng triển khai thực hiện Nghị quyết.",
        "c) Sở Tài chính bố trí kinh phí;\nd) Sở Xây dựng thẩm định;\nd) Công an tỉnh tăng cường tuần tra.",
        "hoàn thành trong quý 1/2025; báo cáo trong quý IV/2025 về kết quả thực hiện",
        "Lưu: VT, QLDT, KHDT; các PGD trên địa bàn tỉnh tiếp tục thực hiện nhiệm vụ",
    ],
)
def test_right_text_is_not_settled(text: str) -> None:
    assert restore_text(text).text == text
