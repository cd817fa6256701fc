from __future__ import annotations

import os
import resource
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.document import Origin, text_of
from ocr_pipeline.errors import MissingProgramError, RecognitionError
from ocr_pipeline.imaging import PreparedImage
from ocr_pipeline.recognition import probe, recognise
from ocr_pipeline.recognition.tesseract import words_in
from ocr_pipeline.settings import RecognitionOptions

FONT = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
pytestmark = pytest.mark.tesseract


@pytest.fixture(scope="module")
def image() -> PreparedImage:
    picture = Image.new("L", (1654, 700), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 39)
    for index, text in enumerate(
        ("Căn cứ Luật Tổ chức chính quyền địa phương,", "Xét đề nghị của Giám đốc Sở Nội vụ.")
    ):
        draw.text((200, 200 + 60 * index), text, 0, font)
    return PreparedImage(np.asarray(picture), 200)


def test_lines_words_boxes_and_confidences(image: PreparedImage) -> None:
    page = recognise(image, 3)
    assert text_of((page,)) == "Căn cứ Luật Tổ chức chính quyền địa phương,\nXét đề nghị của Giám đốc Sở Nội vụ.\n"
    assert (page.number, page.origin, page.width, page.height, page.dpi) == (3, Origin.OCR, 1654, 700, 200)
    words = [word for line in page.lines for word in line.words]
    assert all(word.confidence is not None and 0.5 < word.confidence <= 1 for word in words)
    first = words[0].box
    assert first is not None
    assert abs(first.left - 200) < 10
    assert 195 < first.top < first.bottom < 260


def test_a_blank_page_is_not_read() -> None:
    page = recognise(PreparedImage(np.full((900, 700), 255, np.uint8), 200, blank=True), 1)
    assert page.blank
    assert page.zones == ()


def test_probe_names_version_and_languages() -> None:
    found = probe()
    assert found.version[0].isdigit()
    assert "vie" in found.languages


def test_missing_language_data_says_what_to_install(image: PreparedImage) -> None:
    with pytest.raises(MissingProgramError) as caught:
        recognise(image, 1, RecognitionOptions(language="xyz"))
    assert "xyz" in caught.value.problem
    assert "apt install tesseract-ocr" in caught.value.advice


def test_missing_program_says_what_to_install(image: PreparedImage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingProgramError) as caught:
        recognise(image, 1)
    assert "apt install tesseract-ocr" in caught.value.advice


def test_a_page_that_takes_too_long_is_an_error(image: PreparedImage) -> None:
    with pytest.raises(RecognitionError) as caught:
        recognise(image, 1, RecognitionOptions(timeout=0.01))
    assert "0.01" in caught.value.problem


def test_a_program_that_dies_without_a_word_is_an_error(
    image: PreparedImage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe()  # the version is asked for once
    dying = tmp_path / "tesseract"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(RecognitionError) as caught:
        recognise(image, 1)
    assert "-9" in caught.value.problem
    assert "bộ nhớ" in caught.value.advice


def test_a_full_temporary_folder_is_an_error(image: PreparedImage) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(RecognitionError) as caught:
            recognise(image, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "tệp tạm" in caught.value.problem
    assert "TMPDIR" in caught.value.advice


def tsv(*lines: tuple[int, str, float]) -> str:
    """Tesseract's table of lines, each with its upper edge, its words and their confidence."""
    rows = ["level\tpage\t…"]
    for number, (top, text, confidence) in enumerate(lines, 1):
        left = 100
        for place, word in enumerate(text.split(), 1):
            width = 18 * len(word)
            rows.append(f"5\t1\t1\t1\t{number}\t{place}\t{left}\t{top}\t{width}\t30\t{confidence}\t{word}")
            left += width + 12
    return "\n".join(rows)


def test_a_line_that_tesseract_gives_twice_is_read_once() -> None:
    read = tsv(
        (200, "CỘNG HÒA XÃ HỘI", 96), (238, "ộc lập - Tự do - Hạnh phú", 91), (230, "Độc lập - Tự do - Hạnh phúc", 96)
    )
    assert " ".join(word.text for word in words_in(read)) == "CỘNG HÒA XÃ HỘI Độc lập - Tự do - Hạnh phúc"


def test_lines_that_say_the_same_below_each_other_stay() -> None:
    read = tsv((200, "Sở Nội vụ chủ trì", 96), (236, "Sở Nội vụ chủ trì", 90), (272, "Sở Y tế chủ trì", 96))
    assert len(list(words_in(read))) == 15
