"""Searchable copies in a tree: for what has pages, with the signed original beside them."""

import json
import subprocess
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import places_of
from ocr_pipeline.batch.reporting import report_on
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
