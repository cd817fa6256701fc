"""Orientation: by which quarter turn the page lies, from the profiles of its lines; in doubt by reading a strip."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from ocr_pipeline.imaging.deskew import Tilt, tilt_of
from ocr_pipeline.imaging.ink import Grey, Mask

_CLEAR_AXIS = 1.3
"""Lines along one axis count as found when their sharpness is this many times that of the other axis."""
_UPRIGHT = 0.15
"""Ascender excess of upright pages: 0.3 to 1.6 on real scans, around 0 on handwritten tables."""
_COLUMNS = 4
_WORKING_WIDTH = 1600
_THINNEST_LINE = 4
_OSD_SIDE = 1600
_OSD_SECONDS = 20.0
_SURE_OSD = 2.0
_LANGUAGE = "vie"
_STRIPS = 5
"""The page is read a fifth at a time, the fullest first."""
_CLEAR_READING = 2.0
"""A direction is found when it reads so many times as well as any other."""
_SURE_WORD = 60.0
"""Least confidence in percent of a word that counts; upside down, few words reach it."""


def rotation_of(grey: Grey, ink: Mask, across: Tilt) -> int:
    """Degrees (0, 90, 180, 270) by which the page was turned clockwise from upright; 0 where nothing tells.

    `across` is the tilt of the lines along the rows of the picture. Most pages lie upright, and show it. For the others
    Tesseract is asked for its guess, and strips of the page are read in every direction that comes into question: what
    reads best is upright.
    """
    standing = np.ascontiguousarray(np.rot90(ink))
    down = tilt_of(standing)
    upright = across.sharpness >= down.sharpness
    clear_axis = max(across.sharpness, down.sharpness) >= _CLEAR_AXIS * min(across.sharpness, down.sharpness)
    side = _ascender_excess(ink, across) if upright else _ascender_excess(standing, down)
    if upright and clear_axis and side >= _UPRIGHT:
        return 0
    turned = 0 if upright else 90
    possible = {turned, turned + 180} if clear_axis else {0, 90, 180, 270}
    detected = _ask_tesseract(grey)
    if detected is not None:
        possible.add(detected)
    return _best_read(grey, sorted(possible), detected)


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


def _best_read(grey: Grey, turns: Sequence[int], detected: int | None) -> int:
    """The turn in which most is read; strips are read until one is clear, as the fullest may be written by hand."""
    if len(turns) == 1:
        return turns[0]
    read = dict.fromkeys(turns, 0.0)
    for number in range(_STRIPS):
        for turn in turns:
            read[turn] += _read_letters(grey, turn, number)
        best, second = sorted(read.values(), reverse=True)[:2]
        if best > _CLEAR_READING * second:
            break
    return max(read, key=lambda turn: (read[turn], turn == detected))


def _read_letters(grey: Grey, turn: int, number: int) -> float:
    """How many letters Tesseract reads, each as far as it is sure, in a strip of the page turned back by `turn`.

    `number` counts the strips from the fullest on.
    """
    page = np.ascontiguousarray(np.rot90(grey, turn // 90))
    strips = sorted(np.array_split(page, _STRIPS), key=lambda strip: float(strip.mean()) if strip.size else 255.0)
    if not strips[number].size:
        return 0.0
    try:
        found = pytesseract.image_to_data(
            Image.fromarray(strips[number]),
            lang=_LANGUAGE,
            config="--psm 6",
            output_type=pytesseract.Output.DICT,
            timeout=_OSD_SECONDS,
        )
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, RuntimeError):
        return 0.0
    words = zip(found["text"], found["conf"], strict=True)
    return sum(float(sure) * sum(map(str.isalpha, word)) for word, sure in words if float(sure) >= _SURE_WORD)


def _ask_tesseract(grey: Grey) -> int | None:
    """The turn by Tesseract's orientation detection; None where it sees too few letters or is not sure."""
    factor = min(1.0, _OSD_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    try:
        picture = Image.fromarray(small)
        found = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT, timeout=_OSD_SECONDS)
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, RuntimeError):
        return None
    return (360 - int(found["rotate"])) % 360 if float(found["orientation_conf"]) >= _SURE_OSD else None
