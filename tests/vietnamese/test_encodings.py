"""Text from before Unicode is known by what it spells, and comes out letter for letter."""

import pytest

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.encodings import convert, encoding_of

RIGHT = (
    "Thực hiện Nghị quyết số 06-NQ/TU, ngày 11/01/2021 của Tỉnh ủy về phát triển đô thị, Ban Thường vụ yêu cầu các "
    "cấp ủy lãnh đạo; Ủy ban nhân dân các huyện, thị xã bố trí kinh phí, bảo đảm tiến độ, những nhiệm vụ kịp thời"
)
VIQR = (
    "Thu+.c hie^.n Nghi. quye^'t so^' 06-NQ/TU, nga`y 11/01/2021 cu?a Ti?nh u?y ve^` pha't trie^?n ddo^ thi., Ban "
    "Thu+o+`ng vu. ye^u ca^`u ca'c ca^'p u?y la~nh dda.o"
)


def written(text: str, encoding: str) -> str:
    codes = {letter: code for name, code, letter in reversed(read_rows("legacy_encodings.tsv")) if name == encoding}
    return "".join(codes.get(letter, codes.get(letter.lower(), letter)) for letter in text)


@pytest.mark.parametrize(
    ("encoding", "right"), [("TCVN3", RIGHT.replace("Ủ", "ủ")), ("VNI", RIGHT), ("VNI", RIGHT.upper())]
)
def test_text_comes_back_letter_for_letter(encoding: str, right: str) -> None:
    old = written(right, encoding)
    assert old != right
    assert encoding_of(old) == encoding
    assert convert(old, encoding) == right


def test_viqr() -> None:
    assert encoding_of(VIQR) == "VIQR"
    assert convert(VIQR, "VIQR") == RIGHT[: RIGHT.index(";")]


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "Thue hién Nghi quyét sb 06-NQ/TU ngay cua Tinh uy vé phat trién d6 thi",
        "Is it right? It isn't. The committee will do it again (soon), won't they?",
        "L'été dernier, où était le château? Le garçon répète à l'école ce qu'il a été décidé de faire.",
        "Uû ban",
        "Ký biên bản bàn giao.",
        "Đối tượng Tang Thị Xi.",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert encoding_of(text) is None


def test_letters_that_pdf_files_misname() -> None:
    assert convert("Trƣờng ðại học, Ðiều 5", "misread") == "Trường đại học, Điều 5"
