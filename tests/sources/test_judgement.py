"""Whether a text layer is worth more than the picture."""

import pytest

from ocr_pipeline.sources.text_layer import Trust, judge

from .conftest import GARBLED, LEGACY, PARAGRAPHS

HALF_RIGHT = " ".join((*PARAGRAPHS, *GARBLED.split()[:40]))
"""A reading of which about every third word is wrong."""


@pytest.mark.parametrize(
    ("text", "scanned", "trust"),
    [
        (" ".join(PARAGRAPHS), True, Trust.USE),
        (" ".join(PARAGRAPHS), False, Trust.USE),
        (GARBLED, True, Trust.PICTURE),
        (GARBLED, False, Trust.USE),
        (HALF_RIGHT, True, Trust.PICTURE),
        (HALF_RIGHT, False, Trust.USE),
        (LEGACY, False, Trust.PICTURE),
        ("", False, Trust.PICTURE),
        ("Số 217", False, Trust.USE),
        ("Số 217", True, Trust.PICTURE),
        ("ủy ban nhân dân " * 5 + "1.000.000 2.000.000 " * 99, False, Trust.USE),
        (
            "The quick brown fox jumps over the lazy dog and then it will go to the old mill in the hills",
            False,
            Trust.USE,
        ),
        ("\ue001\ue002\ue003 \ue004\ue005 abcq xzwv qrst \ue006\ue007 plkj mnbv zxcv " * 9, False, Trust.PICTURE),
    ],
)
def test_judgement(text: str, scanned: bool, trust: Trust) -> None:
    assert judge(text, scanned=scanned) is trust
