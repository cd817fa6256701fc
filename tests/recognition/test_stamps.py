"""What stands in a stamp is the stamp's: it leaves the body, and tells how urgent the paper is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.document import Box, Page, Region, RegionKind, Word
from ocr_pipeline.imaging import Stamp, prepare
from ocr_pipeline.recognition import recognise
from ocr_pipeline.recognition.stamps import read_stamps, without_stamped
from ocr_pipeline.settings import RecognitionOptions
from ocr_pipeline.synthesis.typeset import page_images, typeset_pdf

SAMPLE = Path(__file__).parents[2] / "samples" / "cong-van-hoa-toc.jpg"


def read(pixels: NDArray[np.uint8]) -> Page:
    return recognise(prepare(pixels, 200), 1)


@pytest.fixture(scope="module")
def letter() -> Page:
    """A worn letter in colour, with an incoming stamp over the issuer's name and a slanted HỎA TỐC."""
    with Image.open(SAMPLE) as picture:
        return read(np.asarray(picture.convert("RGB")))


def test_stamps_are_read_and_leave_the_body(letter: Page) -> None:
    incoming, urgency = (region.text for region in letter.regions if region.kind is RegionKind.STAMP)
    assert incoming.startswith("CÔNG VĂN ĐẾN\nSố:")
    assert urgency == "HỎA TỐC"
    body = "\n".join(line.text for line in letter.lines)
    assert "ĐẾN" not in body
    assert "HỎA" not in body
    assert "ỦY BAN NHÂN DÂN" in body, "print under the stamp is read"


def test_a_stamp_tells_how_urgent_the_paper_is(letter: Page) -> None:
    assert parse_pages([letter]).header.urgency == "Hỏa tốc"


def test_a_stamp_without_colour_is_known_by_its_words() -> None:
    with Image.open(SAMPLE) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    (*_, urgency) = prepare(pixels, 200).stamps
    for text, wanted in (("frame", ["HỎA TỐC"]), ("empty", [])):
        picture_ = urgency.picture if text == "frame" else np.full_like(urgency.picture, 255)
        stamp = Stamp(urgency.box, picture_, lifted=False, frame=urgency.frame)
        assert [region.text for _, region in read_stamps([stamp], 200, RecognitionOptions())] == wanted


@pytest.mark.parametrize(
    ("text", "urgency", "secrecy"), [("KHẨN", "Khẩn", None), ("TỐI MẬT", None, "Tối mật"), ("CÔNG VĂN ĐẾN", None, None)]
)
def test_marks_are_taken_from_stamps(letter: Page, text: str, urgency: str | None, secrecy: str | None) -> None:
    stamped = Page(1, letter.zones, letter.origin, regions=(Region(RegionKind.STAMP, Box(0, 0, 9, 9), text),))
    header = parse_pages([stamped]).header
    assert (header.urgency, header.secrecy) == (urgency, secrecy)


def test_print_that_goes_on_beyond_a_frame_stays() -> None:
    frame = np.array([(0, 0), (300, 0), (300, 100), (0, 100)], np.float64)
    stamp = Stamp(Box(0, 0, 300, 100), np.full((100, 300), 255, np.uint8), lifted=False, frame=frame)
    inside, under = Word("ĐẾN", Box(20, 40, 80, 70)), Word("Căn", Box(240, 42, 295, 70))
    outside = Word("cứ", Box(303, 42, 340, 70))
    assert without_stamped((inside, under, outside), [stamp]) == (under, outside)


def test_print_beside_a_frame_that_stands_aslant_stays() -> None:
    frame = np.array([(0, 150), (250, 0), (300, 50), (50, 200)], np.float64)
    stamp = Stamp(Box(0, 0, 300, 200), np.full((60, 290), 255, np.uint8), lifted=False, frame=frame)
    inside, beside = Word("HỎA", Box(110, 70, 170, 110)), Word("Số:", Box(10, 10, 60, 40))
    assert without_stamped((inside, beside), [stamp]) == (beside,)


ARROW = "M1,6 L6,1 L9,5 L40,5 L40,1 L52,9 L40,17 L40,13 L9,13 L6,17 L1,12 L4,9 Z"
OVAL = "M27,2 A25,7 0 1 0 27,16 A25,7 0 1 0 27,2 Z"


def stamped(mark: str, outline: str, degrees: int, letters: str, size: float) -> NDArray[np.uint8]:
    """A letter at 200 dpi with a mark in an outline (an SVG path) pressed on it, turned to the left."""
    text = f'<text x="26" y="{9 + 0.36 * size}" font-size="{size}" text-anchor="middle" {letters}>{mark}</text>'
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 54 18" font-family="Arimo" font-weight="bold">
<path d="{outline}" fill="none" stroke="#555" stroke-width=".5"/>{text}</svg>"""
    style = f"""@page {{ size: A4; margin: 25mm 20mm 20mm 30mm }} body {{ font: 14pt Tinos }}
svg {{ position: absolute; left: -15mm; top: 20mm; width: 54mm; transform: rotate({-degrees}deg) }}"""
    paragraph = (
        "Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh, các sở, ban, ngành khẩn trương rà soát và báo cáo kết quả. "
    )
    page = f"<style>{style}</style>{svg}<p>ỦY BAN NHÂN DÂN TỈNH</p><p style='margin-top: 60mm'>{5 * paragraph}</p>"
    return next(page_images(typeset_pdf(page), 200))


SOLID, SPACED = 'fill="#555"', 'fill="#555" letter-spacing=".6"'
WORN = 'fill="none" stroke="#777" stroke-width=".4" stroke-dasharray="1.2 .6" letter-spacing=".6" font-weight="normal"'
HOLLOW = 'fill="none" stroke="#444" stroke-width=".28" letter-spacing=".6"'


@pytest.mark.parametrize(
    ("mark", "outline", "degrees", "letters", "size"),
    [
        ("HỎA TỐC", ARROW, 30, SOLID, 5.5),
        ("HỎA TỐC", ARROW, 30, WORN, 5.5),
        ("KHẨN", OVAL, 25, HOLLOW, 6.0),
        ("THƯỢNG KHẨN", OVAL, -20, SOLID, 4.6),
        ("TỐI MẬT", "", -33, SOLID, 6.0),
        ("HỎA TỐC", "", 15, SPACED, 6.0),
    ],
)
def test_marks_aslant_are_stamps(mark: str, outline: str, degrees: int, letters: str, size: float) -> None:
    page = read(stamped(mark, outline, degrees, letters, size))
    assert [region.text for region in page.regions if region.kind is RegionKind.STAMP] == [mark]
    text = " ".join(line.text for line in page.lines)
    assert "ỦY BAN NHÂN DÂN TỈNH" in text
    assert text.count("báo cáo kết quả") == 5


@pytest.mark.parametrize("words", ["QUÁ HẠN", "NHẬN", "ĐÃ THU"])
def test_other_words_aslant_are_no_mark(words: str) -> None:
    page = read(stamped(words, OVAL, 20, SOLID, 5.5))
    assert parse_pages([page]).header.urgency is None
    assert parse_pages([page]).header.secrecy is None
