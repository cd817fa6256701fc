"""Colour to grey, with round red seals and long blue pen strokes lifted off the black print under them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.ink import Grey, Mask

_COARSE = 4
_RED, _BLUE = 12, 20
"""By how many of 255 greys a colour exceeds the other two; a worn seal is pale, and known by its shape."""
_SEAL_SIZES = (0.09, 0.30)
"""Diameter of a seal as a share of the page width: 36 mm on A4 is 0.17 (Thông tư 21/2012/TT-BCA); scans vary."""
_DRAWN = 0.35
"""Share of a seal's ring that must be there: worn and pale seals show half of it."""
_PEN_HEIGHT = 0.04
"""Pen strokes taller than this share of the page width (8 mm on A4) are signatures; lower ones may be digits."""
_PEN_COVER = 0.3
"""Share of its frame that a pen stroke covers at most; blue print that runs together covers half of it."""


def to_plain_grey(image: NDArray[np.uint8]) -> Grey:
    """The page in grey by luminance, whatever its colours mean."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def to_grey(image: NDArray[np.uint8]) -> tuple[Grey, bool]:
    """The page in grey, and whether colour was lifted off; `image` is (height, width) or (height, width, 3) in RGB.

    Inside a round seal every pixel takes its red channel, and inside a tall pen stroke its blue channel: red (blue) ink
    becomes as light as paper there while black stays black. Coloured print elsewhere (a name stamped in red, a number
    written in blue) is text and stays.
    """
    grey = to_plain_grey(image)
    if image.ndim == 2:
        return grey, False
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
    """Filled discs over the red marks that hold a circle of the size of a seal."""
    smallest, largest = (round(share * red.shape[1] / 2) for share in _SEAL_SIZES)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    discs = np.zeros_like(red)
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        if min(width, height) < 2 * smallest:
            continue
        part = red[max(top - 4, 0) : top + height + 4, max(left - 4, 0) : left + width + 4]
        found = _circle_in(part, smallest, largest)
        if found is not None:
            x, y, radius = found
            cv2.circle(discs, (x + max(left - 4, 0), y + max(top - 4, 0)), radius + 2, 255, cv2.FILLED)
    return discs


def _circle_in(red: Mask, smallest: int, largest: int) -> tuple[int, int, int] | None:
    """Centre and radius of the circle that is best drawn in red, with paper around it."""
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(red, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1,
        minDist=4,
        param1=100,
        param2=14,
        minRadius=smallest,
        maxRadius=largest,
    )
    if circles is None:
        return None
    thick = np.asarray(cv2.dilate(red, np.ones((3, 3), np.uint8)), np.uint8)
    rings = []
    for x, y, radius in circles.reshape(-1, 3)[:20].tolist():
        # Seals have two or three rings: from the one that was found outwards to the last, and on to the paper.
        radii = np.arange(radius, 1.5 * radius, 1.0)
        drawn = np.array([_red_share(thick, x, y, reach) for reach in radii])
        last = int(np.flatnonzero(drawn >= 0.6 * drawn.max()).max())
        if drawn[last] >= _DRAWN and drawn[last:].min() < drawn[last] / 2 and radii[last] <= largest:
            rings.append((float(drawn[last]), (round(x), round(y), round(radii[last]))))
    return max(rings)[1] if rings else None


def _red_share(red: Mask, x: float, y: float, radius: float) -> float:
    """How much of a circle lies on red; what lies outside the picture is paper."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    columns = np.rint(x + radius * np.cos(angles)).astype(int)
    rows = np.rint(y + radius * np.sin(angles)).astype(int)
    inside = (columns >= 0) & (columns < red.shape[1]) & (rows >= 0) & (rows < red.shape[0])
    return float((red[rows[inside], columns[inside]] > 0).sum()) / len(angles)


def _tall_strokes(blue: Mask) -> Mask:
    """The blue marks too tall for written letters and too open for a block of print, a little widened."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(blue, connectivity=8, ltype=cv2.CV_32S)
    tall = np.zeros(count, np.uint8)
    _, _, width, height, area = stats[1:].T
    tall[1:][(height > _PEN_HEIGHT * blue.shape[1]) & (area < _PEN_COVER * width * height)] = 255
    return np.asarray(cv2.dilate(tall[labels], np.ones((3, 3), np.uint8)), np.uint8)
