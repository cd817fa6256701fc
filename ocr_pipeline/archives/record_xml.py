"""A record as XML: one element a field, in the order of the profile, as the circular's `simpledc` has it."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.archives.records import Record
from ocr_pipeline.exports.characters import clean


def record_xml(record: Record) -> bytes:
    """UTF-8 XML; a field without a value is an empty element."""
    root = Element("simpledc")
    for name, value in record.values.items():
        SubElement(root, name).text = clean(value) or None
    return xml_bytes(root)


def xml_bytes(root: Element) -> bytes:
    """The tree as an indented file in UTF-8."""
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
