"""What a PDF says of itself: title, author, date and language, bookmarks, the meaning of its colours, its standard."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String
from PIL import ImageCms

from ocr_pipeline.document import Directive, Document, Page
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.scan_places import point_on_scan, scan_size
from ocr_pipeline.searchable.layer import Sheet

LANGUAGE = "vi-VN"
_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
_LONGEST = 100
"""Letters of a bookmark."""
_SRGB = "sRGB IEC61966-2.1"


def describe(pdf: Pdf, document: Document) -> None:
    """Info dictionary and XMP: both say the same, as PDF/A asks; the date is that of the document."""
    header = document.structure.header
    title = " ".join(part for part in (header.type, header.code) if part)
    title = ", ".join(part for part in (title, header.subject) if part) or document.source.name
    told = {
        "dc:title": title,
        "dc:description": header.subject,
        "xmp:CreateDate": _moment(header.date),
        "pdf:Producer": producer(),
    }
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        for name, value in told.items():
            if value:
                metadata[name] = clean(value)
        if header.issuer:
            metadata["dc:creator"] = [clean(header.issuer)]
        metadata["dc:language"] = [LANGUAGE]
        metadata["dc:identifier"] = f"urn:sha256:{document.source.sha256}"
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def claim(pdf: Pdf) -> None:
    """Say in the XMP that the file follows PDF/A-2b."""
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"


@cache
def producer() -> str:
    """The name of this program with its version."""
    try:
        return f"ocr_pipeline {version('ocr-pipeline')}"
    except PackageNotFoundError:
        return "ocr_pipeline"


def _moment(day: str | None) -> str | None:
    """Midnight in Vietnam of an ISO date; None where it is no day of the calendar."""
    try:
        date = datetime.date.fromisoformat(day or "")
    except ValueError:
        return None
    return datetime.datetime.combine(date, datetime.time(), _VIETNAM).isoformat()


def add_output_intent(pdf: Pdf) -> None:
    """RGB and grey values of the file are those of sRGB."""
    profile = pdf.make_stream(_srgb(), N=3, Alternate=Name.DeviceRGB)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFA1"),
        OutputConditionIdentifier=String(_SRGB),
        Info=String(_SRGB),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


@cache
def _srgb() -> bytes:
    """The ICC profile of sRGB as version 4.2, the last that PDF/A-2 knows, and with the same date at any time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[8:12] = b"\x04\x20\x00\x00"
    profile[24:36] = b"".join(part.to_bytes(2) for part in (2000, 1, 1, 0, 0, 0))
    profile[84:100] = bytes(16)  # no checksum
    return bytes(profile)


def add_bookmarks(pdf: Pdf, document: Document, sheets: Sequence[Sheet]) -> None:
    """The outline of the directives, attachments last; each leads to where its item stands."""
    positions = {page.number: position for position, page in enumerate(document.pages)}
    pages = {page.number: page for page in document.pages}

    def item(directive: Directive) -> OutlineItem:
        title = _shortened(" ".join(part for part in (directive.label, directive.text) if part))
        position = positions.get(directive.page or 0)
        if position is None:
            made = OutlineItem(title, 0)
        else:
            top = _top(directive, pages, sheets[position])
            made = OutlineItem(title, position, "XYZ", left=top[0], top=top[1])
        made.children.extend(map(item, directive.children))
        made.is_closed = bool(made.children)
        return made

    items = [item(directive) for directive in document.structure.directives]
    for attachment in document.structure.attachments:
        inside = [item(directive) for directive in attachment.directives]
        if inside:
            entry = OutlineItem(_shortened(attachment.title), 0)
            entry.destination = inside[0].destination
            entry.children.extend(inside)
            items.append(entry)
    if items:
        with pdf.open_outline() as outline:
            outline.root.extend(items)
        pdf.Root.PageMode = Name.UseOutlines


def _top(directive: Directive, pages: Mapping[int, Page], sheet: Sheet) -> tuple[float, float]:
    """The upper left of the item on its page, of the page where the place is not known."""
    place = directive.place
    page = pages[directive.page or 0]
    if place is None or place.box is None or place.page != directive.page or 0 in scan_size(page):
        return sheet.point(0, 0)
    width, height = scan_size(page)
    across, down = point_on_scan(page, place.box.left, place.box.top)
    return sheet.point(across / width, down / height)


def _shortened(text: str) -> str:
    """The beginning of a text, cut at a blank.

    >>> _shortened("1. Triển khai")
    '1. Triển khai'
    """
    plain = " ".join(clean(text).split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rpartition(" ")[0] + " …"
