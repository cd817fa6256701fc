"""Searchable copies in a tree: for what has pages, with the signed original beside them."""

import json
import os
import subprocess
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from ocr_pipeline.archives import PackageOptions, RecordOptions, Software, write_packages
from ocr_pipeline.batch.history import with_history
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import places_of
from ocr_pipeline.batch.reporting import report_on
from ocr_pipeline.recognition import probe
from ocr_pipeline.searchable import pdf_a_faults
from ocr_pipeline.work_records import State

from .conftest import Scan, Tree

FORMATS = ("pdf", "json")


def sign(path: Path) -> None:
    """Give a PDF the dictionary of a digital signature; its certificate cannot be read."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        value = Dictionary(Type=Name.Sig, Contents=String(b"\x30\x82"), Name=String("Văn thư Sở Y tế"))
        field = Dictionary(FT=Name.Sig, T=String("Signature1"), V=pdf.make_indirect(value))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), SigFlags=3)
        pdf.save(path)


@pytest.mark.tesseract
def test_what_has_pages_gets_a_copy_that_can_be_searched(tree: Tree, scan: Scan) -> None:
    tree.text("1.txt")
    sign(scan(tree.source / "a" / "2.pdf", 1))
    signed = (tree.source / "a" / "2.pdf").read_bytes()
    tree.run(formats=FORMATS)
    expected = ["a/2.pdf.json", "a/2.pdf.original.pdf", "a/2.pdf.pdf", "a/2.pdf.signatures.json"]
    assert tree.outputs() == ["1.txt.json", *expected]
    assert (tree.output / "a" / "2.pdf.original.pdf").read_bytes() == signed
    assert json.loads((tree.output / "a" / "2.pdf.signatures.json").read_bytes())[0]["name"] == "Văn thư Sở Y tế"
    words = subprocess.run(["pdftotext", tree.output / "a" / "2.pdf.pdf", "-"], capture_output=True, check=True).stdout
    first = tree.json("a/2.pdf.json")["text"].split()[0]  # type: ignore[attr-defined]
    assert first in words.decode()
    record = tree.records()["a/2.pdf"]
    assert (record.state, sorted(record.outputs)) == (State.DONE, expected)
    assert any("Văn thư Sở Y tế" in remark for remark in record.remarks)
    assert tree.run(formats=FORMATS)[1].paths == []
    (tree.output / "a" / "2.pdf.pdf").unlink()
    assert tree.run(formats=FORMATS)[1].paths == ["a/2.pdf"]
    assert tree.outputs() == ["1.txt.json", *expected]


@pytest.mark.tesseract
def test_a_name_that_is_no_text_is_no_hindrance(tree: Tree, scan: Scan) -> None:
    scan(tree.source / "a.pdf", 1).rename(tree.source / os.fsdecode(b"h\xe9ng.pdf"))
    outcome, seen = tree.run(formats=FORMATS)
    assert (outcome.tally.done, seen.failures) == (1, {seen.paths[0]: ()})
    (copy,) = tree.output.glob("*.pdf")
    with copy.open("rb") as file, pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 1
    assert pdf_a_faults(copy) == ()


def test_packages_tell_of_the_run_that_made_the_results(tree: Tree, tmp_path: Path) -> None:
    tree.text("1.txt")
    tree.run()
    record = tree.records()["1.txt"]
    with with_history(PackageOptions(tmp_path / "gói", tree.source), tree.output) as plan:
        assert plan.software == (Software("Tesseract", probe().version),)
        (package,) = write_packages(tree.output, RecordOptions(), plan).packages.values()
    told = (package / "metadata" / "preservation" / "PREMIS.xml").read_text("utf-8")
    assert f"thiết lập {record.settings}" in told
    assert f"Tesseract {probe().version}" in told
    with with_history(plan, tmp_path) as unknown:  # results of `run -o`
        assert unknown == plan


@pytest.mark.tesseract
def test_the_report_tells_of_every_file(tree: Tree, scan: Scan) -> None:
    tree.text("1.txt")
    scan(tree.source / "2.pdf", 1)
    (tree.source / "3.pdf").write_bytes(b"%PDF-1.4 broken")
    (tree.source / "4.docx").write_bytes(b"PK\3\4")
    tree.run(formats=FORMATS)
    page = report_on(places_of(tree.source, tree.output), BatchOptions(), 1.0, 1)
    assert page == "report.html"
    rows = (tree.output / "report.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["1.txt", "xong"],
        ["2.pdf", "xong"],
        ["3.pdf", "hỏng"],
        ["4.docx", "bỏ qua"],
    ]
