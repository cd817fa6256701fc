"""Made-up tables whose cells are known: those of the made-up plans, one with merged cells, and a list without rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ocr_pipeline.document import Cell, Table
from ocr_pipeline.synthesis.blocks import Kind, document_blocks
from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.typeset import FONT

_BEFORE = "Các cơ quan, đơn vị thực hiện theo bảng phân công dưới đây, bảo đảm đúng tiến độ và chất lượng:"
_AFTER = "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các cơ quan, đơn vị báo cáo để được hướng dẫn."
_MEMBERS = (
    ("1. Ông Trần Quốc Bảo", "Phó Chủ tịch Ủy ban nhân dân tỉnh", "Trưởng ban"),
    ("2. Bà Lê Thị Thu Hương", "Giám đốc Sở Nội vụ", "Phó Trưởng ban"),
    ("3. Ông Vũ Đình Khôi", "Phó Giám đốc Sở Tài chính", "Thành viên"),
    ("4. Bà Hoàng Minh Nguyệt", "Trưởng phòng Kế hoạch", "Thành viên"),
    ("5. Ông Đặng Hữu Tâm", "Chánh Văn phòng Sở Y tế", "Thành viên"),
    ("6. Bà Phan Thị Ngọc Ánh", "Chuyên viên Sở Tư pháp", "Thư ký"),
)
_MERGED = (
    Cell(0, 0, 2, 1, "TT"),
    Cell(0, 1, 2, 1, "Tên công trình"),
    Cell(0, 2, 1, 2, "Vốn đầu tư (triệu đồng)"),
    Cell(0, 4, 2, 1, "Chủ đầu tư"),
    Cell(1, 2, text="Ngân sách tỉnh"),
    Cell(1, 3, text="Vốn khác"),
    Cell(2, 0, text="I"),
    Cell(2, 1, 1, 4, "Công trình chuyển tiếp từ năm 2023"),
    Cell(3, 0, text="1"),
    Cell(3, 1, text="Đường nối quốc lộ 14 với khu công nghiệp"),
    Cell(3, 2, text="45.200"),
    Cell(3, 3, text="12.000"),
    Cell(3, 4, 2, 1, "Ban Quản lý dự án đầu tư xây dựng tỉnh"),
    Cell(4, 0, text="2"),
    Cell(4, 1, text="Trạm bơm xã Hòa Thắng"),
    Cell(4, 2, text="8.350"),
    Cell(4, 3, text="1.900"),
    Cell(5, 0, text="3"),
    Cell(5, 1, text="Trường tiểu học số 2"),
    Cell(5, 2, text="15.740"),
    Cell(5, 3, text="3.060"),
    Cell(5, 4, text="Ủy ban nhân dân huyện"),
)
_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm }
p { font-size: 14pt; text-align: justify; text-indent: 10mm }
table { width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 1.2 }
td { padding: 2.5pt 4pt; vertical-align: middle }
"""


def made_up_tables() -> Iterator[tuple[str, Table]]:
    """Every made-up table with its name: the task tables of the plans, merged cells, and a list of names."""
    for name in document_names():
        document = load_document(FOLDER / f"{name}.json")
        rows = [b.text.split("\t") for b in document_blocks(document) if b.kind in (Kind.TABLE_HEAD, Kind.TABLE_ROW)]
        if rows:
            yield name, _plain(rows, ruled=True)
    yield "merged cells", Table(1, 6, 5, _MERGED, ruled=True)
    yield "list of names", _plain(_MEMBERS, ruled=False)


def table_html(table: Table, rule: float = 0.8) -> str:
    """A page with the table between two paragraphs; its rules are `rule` points thick, hairlines 0.25."""
    rows = "".join(
        f"<tr>{''.join(_cell(cell) for cell in table.cells if cell.row == row)}</tr>" for row in range(table.rows)
    )
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Bảng giả định</title>'
        f'<style>{_STYLE} body {{ font-family: "{FONT}" }} .ruled td {{ border: {rule}pt solid #000 }}</style>'
        f"<body><p>{_BEFORE}</p>"
        f'<table class="{"ruled" if table.ruled else "aligned"}">{rows}</table><p>{_AFTER}</p></body></html>'
    )


def _plain(rows: Sequence[Sequence[str]], *, ruled: bool) -> Table:
    cells = (Cell(row, column, text=text) for row, line in enumerate(rows) for column, text in enumerate(line))
    return Table(1, len(rows), len(rows[0]), tuple(cells), ruled=ruled)


def _cell(cell: Cell) -> str:
    return f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">{escape(cell.text)}</td>'
