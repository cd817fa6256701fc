"""What a PDF page draws beside its letters: all its pictures and paths, found in one compiled walk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numba import types
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled
from ocr_pipeline.sources.pdfium_calls import address_of, number, of_pdfium, place

_PATH, _IMAGE, _FORM = pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM
_DEEPEST = 16
"""Forms within forms."""

_count_of_page = of_pdfium("FPDFPage_CountObjects", number, place)
_in_page = of_pdfium("FPDFPage_GetObject", place, place, number)
_count_of_form = of_pdfium("FPDFFormObj_CountObjects", number, place)
_in_form = of_pdfium("FPDFFormObj_GetObject", place, place, types.uintp)
_kind_of = of_pdfium("FPDFPageObj_GetType", number, place)
_matrix_of = of_pdfium("FPDFPageObj_GetMatrix", number, place, place)


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """The addresses of some objects of a page, in the order in which they are drawn.

    `matrices` place each on the page: rows of the six numbers from a to f (ISO 32000, 8.3.4).
    """

    addresses: NDArray[np.int64]
    matrices: NDArray[np.float64]


def objects_of(page: pdfium.PdfPage) -> tuple[Objects, Objects]:
    """The pictures and the paths of a page, also within its forms."""
    kinds, addresses, matrices = _leaves(address_of(page))
    pictures = kinds == _IMAGE
    return Objects(addresses[pictures], matrices[pictures]), Objects(addresses[~pictures], matrices[~pictures])


@compiled
def _leaves(page: int) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]:
    """Kind, address and matrix of every picture and path on the page at that address."""
    kinds, addresses = [np.int32(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    matrices = [np.zeros(6) for _ in range(0)]
    own = np.zeros(6, np.float32)
    holders, counts, places = np.zeros(_DEEPEST, np.int64), np.zeros(_DEEPEST, np.int64), np.zeros(_DEEPEST, np.int64)
    outer = np.zeros((_DEEPEST, 6))
    outer[0, 0] = outer[0, 3] = 1
    holders[0], counts[0] = page, _count_of_page(page)
    depth = 0
    while depth >= 0:
        index = places[depth]
        if index == counts[depth]:
            depth -= 1
            continue
        places[depth] += 1
        item = _in_page(page, index) if depth == 0 else _in_form(holders[depth], index)
        kind = _kind_of(item)
        if kind != _PATH and kind != _IMAGE and kind != _FORM:
            continue
        _matrix_of(item, own.ctypes.data)
        if kind != _FORM:
            kinds.append(np.int32(kind))
            addresses.append(np.int64(item))
            matrices.append(_within(own, outer[depth]))
        elif depth + 1 < _DEEPEST:
            outer[depth + 1] = _within(own, outer[depth])
            depth += 1
            holders[depth], counts[depth], places[depth] = item, _count_of_form(item), 0
    found = np.zeros((len(matrices), 6))
    for row in range(len(matrices)):
        found[row] = matrices[row]
    return np.array(kinds, np.int32), np.array(addresses, np.int64), found


@compiled
def _within(inner: NDArray[np.float32], outer: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix of what is placed by the inner matrix in a form that is placed by the outer one."""
    placed = np.zeros(6)
    for row in range(3):
        for column in range(2):
            placed[2 * row + column] = inner[2 * row] * outer[column] + inner[2 * row + 1] * outer[2 + column]
    placed[4] += outer[4]
    placed[5] += outer[5]
    return placed
