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

_LARGEST_GAP = 0.12
"""Letters stand apart from paper by at least this share of the grey range; less is paper grain or bleed-through."""


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
    """The mask of ink by Otsu's threshold; empty when the page has no two separate greys (blank paper)."""
    level, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    dark = grey[::4, ::4]
    ink, paper = dark[dark <= level], dark[dark > level]
    if not len(ink) or not len(paper) or float(paper.mean()) - float(ink.mean()) < _LARGEST_GAP * 255:
        return np.zeros_like(grey)
    return np.asarray(mask, np.uint8)


def marks_of(ink: Mask) -> Marks:
    """The connected pieces of a mask (8-connected), without the background."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height, area = stats[1:].T
    return Marks(left, top, width, height, area, np.asarray(labels, np.int32))


def letter_height(marks: Marks) -> float | None:
    """The height in pixels of small letters without ascender (the x-height); None with too few letters to tell.

    Every text has far more letters of one height (a, n, o, u, ư …) than of any other, so the x-height is the most
    frequent height among marks that are shaped like letters.
    """
    shaped = (marks.height >= 5) & (marks.width <= 3 * marks.height) & (marks.height <= 5 * marks.width)
    solid = marks.area >= 0.15 * marks.width * marks.height
    heights = marks.height[shaped & solid]
    heights = heights[heights <= 200]
    if len(heights) < 40:
        return None
    counts = np.bincount(heights, minlength=12).astype(np.float64)
    smooth = np.convolve(counts, (0.25, 0.5, 0.25), mode="same")
    peak = int(smooth.argmax())
    around = np.arange(max(peak - 1, 0), min(peak + 2, len(counts)))
    return float((around * counts[around]).sum() / max(counts[around].sum(), 1.0))
