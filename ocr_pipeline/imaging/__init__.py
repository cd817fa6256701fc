"""One page image made ready for reading: upright, straight, evenly lit, at a size that suits the engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Region, Scan
from ocr_pipeline.imaging.blank import is_blank
from ocr_pipeline.imaging.borders import clear_borders
from ocr_pipeline.imaging.denoise import remove_dust
from ocr_pipeline.imaging.deskew import skew_of, tilt_of
from ocr_pipeline.imaging.dotted_rules import draw_dotted_rules, is_bitonal
from ocr_pipeline.imaging.fan import level_fan
from ocr_pipeline.imaging.geometry import Placement, Points
from ocr_pipeline.imaging.greyscale import to_grey, to_plain_grey
from ocr_pipeline.imaging.holes import fill_holes
from ocr_pipeline.imaging.illumination import even_light
from ocr_pipeline.imaging.ink import Grey, Mask, ink_of, letter_height, marks_of
from ocr_pipeline.imaging.orientation import rotation_of
from ocr_pipeline.imaging.pictures import Watch, numbered_pictures, unwatched, with_regions
from ocr_pipeline.imaging.regions import Stamp, regions_of
from ocr_pipeline.imaging.sheet import cut_sheet
from ocr_pipeline.imaging.strokes import strokes_of
from ocr_pipeline.imaging.upscale import scale_of

__all__ = ["PreparedImage", "Stamp", "Watch", "numbered_pictures", "prepare", "unwatched", "with_regions"]

_A4_INCHES = 11.69
_SMALLEST_SIDE = 16
"""Pixels; a narrower picture holds no line of print."""


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """A page ready for reading and what was done to it.

    `pixels` has shape (height, width), 0 black to 255 white; `dpi` is theirs. The scan was turned clockwise by
    `rotation` (0, 90, 180, 270) and `skew` degrees, which were taken out. `steps` names what was done, in order. A
    `blank` page has no letters; `letter_height` is the height in pixels of its small letters (x-height), None where too
    few of them tell. `regions` are the seals, signatures and handwriting on it, `stamps` the framed stamps.
    `scan` tells where its places lie on the scan. `strokes` is 255 where seals in black and signatures lie; they are
    still on the page.
    """

    pixels: Grey
    dpi: int
    letter_height: float | None = None
    rotation: int = 0
    skew: float = 0.0
    steps: tuple[str, ...] = ()
    blank: bool = False
    regions: tuple[Region, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    scan: Scan | None = None
    strokes: Mask | None = None


def prepare(image: NDArray[np.uint8], dpi: int | None = None, watch: Watch = unwatched) -> PreparedImage:
    """The page of a scan, grey (height, width) or RGB (height, width, 3), with every defect mended that it has.

    Each step measures first and leaves the page alone where there is nothing to do. `dpi` is what the file says; it is
    only passed on, scaled (without it the long side is taken for that of A4). `watch` is shown the scan, and the page
    after each step that did something.
    """
    dpi = dpi or max(round(max(image.shape[:2]) / _A4_INCHES), 1)
    if min(image.shape[:2]) < _SMALLEST_SIDE:
        return PreparedImage(to_plain_grey(image), dpi, blank=True)
    steps = _Steps(watch)
    watch("scan", image)
    full, view = image, np.eye(3)
    sheet = cut_sheet(image) or level_fan(image)
    if sheet is not None:
        image, view = steps.done("sheet", sheet.pixels, image), sheet.view
    plain = to_plain_grey(image)
    grey, overlays = to_grey(image)
    grey = steps.done("colour", grey if grey is not plain else None, plain)
    for name, mend in (("borders", clear_borders), ("holes", fill_holes), ("light", even_light)):
        grey = steps.done(name, mend(grey), grey)
    ink = ink_of(grey)
    marks = marks_of(ink)
    height, width = grey.shape
    if is_blank(marks, max(grey.shape)):
        return PreparedImage(grey, dpi, steps=tuple(steps.names), blank=True, scan=_scan(full, view))
    tilt = tilt_of(ink)
    rotation = rotation_of(grey, ink, tilt)
    letter = letter_height(marks if rotation in (0, 180) else marks_of(np.rot90(ink)))
    bitonal = is_bitonal(grey)
    grey = steps.done("dust", None if letter is None else remove_dust(grey, marks, letter), grey)
    placement = Placement(width, height, rotation)
    if rotation:
        grey, ink = (placement.picture(picture) for picture in (grey, ink))
        watch("rotation", grey)
        steps.names.append("rotation")
    skew, factor = skew_of(tilt_of(ink) if rotation else tilt), scale_of(letter, grey.size)
    if skew or factor != 1.0:
        grey = Placement(grey.shape[1], grey.shape[0], 0, skew, factor).picture(grey)
        steps.names += [name for name, done in (("skew", skew), ("scale", factor != 1.0)) if done]
        watch(steps.names[-1], grey)
    placement = Placement(width, height, rotation, skew, factor)
    if bitonal and letter is not None:
        grey = steps.done("rules", draw_dotted_rules(grey, marks, letter, placement), grey)
    letters = None if letter is None else letter * factor
    regions, stamps = regions_of(grey, plain, overlays, placement, letters)
    strokes = None if letters is None else strokes_of(grey, regions, letters)
    if strokes is not None:
        watch("strokes", np.maximum(grey, strokes))
    scan = _scan(full, placement.matrix() @ view)
    return PreparedImage(
        grey, round(dpi * factor), letters, rotation, skew, tuple(steps.names), False, regions, stamps, scan, strokes
    )


def _scan(image: NDArray[np.uint8], view: Points) -> Scan:
    """The picture as it came, whose points `view` (3 × 3) carries to the page."""
    back = np.linalg.inv(view)
    height, width = image.shape[:2]
    return Scan(width, height, tuple((back / back[2, 2]).ravel().tolist()))


class _Steps:
    """The steps that did something, each shown to a watcher."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.names: list[str] = []

    def done(self, name: str, mended: NDArray[np.uint8] | None, before: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The page after a step: as mended, or as before where the step declined."""
        if mended is None:
            return before
        self.names.append(name)
        self._watch(name, mended)
        return mended
