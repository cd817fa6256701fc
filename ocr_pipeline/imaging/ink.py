"""What is ink on a grey page, and how large its letters are: the measurements that the other steps share."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A page of shape (height, width), 0 black to 255 white."""
Mask = NDArray[np.uint8]
"""A picture of the same shape as its page: 255 where something is, 0 elsewhere."""

_DARKEST_PRINT, _PAPER = 0.001, 0.75
"""Shares of the pixels that are darker: one in a thousand on a page with a single line, three quarters anywhere."""
_WEAKEST_PRINT = 0.4
_LEAST_CONTRAST = 40
"""Print is darker than paper by at least this many of 255 greys; less is paper grain or show-through."""

_SINGLE, _LONGEST = 1.4, 12.0
"""Width of a mark, in its heights, up to which it is one letter, and up to which it is a word."""
_DENSE = 0.6
"""Share of a word's inkiest rows that the rows between its baseline and the tops of small letters have at least."""
_OFTEN, _ONE_HEIGHT = 0.6, 0.15
"""Share of the most frequent height's count that makes a height frequent; how much heights of one size differ."""
_X_TO_CAPITAL = 0.6
"""A little less than the x-height as a share of the height of capitals (0.67 in Times)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The connected pieces of ink of a page, one array entry each: letters, parts of letters, rules, specks."""

    left: NDArray[np.int32]
    top: NDArray[np.int32]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    area: NDArray[np.int32]
    labels: NDArray[np.int32]


def ink_of(grey: Grey) -> Mask:
    """The mask of ink; empty when the page has no two separate greys (blank paper).

    The threshold is Otsu's; on a page with little print, where Otsu's falls between the paper and its grain or what
    shows through from the back, it is 0.4 of the way from the paper to the darkest print.
    """
    otsu, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    sample = np.ascontiguousarray(grey[::2, ::2])
    shares = np.cumsum(cv2.calcHist([sample], [0], None, [256], [0, 256])) / sample.size
    darkest, paper = np.searchsorted(shares, (_DARKEST_PRINT, _PAPER))
    level = min(otsu, paper - _WEAKEST_PRINT * (int(paper) - int(darkest)))
    if int(paper) - int(darkest) < _LEAST_CONTRAST:
        return np.zeros_like(grey)
    return np.asarray(cv2.threshold(grey, level, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def marks_of(ink: Mask) -> Marks:
    """The connected pieces of a mask (8-connected), without the background."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height, area = stats[1:].T
    return Marks(left, top, width, height, area, np.asarray(labels, np.int32))


def letter_height(marks: Marks) -> float | None:
    """The height in pixels of small letters without ascender (the x-height); None with too few letters to tell.

    Every text has far more letters of one height (a, n, o, u, ư …) than of any other. Weighted by height, so that
    thousands of specks do not outvote the letters, the peak is at the x-height or at that of ascenders and capitals,
    1.5 times as high; the x-height is the first frequent height from 0.6 of the peak upwards. Letters that run together
    in heavy print count by the height of the band in which all of them have ink.
    """
    shaped = (marks.height >= 5) & (marks.width <= 3 * marks.height) & (marks.height <= 5 * marks.width)
    solid = marks.area >= 0.15 * marks.width * marks.height
    heights = np.concatenate((marks.height[shaped & solid & (marks.width <= _SINGLE * marks.height)], _bands(marks)))
    heights = heights[heights <= 200]
    if len(heights) < 40:
        return None
    counts = np.convolve(np.bincount(heights, minlength=12), (0.25, 0.5, 0.25), mode="same")
    peak = int((counts * np.arange(len(counts))).argmax())
    lowest = round(_X_TO_CAPITAL * peak)
    often = counts[lowest : peak + 2] >= _OFTEN * counts[lowest : peak + 2].max()
    first = lowest + int(often.argmax())
    return float(first + counts[first : first + 1 + round(_ONE_HEIGHT * first)].argmax())


def _bands(marks: Marks) -> NDArray[np.int32]:
    """The height of the dense band of every run of joined letters, once for each letter that it may hold."""
    joined = (marks.height >= 8) & (marks.width > _SINGLE * marks.height) & (marks.width <= _LONGEST * marks.height)
    joined &= marks.area >= 0.2 * marks.width * marks.height
    heights: list[int] = []
    for number in np.flatnonzero(joined):
        left, top = marks.left[number], marks.top[number]
        width, height = marks.width[number], marks.height[number]
        own = marks.labels[top : top + height, left : left + width] == number + 1
        profile = own.sum(axis=1)
        band = int((profile >= _DENSE * np.percentile(profile, 90)).sum())
        heights += [band] * round(width / band)
    return np.array(heights, np.int32)
