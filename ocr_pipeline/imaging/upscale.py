"""Scale: how much to enlarge or reduce the page so that its letters have the height that the engine reads best.

The height is measured on the letters: the dpi field of a scan is often missing or wrong.
"""

from __future__ import annotations

import cv2

from ocr_pipeline.imaging.ink import Grey

SMALLEST_LETTER, LARGEST_LETTER = 15.0, 34.0
"""Between these x-heights in pixels (13 point at 180 to 400 dpi) the engine reads equally well: docs/imaging.md."""
_WANTED_LETTER = 22.0
_LARGEST_FACTOR = 4.0


def scale_of(letter: float | None) -> float:
    """The factor by which to resize a page whose x-height is `letter` pixels; 1.0 where it suits or is not known.

    >>> scale_of(18.0), scale_of(None), scale_of(8.0)
    (1.0, 1.0, 2.75)
    """
    if letter is None or SMALLEST_LETTER <= letter <= LARGEST_LETTER:
        return 1.0
    return min(_WANTED_LETTER / letter, _LARGEST_FACTOR)


def resample(grey: Grey, skew: float, factor: float) -> Grey:
    """The page turned counter-clockwise by `skew` degrees and resized by `factor`, in one interpolation.

    The picture keeps its proportions; what the turn brings in from outside is white.
    """
    height, width = grey.shape
    size = (round(width * factor), round(height * factor))
    if skew == 0.0:
        return cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)  # type: ignore[return-value]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, factor)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return cv2.warpAffine(grey, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)  # type: ignore[return-value]
