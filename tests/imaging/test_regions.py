"""Seals, stamps and signatures of made-up scans are found where they were put, and nothing else is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_pipeline.document import Box, RegionKind
from ocr_pipeline.imaging import PreparedImage, prepare
from ocr_pipeline.imaging.geometry import Placement, corners, joined, millimetre_of
from ocr_pipeline.imaging.shapes import shapes_on

Grey = NDArray[np.uint8]
SEAL = Box(760, 1300, 1040, 1580)
FRAME = Box(200, 90, 470, 170)


def boxes(prepared: PreparedImage, kind: RegionKind) -> list[Box]:
    return [region.box for region in prepared.regions if region.kind is kind]


def overlap(one: Box, other: Box) -> float:
    """Shared area over joint area."""
    across = max(0, min(one.right, other.right) - max(one.left, other.left))
    down = max(0, min(one.bottom, other.bottom) - max(one.top, other.top))
    shared = across * down
    return shared / (one.width * one.height + other.width * other.height - shared)


def signed(page: Grey, seal: tuple[int, int, int], pen: tuple[int, int, int]) -> NDArray[np.uint8]:
    """The upper half of a page with a seal and a signature below it, in RGB."""
    sheet = cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    sheet[1200:] = 255
    centre = ((SEAL.left + SEAL.right) // 2, (SEAL.top + SEAL.bottom) // 2)
    for radius, width in ((138, 5), (128, 2), (92, 3)):
        cv2.circle(sheet, centre, radius, seal, width, cv2.LINE_AA)
    cv2.putText(sheet, "SO Y TE", (centre[0] - 70, centre[1]), cv2.FONT_HERSHEY_SIMPLEX, 1.2, seal, 4, cv2.LINE_AA)
    x = np.linspace(0, 6 * np.pi, 400)
    stroke = np.stack([1080 + 14 * x, 1440 + 60 * np.sin(x) - x], axis=1).astype(np.int32)
    cv2.polylines(sheet, [stroke], False, pen, 4, cv2.LINE_AA)
    return np.asarray(sheet, np.uint8)


@pytest.mark.parametrize(
    ("seal", "pen"), [((200, 32, 44), (32, 57, 156)), ((60, 60, 60), (20, 20, 20))], ids=["in colour", "in black"]
)
def test_seal_and_signature_are_found(page: Grey, seal: tuple[int, int, int], pen: tuple[int, int, int]) -> None:
    prepared = prepare(signed(page, seal, pen), 200)
    (found,) = boxes(prepared, RegionKind.SEAL)
    assert overlap(found, SEAL) > 0.85
    (signature,) = boxes(prepared, RegionKind.SIGNATURE)
    assert overlap(signature, Box(1080, 1365, 1346, 1502)) > 0.8


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_boxes_are_those_of_the_upright_page(page: Grey, quarters: int) -> None:
    lying = np.ascontiguousarray(np.rot90(signed(page, (200, 32, 44), (32, 57, 156)), -quarters))
    (found,) = boxes(prepare(lying, 200), RegionKind.SEAL)
    assert overlap(found, SEAL) > 0.85


@pytest.mark.parametrize("quarters", [0, 1])
def test_the_seal_of_one_of_two_pages_side_by_side_is_found(page: Grey, quarters: int) -> None:
    second = signed(page, (200, 32, 44), (32, 57, 156))
    spread = np.hstack([cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), second])
    prepared = prepare(np.ascontiguousarray(np.rot90(spread, quarters)), 200)
    (found,) = boxes(prepared, RegionKind.SEAL)
    seal = Box(SEAL.left + page.shape[1], SEAL.top, SEAL.right + page.shape[1], SEAL.bottom)
    assert overlap(found, seal) > 0.85
    assert (prepared.pixels[seal.top : seal.bottom, seal.left : seal.right] > 200).mean() > 0.95, "it is lifted off"


def test_a_slip_of_paper_has_no_stamps_but_letters_of_its_own_size(page: Grey) -> None:
    slip = np.ascontiguousarray(page[150:1700, 150:650])
    prepared = prepare(slip, 200)
    assert prepared.stamps == prepared.regions == ()
    assert shapes_on(slip, (), millimetre_of(slip, prepared.letter_height)) == ((), ())


def test_a_page_of_print_has_no_regions(page: Grey) -> None:
    prepared = prepare(page, 200)
    assert prepared.regions == ()
    assert prepared.stamps == ()


@pytest.mark.parametrize(("colour", "lifted"), [((200, 32, 44), True), ((106, 47, 143), True), ((30, 30, 30), False)])
def test_a_framed_stamp_is_found_and_coloured_ink_is_lifted(
    page: Grey, colour: tuple[int, int, int], lifted: bool
) -> None:
    sheet = cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    cv2.rectangle(sheet, (FRAME.left, FRAME.top), (FRAME.right - 1, FRAME.bottom - 1), colour, 4)
    cv2.putText(sheet, "KHAN", (250, 148), cv2.FONT_HERSHEY_SIMPLEX, 1.6, colour, 5, cv2.LINE_AA)
    prepared = prepare(np.asarray(sheet, np.uint8), 200)
    (stamp,) = prepared.stamps
    assert overlap(stamp.box, FRAME) > 0.85
    assert stamp.lifted is lifted
    assert (stamp.picture < 160).any(), "its own words are kept for reading"
    assert (prepared.pixels[:180] < 128).any() is not np.bool_(lifted)


def test_print_under_a_coloured_stamp_stays(page: Grey) -> None:
    sheet = cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    stamp = np.full_like(sheet, 255)
    cv2.rectangle(stamp, (300, 230), (760, 430), (106, 47, 143), 5)
    cv2.putText(stamp, "DEN", (360, 350), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (106, 47, 143), 8)
    prepared = prepare(np.minimum(sheet, stamp), 200)
    assert len(prepared.stamps) == 1
    ink = page[230:430, 300:760] < 100
    assert (prepared.pixels[230:430, 300:760][ink] < 160).mean() > 0.97
    assert (prepared.pixels[230:430, 300:760][page[230:430, 300:760] > 250] < 160).mean() < 0.02


def test_points_follow_the_picture() -> None:
    scan = np.full((300, 200), 255, np.uint8)
    scan[40:60, 30:80] = 0
    placement = Placement(200, 300, rotation=90, skew=2.0, factor=2.0)
    rows, columns = np.nonzero(placement.picture(scan) < 128)
    box = placement.box(corners(30, 40, 80, 60))
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx(
        (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1), abs=2
    )


def test_boxes_near_each_other_become_one() -> None:
    chain = [Box(0, 0, 10, 10), Box(30, 0, 40, 10), Box(12, 0, 28, 10), Box(80, 80, 90, 90)]
    assert sorted(joined(chain, 3), key=lambda box: box.left) == [Box(0, 0, 40, 10), Box(80, 80, 90, 90)]


def test_strokes_are_told_from_the_line_that_runs_into_them(page: Grey) -> None:
    sheet = signed(page, (60, 60, 60), (20, 20, 20))
    name = page[191:247, 900:1500]
    sheet[1540:1596, 900:1500] = np.minimum(sheet[1540:1596, 900:1500], name[..., np.newaxis])
    strokes = prepare(np.asarray(sheet, np.uint8), 200).strokes
    assert strokes is not None
    ink = cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY) < 128
    assert (strokes[1300:1530, 765:1360][ink[1300:1530, 765:1360]] > 0).mean() > 0.97, "seal, its words, signature"
    print_beside = (name < 128) & (np.arange(900, 1500) > SEAL.right)
    assert not (strokes[1540:1596, 900:1500][print_beside] > 0).any()
    assert not (strokes[:1200] > 0).any()


def test_a_page_without_seal_and_signature_has_no_strokes(page: Grey) -> None:
    assert prepare(page, 200).strokes is None


def test_a_seal_is_its_worn_ring_and_not_a_circle_inside(page: Grey) -> None:
    sheet = cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    sheet[1200:] = 255
    centre = ((SEAL.left + SEAL.right) // 2, (SEAL.top + SEAL.bottom) // 2)
    cv2.ellipse(sheet, centre, (136, 136), 0, 0, 280, (200, 32, 44), 8)
    cv2.ellipse(sheet, (centre[0] - 28, centre[1] - 28), (84, 84), 0, 0, 300, (200, 32, 44), 8)
    cv2.line(sheet, centre, (centre[0], centre[1] + 136), (200, 32, 44), 8)
    cv2.line(sheet, centre, (centre[0] - 136, centre[1]), (200, 32, 44), 8)
    (found,) = boxes(prepare(np.asarray(sheet, np.uint8), 200), RegionKind.SEAL)
    assert overlap(found, SEAL) > 0.85
