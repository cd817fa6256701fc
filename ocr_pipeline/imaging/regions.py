"""What is reported of a page besides its print: seals, signatures and handwriting as regions, stamps to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr_pipeline.document import Box, Region, RegionKind
from ocr_pipeline.imaging.frames import straight_cut
from ocr_pipeline.imaging.geometry import Placement, Points, box_around, gap, joined, millimetre_of
from ocr_pipeline.imaging.greyscale import Overlay
from ocr_pipeline.imaging.ink import Grey
from ocr_pipeline.imaging.shapes import shapes_on
from ocr_pipeline.imaging.slants import Slanted

_NEAR = 3.0
"""Millimetres: strokes of one hand that stand so near each other are one region."""
_MOST_SIGNATURES = 3
"""A page with more is filled in by hand, or drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """A stamp: its box and the corners of its frame on the page, and what stands in it, turned straight and grey.

    A `lifted` stamp was known by its colour and is no longer on the page; any other may be a frame around print, or
    no stamp at all.
    """

    box: Box
    picture: Grey
    lifted: bool
    frame: Points


def regions_of(
    page: Grey, plain: Grey, coloured: Sequence[Overlay], placement: Placement, letter: float | None
) -> tuple[tuple[Region, ...], tuple[Stamp, ...]]:
    """The regions of the finished `page` without stamps, from top to bottom, and its stamps.

    `plain` is the scan with all its colours in grey, `coloured` what was found on it by colour, `placement` how it
    became the page, and `letter` the height of small letters on it, where it is known.
    """
    height, width = page.shape
    placed = [(overlay.kind, placement.box(overlay.frame)) for overlay in coloured]
    known = [box for kind, box in placed if kind is not RegionKind.HANDWRITING]
    millimetre = millimetre_of(page, letter)
    shapes, slanted = shapes_on(page, known, millimetre)
    placed += [(one.kind, box_around(one.frame, width, height)) for one in shapes if one.kind is not RegionKind.STAMP]
    near = _NEAR * millimetre
    seals = [box for kind, box in placed if kind is RegionKind.SEAL]
    signatures = joined([box for kind, box in placed if kind is RegionKind.SIGNATURE], near)
    signatures = [box for box in signatures if not any(_inside(box, seal) for seal in seals)]
    if len(signatures) > _MOST_SIGNATURES:
        signatures = []
    written = joined([box for kind, box in placed if kind is RegionKind.HANDWRITING], near)
    written = [box for box in written if all(gap(box, other) > 0 for other in (*seals, *signatures))]
    kinds = ((RegionKind.SEAL, seals), (RegionKind.SIGNATURE, signatures), (RegionKind.HANDWRITING, written))
    regions = sorted((Region(kind, box) for kind, boxes in kinds for box in boxes), key=lambda region: region.box.top)
    return tuple(regions), tuple(_stamps(page, plain, coloured, shapes, slanted, placement, millimetre))


def _inside(box: Box, seal: Box) -> bool:
    """Whether a box lies in that of a seal, as what is left of its ring does."""
    centred = (
        seal.left < (box.left + box.right) / 2 < seal.right and seal.top < (box.top + box.bottom) / 2 < seal.bottom
    )
    return centred and box.width < seal.width


def _stamps(
    page: Grey,
    plain: Grey,
    coloured: Sequence[Overlay],
    shapes: Sequence[Overlay],
    slanted: Sequence[Slanted],
    placement: Placement,
    millimetre: float,
) -> Iterator[Stamp]:
    lifted = [placement.points(one.frame) for one in coloured if one.kind is RegionKind.STAMP]
    upright = placement.picture(plain) if lifted else page
    printed = [one.frame for one in shapes if one.kind is RegionKind.STAMP]
    found = [
        *((frame, straight_cut(upright, frame, millimetre), True) for frame in lifted),
        *((frame, straight_cut(page, frame, millimetre), False) for frame in printed),
        *((one.frame, one.picture, False) for one in slanted),
    ]
    for frame, picture, is_lifted in found:
        yield Stamp(box_around(frame, page.shape[1], page.shape[0]), picture, is_lifted, frame)
