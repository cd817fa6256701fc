"""The words of a page: Tesseract at the size that suits it, then once more for the words in doubt."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.calibration import calibrated
from ocr_pipeline.recognition.noise import without_drawn, without_noise
from ocr_pipeline.recognition.numerals import with_counted_strokes
from ocr_pipeline.recognition.second_reading import read_again
from ocr_pipeline.recognition.spacing import mend_by_geometry
from ocr_pipeline.recognition.tesseract import AUTOMATIC, read_words
from ocr_pipeline.settings import RecognitionOptions

_LARGEST_LETTER, _WANTED_LETTER = 21.0, 18.0
"""Letters with a larger x-height are read at the wanted one: faster, and no worse (docs/imaging.md)."""


def words_of_page(
    pixels: NDArray[np.uint8],
    dpi: int,
    letter: float,
    options: RecognitionOptions,
    *,
    segmentation: int = AUTOMATIC,
    strokes: NDArray[np.uint8] | None = None,
) -> tuple[Word, ...]:
    """The words of a grey page (height, width) with boxes in its pixels; `letter` is the x-height.

    Where there are `strokes` of seals and signatures, the second reading does not see them. The first does: Tesseract
    takes them for pictures, and parts the columns of the foot by them.
    """
    factor = _WANTED_LETTER / letter if letter > _LARGEST_LETTER else 1.0
    small = pixels if factor == 1.0 else _reduced(pixels, factor)
    words = read_words(small, round(dpi * factor), options, segmentation=segmentation)
    words = tuple(_enlarged(word, factor) for word in words)
    if strokes is not None:
        words = without_drawn(words, pixels, strokes)
        pixels = np.maximum(pixels, strokes)
    words = with_counted_strokes(pixels, read_again(pixels, letter, words, options))
    return calibrated(mend_by_geometry(without_noise(words, letter), letter))


def _reduced(pixels: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def _enlarged(word: Word, factor: float) -> Word:
    """A word found on the page reduced by `factor`, on the page itself."""
    if factor == 1.0 or word.box is None:
        return word
    left, top, right, bottom = (
        round(edge / factor) for edge in (word.box.left, word.box.top, word.box.right, word.box.bottom)
    )
    return Word(word.text, Box(left, top, right, bottom), word.confidence)
