"""DOCX, read again by python-docx."""

import io
from dataclasses import replace

import docx
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt
from hypothesis import given, settings

from ocr_pipeline.document import Directive, Document, Structure
from ocr_pipeline.exports import EXPORTERS
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.outline import all_rows

from .test_exports import documents


def read(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(EXPORTERS["docx"](document)))


@settings(max_examples=20)
@given(documents)
def test_every_directive_is_one_row_after_the_titles(document: Document) -> None:
    _, tasks = read(document).tables
    rows = [*all_rows(document.structure)]
    assert len(tasks.rows) == 1 + len(rows)
    for row, read_row in zip(rows, tasks.rows[1:], strict=True):
        text = clean(f"{row.directive.label} " + "\n".join((row.directive.text, *row.directive.notes)))
        assert text.strip() in (cell.text.strip() for cell in read_row.cells)


def test_the_head_and_the_tasks_are_those_of_the_document(conclusion: Document) -> None:
    word = read(conclusion)
    head, tasks = word.tables
    left, right = (cell.text.split("\n") for cell in head.rows[0].cells)
    assert left == ["TỈNH ỦY BÌNH AN", "Số Số     -KL/TU"]
    assert right[0] == "ĐẢNG CỘNG SẢN VIỆT NAM"
    cells = [[cell.text for cell in row.cells] for row in tasks.rows]
    assert cells[0] == ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Phối hợp", "Thời hạn"]
    assert set(cells[1]) == {"1. Đảng ủy Ủy ban nhân dân tỉnh"}
    assert (cells[2][0], *cells[2][2:]) == ("1", "Sở Tài chính", "Sở Nội vụ", "trước ngày 30/6/2025")
    assert cells[3][2] == "Đảng ủy Ủy ban nhân dân tỉnh"
    assert tasks.rows[3].cells[2].paragraphs[0].runs[0].italic
    assert [row[0] for row in cells[2:]] == ["1", "2", "3", "4"]
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "DANH MỤC NHIỆM VỤ" in texts
    assert "- Số, ký hiệu: số chưa được điền [header.code]" in texts


def test_a_heading_with_a_deadline_is_a_task(conclusion: Document) -> None:
    heading = Directive("1.", "Sở Y tế", deadline_text="hằng tháng", children=(Directive("-", "Báo cáo"),))
    word = read(replace(conclusion, structure=Structure(conclusion.structure.header, directives=(heading,))))
    assert [cell.text for cell in word.tables[1].rows[1].cells] == ["1", "1. Sở Y tế", "", "", "hằng tháng"]


def test_paper_and_type_are_those_of_offices(conclusion: Document) -> None:
    word = read(conclusion)
    section = word.sections[0]
    size = (section.page_width, section.page_height)
    assert [round(length / Cm(1), 1) for length in size if length] == [29.7, 21.0]
    assert (word.styles["Normal"].font.name, word.styles["Normal"].font.size) == ("Times New Roman", Pt(13))
    assert "tblHeader" in word.tables[1].rows[0]._tr.xml
    assert word.core_properties.author == ""
