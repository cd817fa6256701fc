"""What a file is, judged by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from ocr_pipeline.errors import UnknownFormatError

HEAD_SIZE = 1024
"""Bytes that are looked at: a PDF may have this much before its `%PDF-` (ISO 32000, implementation note 13)."""


class Kind(StrEnum):
    """The kinds of input; the values appear in the JSON."""

    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"


_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BINARY_ENDINGS = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff"})
_FOREIGN = (
    (rb"PK\x03\x04", "tệp Word, Excel hoặc tệp nén", "Hãy lưu văn bản thành PDF rồi chạy lại."),
    (rb"\xd0\xcf\x11\xe0", "tệp Word hoặc Excel đời cũ", "Hãy lưu văn bản thành PDF rồi chạy lại."),
    (rb"\{\\rtf", "tệp RTF", "Hãy lưu văn bản thành PDF rồi chạy lại."),
    (rb"(\xef\xbb\xbf)?\s*<(?i:!doctype\s+html|html)\b", "trang HTML", "Hãy lưu trang thành PDF rồi chạy lại."),
    (rb"%!PS", "tệp PostScript", "Hãy lưu thành PDF rồi chạy lại."),
    (rb"AT&TFORM", "tệp DjVu", "Hãy lưu thành PDF rồi chạy lại."),
    (rb"GIF8", "ảnh GIF", "Hãy lưu ảnh thành PNG rồi chạy lại."),
    (rb"BM.{4}\0{4}", "ảnh BMP", "Hãy lưu ảnh thành PNG rồi chạy lại."),
    (rb"RIFF.{4}WEBP", "ảnh WebP", "Hãy lưu ảnh thành PNG rồi chạy lại."),
    (rb"\0{3}\x0cjP  ", "ảnh JPEG 2000", "Hãy lưu ảnh thành PNG rồi chạy lại."),
    (rb".{4}ftyp(heic|heix|mif1)", "ảnh HEIC", "Hãy lưu ảnh thành JPEG rồi chạy lại."),
    (rb".{4}ftypavif", "ảnh AVIF", "Hãy lưu ảnh thành PNG rồi chạy lại."),
)
"""How the kinds begin that people do hand in besides, with the way out."""


def kind_of(head: bytes, path: Path) -> Kind:
    """The kind of the file that begins with `head`.

    The name serves for one thing only: text in a file called `.pdf` or `.png` is a mistake to be told, not a document.

    >>> kind_of(b"%PDF-1.7", Path("scan.bin"))
    <Kind.PDF: 'pdf'>
    """
    if re.search(rb"%PDF-\d", head):
        return Kind.PDF
    if head.startswith(_PICTURES):
        return Kind.IMAGE
    for beginning, name, advice in _FOREIGN:
        if re.match(beginning, head, re.DOTALL):
            raise UnknownFormatError(f"đây là {name}, chưa đọc được.", advice)
    if path.suffix.lower() in _BINARY_ENDINGS:
        raise UnknownFormatError(
            f"tên tệp là {path.suffix} nhưng nội dung không phải PDF hay ảnh.",
            "Hãy kiểm tra lại tệp gốc; nếu là văn bản thuần, hãy đổi đuôi tên thành .txt.",
        )
    return Kind.TEXT


def require_text_kind(head: bytes) -> None:
    """UnknownFormatError where what begins with `head` is no text, with the command that does read it.

    >>> require_text_kind(b"%PDF-1.7")
    Traceback (most recent call last):
    ...
    ocr_pipeline.errors.UnknownFormatError: đây là PDF, không phải văn bản. Hãy dùng: ocr-pipeline run TỆP
    """
    kind = kind_of(head, Path())
    if kind is not Kind.TEXT:
        name = "PDF" if kind is Kind.PDF else "ảnh"
        raise UnknownFormatError(f"đây là {name}, không phải văn bản.", "Hãy dùng: ocr-pipeline run TỆP")
