"""Each defect does what its name says, on grey and colour pages, and the same seed gives the same pixels."""

from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.synthesis.degrade import PRESETS, Wear, degrade


def page(height: int = 600, width: int = 420, colour: bool = True) -> np.ndarray:
    """A white sheet with black bars like lines of print, more on the left than on the right."""
    image = np.full((height, width), 255, np.uint8)
    for top in range(60, height - 60, 30):
        image[top : top + 8, 50:250] = 0
    return np.dstack([image] * 3) if colour else image


BARS = page(colour=False) == 0
EACH = {
    "skew": 2.0,
    "uneven_light": 0.6,
    "blur": 1.5,
    "noise": 8.0,
    "specks": 100.0,
    "faint_print": 0.6,
    "heavy_print": 1.0,
    "bleed_through": 0.3,
    "dark_borders": 0.05,
    "perspective": 0.6,
    "shadow": 0.5,
    "cast_shadow": 0.8,
    "desk": (128, 98, 70),
    "rotation": 90,
    "paper": (240, 230, 210),
    "jpeg_quality": 20,
    "bitonal": True,
}


def worn(image: np.ndarray, seed: int = 7, **strengths: object) -> np.ndarray:
    return degrade(image, Wear(**strengths), seed)


def test_every_defect_is_listed_here():
    assert set(EACH) == {field.name for field in fields(Wear)}


@pytest.mark.parametrize("colour", [False, True])
def test_no_wear_leaves_the_page(colour):
    assert np.array_equal(degrade(page(colour=colour), Wear(), 1), page(colour=colour))


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("defect", [name for name in EACH if name not in ("bitonal", "desk")])
def test_each_defect_changes_the_page_and_keeps_its_form(defect, colour):
    clean = page(colour=colour)
    result = worn(clean, **{defect: EACH[defect]})
    assert np.array_equal(clean, page(colour=colour)), "the input is not written to"
    assert result.dtype == np.uint8
    assert sorted(result.shape) == sorted(clean.shape)
    assert result.shape != clean.shape or not np.array_equal(result, clean)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_same_seed_same_pixels(preset):
    assert np.array_equal(degrade(page(), preset, 3), degrade(page(), preset, 3))
    assert not np.array_equal(degrade(page(), preset, 3), degrade(page(), preset, 4))


@given(seed=st.integers(0, 2**32), defect=st.sampled_from(sorted(EACH)))
@settings(max_examples=30)
def test_any_seed_works_and_repeats(seed, defect):
    small = page(200, 160, colour=False)
    first, second = (worn(small, seed, **{defect: EACH[defect]}) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_defect_keeps_its_pattern_when_another_is_added():
    grey = np.full((300, 300), 128, np.uint8)
    only_noise = worn(grey, noise=6.0)
    with_specks = worn(grey, noise=6.0, specks=60.0)
    assert 0 < np.count_nonzero(only_noise != with_specks) < 0.05 * grey.size


def test_skew_turns_clockwise_by_its_degrees():
    ink = np.argwhere(worn(page(colour=False), skew=2.0)[40:110, 60:240] < 128)
    slope = np.polyfit(ink[:, 1], ink[:, 0], 1)[0]
    assert np.degrees(np.arctan(slope)) == pytest.approx(2.0, abs=0.4)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotation_turns_clockwise(turn):
    turned = worn(page(), rotation=turn)
    assert np.array_equal(np.rot90(turned, turn // 90), page())


def test_blur_softens_edges():
    assert np.abs(np.diff(worn(page(colour=False), blur=1.5).astype(int), axis=0)).max() < 150


def test_noise_has_its_deviation():
    flat = np.full((400, 400), 128, np.uint8)
    assert worn(flat, noise=8.0).std() == pytest.approx(8.0, rel=0.05)


def test_specks_are_small_dark_and_as_many_as_asked():
    sheet = np.full((1000, 1000), 255, np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(255 - worn(sheet, specks=100.0))
    assert 70 < count - 1 < 130
    assert stats[1:, cv2.CC_STAT_AREA].max() < 60


def test_faint_print_pales_the_ink_and_keeps_the_paper():
    faint = worn(page(colour=False), faint_print=0.6)
    assert 60 < faint[BARS].mean() < 220
    assert (faint[~BARS] == 255).all()


def test_heavy_print_swells_strokes():
    swollen = worn(page(colour=False), heavy_print=1.0) == 0
    assert swollen[BARS].all()
    assert swollen.sum() > 1.2 * BARS.sum()


def test_bleed_through_shows_the_mirrored_page():
    ghost = worn(page(colour=False), bleed_through=0.3)
    blank_half = ghost[:, 290:350]
    assert 150 < blank_half.min() < 240, "the mirrored bars reach the empty right side"
    assert (ghost[BARS] == 0).all()


def test_dark_borders_leave_the_middle():
    bordered = worn(page(colour=False), dark_borders=0.05)
    edges = np.concatenate([bordered[0], bordered[-1], bordered[:, 0], bordered[:, -1]])
    assert edges.max() < 60
    assert np.array_equal(bordered[100:-100, 100:-100], page(colour=False)[100:-100, 100:-100])


def test_a_photographed_sheet_lies_whole_on_a_dark_table():
    seen = worn(page(colour=False), perspective=0.6)
    frame = np.concatenate([seen[:8].ravel(), seen[-8:].ravel(), seen[:, :8].ravel(), seen[:, -8:].ravel()])
    assert frame.max() < 90
    assert 0.5 < (seen > 200).mean() + (seen < 20).mean() < 0.95


def test_the_desk_has_its_colour_around_the_sheet():
    seen = worn(page(), perspective=0.6, desk=(128, 98, 70))
    assert seen[:8].reshape(-1, 3).mean(axis=0) == pytest.approx((128, 98, 70), abs=8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_phone_and_an_arm_darken_the_middle_and_an_edge(seed):
    shaded = worn(np.full((600, 420), 255, np.uint8), seed, cast_shadow=0.8)
    assert shaded.min() == pytest.approx(255 * (1 - 0.6 * 0.8), abs=6)
    assert shaded[200:400, 120:300].min() < 160
    assert (shaded[-1] < 160).any(), "the arm comes in from below"
    assert (shaded > 245).mean() > 0.4


def test_a_shadow_darkens_one_side_softly():
    shaded = worn(np.full((600, 420), 255, np.uint8), shadow=0.8).astype(int)
    assert shaded.min() == pytest.approx(255 * (1 - 0.6 * 0.8), abs=6)
    assert shaded.max() > 245
    assert np.abs(np.diff(shaded, axis=1)).max() < 40


def test_uneven_light_changes_slowly():
    lit = worn(np.full((600, 420), 255, np.uint8), uneven_light=0.6).astype(int)
    assert np.ptp(lit) > 50
    assert np.abs(np.diff(lit, axis=0)).max() <= 3


def test_paper_colours_white_and_keeps_black():
    toned = worn(page(), paper=(240, 230, 210))
    assert (toned[~BARS] == (240, 230, 210)).all()
    assert (toned[BARS] == 0).all()


def test_bitonal_is_black_and_white():
    assert set(np.unique(worn(page(), blur=2.0, noise=20.0, bitonal=True))) == {0, 255}


def test_lower_jpeg_quality_harms_more():
    noisy = worn(page(), noise=10.0)

    def harm(quality):
        return np.abs(worn(noisy, jpeg_quality=quality).astype(int) - noisy).mean()

    assert harm(20) > harm(60) > harm(95) > 0


def test_presets_can_be_varied():
    upright, turned = PRESETS["light"], replace(PRESETS["light"], rotation=180)
    assert degrade(page(), turned, 1).shape == degrade(page(), upright, 1).shape
