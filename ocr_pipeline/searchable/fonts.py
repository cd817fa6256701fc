"""The fonts of a PDF: which there are, which hold their outlines, and in which something is visibly written."""

from __future__ import annotations

from pikepdf import Name, Object, Pdf, PdfError, parse_content_stream

from ocr_pipeline.searchable.objects import contents, dictionaries, entries

SHOWS = frozenset({"Tj", "TJ", "'", '"'})
"""The operators that show text."""
HIDDEN = frozenset({3, 7})
"""Text rendering modes (ISO 32000-1, table 106) that draw nothing."""
_PARTS = frozenset({"/CIDFontType0", "/CIDFontType2"})

Key = tuple[int, int]
"""Number and generation of an object; (0, 0) for all that stand within others."""


def fonts_of(pdf: Pdf) -> list[Object]:
    """The fonts of the file; the parts of composite fonts are not counted."""
    return [
        item
        for item in dictionaries(pdf)
        if item.get("/Type") == Name.Font and str(item.get("/Subtype", "")) not in _PARTS
    ]


def is_embedded(font: Object) -> bool:
    """Whether the file holds the outlines of the font; those of Type 3 are part of the page."""
    if font.get("/Subtype") == Name.Type3:
        return True
    descendants = font.get("/DescendantFonts")
    own = font if descendants is None else descendants[0]
    descriptor = own.get("/FontDescriptor")
    return descriptor is not None and any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def drawn_fonts(pdf: Pdf) -> frozenset[Key]:
    """The fonts in which something is visibly written; those of a page that cannot be parsed all count."""
    found: set[Key] = set()
    for page in pdf.pages:
        for stream, resources in contents(page.obj, page.obj.get("/Resources")):
            fonts = {name: font.objgen for name, font in entries(resources, "/Font").items()}
            try:
                found |= {fonts[name] for name in _visible(stream) if name in fonts}
            except PdfError:
                found |= set(fonts.values())
    return frozenset(found)


def _visible(stream: Object) -> set[str]:
    """Names of the fonts that a stream draws with."""
    names: set[str] = set()
    font, mode = "", 0
    saved: list[tuple[str, int]] = []
    for instruction in parse_content_stream(stream, "q Q Tf Tr Tj TJ ' \""):
        match str(instruction.operator):
            case "q":
                saved.append((font, mode))
            case "Q" if saved:
                font, mode = saved.pop()
            case "Tf":
                font = str(instruction.operands[0])
            case "Tr":
                mode = int(str(instruction.operands[0]))
            case operator if operator in SHOWS and mode not in HIDDEN:
                names.add(font)
    return names
