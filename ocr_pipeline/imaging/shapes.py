"""Seals, frames of stamps and signatures that have no colour: what their shape alone tells, on the finished page."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr_pipeline.document import Box, RegionKind
from ocr_pipeline.imaging.circles import Circle, seals_in_print
from ocr_pipeline.imaging.frames import find_frames
from ocr_pipeline.imaging.geometry import Points
from ocr_pipeline.imaging.greyscale import Overlay
from ocr_pipeline.imaging.ink import Grey, Mask, ink_of
from ocr_pipeline.imaging.pens import signatures_in, tall_strokes
from ocr_pipeline.imaging.slants import Slanted, words_aslant

_WORKING = 4.0
"""Pixels a millimetre at which shapes are looked for."""
_SHEET = 210.0
"""The short side of A4 in millimetres."""
_INKED = 80
"""Of 255: a pixel of the working copy is ink when ink covers this share of it."""
_STROKE = 7.0
"""Millimetres: black strokes higher than this are no letters."""
_RULES = (18.0, 9.0)
"""Lengths in millimetres of the lines, across and down, that are rules of tables."""
_HEAD, _LEFT, _MARGIN = 0.15, 0.25, 0.02
"""No signature stands in this upper or left share of a page, or at its edge: shadows and stamps lie there."""
_STAMPS = 0.5
"""Stamps without colour are looked for in the upper half: further down, a frame is a table or a note."""


def shapes_on(grey: Grey, known: Sequence[Box], millimetre: float) -> tuple[tuple[Overlay, ...], tuple[Slanted, ...]]:
    """What stands on an upright, straight page besides print; `known` boxes have been found by their colour.

    `millimetre` is in pixels of the page.

    A frame may be that of a stamp: two of its sides are enough, and what is written in it must tell, as it must of the
    words that stand aslant or in another outline, which come last.
    """
    factor = min(1.0, _WORKING / millimetre)
    share = cv2.resize(ink_of(grey), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink: Mask = np.where(share > _INKED, 255, 0).astype(np.uint8)
    millimetre *= factor
    for box in known:
        left, top, right, bottom = (round(edge * factor) for edge in (box.left, box.top, box.right, box.bottom))
        ink[top:bottom, left:right] = 0
    seals = tuple(seals_in_print(ink, round(_SHEET * millimetre)))
    upper = ink[: round(_STAMPS * len(ink))]
    frames = tuple(find_frames(upper, millimetre, 2))
    slanted = tuple(words_aslant(grey, _without(upper, frames), factor, millimetre))
    strokes = tall_strokes(_beside(ink, seals, millimetre), _STROKE * millimetre)
    strokes = _without(strokes, frames)
    height, width = strokes.shape
    signatures = [
        frame
        for frame in signatures_in(strokes, millimetre)
        if frame[0, 1] > _HEAD * height and frame[1, 0] < (1 - _MARGIN) * width and frame[0, 0] > _LEFT * width
    ]
    kinds = (
        (RegionKind.SEAL, [s.frame for s in seals]),
        (RegionKind.STAMP, frames),
        (RegionKind.SIGNATURE, signatures),
    )
    return tuple(Overlay(kind, frame / factor) for kind, found in kinds for frame in found), slanted


def _without(ink: Mask, frames: Sequence[Points]) -> Mask:
    """The ink without what stands in frames."""
    rest = ink.copy()
    for frame in frames:
        cv2.fillConvexPoly(rest, np.rint(frame).astype(np.int32), 0)
    return rest


def _beside(ink: Mask, seals: Sequence[Circle], millimetre: float) -> Mask:
    """The ink without seals and without long straight lines."""
    across, down = (max(round(length * millimetre), 1) for length in _RULES)
    sizes = ((1, across), (down, 1))
    rules = np.maximum(*(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size, np.uint8)) for size in sizes))
    rest = np.where(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0, np.uint8(0), ink)
    for seal in seals:
        cv2.circle(rest, (seal.x, seal.y), seal.radius + 2, 0, cv2.FILLED)
    return rest
