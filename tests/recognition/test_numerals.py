"""Roman numbers of quarters and headings get the strokes that the picture shows, and only those."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.numerals import with_counted_strokes

FONT = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")


def read_as(printed: str, read: str, before: str = "Quý") -> str:
    """What becomes of a word that is printed so and was read so."""
    picture = Image.new("L", (600, 120), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 50)
    draw.text((200, 40), printed, 0, font)
    left, top, right, bottom = (round(edge) for edge in draw.textbbox((200, 40), printed, font))
    words = [Word(before, Box(80, top, 180, bottom), 0.9), Word(read, Box(left, top, right, bottom), 0.4)]
    return with_counted_strokes(np.asarray(picture), words)[1].text


@pytest.mark.parametrize(
    ("printed", "read", "expected"),
    [
        ("III/2025", "II/2025", "III/2025"),
        ("II/2025", "I/2025", "II/2025"),
        ("II/2025", "H/2025", "II/2025"),
        ("III", "II", "III"),
        ("III/2025,", "1I/2025,", "III/2025,"),
        ("I/2025", "I/2025", "I/2025"),
        ("1/2025", "1/2025", "1/2025"),
        ("IV/2025", "IV/2025", "IV/2025"),
        ("II/2025", "III/2025", "III/2025"),
    ],
)
def test_lost_strokes_come_back(printed: str, read: str, expected: str) -> None:
    assert read_as(printed, read) == expected


@pytest.mark.parametrize(
    ("printed", "read", "expected"),
    [("III.", "II.", "III."), ("III.", "HI.", "III."), ("II.", "I.", "II."), ("1.", "1.", "1."), ("H.", "H.", "H.")],
)
def test_lost_strokes_of_headings_come_back(printed: str, read: str, expected: str) -> None:
    assert read_as(printed, read, before="sau:") == expected


def test_only_behind_the_word_quarter() -> None:
    assert read_as("III/2025", "II/2025", before="khóa") == "II/2025"
