"""One page image made ready for reading: upright, straight, evenly lit, at a size that suits the engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.blank import is_blank
from ocr_pipeline.imaging.borders import clear_borders
from ocr_pipeline.imaging.denoise import remove_dust
from ocr_pipeline.imaging.deskew import skew_of
from ocr_pipeline.imaging.greyscale import to_grey, to_plain_grey
from ocr_pipeline.imaging.illumination import even_light
from ocr_pipeline.imaging.ink import Grey, ink_of, letter_height, marks_of
from ocr_pipeline.imaging.orientation import rotation_of
from ocr_pipeline.imaging.upscale import resample, scale_of

__all__ = ["PreparedImage", "prepare"]

_A4_INCHES = 11.69
_SMALLEST_SIDE = 16
"""Pixels; a narrower picture holds no line of print."""


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """A page ready for reading and what was done to it.

    `pixels` has shape (height, width), 0 black to 255 white; `dpi` is theirs. The scan was turned clockwise by
    `rotation` (0, 90, 180, 270) and `skew` degrees, which were taken out. `steps` names what was done, in order. A
    `blank` page has no letters; `letter_height` is the height in pixels of its small letters (x-height), None where too
    few of them tell.
    """

    pixels: Grey
    dpi: int
    letter_height: float | None = None
    rotation: int = 0
    skew: float = 0.0
    steps: tuple[str, ...] = ()
    blank: bool = False


def prepare(image: NDArray[np.uint8], dpi: int | None = None) -> PreparedImage:
    """The page of a scan, grey (height, width) or RGB (height, width, 3), with every defect mended that it has.

    Each step measures first and leaves the page alone where there is nothing to do. `dpi` is what the file says; it is
    only passed on, scaled (without it the long side is taken for that of A4).
    """
    dpi = dpi or max(round(max(image.shape[:2]) / _A4_INCHES), 1)
    if min(image.shape[:2]) < _SMALLEST_SIDE:
        return PreparedImage(to_plain_grey(image), dpi, blank=True)
    steps: list[str] = []
    grey, lifted = to_grey(image)
    if lifted:
        steps.append("colour")
    for name, mend in (("borders", clear_borders), ("light", even_light)):
        mended = mend(grey)
        if mended is not None:
            grey = mended
            steps.append(name)
    ink = ink_of(grey)
    marks = marks_of(ink)
    if is_blank(marks, max(grey.shape)):
        return PreparedImage(grey, dpi, steps=tuple(steps), blank=True)
    rotation = rotation_of(grey, ink)
    letter = letter_height(marks)
    clean = None if letter is None else remove_dust(grey, marks, letter)
    if clean is not None:
        grey = clean
        steps.append("dust")
    if rotation:
        grey, ink = (np.ascontiguousarray(np.rot90(picture, rotation // 90)) for picture in (grey, ink))
        steps.append("rotation")
    skew, factor = skew_of(ink), scale_of(letter, grey.size)
    if skew or factor != 1.0:
        grey = resample(grey, skew, factor)
        steps += [name for name, done in (("skew", skew), ("scale", factor != 1.0)) if done]
    height = None if letter is None else letter * factor
    return PreparedImage(grey, round(dpi * factor), height, rotation, skew, tuple(steps))
