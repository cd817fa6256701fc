"""Which annotations of a PDF page may print words or rules: links and the pictures of seals do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_LARGE = 0.1
"""Share of the page from which a picture may be a scan; smaller ones are seals and signatures."""


def any_prints(page: pdfium.PdfPage) -> bool:
    """Whether the page has an annotation that may print more than a small picture."""
    return any(_prints(page, place) for place in range(pdfium_c.FPDFPage_GetAnnotCount(page)))


def _prints(page: pdfium.PdfPage, place: int) -> bool:
    annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
    try:
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_LINK:
            return False
        frame = pdfium_c.FS_RECTF()
        pdfium_c.FPDFAnnot_GetRect(annotation, frame)
        area = abs((frame.right - frame.left) * (frame.top - frame.bottom))
        return area >= _LARGE * page.get_width() * page.get_height() or any(
            kind != pdfium_c.FPDF_PAGEOBJ_IMAGE for kind in _kinds(annotation)
        )
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _kinds(annotation: Any) -> Iterator[int]:
    """The kinds of all objects that the annotation draws."""
    for place in range(pdfium_c.FPDFAnnot_GetObjectCount(annotation)):
        yield from _kinds_within(pdfium_c.FPDFAnnot_GetObject(annotation, place))


def _kinds_within(item: Any) -> Iterator[int]:
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind != pdfium_c.FPDF_PAGEOBJ_FORM:
        yield kind
    for place in range(pdfium_c.FPDFFormObj_CountObjects(item) if kind == pdfium_c.FPDF_PAGEOBJ_FORM else 0):
        yield from _kinds_within(pdfium_c.FPDFFormObj_GetObject(item, place))
