"""ALTO 4: every page with its blocks, lines and words on the picture as it came, for digital libraries."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.document import Box, Document, Line, Page, Region, RegionKind, Word, Zone, ZoneKind
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.page_confidence import confidence_of
from ocr_pipeline.exports.scan_places import (
    box_on_scan,
    direction_on_scan,
    is_tilted,
    line_box,
    point_on_scan,
    polygon_on_scan,
    scan_size,
    zone_box,
)

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
VERSION = "4.4"


def to_alto(document: Document) -> bytes:
    """UTF-8 XML, all pages in one file; places in pixels of the pages as they came (0 0 is the upper left)."""
    root = Element("alto", xmlns=NAMESPACE, SCHEMAVERSION=VERSION)
    description = SubElement(root, "Description")
    SubElement(description, "MeasurementUnit").text = "pixel"
    source = SubElement(description, "sourceImageInformation")
    SubElement(source, "fileName").text = clean(document.source.name)
    SubElement(source, "fileIdentifier", fileIdentifierLocation="SHA-256").text = document.source.sha256
    processing = SubElement(description, "Processing", ID="ocr")
    SubElement(processing, "processingCategory").text = "contentGeneration"
    SubElement(SubElement(processing, "processingSoftware"), "softwareName").text = "ocr_pipeline"
    tags = SubElement(root, "Tags")
    for kind in (*ZoneKind, *RegionKind):
        if tags.find(f"*[@ID='{_tag(kind)}']") is None:  # a stamp may be zone or region
            SubElement(tags, "LayoutTag", ID=_tag(kind), LABEL=kind.value)
    layout = SubElement(root, "Layout")
    for page in document.pages:
        _page(layout, page)
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _tag(kind: ZoneKind | RegionKind) -> str:
    return f"kind-{kind.value}"


def _page(layout: Element, page: Page) -> None:
    width, height = scan_size(page)
    element = SubElement(
        layout, "Page", ID=f"p{page.number}", PHYSICAL_IMG_NR=str(page.number), WIDTH=str(width), HEIGHT=str(height)
    )
    element.set("LANG", "vi")
    if turned := direction_on_scan(page):
        element.set("ROTATION", f"{-turned:g}")  # counterclockwise in ALTO
    if (confidence := confidence_of(page)) is not None:
        element.set("PC", f"{confidence:.4f}")
    space = SubElement(element, "PrintSpace", HPOS="0", VPOS="0", WIDTH=str(width), HEIGHT=str(height))
    for number, zone in enumerate(page.zones, 1):
        _block(space, page, zone, f"p{page.number}b{number}")
    for number, region in enumerate(page.regions, 1):
        _region(space, page, region, f"p{page.number}r{number}")


def _block(space: Element, page: Page, zone: Zone, name: str) -> None:
    if zone.kind is ZoneKind.TABLE:
        space = SubElement(space, "ComposedBlock", ID=f"{name}t", TYPE="table")
        _place(space, page, zone_box(zone))
    block = SubElement(space, "TextBlock", ID=name, TAGREFS=_tag(zone.kind))
    _place(block, page, zone_box(zone))
    for number, line in enumerate(zone.lines, 1):
        if line.text.strip():
            _line(block, page, line, f"{name}l{number}")


def _line(block: Element, page: Page, line: Line, name: str) -> None:
    element = SubElement(block, "TextLine", ID=name)
    box = line_box(line)
    _place(element, page, box)
    if box is not None:
        ends = (point_on_scan(page, x, box.bottom) for x in (box.left, box.right))
        element.set("BASELINE", " ".join(f"{round(x)},{round(y)}" for x, y in ends))
    words = line.words or tuple(map(Word, line.text.split()))
    for number, word in enumerate(words):
        if number:
            SubElement(element, "SP")
        string = SubElement(element, "String", ID=f"{name}w{number + 1}", CONTENT=clean(word.text))
        _place(string, page, word.box)
        if word.confidence is not None:
            string.set("WC", f"{word.confidence:.4f}")
        for other in word.alternatives:
            SubElement(string, "ALTERNATIVE", PURPOSE="other reading").text = clean(other.text)


def _region(space: Element, page: Page, region: Region, name: str) -> None:
    picture = SubElement(space, "Illustration", ID=name, TAGREFS=_tag(region.kind), TYPE=region.kind.value)
    _place(picture, page, region.box)
    if region.text.strip():
        lines = tuple(map(Line, region.text.splitlines()))
        zone = Zone(ZoneKind.STAMP, lines, region.box)
        _block(space, page, zone, f"{name}b")


def _place(element: Element, page: Page, box: Box | None) -> None:
    """Position and size, and the corners where the upright box is larger than what stands in it."""
    if box is None:
        return
    upright = box_on_scan(page, box)
    element.set("HPOS", str(upright.left))
    element.set("VPOS", str(upright.top))
    element.set("WIDTH", str(upright.width))
    element.set("HEIGHT", str(upright.height))
    if is_tilted(page):
        points = " ".join(f"{x},{y}" for x, y in polygon_on_scan(page, box))
        SubElement(SubElement(element, "Shape"), "Polygon", POINTS=points)
