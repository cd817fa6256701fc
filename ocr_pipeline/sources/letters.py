"""The letters that a PDF page prints, as arrays: PDFium is asked for all of them in one compiled loop."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import llvmlite.binding
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numba import types
from numpy.typing import NDArray

from ocr_pipeline.vietnamese.compiled import compiled

_FINE, _FAR = 256, 1000.0
"""Places are asked for in this fraction of a pixel, so many points apart."""
_LONGEST_NAME = 128


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The characters of a page in the order of the file, blanks among them.

    `codes` are code points; `added` tells the characters that PDFium put in, `angles` the degrees by which each is
    turned on the page as it is shown. `ink` and `cells` are boxes in pixels of the upright page (rows of left, top,
    right, bottom): of what is printed, and from descender to ascender whatever is printed. `fonts` are places in
    `names`.
    """

    codes: NDArray[np.uint32]
    added: NDArray[np.bool_]
    angles: NDArray[np.float32]
    ink: NDArray[np.int64]
    cells: NDArray[np.int64]
    fonts: NDArray[np.int64]
    names: tuple[str, ...]


def _of_pdfium(name: str, result: types.Type, *arguments: types.Type) -> Callable[..., Any]:
    """A function of PDFium that compiled code calls; it is known by its name, so that the code can be kept."""
    llvmlite.binding.add_symbol(name, ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value)
    function: Callable[..., Any] = types.ExternalFunction(name, result(*arguments))
    return function


_place, _number = types.intp, types.int32
_get_unicode = _of_pdfium("FPDFText_GetUnicode", types.uint32, _place, _number)
_is_generated = _of_pdfium("FPDFText_IsGenerated", _number, _place, _number)
_get_angle = _of_pdfium("FPDFText_GetCharAngle", types.float32, _place, _number)
_get_box = _of_pdfium("FPDFText_GetCharBox", _number, _place, _number, _place, _place, _place, _place)
_get_cell = _of_pdfium("FPDFText_GetLooseCharBox", _number, _place, _number, _place)
_get_object = _of_pdfium("FPDFText_GetTextObject", _place, _place, _number)
_get_font = _of_pdfium("FPDFTextObj_GetFont", _place, _place)


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
    """Fill the arrays from the text page at address `layer`; `ink` rows are left, right, bottom, top in points.

    `cells` rows are left, top, right, bottom (FS_RECTF), `fonts` addresses.
    """
    edge, row = ink.itemsize, 4 * cells.itemsize
    for index in range(len(codes)):
        codes[index] = _get_unicode(layer, index)
        added[index] = _is_generated(layer, index) == 1
        angles[index] = _get_angle(layer, index)
        box = ink.ctypes.data + 4 * edge * index
        _get_box(layer, index, box, box + edge, box + 2 * edge, box + 3 * edge)
        _get_cell(layer, index, cells.ctypes.data + row * index)
        text_object = _get_object(layer, index)
        fonts[index] = _get_font(text_object) if text_object != 0 else 0


def letters_of(page: pdfium.PdfPage, scale: float) -> Letters:
    """All characters of the page's text layer; `scale` pixels a point."""
    with closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        codes, added = np.zeros(count, np.uint32), np.zeros(count, np.bool_)
        angles, fonts = np.zeros(count, np.float32), np.zeros(count, np.int64)
        ink, cells = np.zeros((count, 4)), np.zeros((count, 4), np.float32)
        _ask(_address(layer), codes, added, angles, ink, cells, fonts)
        _, first, numbers = np.unique(fonts, return_index=True, return_inverse=True)
        names = tuple(_font_name(layer, index) for index in first.tolist())
    turned = np.degrees(angles) + 90 * (page.get_rotation() // 90)
    upright = _Upright(page, scale)
    return Letters(codes, added, turned, upright.boxes(ink[:, [0, 3, 1, 2]]), upright.boxes(cells), numbers, names)


def _address(layer: pdfium.PdfTextPage) -> int:
    address = ctypes.cast(layer.raw, ctypes.c_void_p).value
    assert address is not None
    return address


def _font_name(layer: pdfium.PdfTextPage, index: int) -> str:
    """The name of the font of a character; empty where it has none."""
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    length = pdfium_c.FPDFText_GetFontInfo(layer, index, name, _LONGEST_NAME, ctypes.c_int())
    return name.value.decode("utf-8", "replace") if 0 < length <= _LONGEST_NAME else ""


class _Upright:
    """Where points of PDF space lie on the upright page, crop box and rotation applied; PDFium places three of them."""

    def __init__(self, page: pdfium.PdfPage, scale: float) -> None:
        width, height = (round(side * scale) for side in page.get_size())
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, down in ((0.0, 0.0), (_FAR, 0.0), (0.0, _FAR)):
            pdfium_c.FPDF_PageToDevice(page, 0, 0, width * _FINE, height * _FINE, 0, across, down, x, y)
            points.append((x.value / _FINE, y.value / _FINE))
        self._origin = np.array(points[0])
        self._axes = (np.array(points[1:]) - self._origin) / _FAR

    def boxes(self, edges: NDArray[np.floating]) -> NDArray[np.int64]:
        """Rectangles (rows of left, top, right, bottom) in points, as boxes in pixels."""
        corners = np.rint(self._origin + edges.reshape(-1, 2, 2).astype(np.float64) @ self._axes).astype(np.int64)
        return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
