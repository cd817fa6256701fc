"""The letters that a PDF page prints, as arrays: PDFium is asked for all of them in one compiled loop."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numba import types
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.sources.pdfium_calls import address_of, number, of_pdfium, place
from ocr_pipeline.sources.upright import Upright

_LONGEST_NAME = 128


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The characters of a page in the order of the file, blanks among them.

    `codes` are code points; `added` tells the characters that PDFium put in, `angles` the degrees by which each is
    turned on the page as it is shown. `ink` and `cells` are boxes in pixels of the upright page (rows of left, top,
    right, bottom): of what is printed, and from descender to ascender whatever is printed. `fonts` are the
    first characters in the font of each, `names` those of the fonts by them.
    """

    codes: NDArray[np.uint32]
    added: NDArray[np.bool_]
    angles: NDArray[np.float32]
    ink: NDArray[np.int64]
    cells: NDArray[np.int64]
    fonts: NDArray[np.int64]
    names: Mapping[int, str]


_get_unicode = of_pdfium("FPDFText_GetUnicode", types.uint32, place, number)
_is_generated = of_pdfium("FPDFText_IsGenerated", number, place, number)
_get_angle = of_pdfium("FPDFText_GetCharAngle", types.float32, place, number)
_get_box = of_pdfium("FPDFText_GetCharBox", number, place, number, place, place, place, place)
_get_cell = of_pdfium("FPDFText_GetLooseCharBox", number, place, number, place)
_get_object = of_pdfium("FPDFText_GetTextObject", place, place, number)
_get_font = of_pdfium("FPDFTextObj_GetFont", place, place)


@compiled
def _ask(
    layer: int,
    codes: NDArray[np.uint32],
    added: NDArray[np.bool_],
    angles: NDArray[np.float32],
    ink: NDArray[np.float64],
    cells: NDArray[np.float32],
    fonts: NDArray[np.int64],
) -> None:
    """Fill the arrays from the text page at address `layer`; boxes are in points.

    `fonts` takes the first character in the same font.
    """
    edge, row = ink.itemsize, 4 * cells.itemsize
    known = [(0, 0) for _ in range(0)]
    for index in range(len(codes)):
        codes[index] = _get_unicode(layer, index)
        added[index] = _is_generated(layer, index) == 1
        angles[index] = _get_angle(layer, index)
        box = ink.ctypes.data + 4 * edge * index
        _get_box(layer, index, box, box + 2 * edge, box + 3 * edge, box + edge)
        _get_cell(layer, index, cells.ctypes.data + row * index)
        text_object = _get_object(layer, index)
        font = _get_font(text_object) if text_object != 0 else 0
        fonts[index] = index
        for other, first in known:
            if other == font:
                fonts[index] = first
        if fonts[index] == index:
            known.append((font, index))


def letters_of(page: pdfium.PdfPage, upright: Upright) -> Letters:
    """All characters of the page's text layer."""
    with closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        codes, added = np.zeros(count, np.uint32), np.zeros(count, np.bool_)
        angles, fonts = np.zeros(count, np.float32), np.zeros(count, np.int64)
        ink, cells = np.zeros((count, 4)), np.zeros((count, 4), np.float32)
        _ask(address_of(layer), codes, added, angles, ink, cells, fonts)
        names = {index: _font_name(layer, index) for index in np.flatnonzero(fonts == np.arange(count)).tolist()}
    turned = np.degrees(angles) + 90 * (page.get_rotation() // 90)
    return Letters(codes, added, turned, upright.boxes(ink), upright.boxes(cells), fonts, names)


def _font_name(layer: pdfium.PdfTextPage, index: int) -> str:
    """The name of the font of a character; empty where it has none."""
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    length = pdfium_c.FPDFText_GetFontInfo(layer, index, name, _LONGEST_NAME, ctypes.c_int())
    return name.value.decode("utf-8", "replace") if 0 < length <= _LONGEST_NAME else ""
