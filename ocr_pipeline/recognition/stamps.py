"""Stamps: what stands in a framed stamp is read by itself, and is the stamp's, not the page's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from ocr_pipeline.document import Box, Region, RegionKind, Word, ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.recognition.cues import first_cue, phrases_of, plain
from ocr_pipeline.recognition.rows import Row, line_of, placed, rows_of
from ocr_pipeline.recognition.tesseract import SCATTERED, read_words
from ocr_pipeline.settings import RecognitionOptions

_DPI = 320
"""Resolution at which the letters of stamps are read best."""
_EDGE = 12
"""White pixels around the picture of a stamp."""
_BELIEVED = 0.3
"""Least confidence of a word: the rest are scrawls and remains of the frame."""
_SAME = 80.0
"""Least similarity (0 to 100) of all that stands in a frame to a mark like `HỎA TỐC`."""
_FEWEST_CUES = 2
_SPACE = 0.45
"""Words of one line stand within so many of their heights."""


class Stamp(Protocol):
    """A framed stamp on a page image."""

    @property
    def box(self) -> Box:
        """Where it stands on the page."""

    @property
    def picture(self) -> NDArray[np.uint8]:
        """What stands in the frame, straight and grey (height, width)."""

    @property
    def lifted(self) -> bool:
        """Whether it is a stamp by its colour, and no longer on the page."""


def read_stamps(stamps: Sequence[Stamp], dpi: int, options: RecognitionOptions) -> Iterator[tuple[Stamp, Region]]:
    """The stamps of a page with `dpi` pixels an inch, and what each says.

    A frame that is none by its colour is one when it holds a mark of urgency or secrecy, or a line that begins with
    `ĐẾN` in capitals, or two cues of an incoming stamp (`Số:`, `Ngày:`).
    """
    for stamp in stamps:
        rows = _rows_in(stamp.picture, dpi, options)
        if stamp.lifted or _is_stamp(rows):
            believed = [tuple(word for word in row if (word.word.confidence or 0.0) >= _BELIEVED) for row in rows]
            print_ = believed if any(believed) else rows  # a guess at a worn mark is better than a stamp without a word
            yield stamp, Region(RegionKind.STAMP, stamp.box, "\n".join(line_of(row).text for row in print_ if row))


def without_stamped(words: Sequence[Word], stamps: Sequence[Stamp]) -> tuple[Word, ...]:
    """The words of the page that do not stand in a stamp; what is left under a lifted one is print.

    A word inside a stamp that goes on, at a space's distance, with a word outside is print under the stamp, and stays.
    """
    frames = [stamp.box for stamp in stamps if not stamp.lifted]
    stamped: set[Word] = set()
    for frame in frames:
        for row in rows_of(placed(words)):
            goes_on_at = None
            for word in reversed(row):
                if _holds(frame, word.box) and (
                    goes_on_at is None or goes_on_at - word.box.right > _SPACE * word.box.height
                ):
                    stamped.add(word.word)
                    goes_on_at = None
                else:
                    goes_on_at = word.box.left
    return tuple(word for word in words if word not in stamped)


def _rows_in(picture: NDArray[np.uint8], dpi: int, options: RecognitionOptions) -> tuple[Row, ...]:
    factor = _DPI / dpi
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    sized = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=method)
    framed = cv2.copyMakeBorder(sized, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_CONSTANT, value=(255,))
    words = read_words(np.asarray(framed, np.uint8), _DPI, options, segmentation=SCATTERED)
    return rows_of(placed(word for word in words if any(map(str.isalnum, word.text))))


def _is_stamp(rows: Sequence[Row]) -> bool:
    lines = [line_of(row).text for row in rows]
    text = plain(" ".join(lines))
    if any(fuzz.ratio(phrase, text) >= _SAME for phrase in phrases_of(ZoneKind.STAMP)):
        return True
    if any(f"{line} ".startswith(f"{mark} ") for line in lines for mark in _marks()):
        return True
    cues = {first_cue(row[start:], ZoneKind.STAMP) for row in rows for start in range(len(row))} - {None}
    return len(cues) >= _FEWEST_CUES


@cache
def _marks() -> tuple[str, ...]:
    """What stands on stamps in capitals."""
    return tuple(phrase for zone, phrase in read_rows("zone_cues.tsv") if zone == ZoneKind.STAMP and phrase.isupper())


def _holds(frame: Box, box: Box) -> bool:
    """Whether the middle of a box lies in a frame."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return frame.left <= x < frame.right and frame.top <= y < frame.bottom
