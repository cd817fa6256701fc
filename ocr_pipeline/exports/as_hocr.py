"""hOCR 1.2: the words with their places on the picture as it came, as a web page that OCR tools read."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.document import Box, Document, Line, Page, Region, Word, Zone, ZoneKind
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.scan_places import (
    box_on_scan,
    direction_on_scan,
    is_tilted,
    line_box,
    polygon_on_scan,
    scan_size,
    zone_box,
)

NAMESPACE = "http://www.w3.org/1999/xhtml"
_CLASSES = {ZoneKind.TABLE: "ocr_table", ZoneKind.PAGE_NUMBER: "ocr_pageno"}
_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_table ocr_pageno ocr_float ocrp_lang ocrp_wconf"


def to_hocr(document: Document) -> bytes:
    """UTF-8 XHTML, all pages in one file; places in pixels of the pages as they came (0 0 is the upper left)."""
    root = Element("html", {"xmlns": NAMESPACE, "xml:lang": "vi", "lang": "vi"})
    head = SubElement(root, "head")
    SubElement(head, "title").text = clean(document.source.name)
    SubElement(head, "meta", {"http-equiv": "Content-Type", "content": "text/html; charset=utf-8"})
    SubElement(head, "meta", name="ocr-system", content="ocr_pipeline")
    SubElement(head, "meta", name="ocr-capabilities", content=_CAPABILITIES)
    SubElement(head, "meta", name="ocr-langs", content="vi")
    SubElement(head, "meta", name="ocr-number-of-pages", content=str(len(document.pages)))
    body = SubElement(root, "body")
    for page in document.pages:
        _page(body, document, page)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _page(body: Element, document: Document, page: Page) -> None:
    width, height = scan_size(page)
    name = _quoted(document.source.name)
    title = f"image {name}; bbox 0 0 {width} {height}; ppageno {page.number - 1}"
    element = SubElement(body, "div", {"class": "ocr_page", "id": f"page_{page.number}", "title": title})
    for number, zone in enumerate(page.zones, 1):
        _zone(element, page, zone, f"{page.number}_{number}")
    for number, region in enumerate(page.regions, 1):
        _region(element, page, region, f"float_{page.number}_{number}")


def _zone(parent: Element, page: Page, zone: Zone, name: str) -> None:
    kind = _CLASSES.get(zone.kind, "ocr_carea")
    title = _title(_place(page, zone_box(zone)), f"x_kind {zone.kind.value}")
    area = SubElement(parent, "div", {"class": kind, "id": f"block_{name}", "title": title})
    paragraph = SubElement(area, "p", {"class": "ocr_par", "id": f"par_{name}", "lang": "vi"})
    if place := _place(page, zone_box(zone)):
        paragraph.set("title", place)
    for number, line in enumerate(zone.lines, 1):
        _line(paragraph, page, line, f"{name}_{number}")


def _line(paragraph: Element, page: Page, line: Line, name: str) -> None:
    element = SubElement(paragraph, "span", {"class": "ocr_line", "id": f"line_{name}"})
    turned = direction_on_scan(page)
    # textangle is counterclockwise
    if title := _title(_place(page, line_box(line)), f"textangle {-turned:g}" if turned else ""):
        element.set("title", title)
    element.tail = "\n"
    for number, word in enumerate(line.words, 1):
        _word(element, page, word, f"word_{name}_{number}")
    if not line.words:
        element.text = clean(line.text)


def _word(line: Element, page: Page, word: Word, name: str) -> None:
    element = SubElement(line, "span", {"class": "ocrx_word", "id": name})
    sure = "" if word.confidence is None else f"x_wconf {100 * word.confidence:.0f}"
    others = " ".join(f"{_quoted(other.text)} {other.confidence:.2f}" for other in word.alternatives)
    if title := _title(_place(page, word.box), sure, f"x_alternatives {others}" if others else ""):
        element.set("title", title)
    element.text, element.tail = clean(word.text), " "


def _region(parent: Element, page: Page, region: Region, name: str) -> None:
    title = _title(_place(page, region.box), f"x_kind {region.kind.value}")
    element = SubElement(parent, "div", {"class": "ocr_float", "id": name, "title": title})
    for number, text in enumerate(region.text.splitlines(), 1):
        line = SubElement(element, "span", {"class": "ocr_line", "id": f"{name}_{number}"})
        line.text, line.tail = clean(text), "\n"


def _place(page: Page, box: Box | None) -> str:
    """The upright box, and the corners where it is larger than what stands in it."""
    if box is None:
        return ""
    upright = box_on_scan(page, box)
    place = f"bbox {upright.left} {upright.top} {upright.right} {upright.bottom}"
    if is_tilted(page):
        place += "; poly " + " ".join(f"{x} {y}" for x, y in polygon_on_scan(page, box))
    return place


def _title(*properties: str) -> str:
    return "; ".join(text for text in properties if text)


def _quoted(text: str) -> str:
    """A string of hOCR: within quotes, without quotes and backslashes in it."""
    return '"' + clean(text).replace("\\", "/").replace('"', "'").replace("\n", " ") + '"'
