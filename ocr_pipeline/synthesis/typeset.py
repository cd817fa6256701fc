"""From HTML to PDF to page images: the clean, born-digital side of synthetic scans."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from ocr_pipeline.errors import MissingProgramError

FONT = "Tinos"
"""A free font with the metrics of Times New Roman and every Vietnamese letter."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How running text is set on A4: size in points, line height in font sizes, text width in millimetres."""

    font_family: str = FONT
    font_size: float = 14.0
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    line_height: float = 1.25
    text_width: float = 165.0


def plain_page_html(paragraphs: Sequence[str], style: PageStyle) -> str:
    """A document of justified running text, one `<p>` a paragraph, over as many A4 pages as it needs.

    With `style.capitals` the letters themselves are capitals, so that the text layer is what the eye reads.
    """
    require_font(style.font_family)
    texts = (text.upper() if style.capitals else text for text in paragraphs)
    body = "\n".join(f"<p>{escape(text)}</p>" for text in texts)
    return f"""<!doctype html><html lang="vi"><meta charset="utf-8"><title>Văn bản giả định</title><style>
@page {{ size: A4; margin: 20mm {(210 - style.text_width) / 2:.2f}mm }}
body {{ margin: 0; font-family: "{style.font_family}"; font-size: {style.font_size}pt; line-height: {style.line_height};
  font-weight: {"bold" if style.bold else "normal"}; font-style: {"italic" if style.italic else "normal"} }}
p {{ margin: 0 0 6pt; text-indent: 10mm; text-align: justify }}
</style><body>
{body}
</body></html>"""


def typeset_pdf(html: str) -> bytes:
    """Typeset HTML with WeasyPrint; the PDF carries its text layer.

    Raises MissingProgramError where WeasyPrint or the Tinos font is not installed.
    """
    require_font(FONT)
    return _weasyprint(html)


def page_images(pdf: bytes, dpi: int) -> Iterator[NDArray[np.uint8]]:
    """Render a PDF page by page, each as an RGB array of shape (height, width, 3); one page is held at a time."""
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
            image = bitmap.to_numpy()[:, :, :3].copy()
            bitmap.close()
            page.close()
            yield image


@cache
def require_font(family: str) -> None:
    """Raise MissingProgramError unless a probe set in `family` is really printed with that font."""
    probe = _weasyprint(f"<p style=\"font-family: '{family}'\">Ủy ban</p>")
    with pdfium.PdfDocument(probe) as document:
        names = {item.get_font().get_base_name() for item in document[0].get_objects([pdfium.raw.FPDF_PAGEOBJ_TEXT])}
    wanted = family.replace(" ", "").lower()
    if not any(wanted in name.replace("-", "").replace(" ", "").lower() for name in names):
        raise MissingProgramError(
            f"Chưa có phông chữ {family}.",
            "Hãy cài gói fonts-croscore (apt-get install fonts-croscore) hoặc tự cài phông chữ đó.",
        )


def _weasyprint(html: str) -> bytes:
    try:
        with warnings.catch_warnings():
            # Without libharfbuzz-subset WeasyPrint subsets fonts with fontTools, which does as well.
            warnings.filterwarnings("ignore", "HarfBuzz-Subset", DeprecationWarning)
            import weasyprint  # imported here: optional, and its native libraries may be missing
    except (ImportError, OSError) as error:
        raise MissingProgramError(
            "Chưa cài WeasyPrint hoặc thư viện Pango mà nó cần.",
            "Hãy chạy: pip install 'ocr-pipeline[synthesis]' và apt-get install libpango-1.0-0 libpangoft2-1.0-0.",
        ) from error
    pdf: bytes = weasyprint.HTML(string=html).write_pdf()
    return pdf
