"""Only annotations that may print words, rules or a whole page are made part of it before it is read."""

from contextlib import closing

import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from ocr_pipeline.sources.annotations import any_prints

from .conftest import PdfMaker, picture

SEAL, SHEET = (400, 100, 480, 180), (0, 0, 595, 842)
"""Left, bottom, right, top in points of a sheet of A4."""


@pytest.mark.parametrize(
    ("kind", "drawing", "place", "prints"),
    [
        ("Stamp", b"BT /F 12 Tf 0 2 Td (217) Tj ET", SEAL, True),
        ("Stamp", b"/I Do", SEAL, False),
        ("Stamp", b"/I Do", SHEET, True),
        ("Stamp", b"/I Do BT /F 12 Tf 0 2 Td (217) Tj ET", SEAL, True),
        ("Stamp", b"/Inner Do", SEAL, True),
        ("Square", b"0 0 80 80 re S", SEAL, True),
        ("Link", b"0 0 80 80 re S", SEAL, False),
        ("Stamp", b"", SEAL, False),
    ],
)
def test_which_annotations_print(
    make_pdf: PdfMaker, noise: NDArray[np.uint8], kind: str, drawing: bytes, place: tuple[int, ...], prints: bool
) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    inner = Stream(pdf, b"BT /F 12 Tf 0 2 Td (217) Tj ET")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, [0, 0, 80, 80]
    inner.Resources = Dictionary(Font=Dictionary(F=font))
    look = Stream(pdf, drawing)
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 80, 80]
    look.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=picture(pdf, noise), Inner=inner))
    note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), F=4, Rect=[*place], AP=Dictionary(N=look))
    page.Annots = pdf.make_indirect(Array([pdf.make_indirect(note)]))
    with closing(pdfium.PdfDocument(make_pdf.save(pdf))) as opened, closing(opened[0]) as first:
        assert any_prints(first) is prints
