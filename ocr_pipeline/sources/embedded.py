"""Whether a picture embedded in a PDF is all there: programs that draw PDFs leave the missing part white, unsaid."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image

from ocr_pipeline.errors import InputError
from ocr_pipeline.sources.images import decoding

_SIMPLE = frozenset(pdfium.PdfImage.SIMPLE_FILTERS)
_FORMATS = {"DCTDecode": "JPEG", "JPXDecode": "JPEG2000"}
_END = b"\xff\xd9"
"""The last marker of JPEG (ITU-T T.81, B.1.1.3) and of JPEG 2000 (ITU-T T.800, A.4.4)."""
_LEAST = 0.99
"""Share of the bytes of an uncompressed picture; some programs forget the last row."""


def is_whole(picture: pdfium.PdfImage) -> bool:
    """Whether the stream holds the whole picture; JBIG2 and fax streams, which do not tell, count as whole."""
    complex_filters = [name for name in picture.get_filters() if name not in _SIMPLE]
    if not complex_filters:
        width, height = picture.get_px_size()
        bits = picture.get_metadata().bits_per_pixel
        size = len(picture.get_data(decode_simple=True))
        return bool(size >= _LEAST * (width * bits // 8) * height)
    if complex_filters[0] not in _FORMATS:
        return True
    content = bytes(picture.get_data(decode_simple=True))
    return content.rstrip(b"\0\r\n\t ").endswith(_END) or _decodes(content, _FORMATS[complex_filters[0]])


def _decodes(content: bytes, name: str) -> bool:
    """Whether the picture can be decoded to its end; some scanners write more after the last marker."""
    try:
        with decoding(), Image.open(BytesIO(content), formats=(name,)) as image:
            image.load()
    except InputError:
        return False
    return True
