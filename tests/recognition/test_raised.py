"""Numbers of footnotes are read as what they are, whatever Tesseract took them for; quotation marks stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.raised import with_raised_figures
from ocr_pipeline.settings import RecognitionOptions

FONT = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
LETTER = 18.0
LINES = (
    (("mặc", ""), ("Tiểu", ""), ("lễ”,", "lễ^7,"), ("không", ""), ("đội", ""), ("mũ", "")),
    (("Điều", ""), ("4.*", "4.^4"), ("Nghi", ""), ("thức", ""), ("tổ", ""), ("chức", "")),
    (("!?", "^12"), ("Cụm", ""), ("từ", ""), ("“Tiểu", ""), ("lễ”", ""), ("được", ""), ("25%", ""), ("thay", "")),
)
"""What was read and, where it differs, what is printed, raised behind `^`."""


def drawn(picture: Image.Image, left: float, top: int, printed: str) -> float:
    """Print a word, and where it ends."""
    draw = ImageDraw.Draw(picture)
    plain, _, rest = printed.partition("^")
    raised = "".join(filter(str.isdigit, rest))
    for text, size, up in ((plain, 39, 0), (raised, 25, 3), (rest.removeprefix(raised), 39, 0)):
        font = ImageFont.truetype(str(FONT), size)
        draw.text((left, top - up), text, 0, font)
        left += draw.textlength(text, font) + (1 if text else 0)
    return left


@pytest.mark.tesseract
def test_numbers_of_footnotes_are_raised_and_quotation_marks_stay() -> None:
    if not FONT.exists():
        pytest.fail("no Tinos font: install fonts-croscore")
    picture, words = Image.new("L", (1000, 320), 255), []
    for row, line in enumerate(LINES):
        left, top = 60.0, 50 + 80 * row
        for read, printed in line:
            right = drawn(picture, left, top, printed or read)
            words.append(Word(read, Box(int(left), top + 5, int(right), top + 42), 0.9))
            left = right + 12
    found = with_raised_figures(np.asarray(picture), LETTER, words, RecognitionOptions())
    assert " ".join(word.text for word in found) == (
        "mặc Tiểu lễ ⁷, không đội mũ Điều 4. ⁴ Nghi thức tổ chức ¹² Cụm từ “Tiểu lễ” được 25% thay"
    )
