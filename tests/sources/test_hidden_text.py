"""Words that lie under the picture of a page, and words that are drawn on one."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from pikepdf import Dictionary, Name, Object, Pdf, Stream

from ocr_pipeline.sources import LayerPage, SourcePage

from .conftest import PdfMaker

Pixels = NDArray[np.uint8]


def grey_picture(pdf: Pdf, pixels: Pixels) -> Object:
    height, width = pixels.shape
    kind = Dictionary(Type=Name.XObject, Subtype=Name.Image, ColorSpace=Name.DeviceGray, BitsPerComponent=8)
    kind.Width, kind.Height = width, height
    return pdf.make_indirect(Stream(pdf, pixels.tobytes(), kind))


@pytest.mark.parametrize(("visible", "opacity", "scanned"), [(False, 255, True), (True, 255, True), (True, 0, False)])
def test_words_under_the_picture_of_a_page_are_told_from_drawn_ones(
    make_pdf: PdfMaker,
    paper: Pixels,
    read_source: Callable[..., list[SourcePage]],
    born_digital: bytes,
    *,
    visible: bool,
    opacity: int,
    scanned: bool,
) -> None:
    """Invisible words, words below an opaque picture, and a paper signed by a clear picture as large as the page."""
    with Pdf.open(BytesIO(born_digital)) as pdf:
        page = pdf.pages[0]
        large = grey_picture(pdf, paper)
        if opacity < 255:
            large.SMask = grey_picture(pdf, np.full_like(paper, opacity))
        page.add_resource(large, Name.XObject, Name.Large)
        page.contents_add(b"q 595 0 0 842 0 0 cm /Large Do Q", prepend=not visible)
        if not visible:
            page.contents_add(b"3 Tr\n", prepend=True)
        (layer,) = read_source(make_pdf.save(pdf))
    assert isinstance(layer, LayerPage)
    assert layer.scanned is scanned
