"""The connected marks of ink on a page, and the boxes of words drawn to the letters that they are made of.

The boxes that Tesseract gives come from where its network saw a letter best; they often miss half of the first or last
one. What is cut out by such a box reads `ạng` for *Lạng*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.rows import Placed

_WORKING_LETTER = 12.0
"""The x-height in pixels at which marks are looked for."""
_LOWEST, _HIGHEST, _NARROWEST, _WIDEST = 0.7, 2.7, 0.12, 8.0
"""In x-heights: the marks that may be letters, digits, or a word of heavy print that runs together."""
_WIDEST_LETTER = 2.2
"""In x-heights: a mark that is wider is several letters."""
_TOUCHING = 0.45
"""In x-heights: letters that stand so near each other are of one word."""
_LEVEL = 0.5
"""Share of its height that a letter of a word has in common with the word's box."""
_MISSED, _BELIEVED = 2, 0.85
"""Most letters that are added to a word, and the least confidence of the reading that has them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of a page on a picture reduced by `factor`, where the x-height is `letter` pixels.

    `labels` has the number of its mark at every pixel; `boxes` their left, top, right, bottom (exclusive), in rows by
    those numbers. 0 is the paper.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    factor: float
    letter: float

    @property
    def letters(self) -> NDArray[np.bool_]:
        """Which of them may be letters, or several that run together."""
        width, height = self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1]
        found = (height >= _LOWEST * self.letter) & (height <= _HIGHEST * self.letter)
        found &= (width >= _NARROWEST * self.letter) & (width <= _WIDEST * self.letter)
        found[0] = False
        return np.asarray(found, np.bool_)

    @property
    def single(self) -> NDArray[np.bool_]:
        """Which are no more than one letter wide."""
        width = self.boxes[:, 2] - self.boxes[:, 0]
        return np.asarray(width <= _WIDEST_LETTER * self.letter, np.bool_)


def marks_of(pixels: NDArray[np.uint8], letter: float) -> Marks:
    """The marks of a grey page (height, width) whose x-height is `letter` pixels."""
    factor = min(1.0, _WORKING_LETTER / letter)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    level, _ = cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)
    ink = np.where(small <= level, 1, 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return marks_in(labels, stats, factor, letter * factor)


def marks_in(labels: MatLike, stats: MatLike, factor: float, letter: float) -> Marks:
    """The marks as OpenCV tells connected components; see `Marks`."""
    left, top, width, height = (stats[:, column] for column in range(4))
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    return Marks(np.asarray(labels, np.int32), np.asarray(boxes, np.int32), factor, letter)


def grown(words: Sequence[Placed], marks: Marks) -> dict[Word, Box]:
    """The boxes of those words that miss a letter at their beginning or end, as wide as their letters are."""
    singles = marks.boxes[marks.letters & marks.single] / marks.factor
    joined = marks.boxes[marks.letters & ~marks.single] / marks.factor
    boxes = {word: _to_letters(word.box, singles, joined) for word in words}
    missed = singles[~_held(singles, [*boxes.values(), *(word.box for word in words)])]
    edges = np.array([(box.left, box.top, box.right, box.bottom) for box in boxes.values()]).reshape(-1, 4)
    holders = list(boxes)
    found: dict[Word, Box] = {}
    for mark in missed if holders else ():
        gaps = _gaps(edges, mark)
        nearest = int(gaps.argmin())
        if gaps[nearest] <= _TOUCHING * marks.letter / marks.factor:
            word = holders[nearest]
            box = found.get(word.word, boxes[word])
            left, right = round(float(mark[0])), round(float(mark[2]))
            found[word.word] = box._replace(left=min(box.left, left), right=max(box.right, right))
    return found


def _to_letters(box: Box, singles: NDArray[np.float64], joined: NDArray[np.float64]) -> Box:
    """The box as wide as the letters whose middles lie in it."""
    if _inside(box, joined).any():
        return box
    own = singles[_inside(box, singles)]
    if not len(own):
        return box
    return box._replace(left=round(own[:, 0].min()), right=round(own[:, 2].max()))


def _inside(box: Box, marks: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the marks are level with the box and have their middle in it."""
    middle = (marks[:, 0] + marks[:, 2]) / 2
    shared = np.minimum(marks[:, 3], box.bottom) - np.maximum(marks[:, 1], box.top)
    level = shared >= _LEVEL * (marks[:, 3] - marks[:, 1])
    return np.asarray(level & (middle >= box.left) & (middle <= box.right), np.bool_)


def _held(marks: NDArray[np.float64], boxes: Sequence[Box]) -> NDArray[np.bool_]:
    held = np.zeros(len(marks), np.bool_)
    for box in boxes:
        held |= _inside(box, marks)
    return held


def _gaps(edges: NDArray[np.int_], mark: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far beside each of the boxes (left, top, right, bottom) the mark stands; infinite where it is not level."""
    left, top, right, bottom = mark
    shared = np.minimum(edges[:, 3], bottom) - np.maximum(edges[:, 1], top)
    beside = np.maximum(edges[:, 0] - right, left - edges[:, 2])
    return np.where(shared >= _LEVEL * (bottom - top), beside, np.inf)


def completes(old: Sequence[Placed], new: Sequence[Placed]) -> bool:
    """Whether a second reading surely has a letter that the first missed at the beginning or end of its word."""
    if len(old) != 1 or not new:
        return False
    before, after = old[0].word.text, "".join(word.word.text for word in new)
    at_edge = after.startswith(before) or after.endswith(before)
    sure = min(word.word.confidence or 0.0 for word in new) >= _BELIEVED
    return sure and at_edge and 0 < len(after) - len(before) <= _MISSED
