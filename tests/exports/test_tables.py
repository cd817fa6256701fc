"""CSV, JSON Lines, XLSX and Parquet, read again by other programs: one row per directive, the same in all."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.worksheet.worksheet import Worksheet
from pyarrow import parquet

from ocr_pipeline.document import Attachment, Directive, Document, Flag, Header, Reference, Source, Structure, Target
from ocr_pipeline.exports import EXPORTERS
from ocr_pipeline.exports.as_xlsx import MOST_CHARACTERS, fitting
from ocr_pipeline.exports.outline import all_rows
from ocr_pipeline.exports.table import COLUMNS, TableRow, table_rows

from .citing import citing
from .test_exports import documents

TITLES = [column.title for column in COLUMNS]
DOCS = Path(__file__).parents[2] / "docs" / "exports.md"


def csv_rows(*documents: Document) -> list[dict[str, str]]:
    text = EXPORTERS["csv"](*documents).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def json_rows(*documents: Document) -> list[dict[str, object]]:
    return [json.loads(line) for line in EXPORTERS["jsonl"](*documents).decode().split("\n")[:-1]]


def sheet(name: str, *documents: Document) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(EXPORTERS["xlsx"](*documents)))[name]
    assert isinstance(found, Worksheet)
    return found


def sheet_rows(name: str, *documents: Document) -> list[dict[str, object]]:
    titles, *rows = sheet(name, *documents).iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def parquet_rows(*documents: Document) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = parquet.read_table(io.BytesIO(EXPORTERS["parquet"](*documents))).to_pylist()
    return rows


def made(*directives: Directive, **parts: object) -> Document:
    structure = citing(Structure(Header(), directives=directives, **parts))
    return Document(Source("a.pdf", "pdf", "0" * 64, 1), (), structure)


@settings(max_examples=25)
@given(documents)
def test_every_directive_stands_in_each_table_exactly_once(document: Document) -> None:
    fields_ = [row.field for row in all_rows(document.structure)]
    assert len(set(fields_)) == len(fields_)
    numbers = [*range(1, len(fields_) + 1)]
    assert [int(row["STT"]) for row in csv_rows(document)] == numbers
    assert [row["number"] for row in json_rows(document)] == numbers
    assert [row["number"] for row in parquet_rows(document)] == numbers
    assert [row["STT"] for row in sheet_rows("Nhiệm vụ", document)] == numbers
    texts = [row.directive.text for row in all_rows(document.structure)]
    assert [row["text"] for row in json_rows(document)] == [row["text"] for row in parquet_rows(document)] == texts


def test_the_samples_say_the_same_in_every_table(sample: Document) -> None:
    rows = list(table_rows(sample))
    assert rows
    assert [row["Nội dung"] for row in csv_rows(sample)] == [row.text for row in rows]
    assert [row["Chủ trì"] for row in csv_rows(sample)] == ["; ".join(row.lead) for row in rows]
    assert [row["lead"] for row in json_rows(sample)] == [list(row.lead) for row in rows]
    assert [row["deadline"] for row in parquet_rows(sample)] == [row.deadline for row in rows]
    days = [row["Thời hạn"] for row in sheet_rows("Nhiệm vụ", sample)]
    assert [day and day.date() for day in days if day is None or isinstance(day, datetime)] == [
        row.deadline for row in rows
    ]


def test_a_row_knows_its_parents_and_whose_task_it_is() -> None:
    leaf = Directive(
        "a)", "Rà soát theo Quyết định số 377/QĐ-BGDĐT", coordinate=("Sở Nội vụ",), deadline_text="hằng quý"
    )
    tree = Directive("I.", "NHIỆM VỤ", children=(Directive("1.", "Sở Y tế", ("Sở Y tế",), children=(leaf,)),))
    attached = Attachment("PHỤ LỤC I", (Directive("1.", "Danh mục"),))
    references = (Reference("377/QĐ-BGDĐT"), Reference("77/QĐ-BGDĐT"))
    one, two, three, four = table_rows(made(tree, references=references, attachments=(attached,)))
    assert (three.parents, three.parent, two.parent, one.parent) == (("NHIỆM VỤ", "Sở Y tế"), 2, 1, None)
    assert (three.lead, three.inherited_lead, three.responsible) == ((), ("Sở Y tế",), ("Sở Y tế",))
    assert (two.lead, two.inherited_lead) == (("Sở Y tế",), ())
    assert three.citations == ("377/QĐ-BGDĐT",)
    assert (four.path, four.parents, four.parent) == ("Phụ lục › 1", ("PHỤ LỤC I",), None)
    assert [row.kind for row in (one, two, three, four)] == ["heading", "heading", "item", "item"]


@pytest.mark.parametrize(
    ("field", "flagged", "whole"),
    [
        ("directives[0].text", [0], False),
        ("directives[0].children[0].deadline", [1], False),
        ("directives[0].children", [0], False),
        ("attachments[0].directives[0].label", [3], False),
        ("references[0].code", [2], False),
        ("pages[1]", [1, 2], False),
        ("pages[0]", [0], False),
        ("directives", [], True),
        ("header.code", [], True),
        ("references[7].code", [], True),
        ("lạ", [], True),
    ],
)
def test_each_flag_reaches_the_rows_it_concerns_or_the_document(
    conclusion: Document, field: str, flagged: list[int], whole: bool
) -> None:
    items = (
        Directive("1.", "Sở Y tế", page=1, children=(Directive("a)", "Báo cáo", page=2),)),
        Directive("2.", "Thực hiện Nghị quyết số 06-NQ/TU", page=2),
    )
    structure = Structure(
        Header(),
        references=(Reference("06-NQ/TU"),),
        directives=items,
        attachments=(Attachment("PHỤ LỤC", (Directive("1.", "Danh mục"),)),),
        flags=(Flag(field, "hãy xem"),),
    )
    pages = tuple(replace(conclusion.pages[0], number=number) for number in (1, 2))
    rows = list(table_rows(replace(conclusion, structure=citing(structure), pages=pages)))
    assert [place for place, row in enumerate(rows) if row.review] == flagged
    assert all("hãy xem" in row.review_reasons[0] for row in rows if row.review)
    assert all(bool(row.document_review_reasons) is whole for row in rows)


def test_several_documents_are_one_table(conclusion: Document, plan: Document) -> None:
    expected = [*table_rows(conclusion), *table_rows(plan)]
    names = [row.document for row in expected]
    assert set(names) == {"ket-luan.pdf", "ke-hoach.txt"}
    assert [row["Tệp"] for row in csv_rows(conclusion, plan)] == names
    assert [row["document"] for row in json_rows(conclusion, plan)] == names
    assert [row["document"] for row in parquet_rows(conclusion, plan)] == names
    assert [row["Tệp"] for row in sheet_rows("Nhiệm vụ", conclusion, plan)] == names
    assert [row["Tệp"] for row in sheet_rows("Thông tin văn bản", conclusion, plan)] == ["ket-luan.pdf", "ke-hoach.txt"]


def test_the_columns_are_those_of_the_rows_and_are_all_explained() -> None:
    assert [column.name for column in COLUMNS] == [field.name for field in fields(TableRow)]
    assert len(set(TITLES)) == len(TITLES)
    page = DOCS.read_text("utf-8")
    assert [column.name for column in COLUMNS if f"| `{column.name}` | {column.title} |" not in page] == []


def test_a_workbook_is_ready_to_work_with(plan: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXPORTERS["xlsx"](plan)))
    assert book.sheetnames == ["Nhiệm vụ", "Thời hạn", "Văn bản viện dẫn", "Thông tin văn bản"]
    for page in book.worksheets:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
        assert all(
            page.column_dimensions[cell.column_letter].width >= 6 for cell in page[1] if cell.column_letter < "Z"
        )
        assert all(cell.alignment.wrap_text for row in page.iter_rows() for cell in row)
    due = book["Thời hạn"]
    days = [row[0] for row in due.iter_rows(min_row=2, values_only=True)]
    assert days[0] == datetime(2023, 9, 8)
    assert days[-1] is None
    assert [day for day in days if day] == sorted(day for day in days if day)
    assert due["A2"].number_format == "dd/mm/yyyy"


def test_cited_documents_are_listed_with_where_they_are_cited(conclusion: Document) -> None:
    structure = Structure(
        Header(code="73-KL/TU"),
        legal_bases=("Căn cứ Nghị quyết số 06-NQ/TU",),
        references=(Reference("06-NQ/TU", "2021-01-11"), Reference("32-CT/TW")),
        directives=(Directive("1.", "Theo Nghị quyết số 06-NQ/TU, Luật Đất đai năm 2024"),),
        closing=("Kết luận này thay thế Chỉ thị số 32-CT/TW.",),
    )
    first, second, law = sheet_rows("Văn bản viện dẫn", replace(conclusion, structure=citing(structure)))
    assert (first["Văn bản viện dẫn"], first["Ngày"]) == ("06-NQ/TU", datetime(2021, 1, 11))
    assert first["Viện dẫn tại"] == "Căn cứ; 1"
    assert (first["Quan hệ"], second["Quan hệ"], law["Quan hệ"]) == ("căn cứ", "thay thế", None)
    assert (second["Ngày"], second["Viện dẫn tại"]) == (None, "Phần kết")
    assert (law["Văn bản viện dẫn"], law["Viện dẫn tại"]) == ("Luật Đất đai năm 2024", "1")


def test_figures_laws_and_what_is_done_to_other_documents_stand_in_every_table() -> None:
    target = Target("đạt 95% trở lên", 95.0, "%", 2026)
    first = Directive("1.", "Bãi bỏ Quyết định số 12/QĐ-UBND; thi hành Luật Đất đai năm 2024", targets=(target,))
    document = made(first, Directive("2.", "Báo cáo"), closing=("Thay thế Chỉ thị số 32-CT/TW.",))
    one, two = json_rows(document)
    assert one["targets"] == [{"text": "đạt 95% trở lên", "quantity": 95.0, "unit": "%", "year": 2026}]
    assert one["relations"] == [{"relation": "repeals", "document": "12/QĐ-UBND"}]
    assert (one["laws"], two["laws"]) == (["Luật Đất đai năm 2024"], [])
    assert one["document_relations"] == two["document_relations"]
    assert [row["targets"] for row in parquet_rows(document)] == [one["targets"], []]
    assert [row["relations"] for row in parquet_rows(document)] == [one["relations"], []]
    for row in (csv_rows(document)[0], sheet_rows("Nhiệm vụ", document)[0]):
        assert row["Chỉ tiêu"] == "đạt 95% trở lên (đến 2026)"
        assert row["Tác động đến văn bản khác"] == "bãi bỏ 12/QĐ-UBND"
        assert row["Luật viện dẫn"] == "Luật Đất đai năm 2024"
        assert row["Văn bản này tác động đến"] == "thay thế 32-CT/TW"


def test_documents_of_one_file_are_told_apart_by_their_pages(conclusion: Document) -> None:
    parts = [
        replace(conclusion, pages=tuple(replace(conclusion.pages[0], number=number) for number in numbers))
        for numbers in ((1, 2), (3, 4, 5))
    ]
    keys = [(row["document"], row["pages"], row["number"]) for row in json_rows(*parts)]
    assert len(set(keys)) == len(keys)
    assert {row["Trang trong tệp"] for row in csv_rows(*parts)} == {"1-2", "3-5"}


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@sum", '=HYPERLINK("http://a")', "http://a.vn", "0123", "1e5"])
def test_text_stays_text_in_a_workbook(text: str) -> None:
    page = sheet("Nhiệm vụ", made(Directive("=1", text, (text,))))
    for cell in (page["D2"], page["E2"]):
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_what_a_cell_cannot_hold_is_told() -> None:
    long = "ộ😀" * MOST_CHARACTERS
    cell = sheet("Nhiệm vụ", made(Directive("1.", long)))["D2"].value
    assert isinstance(cell, str)
    assert cell.endswith("… (còn nữa, xem dạng json)")
    assert long.startswith(cell[:20_000])
    assert fitting("a" * MOST_CHARACTERS) == "a" * MOST_CHARACTERS


def test_days_before_excel_counts_stay_text() -> None:
    assert sheet("Nhiệm vụ", made(Directive("1.", "", deadline="0945-09-02")))["H2"].value == "0945-09-02"
    assert sheet("Nhiệm vụ", made(Directive("1.", "", deadline="1945-09-02")))["H2"].value == datetime(1945, 9, 2)


def test_control_characters_are_seen_in_a_workbook() -> None:
    assert (
        sheet("Nhiệm vụ", made(Directive("1.", "Sở\x00Y\x1f tế _x0041_")))["D2"].value == "Sở\ufffdY\ufffd tế _x0041_"
    )


def test_parquet_brings_types_and_descriptions(conclusion: Document) -> None:
    table = parquet.read_table(io.BytesIO(EXPORTERS["parquet"](conclusion)))
    assert table.schema.metadata[b"schema_version"]
    for column in COLUMNS:
        assert table.schema.field(column.name).metadata[b"description"].decode() == column.description
    row = table.to_pylist()[1]
    assert (row["deadline"], row["lead"], row["review"]) == (date(2025, 6, 30), ["Sở Tài chính"], False)


def test_an_empty_table_keeps_its_columns(conclusion: Document) -> None:
    empty = replace(conclusion, structure=Structure(Header()))
    assert EXPORTERS["csv"](empty).decode("utf-8-sig").splitlines() == [
        ",".join(f'"{t}"' if "," in t else t for t in TITLES)
    ]
    assert parquet.read_table(io.BytesIO(EXPORTERS["parquet"](empty))).column_names == [
        column.name for column in COLUMNS
    ]
    assert EXPORTERS["jsonl"](empty) == b""


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_no_clock_is_in_an_archive(conclusion: Document, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(EXPORTERS[name](conclusion))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert properties.count("2000-01-01T00:00:00Z") == 2


def test_no_format_fails_on_a_document_without_directives(parse_text: Callable[[str], Document]) -> None:
    document = parse_text("Kính gửi các đồng chí.\n")
    assert [*table_rows(document)] == []
    for export in EXPORTERS.values():
        assert isinstance(export(document), bytes)
