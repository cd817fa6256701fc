"""Plain text as pages: UTF-8 or UTF-16, made NFC, form feeds between pages."""

from __future__ import annotations

import codecs
import unicodedata

from ocr_pipeline.document import Page, pages_of
from ocr_pipeline.errors import EmptyInputError, UnknownFormatError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(content: bytes) -> str:
    r"""The text of the bytes, without byte order mark, otherwise as it stands.

    >>> decode_text("Nghị quyết".encode("utf-16"))
    'Nghị quyết'
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownFormatError(
            f"không phải PDF, ảnh PNG/JPEG/TIFF, cũng không phải văn bản UTF-8 (byte thứ {error.start + 1} sai).",
            "Nếu là văn bản, hãy lưu lại với bảng mã UTF-8.",
        ) from error
    if "\0" in text:
        raise UnknownFormatError(
            "đây là tệp nhị phân chưa rõ loại.", "Hãy dùng PDF, PNG, JPEG, TIFF hoặc văn bản UTF-8."
        )
    return text


def require_text(text: str) -> str:
    """The text, or EmptyInputError where there is nothing in it to work on."""
    if not text.strip():
        raise EmptyInputError("không có chữ nào.", "Hãy kiểm tra lại tệp gốc.")
    return text


def text_pages(content: bytes) -> tuple[Page, ...]:
    r"""The pages of a text file.

    >>> [page.number for page in text_pages(b"trang 1\n\ftrang 2\n")]
    [1, 2]
    """
    return pages_of(unicodedata.normalize("NFC", require_text(decode_text(content))))
