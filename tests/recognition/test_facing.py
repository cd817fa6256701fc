"""Two pages side by side on one picture are read one after the other; a page with columns stays one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.directives.reading import reading_text
from ocr_pipeline.document import Box, Cell, Origin, Page, Word, Zone, ZoneKind
from ocr_pipeline.recognition import arrange
from ocr_pipeline.recognition.facing import parting_of
from ocr_pipeline.recognition.grids import Grid

CASES = json.loads((Path(__file__).parent / "cases" / "reading_order.json").read_text("utf-8"))
HEAD_TO_FOOT, LATER_PAGE = CASES[0]["printed"], CASES[3]["printed"]
WIDTH, HEIGHT = 1300, 1800
LETTER_WIDTH, LETTER_HEIGHT = 11, 26
PROSE = "Đề nghị các đơn vị gửi báo cáo về Sở trước ngày 31 tháng 12"


def printed_words(lines: list[list[Any]], shift: int = 0) -> list[Word]:
    """Words of lines given as left, top and text, as if printed in a font of fixed width."""
    words = []
    for left, top, text in lines:
        for text_word in text.split():
            right = left + LETTER_WIDTH * len(text_word)
            words.append(Word(text_word, Box(left + shift, top, right + shift, top + LETTER_HEIGHT), 0.9))
            left = right + LETTER_WIDTH
    return words


def texts(zones: tuple[Zone, ...]) -> list[tuple[ZoneKind, tuple[str, ...]]]:
    return [(zone.kind, tuple(line.text for line in zone.lines)) for zone in zones]


@pytest.mark.parametrize(("left", "right"), [(HEAD_TO_FOOT, LATER_PAGE), (HEAD_TO_FOOT, HEAD_TO_FOOT)])
def test_the_left_page_is_read_before_the_right_one(left: list[list[Any]], right: list[list[Any]]) -> None:
    words = printed_words(left) + printed_words(right, WIDTH)
    found = arrange(words, 2 * WIDTH, HEIGHT)
    alone = [texts(arrange(printed_words(page), WIDTH, HEIGHT)) for page in (left, right)]
    assert texts(found) == alone[0] + alone[1]
    kept = [word for zone in found for line in zone.lines for word in line.words]
    assert sorted(map(repr, kept)) == sorted(map(repr, words)), "every word where it stands on the picture"


def test_lines_of_the_right_page_go_on_as_those_of_the_left() -> None:
    page = [[140 + 60 * (row == 0), 300 + 40 * row, PROSE] for row in range(4)] + [[140, 460, "để tổng hợp./."]]
    zones = arrange([*printed_words(page), *printed_words(page, WIDTH)], 2 * WIDTH, HEIGHT)
    pages = [Page(1, zones, Origin.OCR, 2 * WIDTH, HEIGHT, 200)]
    paragraph = " ".join([PROSE] * 4 + ["để tổng hợp./."])
    assert reading_text(pages, parse_pages(pages)).splitlines() == [paragraph, paragraph]


def test_rubbish_in_the_fold_does_not_join_the_pages() -> None:
    words = printed_words(HEAD_TO_FOOT) + printed_words(HEAD_TO_FOOT, WIDTH)
    fold = [Word("|", Box(WIDTH - 40, 100 * row, WIDTH + 40, 100 * row + 90), 0.2) for row in range(1, 12)]
    kinds = [zone.kind for zone in arrange([*words, *fold], 2 * WIDTH, HEIGHT)]
    assert kinds.count(ZoneKind.HEAD_RIGHT) == 2


def test_a_table_on_the_right_page_keeps_its_cells_and_their_places() -> None:
    rows = [[150, 300 + 60 * row, f"Việc {row}"] for row in range(3)]
    rows += [[700, 300 + 60 * row, f"Tháng {row}"] for row in range(3)]
    prose = [
        [140, 600 + 40 * row, "Đề nghị các đơn vị gửi báo cáo về Sở trước ngày 31 tháng 12 năm 2017"]
        for row in range(4)
    ]
    cells = tuple(
        Cell(row, column, box=Box(140 + 500 * column, 290 + 60 * row, 640 + 500 * column, 350 + 60 * row))
        for row in range(3)
        for column in range(2)
    )
    grid = Grid(Box(140, 290, 1140, 470), (140, 640, 1140), (290, 350, 410, 470), cells)
    (alone,) = (zone for zone in arrange(printed_words(rows + prose), WIDTH, HEIGHT, [grid]) if zone.cells)
    shifted = Grid(
        Box(140 + WIDTH, 290, 1140 + WIDTH, 470),
        tuple(column + WIDTH for column in grid.columns),
        grid.rows,
        tuple(replace(cell, box=moved_box(cell.box, WIDTH)) for cell in cells),
    )
    words = printed_words(HEAD_TO_FOOT) + printed_words(rows + prose, WIDTH)
    (table,) = (zone for zone in arrange(words, 2 * WIDTH, HEIGHT, [shifted]) if zone.cells)
    assert [line.text for line in table.lines] == [line.text for line in alone.lines]
    assert [cell.box for cell in table.cells] == [cell.box and moved_box(cell.box, WIDTH) for cell in alone.cells]


def moved_box(box: Box | None, right: int) -> Box:
    assert box is not None
    return Box(box.left + right, box.top, box.right + right, box.bottom)


COLUMNS = [[left, 300 + 60 * row, PROSE] for row in range(10) for left in (140, 1440)]
TITLE = [1050, 150, "DANH MỤC NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2024"]
FIGURES = [[left, top, PROSE if left < WIDTH else "12 35 8 1.250 40 6"] for left, top, _ in COLUMNS]
SIGNERS = [[left, top, "THỦ TRƯỞNG ĐƠN VỊ KÝ TÊN"] for left in (400, 1700) for top in (300, 600)]


@pytest.mark.parametrize(
    ("lines", "height", "pages"),
    [
        (COLUMNS, HEIGHT, 2),
        (COLUMNS, 3 * WIDTH, 1),
        ([TITLE, *COLUMNS], HEIGHT, 1),
        (FIGURES, HEIGHT, 1),
        (SIGNERS, HEIGHT, 1),
    ],
    ids=["two pages", "columns of an upright page", "a title over both", "a column of figures", "two signers"],
)
def test_what_is_two_pages(lines: list[list[Any]], height: int, pages: int) -> None:
    assert (parting_of(printed_words(lines), 2 * WIDTH, height) is None) == (pages == 1)


def test_columns_inside_a_ruled_table_are_one_page() -> None:
    frame = Box(100, 280, 2500, 900)
    grid = Grid(frame, (100, 1300, 2500), (280, 900), (Cell(0, 0, box=frame), Cell(0, 1, box=frame)))
    zones = arrange(printed_words(COLUMNS), 2 * WIDTH, HEIGHT, [grid])
    assert [zone.kind for zone in zones] == [ZoneKind.TABLE]
