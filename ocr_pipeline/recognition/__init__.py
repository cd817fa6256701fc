"""What stands on a page: words read by Tesseract, put into zones in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Origin, Page, Region, Scan, Word, Zone
from ocr_pipeline.recognition.backs import is_back
from ocr_pipeline.recognition.cells import read_cells, with_cells
from ocr_pipeline.recognition.drawn_rules import drawn_grids
from ocr_pipeline.recognition.handwriting import without_scrawls, without_written_cells
from ocr_pipeline.recognition.layout import arrange
from ocr_pipeline.recognition.noise import without_strokes
from ocr_pipeline.recognition.raised import with_raised_figures
from ocr_pipeline.recognition.reading import words_of_page
from ocr_pipeline.recognition.rows import usual_height
from ocr_pipeline.recognition.ruling import find_grids
from ocr_pipeline.recognition.stamps import Stamp, read_stamps, without_stamped
from ocr_pipeline.recognition.tesseract import Installation, probe, read_words
from ocr_pipeline.settings import RecognitionOptions

__all__ = ["Installation", "PageImage", "arrange", "arrange_layer", "probe", "recognise"]


_LETTER_OF_WORD = 0.55
"""The x-height as a share of the usual height of a word's ink, which has marks, tails and ascenders."""


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
    def scan(self) -> Scan | None:
        """The picture before that, and where the places of the page lie on it."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read."""

    @property
    def regions(self) -> tuple[Region, ...]:
        """Seals, signatures and handwriting."""

    @property
    def strokes(self) -> NDArray[np.uint8] | None:
        """255 where the strokes of seals and signatures lie on `pixels`; None where there are none."""

    @property
    def stamps(self) -> Sequence[Stamp]:
        """Framed stamps, and frames that may be some."""


def recognise(image: PageImage, number: int, options: RecognitionOptions | None = None) -> Page:
    """Read page `number` (from 1): its words with boxes and confidences, in zones in reading order, and its regions.

    Raises MissingProgramError and RecognitionError (see `tesseract.read_words`). A blank page is not read; the back of
    a sheet that shows dust or the print of its front is blank too.
    """
    options = options or RecognitionOptions()
    height, width = image.pixels.shape
    sides = width, height, image.dpi
    page = Page(number, (), Origin.OCR, *sides, image.rotation, image.skew, blank=True, scan=image.scan)
    if image.blank:
        return page
    stamps = tuple(read_stamps(image.stamps, image.dpi, options))
    zones, written = _zones(image, [stamp for stamp, _ in stamps], options)
    found = (*image.regions, *(region for _, region in stamps), *written)
    page = replace(page, regions=tuple(sorted(found, key=lambda region: region.box.top)))
    if is_back(image.pixels, image.dpi, zones, options):
        return page
    return replace(page, zones=without_scrawls(zones), blank=False)


def arrange_layer(words: Sequence[Word], width: int, height: int, strokes: NDArray[np.int64]) -> tuple[Zone, ...]:
    """The words of a text layer as zones in reading order.

    `strokes` are thin strokes (rows of left, top, right, bottom), among them the rules of tables.
    """
    grids = (
        drawn_grids(strokes, _LETTER_OF_WORD * usual_height([word.box for word in words if word.box]))
        if len(strokes)
        else ()
    )
    return arrange(words, width, height, grids)


def _zones(
    image: PageImage, stamps: Sequence[Stamp], options: RecognitionOptions
) -> tuple[tuple[Zone, ...], tuple[Region, ...]]:
    """The zones of a page, and the places in its tables that are filled in by hand."""
    height, width = image.pixels.shape
    letter = image.letter_height
    if letter is None:
        return arrange(without_stamped(read_words(image.pixels, image.dpi, options), stamps), width, height), ()
    grids, pixels = find_grids(image.pixels, letter)
    words = words_of_page(pixels, image.dpi, letter, options, strokes=image.strokes)
    if grids:
        words = with_cells(words, read_cells(pixels, grids, letter, image.dpi, options), grids)
    words = without_strokes(without_stamped(words, stamps), image.regions)
    words = with_raised_figures(pixels, letter, words, options)
    words, written = without_written_cells(words, grids)
    return arrange(words, width, height, grids), written
