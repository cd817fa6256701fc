"""Whether the words of a page lie under its picture, where some engine put them, or are drawn on it by a program."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_KINDS = (pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_IMAGE)
_DEEPEST = 16
"""Forms within forms."""
_LARGE = 0.1
"""Share of the page from which a picture may be a strip of a scan; smaller ones are seals and emblems."""
_OPAQUE = 128
"""Mean opacity (0 to 255) of a picture that hides what is below it; a signature on clear ground does not."""


def lies_hidden(page: pdfium.PdfPage) -> bool:
    """Whether most of the text is invisible (ISO 32000, 9.3.6: rendering mode 3) or below an opaque picture."""
    hidden = shown = 0
    for item in page.get_objects(filter=_KINDS, max_depth=_DEEPEST):
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw)
            invisible = mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
            hidden, shown = hidden + invisible, shown + (not invisible)
        elif shown and isinstance(item, pdfium.PdfImage) and _hides(page, item):
            hidden, shown = hidden + shown, 0
    return hidden > shown


def _hides(page: pdfium.PdfPage, picture: pdfium.PdfImage) -> bool:
    width, height = page.get_size()
    left, bottom, right, top = picture.get_bounds()
    if (right - left) * (top - bottom) < _LARGE * width * height:
        return False
    pixels = picture.get_bitmap(render=True).to_numpy()
    return pixels.ndim < 3 or pixels.shape[2] < 4 or float(pixels[..., 3].mean()) >= _OPAQUE
