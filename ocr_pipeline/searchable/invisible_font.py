"""The font of the invisible text: every letter is a box half as wide as high, and has the right Unicode."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from ocr_pipeline.searchable.cmaps import unicode_map

WIDTH = 0.5
"""Advance of every letter, as a share of the font size."""
ASCENT, DESCENT = 0.8, 0.2
"""How far a line reaches above and below its baseline, as shares of the font size."""
_NAME = "OCR-Pipeline-Invisible"
_EM = 1000
_EPOCH = 2082844800
"""1970-01-01 in seconds since 1904: the same font at any time."""


class InvisibleFont:
    """The font of one file; letters get their codes as they come up."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        self.font: Object = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0))

    def encoded(self, text: str) -> bytes:
        """The text as a hexadecimal string of a content stream, two bytes a letter."""
        codes = (self._codes.setdefault(letter, len(self._codes) + 1) for letter in text)
        return b"<" + b"".join(b"%04X" % code for code in codes) + b">"

    def finish(self) -> None:
        """Write the font for the letters that came up."""
        pdf, count = self._pdf, len(self._codes) + 1
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{_NAME}"),
            Flags=4,
            FontBBox=Array([0, round(-DESCENT * _EM), round(WIDTH * _EM), round(ASCENT * _EM)]),
            ItalicAngle=0,
            Ascent=round(ASCENT * _EM),
            Descent=round(-DESCENT * _EM),
            CapHeight=round(ASCENT * _EM),
            StemV=80,
            FontFile2=pdf.make_stream(_font_file(), Length1=len(_font_file())),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/{_NAME}"),
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=round(WIDTH * _EM),
            CIDToGIDMap=pdf.make_stream(b"\x00\x00" + b"\x00\x01" * (count - 1)),
        )
        self.font.BaseFont = Name(f"/{_NAME}")
        self.font.Encoding = Name("/Identity-H")
        self.font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        letters = {code: letter for letter, code in self._codes.items()}
        self.font.ToUnicode = pdf.make_stream(unicode_map(letters, code_bytes=2))


@cache
def _font_file() -> bytes:
    """A TrueType font of one letter, which is a box: PDFium takes letters without outlines for copies of each other."""
    left, right, bottom, top = 0, round(WIDTH * _EM), round(-DESCENT * _EM), round(ASCENT * _EM)
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for corner in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(_EM, isTTF=True)
    names = [".notdef", "letter"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x20: "letter"})
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics({name: (round(WIDTH * _EM), 0) for name in names})
    builder.setupHorizontalHeader(ascent=round(ASCENT * _EM), descent=round(-DESCENT * _EM))
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME})
    builder.setupOS2(sTypoAscender=round(ASCENT * _EM), sTypoDescender=round(-DESCENT * _EM))
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = _EPOCH
    builder.font.recalcTimestamp = False
    content = BytesIO()
    builder.save(content)
    return content.getvalue()
