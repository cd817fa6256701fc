"""Pages of running text: the text layer is the text, the picture has the size asked for."""

from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest

from ocr_pipeline.errors import MissingProgramError
from ocr_pipeline.synthesis.typeset import PageStyle, page_images, plain_page_html, typeset_pdf

PARAGRAPHS = (
    "Ủy ban nhân dân tỉnh yêu cầu Giám đốc các sở, ban, ngành nghiêm túc thực hiện Chỉ thị này.",
    "Kết quả thực hiện gửi về Sở Nội vụ trước ngày 15/6/2024 để tổng hợp; <khẩn> & đúng hạn.",
)


def text_layer(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document).split()


@pytest.mark.parametrize(
    "style",
    [PageStyle(), PageStyle(bold=True, font_size=11.5), PageStyle(italic=True, text_width=120, line_height=1.6)],
)
def test_text_layer_is_the_text(style):
    assert text_layer(typeset_pdf(plain_page_html(PARAGRAPHS, style))) == " ".join(PARAGRAPHS).split()


def test_capitals_are_capitals_in_the_text_layer_too():
    words = text_layer(typeset_pdf(plain_page_html(PARAGRAPHS, PageStyle(capitals=True))))
    assert words == " ".join(PARAGRAPHS).upper().split()


def test_pages_come_one_by_one_as_rgb_a4():
    pdf = typeset_pdf(plain_page_html(PARAGRAPHS * 40, PageStyle()))
    pages = list(page_images(pdf, 100))
    assert len(pages) > 1
    for page in pages:
        assert page.dtype == np.uint8
        assert page.shape == pytest.approx((1170, 827, 3), abs=1)
        assert page.min() < 50
        assert page.max() == 255


def test_style_changes_the_picture():
    plain = PageStyle()
    pictures = [
        next(page_images(typeset_pdf(plain_page_html(PARAGRAPHS, style)), 50))
        for style in (plain, replace(plain, bold=True), replace(plain, italic=True), replace(plain, font_size=12))
    ]
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_a_missing_font_is_an_error_with_advice():
    with pytest.raises(MissingProgramError) as caught:
        plain_page_html(PARAGRAPHS, PageStyle(font_family="Không Có Phông Này"))
    assert "Không Có Phông Này" in caught.value.problem
    assert "cài" in caught.value.advice
