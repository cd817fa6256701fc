"""Colour to grey, with round red seals and long blue pen strokes lifted off the black print under them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.ink import Grey, Mask

_COARSE = 4
_RED, _BLUE = 24, 40
"""By how many of 255 greys a colour exceeds the other two; a worn seal is pale, and known by its shape."""
_SEAL_SIZES = (0.09, 0.30)
"""Diameter of a seal as a share of the page width: 36 mm on A4 is 0.17 (Thông tư 21/2012/TT-BCA); scans vary."""
_PEN_HEIGHT = 0.025
"""Pen strokes taller than this share of the page width (5 mm on A4) are signatures; lower ones may be digits."""


def to_grey(image: NDArray[np.uint8]) -> tuple[Grey, bool]:
    """The page in grey, and whether colour was lifted off; `image` is (height, width) or (height, width, 3) in RGB.

    Inside a round seal every pixel takes its red channel, and inside a tall pen stroke its blue channel: red (blue) ink
    becomes as light as paper there while black stays black. Coloured print elsewhere (a name stamped in red, a number
    written in blue) is text and stays.
    """
    if image.ndim == 2:
        return image, False
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    small = cv2.resize(image, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA).astype(np.int16)
    small -= np.percentile(small[::4, ::4].reshape(-1, 3), 80, axis=0).astype(np.int16)
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    seals = _seals(_as_mask(red - np.maximum(green, blue), _RED))
    pens = _tall_strokes(_as_mask(blue - np.maximum(red, green), _BLUE))
    lifted = False
    for region, channel in ((seals, image[..., 0]), (pens, image[..., 2])):
        if region.any():
            full = cv2.resize(region, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
            grey = np.where(full > 0, np.maximum(grey, channel), grey)
            lifted = True
    return grey, lifted


def _as_mask(excess: NDArray[np.int16], least: int) -> Mask:
    """Where one colour stands out from the other two, relative to the colour of the paper."""
    return np.where(excess > least, 255, 0).astype(np.uint8)


def _seals(red: Mask) -> Mask:
    """Filled discs over the red marks that are as large and as round as a seal."""
    page_width = red.shape[1]
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    discs = np.zeros_like(red)
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        _, _, width, height = cv2.boundingRect(contour)
        sized = _SEAL_SIZES[0] * page_width <= max(width, height) <= _SEAL_SIZES[1] * page_width
        if sized and 0.6 <= width / height <= 1.7:
            (x, y), radius = cv2.minEnclosingCircle(contour)
            cv2.circle(discs, (round(x), round(y)), round(radius) + 2, 255, cv2.FILLED)
    return discs


def _tall_strokes(blue: Mask) -> Mask:
    """The blue marks that are too tall to be written letters or digits, a little widened."""
    joined = cv2.morphologyEx(blue, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    tall = np.zeros(count, np.uint8)
    tall[1:][stats[1:, cv2.CC_STAT_HEIGHT] > _PEN_HEIGHT * blue.shape[1]] = 255
    return np.asarray(cv2.dilate(tall[labels], np.ones((3, 3), np.uint8)), np.uint8)
