"""Orientation: by which quarter turn the page lies, from the profiles of its lines; in doubt Tesseract is asked."""

from __future__ import annotations

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from ocr_pipeline.imaging.deskew import Tilt, tilt_of
from ocr_pipeline.imaging.ink import Grey, Mask

_CLEAR_AXIS = 1.3
"""Lines along one axis count as found when their sharpness is this many times that of the other axis."""
_CLEAR_SIDE = 0.3
_COLUMNS = 4
_WORKING_WIDTH = 1600
_THINNEST_LINE = 4
_OSD_SIDE = 1600
_OSD_SECONDS = 20.0
_SURE_OSD = 1.0


def rotation_of(grey: Grey, ink: Mask) -> int:
    """Degrees (0, 90, 180, 270) by which the page was turned clockwise from upright; 0 where nothing tells."""
    across, down = tilt_of(ink), tilt_of(np.ascontiguousarray(np.rot90(ink)))
    if max(across.sharpness, down.sharpness) == 0.0:
        return 0
    ratio = across.sharpness / max(down.sharpness, 1e-9)
    if ratio < _CLEAR_AXIS and ratio > 1 / _CLEAR_AXIS:
        return _ask_tesseract(grey)
    turn = 0 if ratio > 1 else 90
    side = _ascender_excess(np.ascontiguousarray(np.rot90(ink)) if turn else ink, across if turn == 0 else down)
    if abs(side) < _CLEAR_SIDE:
        return _ask_tesseract(grey)
    return turn if side > 0 else turn + 180


def _ascender_excess(ink: Mask, tilt: Tilt) -> float:
    """Above 0 for upright lines, below 0 for lines upside down, near 0 where it cannot be told.

    Two signs of upright Latin print: letters stand on a common baseline, so that the lower edge of a line is its
    sharpest; and more ink rises above the x-height (capitals, ascenders, Vietnamese marks) than hangs below the line.
    """
    factor = min(1.0, _WORKING_WIDTH / ink.shape[1])
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    level = cv2.getRotationMatrix2D((width / 2, height / 2), tilt.angle, 1.0)
    small = cv2.warpAffine(small, level, (width, height))
    kept = small[:, : width // _COLUMNS * _COLUMNS].astype(np.float64) / 255
    profiles = kept.reshape(height, _COLUMNS, -1).mean(axis=2)
    steps = np.diff(profiles, axis=0) ** 3
    sharper_below = -steps.sum() / max(abs(steps).sum(), 1e-12)
    above, below = (sum(side) for side in zip(*map(_ink_beyond, profiles.T), strict=True))
    rises_above = np.log((above + 1e-9) / (below + 1e-9))
    return float(2 * sharper_below + rises_above)


def _ink_beyond(profile: NDArray[np.float64]) -> tuple[float, float]:
    """Ink just above and just below the dense middle of every line of one column's row profile."""
    inked = profile[profile > 0.02]
    if not len(inked):
        return 0.0, 0.0
    dense = np.concatenate(([False], profile > 0.5 * np.percentile(inked, 75), [False]))
    changes = np.flatnonzero(dense[1:] != dense[:-1])
    above = below = 0.0
    for start, end in zip(changes[::2], changes[1::2], strict=True):
        thickness = end - start
        if thickness >= _THINNEST_LINE:
            above += profile[max(start - thickness, 0) : start].sum()
            below += profile[end : end + thickness].sum()
    return above, below


def _ask_tesseract(grey: Grey) -> int:
    """The turn by Tesseract's orientation detection; 0 where it sees too few letters or is not sure."""
    factor = min(1.0, _OSD_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    try:
        found = pytesseract.image_to_osd(
            Image.fromarray(small), output_type=pytesseract.Output.DICT, timeout=_OSD_SECONDS
        )
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, RuntimeError):
        return 0
    return (360 - int(found["rotate"])) % 360 if float(found["orientation_conf"]) >= _SURE_OSD else 0
