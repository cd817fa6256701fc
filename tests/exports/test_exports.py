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
from ocr_pipeline.document import Box, Directive, Document, Edit, Page, Source, Structure
from ocr_pipeline.errors import DamagedInputError
from ocr_pipeline.exports import EXPORTERS, document_from_json, to_json
from ocr_pipeline.exports.as_csv import guard, to_csv
from ocr_pipeline.exports.as_markdown import to_markdown
from ocr_pipeline.exports.outline import all_rows, rows_of

CASES = Path(__file__).parent / "cases"
SCHEMA = json.loads((files("ocr_pipeline.exports") / "document.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

dates = st.dates().map(lambda day: day.isoformat())
texts = st.text(max_size=12)
shares = st.floats(0, 1)
names = st.none() | texts
bodies = st.lists(texts, max_size=2).map(tuple)
boxes = st.builds(Box, *[st.integers(0, 9999)] * 4)
others = st.lists(st.builds(ground.Alternative, texts, shares), max_size=1).map(tuple)
words = st.builds(ground.Word, texts, st.none() | boxes, st.none() | shares, others)
lines = st.builds(ground.Line, texts, st.lists(words, max_size=2).map(tuple), st.none() | boxes)
sizes = st.none() | st.integers(1, 9999)
cells = st.builds(
    ground.Cell, st.just(0), st.just(0), st.integers(1, 2), st.integers(1, 2), texts, st.none() | boxes, sizes
)
tables = st.builds(
    ground.Table,
    st.integers(1, 999),
    st.integers(1, 3),
    st.integers(1, 3),
    st.lists(cells, max_size=2).map(tuple),
    st.none() | boxes,
    st.booleans(),
)
zones = st.builds(
    ground.Zone,
    st.sampled_from(ground.ZoneKind),
    st.lists(lines, max_size=2).map(tuple),
    st.none() | boxes,
    st.lists(cells, max_size=2).map(tuple),
    st.booleans(),
)
pages = st.builds(
    Page,
    st.integers(1, 999),
    st.lists(zones, max_size=2).map(tuple),
    st.sampled_from(ground.Origin),
    sizes,
    sizes,
    sizes,
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-15, 15),
    st.booleans(),
    names,
    st.lists(st.builds(ground.Region, st.sampled_from(ground.RegionKind), boxes, texts), max_size=2).map(tuple),
    st.none()
    | st.builds(
        ground.Scan,
        st.integers(1, 9999),
        st.integers(1, 9999),
        st.lists(st.floats(-9, 9), min_size=8, max_size=8).map(lambda row: (*row[:6], 0.0, 0.0, 1.0)),
    ),
)
places = st.builds(
    ground.Place,
    st.integers(1, 999),
    st.integers(0, 9),
    st.integers(0, 9),
    st.none() | boxes,
    st.none() | shares,
    st.booleans(),
)
signatures = st.builds(
    ground.Signature, names, names, names, st.none() | st.builds(ground.ElectronicSignature, names, names, names, names)
)
citations = st.builds(
    ground.Citation,
    texts,
    texts,
    st.integers(0, 9),
    st.integers(0, 9),
    names,
    names,
    st.none() | dates,
    names,
    names,
    st.lists(st.sampled_from(ground.Relation), max_size=2).map(tuple),
)
directives = st.deferred(
    lambda: st.builds(
        Directive,
        texts,
        texts,
        bodies,
        bodies,
        st.none() | dates,
        names,
        sizes,
        st.just(()) | st.lists(directives, max_size=2).map(tuple),
        bodies,
        st.sampled_from(ground.SectionKind),
        bodies,
        bodies,
        names,
        names,
        st.lists(st.builds(ground.Target, texts, st.floats(0, 9e9), texts, sizes), max_size=1).map(tuple),
        st.none() | places,
        st.booleans(),
    )
)
headers = st.builds(
    ground.Header,
    st.sampled_from(["party", "state", None]),
    names,
    names,
    names,
    names,
    st.none() | dates,
    names,
    names,
    st.sampled_from(["Hỏa tốc", None]),
    names,
    names,
    names,
    st.sampled_from(["Mật", None]),
    st.none() | st.builds(ground.CodeParts, texts, sizes, texts),
    bodies,
)
structures = st.builds(
    Structure,
    headers,
    bodies,
    bodies,
    st.lists(st.builds(ground.Reference, texts, st.none() | dates, names, names, names), max_size=2).map(tuple),
    st.lists(directives, max_size=2).map(tuple),
    bodies,
    st.none() | signatures,
    bodies,
    st.lists(st.builds(ground.Flag, texts, texts), max_size=2).map(tuple),
    bodies,
    bodies,
    st.lists(st.builds(ground.Attachment, texts, st.lists(directives, max_size=2).map(tuple), bodies), max_size=1).map(
        tuple
    ),
    st.lists(citations, max_size=1).map(tuple),
    st.lists(st.builds(ground.Abbreviation, texts, texts), max_size=1).map(tuple),
    st.lists(signatures, max_size=1).map(tuple),
    st.lists(st.sampled_from(ground.LineRole), max_size=2).map(tuple),
)
edits = st.lists(
    st.builds(Edit, st.integers(0, 9), st.integers(0, 9), texts, texts, texts, st.floats(-9, 99), bodies), max_size=2
).map(tuple)
documents = st.builds(
    Document,
    st.builds(Source, texts, st.sampled_from(["pdf", "image", "text"]), st.just("0a" * 32), st.integers(1, 9)),
    st.lists(pages, max_size=2).map(tuple),
    structures,
    texts,
    edits,
    texts,
    st.none() | shares,
    shares,
    edits,
    st.lists(tables, max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def conclusion() -> Document:
    return document_from_json((CASES / "conclusion.json").read_bytes())


@given(documents)
def test_json_gives_the_document_back_and_keeps_the_schema(document: Document) -> None:
    content = to_json(document)
    VALIDATOR.validate(json.loads(content))
    assert document_from_json(content) == document


@pytest.mark.parametrize("name", EXPORTERS)
@settings(max_examples=20, deadline=None)
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
    assert table == [r"| 1 | a \| b c \<script\> |  |  |  |  |"]


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
