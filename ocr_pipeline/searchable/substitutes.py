"""Fonts that a file names and does not hold: metric-compatible ones are embedded, which viewers would take anyway."""

from __future__ import annotations

import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf

from ocr_pipeline.searchable.fonts import is_embedded
from ocr_pipeline.searchable.objects import copied

_COMPATIBLE = {
    "timesnewroman": ("Tinos", "Liberation Serif"),
    "times": ("Tinos", "Liberation Serif"),
    "arial": ("Arimo", "Liberation Sans"),
    "helvetica": ("Arimo", "Liberation Sans"),
    "couriernew": ("Cousine", "Liberation Mono"),
    "courier": ("Cousine", "Liberation Mono"),
}
"""Families of which every letter is as wide as in the other."""
_CODE_PAGES = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_TOLERANCE = 2
"""Thousandths of the font size by which an advance may differ."""
_NONSYMBOLIC = 32


def embed_missing_fonts(pdf: Pdf, fonts: list[Object]) -> tuple[str, ...]:
    """Embed a substitute for each font that lacks its file and can have one; the names of those that got one.

    A font keeps its codes and advances; one that is no simple Latin font, or is wider or narrower, is left as it is.
    """
    missing = [(font, str(font.get("/BaseFont", ""))) for font in fonts if not is_embedded(font)]
    return tuple(sorted({name.lstrip("/") for font, name in missing if _embed(pdf, font)}))


def _embed(pdf: Pdf, font: Object) -> bool:
    code_page = _CODE_PAGES.get(str(font.get("/Encoding")))
    path = _file_for(str(font.get("/BaseFont", "")))
    if font.get("/Subtype") not in (Name.TrueType, Name.Type1) or code_page is None or path is None:
        return False
    first, last = int(font.get("/FirstChar", 32)), int(font.get("/LastChar", 255))
    letters = {code: bytes([code]).decode(code_page, "ignore") for code in range(first, last + 1)}
    content, advances = _subset(path, frozenset(letter for letter in letters.values() if letter))
    widths = [advances.get(letters[code], 0) for code in range(first, last + 1)]
    told = [float(width) for width in font.get("/Widths", Array())]
    if any(said and width and abs(said - width) > _TOLERANCE for said, width in zip(told, widths, strict=False)):
        return False
    base = Name(f"/OCRSUB+{path.stem}")
    descriptor = copied(font.get("/FontDescriptor", _plain_descriptor()))
    descriptor.FontName, descriptor.Flags = base, _NONSYMBOLIC
    descriptor.FontFile2 = pdf.make_stream(content, Length1=len(content))
    font.FontDescriptor = pdf.make_indirect(descriptor)
    font.Subtype, font.BaseFont = Name.TrueType, base
    if "/Widths" not in font:
        font.FirstChar, font.LastChar, font.Widths = first, last, widths
    return True


def _plain_descriptor() -> Object:
    return Dictionary(
        Type=Name.FontDescriptor,
        ItalicAngle=0,
        Ascent=891,
        Descent=-216,
        CapHeight=662,
        StemV=80,
        FontBBox=[-600, -300, 2100, 1100],
    )


@cache
def _file_for(name: str) -> Path | None:
    """The file of a compatible font that is installed, by the name of the missing one (`/Times New Roman,Bold`)."""
    plain = name.lstrip("/").rpartition("+")[2].lower().replace(" ", "")
    family = plain.replace(",", "-").partition("-")[0].removesuffix("mt").removesuffix("ps")
    style = ":bold" * ("bold" in plain) + ":italic" * ("italic" in plain or "oblique" in plain)
    for candidate in _COMPATIBLE.get(family, ()):
        command = ["fc-match", "--format=%{family}|%{file}", f"{candidate}{style}"]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
        except OSError:
            return None
        found, _, file = answer.partition("|")
        if candidate in found.split(",") and file.lower().endswith(".ttf"):
            return Path(file)
    return None


@cache
def _subset(path: Path, letters: frozenset[str]) -> tuple[bytes, dict[str, int]]:
    """A TrueType file with these letters alone, and their advances in thousandths of the font size."""
    options = Options(notdef_outline=True, layout_features=[], hinting=True, recalc_timestamp=False)
    with TTFont(path, recalcTimestamp=False) as font:
        known = font.getBestCmap()
        scale = 1000 / font["head"].unitsPerEm
        advances = {
            letter: round(font["hmtx"][known[ord(letter)]][0] * scale) for letter in letters if ord(letter) in known
        }
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=map(ord, letters))
        subsetter.subset(font)
        content = BytesIO()
        font.save(content)
    return content.getvalue(), advances
