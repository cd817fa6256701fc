from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.directives.page_tables import tables_of, without_repeated_heads
from ocr_pipeline.document import Box, Cell, Line, Origin, Page, Table, Word, Zone, ZoneKind
from ocr_pipeline.evaluation.tables import compare_tables
from ocr_pipeline.imaging import prepare
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.recognition import arrange
from ocr_pipeline.recognition.cells import with_cells
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.ruling import find_grids
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import ScannedPage
from ocr_pipeline.synthesis.degrade import PRESETS, degrade, grey
from ocr_pipeline.synthesis.tables import made_up_tables, table_html
from ocr_pipeline.synthesis.typeset import page_images, typeset_pdf

TABLES = dict(made_up_tables())
MERGED = TABLES["merged cells"]


def drawn(table: Table, wear: str, dpi: int = 200) -> ScannedPage:
    page = next(page_images(typeset_pdf(table_html(table)), dpi))
    return ScannedPage(1, degrade(page, PRESETS[wear], 7), dpi)


def spans(cells: tuple[Cell, ...]) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in cells]


@pytest.mark.parametrize("wear", PRESETS)
def test_merged_cells_are_told_by_the_rules_that_are_missing(wear: str) -> None:
    scan = drawn(MERGED, wear)
    image = prepare(scan.pixels, scan.dpi)
    assert image.letter_height is not None
    grids, _ = find_grids(image.pixels, image.letter_height)
    assert [spans(grid.cells) for grid in grids] == [spans(MERGED.cells)]


@pytest.mark.parametrize(
    ("name", "seed"), [("state-plan-archives", 1), ("state-plan-wastewater", 4), ("state-plan", 3)]
)
def test_hairline_rules_that_a_fax_made_rows_of_dots_part_cells_too(name: str, seed: int) -> None:
    clean = next(page_images(typeset_pdf(table_html(TABLES[name], rule=0.25)), 200))
    image = prepare(degrade(grey(clean), PRESETS["fax"], seed), 200)
    assert "rules" in image.steps
    assert image.letter_height is not None
    grids, _ = find_grids(image.pixels, image.letter_height)
    assert [spans(grid.cells) for grid in grids] == [spans(TABLES[name].cells)]


def test_rows_of_dots_that_are_printed_are_no_table() -> None:
    form = "".join(f"<p>Họ và tên: {'.' * 90}</p><p>{'. ' * 70}</p>" for _ in range(12))
    clean = next(page_images(typeset_pdf(f"<style>p {{ font-size: 13pt }}</style>{form}"), 200))
    assert "rules" not in prepare(degrade(grey(clean), PRESETS["fax"], 1), 200).steps


def test_broken_rules_part_cells_too() -> None:
    scan = drawn(TABLES["state-plan"], "light")
    image = prepare(scan.pixels, scan.dpi)
    assert image.letter_height is not None
    whole, without_rules = find_grids(image.pixels, image.letter_height)
    broken = image.pixels.copy()
    for gap in range(4):
        broken[:, gap::150] = without_rules[:, gap::150]
        broken[gap::150] = without_rules[gap::150]
    found, _ = find_grids(broken, image.letter_height)
    assert [spans(grid.cells) for grid in found] == [spans(grid.cells) for grid in whole]


@pytest.mark.tesseract
@pytest.mark.slow
@pytest.mark.parametrize("name", ["state-plan", "merged cells", "list of names"])
def test_cells_are_read_with_their_text(name: str) -> None:
    page = read_page(drawn(TABLES[name], "light"), Options())
    score = compare_tables(tables_of([page]), [TABLES[name]])
    assert score.recall >= 0.9
    assert score.precision >= 0.9


def words_at(*printed: tuple[int, int, str]) -> list[Word]:
    """Words of a font of fixed width, each run at left and top."""
    words = []
    for left, top, text in printed:
        for word in text.split():
            words.append(Word(word, Box(left, top, left + 11 * len(word), top + 26), 0.9))
            left += 11 * len(word) + 11
    return words


def test_the_second_line_of_a_cell_belongs_to_the_row_above() -> None:
    words = words_at(
        *((100, 100, "1. Lê Văn An"), (400, 100, "Phó Giám đốc Sở Y tế,"), (800, 100, "Trưởng đoàn")),
        (400, 138, "kiêm Trưởng phòng"),
        *((100, 176, "2. Vũ Thị Hà"), (400, 176, "Chuyên viên"), (800, 176, "Thành viên")),
        *((100, 214, "3. Đỗ Minh"), (400, 214, "Chánh Thanh tra"), (800, 214, "Thư ký")),
    )
    (zone,) = arrange(words, 1300, 1800)
    assert [cell.text for cell in zone.cells if cell.column == 1] == [
        "Phó Giám đốc Sở Y tế, kiêm Trưởng phòng",
        "Chuyên viên",
        "Chánh Thanh tra",
    ]
    assert not zone.ruled


def test_a_narrow_gutter_is_told_by_words_that_begin_below_each_other() -> None:
    names = ("1. Lê Thị Hà", "2. Vũ An Bình", "3. Đỗ Mai Chi", "4. Hồ Văn Duy")
    printed = [(100, 100 + 38 * row, name) for row, name in enumerate(names)]
    printed += [(100 + 11 * 13 + 30, 100 + 38 * row, "Chuyên viên") for row in range(4)]
    printed += [(800, 100 + 38 * row, "Thành viên") for row in range(4)]
    (zone,) = arrange(words_at(*printed), 1300, 1800)
    assert zone.lines[1].text == "2. Vũ An Bình\tChuyên viên\tThành viên"


def part(number: int, *rows: str) -> Page:
    """A page that holds nothing but a page number and a part of a table."""
    lines = tuple(map(Line, rows))
    texts = [row.split("\t") for row in rows]
    cells = tuple(
        Cell(row, column, text=text, box=Box(300 * column, 40 * row, 300 * column + 300, 40 * row + 40))
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    )
    zone = Zone(ZoneKind.TABLE, lines, Box(0, 0, 900, 40 * len(rows)), cells, ruled=True)
    return Page(number, (Zone(ZoneKind.PAGE_NUMBER, (Line(str(number)),)), zone), Origin.OCR, 1000, 1400, 150)


def test_a_table_that_goes_on_over_the_page_end_is_one() -> None:
    first = part(1, "TT\tNhiệm vụ\tThời hạn", "1\tRà soát quy hoạch\tQuý I", "2\tBan hành Nghị quyết số 06-\tQuý II")
    second = part(2, "TT\tNhiệm vu\tThời hạn", "\tNQ/TU và phổ biến\t", "3\tRà soát quy hoạch\tQuý I")
    (table,) = tables_of([first, second])
    assert (table.page, table.rows, table.columns) == (1, 4, 3)
    assert [cell.text for cell in table.cells if cell.column == 1] == [
        "Nhiệm vụ",
        "Rà soát quy hoạch",
        "Ban hành Nghị quyết số 06-NQ/TU và phổ biến",
        "Rà soát quy hoạch",
    ]
    assert [cell.page for cell in table.cells if cell.column == 0] == [1, 1, 1, 2]
    assert [line.text for line in without_repeated_heads([first, second])[1].lines][1] == "\tNQ/TU và phổ biến\t"


def test_a_row_with_another_number_is_no_repeated_head() -> None:
    first = part(1, "1\tRà soát quy hoạch xây dựng các khu đô thị\t30 ngày")
    second = part(2, "2\tRà soát quy hoạch xây dựng các khu đô thị\t30 ngày")
    (table,) = tables_of([first, second])
    assert [cell.text for cell in table.cells if cell.column == 0] == ["1", "2"]


def test_a_cell_that_covers_several_rows_speaks_for_each_of_them() -> None:
    page = part(
        1, "TT\tNhiệm vụ\tThời hạn", "1\tRà soát quy hoạch\t30/6/2025", "2\tLập danh mục\t", "3\tBáo cáo\t15/7/2025"
    )
    number, table = page.zones
    cells = tuple(
        replace(cell, row_span=2) if (cell.row, cell.column) == (1, 2) else cell
        for cell in table.cells
        if (cell.row, cell.column) != (2, 2)
    )
    item = Zone(ZoneKind.BODY, (Line("1. Phân công nhiệm vụ"),))
    page = replace(page, zones=(number, item, replace(table, cells=cells)))
    (found,) = parse_pages([page]).directives
    assert [row.deadline for row in found.children] == ["2025-06-30", "2025-06-30", "2025-07-15"]


def test_words_of_two_lines_with_one_box_come_from_the_reading_of_the_cell() -> None:
    grid = Grid(Box(0, 0, 300, 200), (0, 300), (0, 200), (Cell(0, 0, box=Box(0, 0, 300, 200)),))
    page = [Word("Ủy", Box(10, 10, 60, 110), 0.99), Word("dân", Box(10, 10, 68, 110), 0.99)]
    cell = [Word("Ủy", Box(10, 10, 60, 50), 0.9), Word("dân", Box(10, 70, 68, 110), 0.9)]
    assert list(with_cells(page, cell, [grid])) == cell
