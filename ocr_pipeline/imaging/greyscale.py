"""Colour to grey, with seals, stamps and pen strokes lifted off the black print under them, and where they stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import RegionKind
from ocr_pipeline.imaging.circles import Circle, seals_in_red
from ocr_pipeline.imaging.frames import find_frames
from ocr_pipeline.imaging.geometry import Points
from ocr_pipeline.imaging.ink import Grey, Mask
from ocr_pipeline.imaging.pens import handwriting_in, signatures_in, tall_strokes

_COARSE = 4
_RED, _BLUE = 12, 20
"""By how many of 255 greys a colour exceeds the other two; a worn seal is pale, and known by its shape."""
_COLOURED = 10
"""By how many greys the strongest of three colours exceeds the weakest in the ink of a stamp, which may be pale."""
_PAPER_WINDOW = 31
"""Coarse pixels, more than a word is high: the usual colour there is that of the paper."""
_PEN_HEIGHT = 0.04
"""Pen strokes taller than this share of the page's short side (8 mm on A4) are lifted off; lower ones may be digits."""
_PAGE = 210.0
"""Short side of a sheet in millimetres."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Something stamped or written over the print, and the corners of its frame: (4, 2), clockwise from upper left."""

    kind: RegionKind
    frame: Points


def to_plain_grey(image: NDArray[np.uint8]) -> Grey:
    """The page in grey by luminance, whatever its colours mean."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def to_grey(image: NDArray[np.uint8]) -> tuple[Grey, tuple[Overlay, ...]]:
    """The page in grey, and what was found by its colour; `image` is (height, width) or (height, width, 3) in RGB.

    Inside a round seal every pixel takes its red channel, and inside a tall pen stroke its blue channel: red (blue) ink
    becomes as light as paper there while black stays black. In a framed stamp all that is coloured becomes paper.
    Coloured print elsewhere (a name stamped in red, a number written in blue) is text and stays.
    """
    grey = to_plain_grey(image)
    if image.ndim == 2:
        return grey, ()
    coarse = cv2.resize(image, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    small = coarse.astype(np.int16)
    small -= np.percentile(small[::4, ::4].reshape(-1, 3), 80, axis=0).astype(np.int16)
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    millimetre = min(grey.shape) / _COARSE / _PAGE
    bright = _as_mask(_colour_of(np.asarray(coarse, np.uint8)), _COLOURED)
    circles = list(seals_in_red(_as_mask(red - np.maximum(green, blue), _RED)))
    joined = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    frames = list(find_frames(joined, millimetre, 3))
    seals, stamps = _covered_by(circles, frames, bright)
    ink = _as_mask(blue - np.maximum(red, green), _BLUE) & ~stamps
    pens = tall_strokes(ink, _PEN_HEIGHT * min(ink.shape))
    wide_pens = np.asarray(cv2.dilate(pens, np.ones((3, 3), np.uint8)), np.uint8)
    for region, channel in ((seals, image[..., 0]), (wide_pens, image[..., 2])):
        if region.any():
            grey = np.where(_enlarged(region, grey) > 0, np.maximum(grey, channel), grey)
    if stamps.any():
        grey = _without_coloured_ink(grey, image, _enlarged(stamps, grey))
    kinds = (
        (RegionKind.SEAL, [circle.frame for circle in circles]),
        (RegionKind.STAMP, frames),
        (RegionKind.SIGNATURE, signatures_in(pens, millimetre)),
        (RegionKind.HANDWRITING, handwriting_in(ink & ~pens, millimetre)),
    )
    return grey, tuple(Overlay(kind, _COARSE * frame) for kind, found in kinds for frame in found)


def _covered_by(circles: Sequence[Circle], frames: Sequence[Points], page: Mask) -> tuple[Mask, Mask]:
    """The discs of seals, and a little more than the rectangles of stamps, as masks of the size of `page`."""
    seals, stamps = np.zeros_like(page), np.zeros_like(page)
    for circle in circles:
        cv2.circle(seals, (circle.x, circle.y), circle.radius + 2, 255, cv2.FILLED)
    for frame in frames:
        cv2.fillConvexPoly(stamps, np.rint(frame).astype(np.int32), 255)
    return seals, np.asarray(cv2.dilate(stamps, np.ones((5, 5), np.uint8)), np.uint8) & ~seals


def _as_mask(excess: NDArray[np.int16], least: int) -> Mask:
    """Where a difference of colours stands out."""
    return np.where(excess > least, 255, 0).astype(np.uint8)


def _colour_of(coarse: NDArray[np.uint8]) -> NDArray[np.int16]:
    """By how much the strongest colour of each pixel exceeds the weakest, under white light and on white paper."""
    paper = np.maximum(cv2.medianBlur(coarse, _PAPER_WINDOW), 1)
    white = cv2.divide(coarse, paper, scale=255)
    red, green, blue = cv2.split(white)
    strongest, weakest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(strongest, weakest), np.int16)


def _enlarged(mask: Mask, grey: Grey) -> Mask:
    return np.asarray(cv2.resize(mask, grey.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _without_coloured_ink(grey: Grey, image: NDArray[np.uint8], region: Mask) -> Grey:
    """The page without the coloured ink inside `region`: each pixel is lightened by as much as its colour tells.

    Black print under the ink has little colour, and stays.
    """
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    here = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    part = image[here].astype(np.int16)
    part -= np.percentile(part[::4, ::4].reshape(-1, 3), 80, axis=0).astype(np.int16)
    colour = np.where(region[here] > 0, np.ptp(part, axis=2), 0).astype(np.float32)
    paper = float(np.percentile(grey[here], 80))
    inked = colour >= max(float(np.percentile(colour[colour > 0], 90)) / 2, _COLOURED)
    if not inked.any():
        return grey
    darkness = float(np.percentile((paper - grey[here][inked]) / colour[inked], 60))
    lighter = grey[here] + np.where(colour >= _COLOURED, colour, 0) * max(darkness, 0.0)
    result = grey.copy()
    result[here] = np.maximum(grey[here], np.minimum(lighter, paper)).astype(np.uint8)
    return result
