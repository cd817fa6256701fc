"""Records as people and programs read them again: CSV, XLSX, XML."""

import csv
import io
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from ocr_pipeline.archives import PROFILES, RecordOptions, write_records
from ocr_pipeline.archives.derivation import facts_of
from ocr_pipeline.archives.profiles import Form, Level, profile_named
from ocr_pipeline.archives.results import in_order
from ocr_pipeline.document import Box, Header, Line, Origin, Page, Region, RegionKind, Zone, ZoneKind
from ocr_pipeline.lexicons import read_rows

from .tree import DECISION, Tree, document

FIVE = ("Tên loại tài liệu", "Số của tài liệu", "Ký hiệu của tài liệu", "Ngày, tháng, năm tài liệu")
FIVE += ("Tên cơ quan, tổ chức, cá nhân ban hành", "Trích yếu nội dung")


def rows(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a table by their path."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return {row["Đường dẫn"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}


def test_the_five_fields_that_reading_must_fill(tree: Tree) -> None:
    written = write_records(tree.out)
    found = rows(written.folder / "documents.csv")
    issuer = "ỦY BAN NHÂN DÂN TỈNH BÌNH AN"
    subject = "về việc giao chỉ tiêu"
    assert [found["so-1/2 Quyết định.pdf.1"][name] for name in FIVE] == [
        *("02", "15", "QĐ-UBND", "01/02/2024", issuer, subject)
    ]
    assert [found["so-1/10.pdf"][name] for name in FIVE] == ["32", "63", "2010/NĐ-CP", "08/06/2010", issuer, subject]
    conclusion = found["so-2/ket-luan.pdf"]
    assert (conclusion["Tên loại tài liệu"], conclusion["Số của tài liệu"]) == ("32", "")
    assert conclusion["Tên cơ quan, tổ chức, cá nhân ban hành"] == "TỈNH ỦY BÌNH AN"


def test_a_folder_is_a_file_and_its_documents_stand_in_the_order_of_people(tree: Tree) -> None:
    written = write_records(tree.out)
    assert (written.documents, written.files, written.failures) == (5, 3, ())
    assert [*rows(written.folder / "documents.csv")] == [
        *("rời.pdf", "so-1/2 Quyết định.pdf.1", "so-1/2 Quyết định.pdf.2", "so-1/10.pdf", "so-2/ket-luan.pdf")
    ]
    file = rows(written.folder / "files.csv")["so-1"]
    assert (file["Tổng số tài liệu trong hồ sơ"], file["Số lượng trang"]) == ("3", "6")
    assert (file["Thời gian bắt đầu"], file["Thời gian kết thúc"]) == ("08/06/2010", "04/03/2025")
    assert (file["Ngôn ngữ"], file["Mức độ tin cậy"]) == ("01", "02")


def test_what_nobody_knows_stays_empty_and_is_listed(tree: Tree) -> None:
    written = write_records(tree.out)
    missing = list(csv.DictReader(io.StringIO((written.folder / "missing.csv").read_text("utf-8-sig"))))
    assert len(missing) == written.missing
    own = {row["Trường"]: row["Trên văn bản in"] for row in missing if row["Đường dẫn"] == "so-2/ket-luan.pdf"}
    assert own["codeNumber"] == "Số     -KL/TU"
    assert set(own) == {"codeNumber", "codeNotation"}  # the others are asked once, for the file
    file = {row["Trường"] for row in missing if (row["Cấp"], row["Đường dẫn"]) == ("Hồ sơ", "so-2")}
    assert {"fileCode", "title", "maintenance", "paperFileCode", "numberOfPaper"} <= file
    found = rows(written.folder / "documents.csv")["so-2/ket-luan.pdf"]
    assert found["Từ khóa"] == found["Mã định danh tài liệu"] == found["Chế độ sử dụng"] == ""


def test_the_workbook_and_the_xml_say_the_same_as_the_tables(tree: Tree) -> None:
    written = write_records(tree.out)
    book = load_workbook(written.folder / "records.xlsx")
    assert book.sheetnames == ["Tài liệu", "Hồ sơ", "Còn thiếu"]
    for sheet, table in (("Tài liệu", "documents.csv"), ("Hồ sơ", "files.csv"), ("Còn thiếu", "missing.csv")):
        cells = [["" if cell is None else str(cell) for cell in row] for row in book[sheet].iter_rows(values_only=True)]
        assert cells == list(csv.reader(io.StringIO((written.folder / table).read_text("utf-8-sig"))))
    assert book["Tài liệu"]["F3"].value == "02"
    for level, table, xml in (
        (Level.DOCUMENT, "documents.csv", "documents/{}.xml"),
        (Level.FILE, "files.csv", "files/{}/EAD.xml"),
    ):
        titles = {field.name: field.title for field in profile_named(PROFILES[0]).fields(level)}
        for about, row in rows(written.folder / table).items():
            root = etree.parse(written.folder / xml.format(about)).getroot()
            assert [child.tag for child in root] == list(titles)
            assert {child.tag: child.text or "" for child in root} == {
                name: row[title] for name, title in titles.items()
            }


def test_the_older_circular_writes_words(tree: Tree) -> None:
    written = write_records(tree.out, RecordOptions("tt02-2019"))
    found = rows(written.folder / "documents.csv")
    assert found["so-2/ket-luan.pdf"]["Tên loại văn bản"] == "Kết luận"
    assert found["so-1/10.pdf"]["Số thứ tự văn bản trong hồ sơ"] == "3"
    assert found["rời.pdf"]["Mức độ tin cậy"] == "Số hóa"
    assert found["rời.pdf"]["Ngôn ngữ"] == "Tiếng Việt"


def page(number: int, origin: Origin, *, blank: bool = False, regions: tuple[Region, ...] = ()) -> Page:
    return Page(number, (Zone(ZoneKind.BODY, (Line("Điều 1"),)),), origin, blank=blank, regions=regions)


@pytest.mark.parametrize(
    ("origins", "level"),
    [
        ((Origin.OCR, Origin.OCR), "Số hóa"),
        ((Origin.OCR, Origin.SCAN_LAYER), "Số hóa"),
        ((Origin.TEXT_LAYER,), "Gốc điện tử"),
        ((Origin.TEXT_LAYER, Origin.SCAN_LAYER), "Hỗn hợp"),
        ((Origin.TEXT_LAYER, Origin.OCR), "Hỗn hợp"),
        ((Origin.TEXT,), None),
    ],
)
def test_where_a_document_came_from(origins: tuple[Origin, ...], level: str | None) -> None:
    pages = tuple(page(number, origin) for number, origin in enumerate(origins, 1))
    blank = page(9, Origin.OCR, blank=True)
    assert facts_of(document(pages=(*pages, blank))).origin == level


def test_handwriting_and_secrecy_are_told() -> None:
    box = Box(0, 0, 9, 9)
    signed = page(2, Origin.OCR, regions=(Region(RegionKind.SIGNATURE, box), Region(RegionKind.HANDWRITING, box)))
    sealed = page(1, Origin.OCR, regions=(Region(RegionKind.SEAL, box), Region(RegionKind.HANDWRITING, box)))
    facts = facts_of(document(pages=(sealed, signed)))
    assert facts.handwriting == "chữ ký: trang 2; chữ viết tay: trang 1, 2"


def test_secrecy_is_the_mode_of_use(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.add("a.pdf", document(replace(DECISION, secrecy="Tối mật")))
    assert rows(write_records(tree.out).folder / "documents.csv")["a.pdf"]["Chế độ sử dụng"] == "03"


def test_a_damaged_result_is_told_and_stops_no_other(tree: Tree) -> None:
    (tree.out / "so-1" / "10.pdf.json").write_text('{"schema_version": "1.2", "source"')
    (tree.out / "report.json").write_text(json.dumps({"report_version": "1.0"}))
    written = write_records(tree.out)
    assert [path.name for path, _ in written.failures] == ["10.pdf.json"]
    assert written.documents == 4


def test_a_record_of_a_document_that_is_gone_goes_too(tree: Tree) -> None:
    write_records(tree.out)
    (tree.out / "so-2" / "ket-luan.pdf.json").unlink()
    written = write_records(tree.out)
    assert not (written.folder / "documents" / "so-2").exists()
    assert written.documents == 4


def test_no_cell_runs_as_a_formula(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.add("a.pdf", document(replace(DECISION, subject="=1+1 \x00 <b>", issuer="@x")))
    written = write_records(tree.out)
    found = rows(written.folder / "documents.csv")["a.pdf"]
    assert found["Trích yếu nội dung"].startswith("'=1+1")
    sheet = load_workbook(written.folder / "records.xlsx")["Tài liệu"]
    assert sheet["K2"].data_type == "s"
    root = etree.parse(written.folder / "documents" / "a.pdf.xml").getroot()
    assert root.findtext("subject") == "=1+1 \ufffd <b>"


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=12).filter(
    lambda name: name[0] != "." and not name.endswith(".json") and len(name.encode()) < 60
)
HEADERS = st.builds(
    Header,
    type=st.none() | st.sampled_from(["Kết luận", "Quyết định", "Luật"]),
    date=st.none() | st.dates().map(lambda day: day.isoformat()),
    issuer=st.none() | st.text(max_size=9),
    subject=st.none() | st.text(max_size=9),
    code_text=st.none() | st.text(max_size=9),
)
BARE = document(pages=(page(1, Origin.OCR),), tables=(), edits=(), suggestions=())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(NAMES, NAMES), st.lists(HEADERS, min_size=1, max_size=3), max_size=5))
def test_every_document_has_exactly_one_record(
    tmp_path_factory: pytest.TempPathFactory, inputs: dict[tuple[str, str], list[Header]]
) -> None:
    tree = Tree(tmp_path_factory.mktemp("tree"))
    expected = []
    for (folder, name), headers in inputs.items():
        path = f"thư mục {folder}/{name}"
        tree.add(path, *(replace(BARE, structure=replace(BARE.structure, header=header)) for header in headers))
        expected += [path] if len(headers) == 1 else [f"{path}.{number}" for number in range(1, len(headers) + 1)]
    written = write_records(tree.out)
    xml = [
        found.relative_to(written.folder / "documents").as_posix()
        for found in written.folder.rglob("documents/**/*.xml")
        if found.is_file()  # a folder may be named so
    ]
    assert sorted(xml) == sorted(f"{stem}.xml" for stem in expected)
    assert written.documents == len(expected)
    assert written.failures == ()
    with (written.folder / "documents.csv").open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.reader(table))) == len(expected) + 1


@pytest.mark.parametrize("name", PROFILES)
def test_the_tables_of_fields_and_codes_fit_together(name: str) -> None:
    profile = profile_named(name)
    for level in Level:
        fields = {field.name: field for field in profile.fields(level)}
        assert all(field.needed_with in ("", *fields) for field in fields.values())
        assert [
            field.name for field in fields.values() if field.form is Form.CODE and not profile.codes[field.name]
        ] == []
    for field, codes in profile.codes.items():
        assert len({code.code for code in codes}) == len(codes), field
    assert len(read_rows("archive_fields.tsv")) == sum(
        len(profile_named(one).fields(level)) for one in PROFILES for level in Level
    )


def test_names_stand_as_people_count_however_their_letters_are_composed() -> None:
    apart = unicodedata.normalize("NFD", "hồ sơ 2")
    ordered = ["hồ sơ 1", apart, "hồ sơ 2", "hồ sơ 10", "tờ trình"]
    assert in_order(reversed(ordered)) == ordered
