"""Stamps: what stands in a framed stamp is read by itself, and is the stamp's, not the page's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from operator import itemgetter
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from ocr_pipeline.document import Box, Region, RegionKind, Word, ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.recognition.cues import first_cue, plain
from ocr_pipeline.recognition.rows import Row, line_of, placed, rows_of
from ocr_pipeline.recognition.tesseract import SCATTERED, read_words
from ocr_pipeline.settings import RecognitionOptions

_DPI = 320
"""Resolution at which the letters of stamps are read best."""
_EDGE = 12
"""White pixels around the picture of a stamp."""
_BELIEVED = 0.3
"""Least confidence of a word: the rest are scrawls and remains of the frame."""
_SAME = 85.0
"""Least similarity (0 to 100) of what is read to a mark like `HỎA TỐC`; `AT` is no `MẬT`."""
_FEWEST_CUES = 2
_NESTED = 4
"""Edges from the paper outside a hollow letter to its counter: into its outline, out, and the same of the counter."""
_CAPITALS = 0.5
"""Share of the signs of a mark that are read as capitals at least."""
_LONGEST_MARK, _LONGEST_TEXT = 4, 20
"""Words of `HỎA TỐC HẸN GIỜ`; signs that are read at most where a stamp can hold no more than a mark."""
_MOSTLY, _CLEARLY = 0.5, 0.9
"""Share of what is read in a stamp that its mark covers at least: the rest is dirt, and pieces of the frame; share
below which the letters may be hollow."""
_FOCUS, _INCH = 0.2, 25.4
"""Millimetres by which worn strokes are run together, and of an inch."""
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

    @property
    def frame(self) -> NDArray[np.float64]:
        """The corners of its frame on the page, (4, 2)."""


def read_stamps(stamps: Sequence[Stamp], dpi: int, options: RecognitionOptions) -> Iterator[tuple[Stamp, Region]]:
    """The stamps of a page with `dpi` pixels an inch, and what each says.

    A frame that is none by its colour is one when it holds a mark of urgency or secrecy, hollow, worn or solid, or a
    line that begins with `ĐẾN` in capitals, or two cues of an incoming stamp (`Số:`, `Ngày:`).
    """
    for stamp in stamps:
        rows = _rows_in(stamp.picture, dpi, options)
        mark = _mark_of(stamp.picture, rows, dpi, options)
        if mark:
            yield stamp, Region(RegionKind.STAMP, stamp.box, mark)
        elif stamp.lifted or _has_cues(rows):
            believed = [tuple(word for word in row if (word.word.confidence or 0.0) >= _BELIEVED) for row in rows]
            print_ = believed if any(believed) else rows  # a guess at a worn mark is better than a stamp without a word
            yield stamp, Region(RegionKind.STAMP, stamp.box, "\n".join(line_of(row).text for row in print_ if row))


def without_stamped(words: Sequence[Word], stamps: Sequence[Stamp]) -> tuple[Word, ...]:
    """The words of the page that do not stand in a stamp; what is left under a lifted one is print.

    A word inside a stamp that goes on, at a space's distance, with a word outside is print under the stamp, and stays.
    """
    frames = [stamp.frame for stamp in stamps if not stamp.lifted]
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


def _mark_of(picture: NDArray[np.uint8], rows: Sequence[Row], dpi: int, options: RecognitionOptions) -> str:
    """The mark in a picture read as `rows`: as it is, with hollow letters filled, or with worn strokes run together."""
    mark, share = _mark_in(rows)
    short = sum(len(word.word.text) for row in rows for word in row) <= _LONGEST_TEXT
    for mend in (_filled, partial(_softened, dpi=dpi)) if short else (_filled,):
        if share < _CLEARLY:
            mark, share = max((mark, share), _mark_in(_rows_in(mend(picture), dpi, options)), key=itemgetter(1))
    return mark


def _mark_in(rows: Sequence[Row]) -> tuple[str, float]:
    """The mark that a stamp consists of, as `HỎA TỐC`, and its share of what was read; none where it says more."""
    found = []
    for row in rows:
        for start in range(len(row)):
            for end in range(start + 1, min(start + _LONGEST_MARK, len(row)) + 1):
                text = " ".join(word.word.text for word in row[start:end])
                if sum(map(str.isupper, text)) >= _CAPITALS * len(text.replace(" ", "")):
                    scores = ((fuzz.ratio(plain(mark), plain(text)), mark) for mark in _marks())
                    found += [(score * _size(row[start:end]), mark) for score, mark in scores if score >= _SAME]
    likely, mark = max(found, default=(0.0, ""))
    share = likely / 100 / sum(map(_size, rows)) if found else 0.0
    return (mark, share) if share >= _MOSTLY else ("", 0.0)


def _size(words: Row) -> int:
    """The square pixels that words cover."""
    return sum(word.box.width * word.box.height for word in words)


def _has_cues(rows: Sequence[Row]) -> bool:
    lines = [line_of(row).text for row in rows]
    if any(f"{line} ".startswith(f"{heading} ") for line in lines for heading in _headings()):
        return True
    cues = {first_cue(row[start:], ZoneKind.STAMP) for row in rows for start in range(len(row))} - {None}
    return len(cues) >= _FEWEST_CUES


def _filled(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with letters that are drawn as outlines filled.

    An outline encloses the stroke of a letter, in which the outline of a counter may stand, as in A and O.
    """
    level, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)
    contours, nesting = cv2.findContours(
        np.where(picture <= level, np.uint8(255), np.uint8(0)), cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE
    )
    parents = [] if nesting is None else np.asarray(nesting)[0, :, 3].tolist()
    filled = np.full_like(picture, 255)
    for depth, number in sorted((_depth(parents, number), number) for number in range(len(parents))):
        is_counter = depth % _NESTED == _NESTED - 1
        cv2.drawContours(filled, contours, number, (255 if is_counter else 0,), cv2.FILLED)
    return filled


def _softened(picture: NDArray[np.uint8], dpi: int) -> NDArray[np.uint8]:
    """The picture out of focus, in which pieces of a worn stroke run together."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _FOCUS * dpi / _INCH), np.uint8)


def _depth(parents: Sequence[int], number: int) -> int:
    """How many contours lie around one of them; `parents` tells of each the one just around it, -1 for none."""
    depth = 0
    while (number := parents[number]) >= 0:
        depth += 1
    return depth


@cache
def _marks() -> tuple[str, ...]:
    """The marks of urgency and secrecy."""
    return tuple(phrase for zone, phrase in read_rows("zone_cues.tsv") if zone == "mark")


@cache
def _headings() -> tuple[str, ...]:
    """What stamps begin with in capitals."""
    cues = (phrase for zone, phrase in read_rows("zone_cues.tsv") if zone == ZoneKind.STAMP and phrase.isupper())
    return (*_marks(), *cues)


def _holds(frame: NDArray[np.float64], box: Box) -> bool:
    """Whether the middle of a box lies in a frame, which may stand aslant."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return cv2.pointPolygonTest(frame.astype(np.float32), middle, measureDist=False) >= 0
