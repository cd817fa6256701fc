"""PAGE XML (PRImA 2019-07-15): one file a page in a ZIP archive, places on the picture as it came."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.document import Box, Document, Line, Page, Region, RegionKind, Word, Zone, ZoneKind
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.page_confidence import confidence_of
from ocr_pipeline.exports.scan_places import direction_on_scan, line_box, polygon_on_scan, scan_size, zone_box

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_MADE = (2000, 1, 1, 0, 0, 0)
_UNKNOWN_DATE = "0001-01-01"
_TEXT_TYPES = {
    ZoneKind.HEAD_LEFT: "heading",
    ZoneKind.HEAD_RIGHT: "heading",
    ZoneKind.BODY: "paragraph",
    ZoneKind.TABLE: "paragraph",
    ZoneKind.PAGE_NUMBER: "page-number",
}
"""What the schema has a name for; the others are `other`, and `custom` says what they are."""
_GRAPHIC_TYPES = {
    RegionKind.SEAL: "stamp",
    RegionKind.STAMP: "stamp",
    RegionKind.SIGNATURE: "signature",
    RegionKind.HANDWRITING: "handwritten-annotation",
}


def to_page_xml(document: Document) -> bytes:
    """A ZIP archive of `0001.xml`, `0002.xml` ..., named by the number of the page in its file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in document.pages:
            archive.writestr(zipfile.ZipInfo(f"{page.number:04}.xml", _MADE), _file(document, page))
    return content.getvalue()


def _file(document: Document, page: Page) -> bytes:
    root = Element("PcGts", xmlns=NAMESPACE, pcGtsId=f"page-{page.number}")
    metadata = SubElement(root, "Metadata")
    SubElement(metadata, "Creator").text = "ocr_pipeline"
    day = document.structure.header.date or _UNKNOWN_DATE  # equal documents are equal bytes, whenever they are written
    for name in ("Created", "LastChange"):
        SubElement(metadata, name).text = f"{day}T00:00:00Z"
    width, height = scan_size(page)
    image = {
        "imageFilename": clean(document.source.name),
        "imageWidth": str(width),
        "imageHeight": str(height),
        "custom": f"page:{page.number} sha256:{document.source.sha256}",
        "orientation": f"{-direction_on_scan(page) + 0.0:g}",  # the turn that makes it upright
        "primaryLanguage": "Vietnamese",
        "readingDirection": "left-to-right",
        "textLineOrder": "top-to-bottom",
    }
    if page.blank:
        image["type"] = "blank"
    element = SubElement(root, "Page", image)
    if (confidence := confidence_of(page)) is not None:
        element.set("conf", f"{confidence:.4f}")
    if page.zones:
        order = SubElement(SubElement(element, "ReadingOrder"), "OrderedGroup", id="order")
        for number in range(len(page.zones)):
            SubElement(order, "RegionRefIndexed", index=str(number), regionRef=f"z{number + 1}")
    for number, zone in enumerate(page.zones, 1):
        _zone(element, page, zone, f"z{number}")
    for number, region in enumerate(page.regions, 1):
        _region(element, page, region, f"r{number}")
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _zone(parent: Element, page: Page, zone: Zone, name: str) -> None:
    text_name = name
    if zone.kind is ZoneKind.TABLE:
        parent = SubElement(parent, "TableRegion", id=name, lineSeparators="true" if zone.ruled else "false")
        _coordinates(parent, page, zone_box(zone))
        text_name = f"{name}t"
    kind = _TEXT_TYPES.get(zone.kind, "other")
    region = SubElement(parent, "TextRegion", id=text_name, type=kind, custom=f"kind:{zone.kind.value}")
    _coordinates(region, page, zone_box(zone))
    for number, line in enumerate(zone.lines, 1):
        _line(region, page, line, f"{text_name}l{number}")
    _text(region, "\n".join(line.text for line in zone.lines))


def _line(region: Element, page: Page, line: Line, name: str) -> None:
    element = SubElement(region, "TextLine", id=name)
    box = line_box(line)
    _coordinates(element, page, box)
    if box is not None:
        ends = polygon_on_scan(page, box)
        SubElement(element, "Baseline", points=_points((ends[3], ends[2])))
    for number, word in enumerate(line.words, 1):
        if word.box is not None:
            _word(element, page, word, f"{name}w{number}")
    _text(element, line.text)


def _word(line: Element, page: Page, word: Word, name: str) -> None:
    element = SubElement(line, "Word", id=name)
    _coordinates(element, page, word.box)
    _text(element, word.text, 0, word.confidence)
    for number, other in enumerate(word.alternatives, 1):
        _text(element, other.text, number, other.confidence)


def _region(parent: Element, page: Page, region: Region, name: str) -> None:
    kind = _GRAPHIC_TYPES[region.kind]
    element = SubElement(parent, "GraphicRegion", id=name, type=kind, custom=f"kind:{region.kind.value}")
    _coordinates(element, page, region.box)
    if region.text.strip():
        inside = SubElement(element, "TextRegion", id=f"{name}t", type="other", custom="kind:stamp")
        _coordinates(inside, page, region.box)
        _text(inside, region.text)


def _coordinates(element: Element, page: Page, box: Box | None) -> None:
    """The corners; those of the whole page where nobody knows the place, for the schema asks for one."""
    width, height = scan_size(page)
    whole = ((0, 0), (width, 0), (width, height), (0, height))
    SubElement(element, "Coords", points=_points(whole if box is None else polygon_on_scan(page, box)))


def _points(points: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _text(element: Element, text: str, index: int | None = None, confidence: float | None = None) -> None:
    equivalent = SubElement(element, "TextEquiv")
    if index is not None:
        equivalent.set("index", str(index))
    if confidence is not None:
        equivalent.set("conf", f"{confidence:.4f}")
    SubElement(equivalent, "Unicode").text = clean(text)
