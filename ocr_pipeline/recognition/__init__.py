"""What stands on a page: words read by Tesseract, put into zones in reading order."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Origin, Page, Zone
from ocr_pipeline.recognition.layout import arrange
from ocr_pipeline.recognition.reading import words_of_page
from ocr_pipeline.recognition.tesseract import Installation, probe
from ocr_pipeline.settings import RecognitionOptions

__all__ = ["Installation", "PageImage", "arrange", "probe", "recognise"]


class PageImage(Protocol):
    """What recognition needs of a page image: upright grey pixels (height, width), and how they came to be so."""

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """0 black to 255 white."""

    @property
    def dpi(self) -> int:
        """Pixels an inch."""

    @property
    def letter_height(self) -> float | None:
        """Height in pixels of small letters without ascender (x-height); None where too few tell."""

    @property
    def rotation(self) -> int:
        """Clockwise degrees taken out."""

    @property
    def skew(self) -> float:
        """Clockwise degrees taken out beside `rotation`."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read."""


def recognise(image: PageImage, number: int, options: RecognitionOptions | None = None) -> Page:
    """Read page `number` (from 1): its words with boxes and confidences, in zones in reading order.

    Raises MissingProgramError and RecognitionError (see `tesseract.read_words`). A blank page is not read.
    """
    height, width = image.pixels.shape
    zones: tuple[Zone, ...] = ()
    if not image.blank:
        words = words_of_page(image.pixels, image.dpi, image.letter_height, options or RecognitionOptions())
        zones = arrange(words, width, height)
    return Page(number, zones, Origin.OCR, width, height, image.dpi, image.rotation, image.skew, image.blank)
