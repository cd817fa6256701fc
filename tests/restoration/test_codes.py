from ocr_pipeline.restoration import replay, restore_text


def test_characters_that_only_look_right_are_put_right_and_explained() -> None:
    text = "Báo cáo Ban Thường vụ Tỉnh ủy trong quý 1⁄2024.\n- Lưu: VT, Ð, K; Báo cáo số 87-BC/ÐU, ngày 05/3/2025."
    restoration = restore_text(text)
    assert restoration.text == text.replace("⁄", "/").replace("Ð", "Đ")
    assert {edit.reason for edit in restoration.edits} <= {"look-alike", "code"}
    assert replay(text, restoration.edits) == restoration.text
    assert all(text[edit.start : edit.end] == edit.before for edit in restoration.edits)


def test_a_comma_between_glued_words_stays() -> None:
    restored = restore_text(
        "Căn cứ Nghị định sửa đổi,.bổ sung một số điều của Luật Tổ chức chính quyền địa phương;"
    ).text
    assert "đổi," in restored


def test_the_reason_says_what_was_wrong() -> None:
    reasons = {edit.before: edit.reason for edit in restore_text("thue hién Nghi quyét s6 06-NQ/TU cua Tinh uy").edits}
    assert reasons["Nghi"] == "accents"
    assert reasons["s6"] == "letters"


def test_one_slash_read_as_two_is_one() -> None:
    assert restore_text("báo cáo Ban Thường vụ Tỉnh ủy vào quý I/⁄2026.").text.endswith("quý I/2026.")
