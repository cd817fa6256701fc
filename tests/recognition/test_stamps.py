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
        stamp = Stamp(urgency.box, picture_, lifted=False)
        assert [region.text for _, region in read_stamps([stamp], 200, RecognitionOptions())] == wanted


@pytest.mark.parametrize(
    ("text", "urgency", "secrecy"), [("KHẨN", "Khẩn", None), ("TỐI MẬT", None, "Tối mật"), ("CÔNG VĂN ĐẾN", None, None)]
)
def test_marks_are_taken_from_stamps(letter: Page, text: str, urgency: str | None, secrecy: str | None) -> None:
    stamped = Page(1, letter.zones, letter.origin, regions=(Region(RegionKind.STAMP, Box(0, 0, 9, 9), text),))
    header = parse_pages([stamped]).header
    assert (header.urgency, header.secrecy) == (urgency, secrecy)


def test_print_that_goes_on_beyond_a_frame_stays() -> None:
    stamp = Stamp(Box(0, 0, 300, 100), np.full((100, 300), 255, np.uint8), lifted=False)
    inside, under = Word("ĐẾN", Box(20, 40, 80, 70)), Word("Căn", Box(240, 42, 295, 70))
    outside = Word("cứ", Box(303, 42, 340, 70))
    assert without_stamped((inside, under, outside), [stamp]) == (under, outside)
