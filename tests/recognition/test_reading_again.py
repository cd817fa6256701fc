"""Words whose boxes are wrong: a letter cut off, one line read as two that lie on each other. Read by Tesseract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.second_reading import read_again
from ocr_pipeline.settings import RecognitionOptions

CASES = json.loads((Path(__file__).parent / "cases" / "reading_again.json").read_text("utf-8"))
FONTS = Path("/usr/share/fonts/truetype/croscore")
LEFT, TOP, HEIGHT = 60, 80, 46
LETTER = 18.0


@pytest.mark.tesseract
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_printed_stands_there_once_and_whole(case: dict[str, Any]) -> None:
    """`read` are the words of the first reading: text, the printed text that its box begins before and ends behind."""
    font = ImageFont.truetype(str(FONTS / f"Tinos-{case['style']}.ttf"), 39)
    line = case["printed"]
    picture = Image.new("L", (1400, 240), 255)
    ImageDraw.Draw(picture).text((LEFT, TOP), line, 0, font)
    words = []
    for text, begin, end, confidence in case["read"]:
        left, right = (LEFT + font.getlength(line[:place]) for place in (begin, end))
        words.append(Word(text, Box(round(left), TOP, round(right), TOP + HEIGHT), confidence))
    again = read_again(np.asarray(picture, np.uint8), LETTER, words, RecognitionOptions())
    ordered = sorted(again, key=lambda word: word.box.left if word.box else 0)
    assert " ".join(word.text for word in ordered) == case["wanted"]
