"""Backs of sheets: pages on which nothing is printed, though dust or the print of the front was taken for letters."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Word, Zone
from ocr_pipeline.recognition.tesseract import read_words
from ocr_pipeline.settings import RecognitionOptions

_UNSURE = 0.7
"""Mean confidence below which the page may be the mirrored print of the other side; right print has 0.8 and more."""
_ILLEGIBLE = 0.4
"""Mean confidence below which hardly a word is right: where there is no ink either, grain was taken for letters."""
_LEGIBLE, _SURER, _FEWEST = 0.6, 0.25, 10
"""Mean confidence of the mirrored page, how much surer than the page itself, in how many words."""
_INK, _DUST = 30, 0.003
"""Ink is darker than the paper by this many greys. Of a page of print, however pale or blurred, one per cent is ink;
dust and punch holes are less than this share."""
_PALE = 60
"""Print that shines through is so many greys darker than the paper, or less; beside black specks it may be missed."""


def is_back(pixels: NDArray[np.uint8], dpi: int, zones: Sequence[Zone], options: RecognitionOptions) -> bool:
    """Whether the page, read as `zones`, is the back of a sheet: only dust, or print that reads better in the mirror.

    `pixels` are grey, (height, width). A page of print that could not be read has too much ink for dust.
    """
    sure = _sureness([word for zone in zones for line in zone.lines for word in line.words])
    if sure >= _UNSURE:
        return False
    paper = float(np.percentile(pixels, 75))
    if sure < _ILLEGIBLE and float(np.mean(pixels < paper - _INK)) < _DUST:
        return True
    pale = np.maximum(pixels, np.uint8(max(paper - _PALE, 0)))
    # Turned upside down by mistake, mirrored print is mirrored from top to bottom.
    for mirrored in (pale[:, ::-1], pale[::-1]):
        words = read_words(np.ascontiguousarray(mirrored), dpi, options)
        if len(words) >= _FEWEST and _sureness(words) > max(_LEGIBLE, sure + _SURER):
            return True
    return False


def _sureness(words: Sequence[Word]) -> float:
    """Mean confidence of the words, long ones counting more; 0 without words."""
    weights = [len(word.text) for word in words]
    values = [(word.confidence or 0.0) * weight for word, weight in zip(words, weights, strict=True)]
    return fmean(values) / fmean(weights) if words else 0.0
