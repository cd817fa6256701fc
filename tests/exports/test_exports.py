import csv
import io
import json
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ocr_pipeline import document as ground
from ocr_pipeline.document import Directive, Document, Edit, Page, Structure
from ocr_pipeline.errors import DamagedInputError
from ocr_pipeline.exports import EXPORTERS, document_from_json, to_json
from ocr_pipeline.exports.as_csv import guard, to_csv
from ocr_pipeline.exports.as_markdown import to_markdown
from ocr_pipeline.exports.outline import all_rows, rows_of

from .any_document import documents

CASES = Path(__file__).parent / "cases"
SCHEMA = json.loads((files("ocr_pipeline.exports") / "document.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.fixture(scope="module")
def conclusion() -> Document:
    return document_from_json((CASES / "conclusion.json").read_bytes())


@given(documents)
def test_json_gives_the_document_back_and_keeps_the_schema(document: Document) -> None:
    content = to_json(document)
    VALIDATOR.validate(json.loads(content))
    assert document_from_json(content) == document


@pytest.mark.parametrize("name", EXPORTERS)
@settings(max_examples=20)
@given(document=documents)
def test_every_format_takes_every_document(name: str, document: Document) -> None:
    content = EXPORTERS[name](document)
    assert EXPORTERS[name].binary or content.decode("utf-8") is not None


@pytest.mark.parametrize("name", ["json", "md", "txt", "csv", "jsonl", "ics", "akn"])
def test_golden_output(conclusion: Document, name: str) -> None:
    """What each line of it means is asserted elsewhere; here no byte changes unseen."""
    assert EXPORTERS[name](conclusion) == (CASES / f"conclusion.{EXPORTERS[name].ending}").read_bytes()


def test_the_schema_is_itself_right_and_describes_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    unexplained = [
        f"{place}.{name}"
        for place, scheme in [("document", SCHEMA), *SCHEMA["$defs"].items()]
        for name, member in scheme.get("properties", {}).items()
        if not described(member)
    ]
    assert unexplained == []


def described(member: dict[str, Any]) -> bool:
    return "description" in member or "$ref" in member or any(map(described, member.get("anyOf", [])))


def test_the_schema_and_the_dataclasses_name_the_same_fields() -> None:
    for name in (
        "Word",
        "Line",
        "Zone",
        "Alternative",
        "Region",
        "Page",
        "Edit",
        "Reference",
        "Directive",
        "Attachment",
        "Flag",
        "Place",
        "Target",
        "Citation",
        "Abbreviation",
        "Signature",
    ):
        members = {field.name for field in fields(getattr(ground, name))}
        assert set(SCHEMA["$defs"][name.lower()]["required"]) == members, name
    top = {field.name for field in (*fields(Document), *fields(Structure))} - {"structure"} | {"schema_version"}
    assert set(SCHEMA["required"]) == top


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"schema_version": "9.0"}', b'{"schema_version": "1.0", "source": 3}']
)
def test_foreign_json_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedInputError):
        document_from_json(content)


def test_a_document_of_the_first_schema_is_still_read(conclusion: Document) -> None:
    record = json.loads(to_json(conclusion)) | {"schema_version": "1.0"}
    del record["suggestions"]
    for edit in record["edits"]:
        del edit["alternatives"]
    edits = tuple(replace(edit, alternatives=()) for edit in conclusion.edits)
    assert document_from_json(json.dumps(record).encode()) == replace(conclusion, edits=edits, suggestions=())


def test_a_document_of_a_schema_without_scans_is_still_read(conclusion: Document) -> None:
    record = json.loads(to_json(conclusion)) | {"schema_version": "1.2"}
    for page in record["pages"]:
        del page["scan"]
    assert document_from_json(json.dumps(record).encode()) == conclusion


def test_the_most_doubtful_places_are_told_and_the_others_counted(conclusion: Document) -> None:
    """Each with page, line and neighbours, in the order of the text."""
    raw = "".join(f"dòng {number}: nguồn chỉ | thường xuyên\n" for number in range(40))
    starts = [place for place in range(len(raw)) if raw.startswith("chỉ", place)]
    doubtful = tuple(Edit(start, start + 3, "chỉ", "chi", "accents", -place / 20) for place, start in enumerate(starts))
    pages = tuple(
        Page(number, (ground.Zone(ground.ZoneKind.BODY, tuple(map(ground.Line, part))),), ground.Origin.OCR)
        for number, part in enumerate((raw.splitlines()[:10], raw.splitlines()[10:]), 1)
    )
    document = replace(conclusion, raw_text=raw, pages=pages, edits=doubtful[1:2], suggestions=doubtful[2:][::-1])
    section = to_markdown(document).decode().split("## Chỗ cần xem lại\n\n")[1].split("\n\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert rows[0] == r"| 1 | 2 | 1: nguồn **chỉ** \| thường | chi |  | dấu; đã sửa |"
    assert rows[9].startswith("| 2 | 1 | 10: nguồn")
    assert rows[9].endswith("| dấu; chưa sửa |")
    assert len(rows) == 30
    assert section.endswith("Còn 9 chỗ khác ít ngờ hơn (xem `edits` và `suggestions` trong JSON).")


def test_csv_opens_in_excel_as_it_stands(conclusion: Document) -> None:
    content = to_csv(conclusion)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(list(all_rows(conclusion.structure)))
    assert rows[1]["Nhãn"] == "-"
    assert rows[1]["Cơ quan ban hành"] == "TỈNH ỦY BÌNH AN"
    assert (rows[1]["Chủ trì"], rows[1]["Thời hạn"], rows[1]["Trang"]) == ("Sở Tài chính", "2025-06-30", "1")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_as_a_formula(conclusion: Document, start: str) -> None:
    hostile = replace(conclusion.structure, directives=(Directive(start + "cmd|' /C calc'!A0", start + "1+1"),))
    table = csv.reader(io.StringIO(to_csv(replace(conclusion, structure=hostile)).decode("utf-8-sig"), newline=""))
    cells = list(table)[1]
    assert not any(len(cell) > 1 and cell[0] in "=+-@\t\r" for cell in cells)


@given(st.text(alphabet="aă1 ,;.", max_size=9))
def test_harmless_cells_stay_as_they_are(cell: str) -> None:
    assert guard(cell) == cell


def test_markdown_cannot_break_its_table(conclusion: Document) -> None:
    hostile = replace(conclusion.structure, directives=(Directive("1.", "a | b\nc <script>"),))
    document = replace(conclusion, structure=hostile, edits=(), suggestions=())
    table = [line for line in to_markdown(document).decode().splitlines() if line[:3] == "| 1"]
    assert table == [r"| 1 | a \| b<br>c \<script\> |  |  |  |  |"]


def test_paths_number_repeated_labels() -> None:
    tree = (
        Directive("Điều 2.", "", children=(Directive("1.", "", children=(Directive("a)", ""), Directive("đ)", ""))),)),
        Directive("", ""),
        Directive("I-", "", children=(Directive("+", ""), Directive("-", ""), Directive("+", ""))),
    )
    assert [(row.path, row.depth) for row in rows_of(tree)] == [
        ("Điều 2", 0),
        ("Điều 2 › 1", 1),
        ("Điều 2 › 1 › a", 2),
        ("Điều 2 › 1 › đ", 2),
        ("đoạn 1", 0),
        ("I", 0),
        ("I › cộng 1", 1),
        ("I › gạch 1", 1),
        ("I › cộng 2", 1),
    ]
