"""What is written by hand into forms, and scrawls, are no text; print in doubt stays."""

from __future__ import annotations

from ocr_pipeline.document import Box, Cell, Line, RegionKind, Word, Zone, ZoneKind
from ocr_pipeline.recognition.grids import Grid
from ocr_pipeline.recognition.handwriting import without_scrawls, without_written_cells


def grid(rows: int) -> Grid:
    cells = tuple(
        Cell(row, column, box=Box(100 * column, 100 * row, 100 * column + 100, 100 * row + 100))
        for row in range(rows)
        for column in range(2)
    )
    return Grid(Box(0, 0, 200, 100 * rows), (0, 100, 200), tuple(range(0, 100 * rows + 1, 100)), cells)


def cell_of(row: int, column: int, *words: tuple[str, float]) -> list[Word]:
    left, top = 100 * column, 100 * row
    return [
        Word(text, Box(left + 30 * place, top + 40, left + 30 * place + 25, top + 60), confidence)
        for place, (text, confidence) in enumerate(words)
    ]


HEAD = [*cell_of(0, 0, ("STT", 0.97)), *cell_of(0, 1, ("Họ", 0.98), ("tên", 0.97))]


def test_a_form_keeps_its_print_and_tells_where_it_is_written_on() -> None:
    numbers = [*cell_of(1, 0, ("01", 0.9)), *cell_of(2, 0, ("Ø2", 0.44))]
    unread = [*cell_of(1, 1, ("Z1W", 0.08), ("Dấu", 0.27)), *cell_of(3, 1, ("ZLz~", 0.07))]
    written = [*unread, *cell_of(2, 1, ("Ly.", 0.5), ("VŨ22", 0.4))]
    words, (region,) = without_written_cells([*HEAD, *numbers, *written], [grid(4)])
    assert list(words) == [*HEAD, *numbers]
    assert region.kind is RegionKind.HANDWRITING
    assert region.box.left >= 100
    assert region.box.top >= 100


def test_a_printed_table_keeps_a_cell_in_doubt() -> None:
    rows = [
        word for row in range(1, 6) for column in (0, 1) for word in cell_of(row, column, ("Bác", 0.9), ("sĩ", 0.9))
    ]
    words = [*HEAD, *rows, *cell_of(6, 1, ("Chán", 0.2), ("Thánk", 0.3))]
    assert without_written_cells(words, [grid(7)]) == (tuple(words), ())


def line(*words: tuple[str, float]) -> Line:
    found = cell_of(0, 0, *words)
    return Line(" ".join(word.text for word in found), tuple(found), Box(0, 40, 100, 60))


def test_scrawls_go_but_not_from_a_head() -> None:
    scrawl, doubt = line(("fWui", 0.08), ("(Cex", 0.07)), line(("Nơi", 0.5), ("nhận:", 0.3))
    body, head = Zone(ZoneKind.BODY, (scrawl, doubt)), Zone(ZoneKind.HEAD_LEFT, (scrawl,))
    kept = without_scrawls([head, body, Zone(ZoneKind.FOOT_RIGHT, (scrawl,))])
    assert [zone.lines for zone in kept] == [(scrawl,), (doubt,)]
