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
    shares = np.cumsum(np.bincount(grey[::2, ::2].ravel(), minlength=256)) / grey[::2, ::2].size
    darkest, paper = np.searchsorted(shares, (_DARKEST_PRINT, _PAPER))
    level = min(otsu, paper - _WEAKEST_PRINT * (int(paper) - int(darkest)))
    if int(paper) - int(darkest) < _LEAST_CONTRAST:
        return np.zeros_like(grey)
    return np.where(grey <= level, np.uint8(255), np.uint8(0))


def marks_of(ink: Mask) -> Marks:
    """The connected pieces of a mask (8-connected), without the background."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height, area = stats[1:].T
    return Marks(left, top, width, height, area, np.asarray(labels, np.int32))


def letter_height(marks: Marks) -> float | None:
    """The height in pixels of small letters without ascender (the x-height); None with too few letters to tell.

    Every text has far more letters of one height (a, n, o, u, ư …) than of any other. Weighted by height, so that
    thousands of specks do not outvote the letters, the peak is at the x-height or at that of ascenders and capitals,
    1.5 times as high; the x-height is the most frequent height from 0.6 of the peak upwards.
    """
    shaped = (marks.height >= 5) & (marks.width <= 3 * marks.height) & (marks.height <= 5 * marks.width)
    solid = marks.area >= 0.15 * marks.width * marks.height
    heights = marks.height[shaped & solid]
    heights = heights[heights <= 200]
    if len(heights) < 40:
        return None
    counts = np.convolve(np.bincount(heights, minlength=12), (0.25, 0.5, 0.25), mode="same")
    peak = int((counts * np.arange(len(counts))).argmax())
    lowest = round(_X_TO_CAPITAL * peak)
    return float(lowest + counts[lowest : peak + 2].argmax())
