from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_pipeline.imaging import prepare
from ocr_pipeline.imaging.deskew import skew_of, tilt_of
from ocr_pipeline.imaging.fan import Fan, sharpness_of
from ocr_pipeline.imaging.ink import ink_of
from ocr_pipeline.synthesis.degrade import Wear, degrade

Grey = NDArray[np.uint8]


def turned(page: Grey, degrees: float) -> Grey:
    """The page turned clockwise, white where nothing was."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def test_a_clean_page_is_left_alone(page: Grey) -> None:
    prepared = prepare(page, 200)
    assert prepared.steps == ()
    assert (prepared.rotation, prepared.skew, prepared.dpi, prepared.blank) == (0, 0.0, 200, False)


@pytest.mark.parametrize("degrees", [-7.0, -1.3, -0.4, 0.5, 2.6, 9.0])
def test_skew_is_found_to_a_tenth_of_a_degree(page: Grey, degrees: float) -> None:
    prepared = prepare(turned(page, degrees), 200)
    assert prepared.skew == pytest.approx(degrees, abs=0.1)
    assert skew_of(tilt_of(ink_of(prepared.pixels))) == 0.0


def test_a_tilt_that_the_engine_follows_is_left_alone(page: Grey) -> None:
    assert "skew" not in prepare(turned(page, 0.15), 200).steps


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_quarter_turns_are_taken_out(page: Grey, quarters: int) -> None:
    prepared = prepare(np.ascontiguousarray(np.rot90(turned(page, 0.8), -quarters)), 200)
    assert prepared.rotation == 90 * quarters
    assert prepared.skew == pytest.approx(0.8, abs=0.1)
    assert prepared.pixels.shape[0] > prepared.pixels.shape[1]


def test_uneven_light_is_evened(page: Grey) -> None:
    shade = np.linspace(0.45, 1.0, page.shape[1])[None, :]
    prepared = prepare((page * shade).astype(np.uint8), 200)
    assert "light" in prepared.steps
    assert np.percentile(prepared.pixels[:, :100], 50) > 240
    assert abs(float(prepared.pixels[:, 200:500].mean()) - float(page[:, 200:500].mean())) < 12


def test_grey_paper_with_pale_print_becomes_white(page: Grey) -> None:
    pale = (222 - (255 - page.astype(float)) * 0.4).astype(np.uint8)
    prepared = prepare(pale, 200)
    assert (prepared.pixels[page > 250] >= 250).mean() > 0.99
    assert (prepared.pixels[page < 60] < 190).mean() > 0.99


def test_a_dark_border_goes_and_the_text_stays(page: Grey) -> None:
    framed = page.copy()
    framed[:, :40] = 10
    framed[-25:] = 0
    prepared = prepare(framed, 200)
    assert "borders" in prepared.steps
    assert (prepared.pixels[:, :30] < 128).sum() == 0
    assert abs(int((prepared.pixels < 128).sum()) - int((page < 128).sum())) < 0.01 * (page < 128).sum()


@pytest.mark.parametrize("softness", [0.8, 12.0])
def test_print_in_a_shadow_that_comes_in_from_the_edge_stays(page: Grey, softness: float) -> None:
    shade = np.ones(page.shape, np.float32)
    cv2.fillConvexPoly(shade, np.array([(400, 700), (1100, 600), (1300, 2339), (300, 2339)], np.int32), (0.45,))
    shade = cv2.GaussianBlur(shade, (0, 0), softness)
    prepared = prepare((page * shade).astype(np.uint8), 200)
    assert "light" in prepared.steps
    assert (prepared.pixels[page < 60] < 128).mean() > 0.99
    paper = cv2.erode(page, np.ones((9, 9), np.uint8)) > 250
    assert (prepared.pixels[paper] > 200).mean() > 0.999, "no band is left along the edge of the shadow"


def test_a_grey_border_without_print_goes(page: Grey) -> None:
    framed = page.copy()
    framed[:, :110] = 90
    prepared = prepare(framed, 200)
    assert "borders" in prepared.steps
    assert (prepared.pixels[:, :100] > 200).all()


def test_a_dark_border_with_a_soft_edge_does_not_hide_the_tilt(page: Grey) -> None:
    short = page.copy()
    short[500:] = 255
    tilted = turned(short, 1.8)
    away = np.minimum(np.arange(page.shape[1]), np.arange(page.shape[1])[::-1])
    shade = np.clip((away - 40) / 20, 0.1, 1.0)[None, :]
    assert prepare((tilted * shade).astype(np.uint8), 200).skew == pytest.approx(1.8, abs=0.1)


def test_punch_holes_go_and_bullets_stay(page: Grey) -> None:
    punched = page.copy()
    for down in (850, 1480):
        cv2.circle(punched, (70, down), 23, 15, cv2.FILLED)
    cv2.circle(punched, (140, 1200), 8, 15, cv2.FILLED)
    prepared = prepare(punched, 200)
    assert "holes" in prepared.steps
    assert (prepared.pixels[800:900, 30:110] > 200).all()
    assert (prepared.pixels[1195:1205, 135:145] < 60).all()


@pytest.mark.parametrize(
    ("desk", "seed", "quarter"),
    [(45, 3, 0), (45, 4, 0), (45, 5, 0), (255, 3, 0), (255, 4, 0), (255, 7, 0), (255, 4, 1)],
)
def test_a_photographed_sheet_is_drawn_straight_also_where_its_edges_are_not_seen(
    page: Grey, desk: int, seed: int, quarter: int
) -> None:
    seen = degrade(page, Wear(perspective=0.7, shadow=0.4, desk=(desk, desk, desk)), seed)
    prepared = prepare(np.ascontiguousarray(np.rot90(seen, quarter)), 200)
    assert prepared.steps[0] == "sheet"
    assert (prepared.pixels < 128).mean() < 0.2
    lines = (prepared.pixels < 128).mean(axis=1)
    assert (lines[lines.size // 10 : -lines.size // 10] < 0.005).sum() > 100, "paper shows between the lines"


def test_a_sheet_without_a_table_around_it_is_no_photograph(page: Grey) -> None:
    assert "sheet" not in prepare(turned(page, 4.0), 200).steps
    framed = cv2.copyMakeBorder(page, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(12,))
    assert "sheet" not in prepare(np.asarray(framed, np.uint8), 200).steps


@pytest.mark.parametrize("printed", [True, False])
def test_of_two_sheets_in_a_photograph_none_is_dropped(page: Grey, printed: bool) -> None:
    other = page if printed else np.full_like(page, 235)
    seen = np.hstack([photographed(sheet, 50) for sheet in (page, other)])
    prepared = prepare(seen, 200)
    assert ("sheet" in prepared.steps) != printed, "paper without print beside the sheet is no other page"
    letters = [(picture < 128).sum() for picture in (prepared.pixels, page)]
    assert letters[0] > (1.6 if printed else 0.8) * letters[1]


def test_lines_that_would_meet_within_a_strip_are_no_fan() -> None:
    rows, columns = np.zeros(1001, np.float32), np.linspace(-500, 500, 1001, dtype=np.float32)
    assert sharpness_of(rows, columns, Fan(0.0, 10.0), 40) == 0.0
    assert sharpness_of(rows, columns, Fan(0.0, 10.0), 1600) > 0.0


@pytest.mark.parametrize("noise", [0, 6])
def test_blank_paper_is_blank(noise: int) -> None:
    paper = np.clip(np.random.default_rng(7).normal(240, noise, (2339, 1654)), 0, 255).astype(np.uint8)
    assert prepare(paper, 200).blank


@pytest.mark.parametrize("shape", [(1, 1), (1, 1, 3), (2, 50), (40, 3000, 3)])
def test_scraps_are_blank_and_harm_nothing(shape: tuple[int, ...]) -> None:
    assert prepare(np.full(shape, 90, np.uint8)).blank


def test_a_blank_back_with_a_pale_seal_is_blank() -> None:
    paper = np.full((2339, 1654, 3), 250, np.uint8)
    for radius in (140, 115, 60):
        cv2.ellipse(paper, (500, 900), (radius, radius), 0, 60, 300, (235, 195, 200), 4)
    for angle in range(0, 360, 20):
        x, y = 490 + round(128 * np.cos(np.radians(angle))), 910 + round(128 * np.sin(np.radians(angle)))
        cv2.putText(paper, "N", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (235, 195, 200), 2)
    assert prepare(paper, 200).blank


def test_a_page_with_one_line_is_not_blank(page: Grey) -> None:
    line = np.full_like(page, 255)
    line[195:255] = page[195:255]
    assert not prepare(line, 200).blank


def test_the_red_of_a_seal_goes_and_black_print_under_it_stays(page: Grey) -> None:
    stamped = cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    red = np.full_like(stamped, 255)
    for radius in (140, 115):
        cv2.circle(red, (900, 1000), radius, (215, 40, 50), 6)
    cv2.putText(red, "TINH UY", (815, 1015), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (215, 40, 50), 6)
    prepared = prepare(np.minimum(stamped, red), 200)
    assert "colour" in prepared.steps
    assert abs(prepared.pixels[850:1150, 750:1050].astype(int) - page[850:1150, 750:1050]).mean() < 8


def test_red_print_that_is_no_seal_stays(page: Grey) -> None:
    named = cv2.cvtColor(np.full_like(page, 255), cv2.COLOR_GRAY2RGB)
    named[400:1200][page[400:1200] < 128] = (200, 30, 40)
    assert (prepare(named, 200).pixels < 160).sum() > 0.9 * (page[400:1200] < 128).sum()


def test_small_letters_are_enlarged_by_measure_not_by_the_dpi_field(page: Grey) -> None:
    small = np.asarray(cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    prepared = prepare(small, 300)
    assert "scale" in prepared.steps
    assert 2 < prepared.pixels.shape[0] / small.shape[0] < 3
    assert prepared.dpi == pytest.approx(300 * prepared.pixels.shape[0] / small.shape[0], rel=0.01)


def test_dust_goes_and_accents_stay(page: Grey) -> None:
    sheet = np.where(page < 128, 0, 255).astype(np.uint8)
    rng = np.random.default_rng(3)
    rows, columns = rng.integers(2, sheet.shape[0] - 2, 4_000), rng.integers(2, sheet.shape[1] - 2, 4_000)
    dusty = sheet.copy()
    for down, right in ((0, 0), (0, 1), (1, 0)):
        dusty[rows + down, columns + right] = 0
    prepared = prepare(dusty, 200)
    assert "dust" in prepared.steps
    margin = prepared.pixels[:150]
    assert (margin == 255).all()
    assert (dusty[:150] == 0).any()
    assert (prepared.pixels[sheet == 0] < 128).all()
    specks = (dusty == 0) & (cv2.erode(sheet, np.ones((13, 13), np.uint8)) == 255)
    assert (prepared.pixels[specks] == 255).mean() > 0.95, "between the letters too"


def test_few_specks_between_letters_stay_for_they_may_be_worn_accents(page: Grey) -> None:
    sheet = np.where(page < 128, 0, 255).astype(np.uint8)
    rng = np.random.default_rng(4)
    rows, columns = rng.integers(300, 1900, 100), rng.integers(200, 1400, 100)
    sheet[rows, columns] = 0
    kept = prepare(sheet, 200).pixels[rows, columns] == 0
    assert kept.mean() > 0.8


def test_the_dots_of_letters_are_no_specks_where_rules_are_broken(page: Grey) -> None:
    sheet = np.where(page < 150, 0, 255).astype(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(255 - sheet)
    dots = [place for place, (*_, w, h, _) in enumerate(stats) if 3 <= w <= 5 and 3 <= h <= 5]
    sheet[np.isin(labels, dots)] = 255
    places = [tuple(np.rint(centres[place]).astype(int)) for place in dots]
    for x, y in places:
        sheet[y - 1 : y + 2, x - 1 : x + 2] = 0
    letters = sheet.copy()
    for y in range(245, 2200, 56):
        sheet[y, 150:1550:4] = 0
    prepared = prepare(sheet, 200)
    kept = [(prepared.pixels[y - 1 : y + 2, x - 1 : x + 2] < 128).all() for x, y in places]
    assert len(places) > 100
    assert np.mean(kept) > 0.9
    rules = (sheet == 0) & (letters == 255)
    assert (prepared.pixels[rules] == 255).mean() > 0.6


def test_faint_print_beside_bold_print_stays(page: Grey) -> None:
    faint = page.copy()
    lower = faint[1200:]
    lower[:] = 255 - (255 - lower) // 2
    prepared = prepare(faint, 200)
    assert np.array_equal(prepared.pixels[1200:] < 200, faint[1200:] < 200)


def photographed(page: Grey, table: int) -> Grey:
    """The page on a table of that grey, seen from one side."""
    height, width = page.shape
    sheet = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(190, 120), (width + 100, 90), (width + 200, height + 240), (80, height + 190)], np.float32)
    view = cv2.getPerspectiveTransform(sheet, seen)
    size = (width + 330, height + 350)
    return np.asarray(
        cv2.warpPerspective(page, view, size, borderMode=cv2.BORDER_CONSTANT, borderValue=table), np.uint8
    )


@pytest.mark.parametrize(
    "wear", ["as it is", "upside down", "on its side", "tilted", "small", "photographed", "cut close"]
)
def test_places_of_the_page_are_known_on_the_scan(page: Grey, wear: str) -> None:
    scan = {
        "as it is": lambda: page,
        "upside down": lambda: np.ascontiguousarray(page[::-1, ::-1]),
        "on its side": lambda: np.ascontiguousarray(np.rot90(turned(page, 0.8))),
        "tilted": lambda: turned(page, 5.0),
        "small": lambda: cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        "photographed": lambda: photographed(page, 50),
        "cut close": lambda: photographed(page, 255),
    }[wear]()
    prepared = prepare(scan, 200)
    assert prepared.scan is not None
    assert (prepared.scan.width, prepared.scan.height) == (scan.shape[1], scan.shape[0])
    height, width = prepared.pixels.shape
    half = np.array([(1, 0, 0.5), (0, 1, 0.5), (0, 0, 1)])  # places count from edges of pixels, OpenCV from middles
    back = np.linalg.inv(half) @ np.array(prepared.scan.matrix).reshape(3, 3) @ half
    seen = cv2.warpPerspective(scan, back, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    inner = np.s_[height // 8 : -height // 8, width // 8 : -width // 8]
    assert np.corrcoef(seen[inner].ravel(), prepared.pixels[inner].ravel())[0, 1] > 0.9
