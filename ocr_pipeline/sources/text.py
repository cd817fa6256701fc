"""Plain text as pages: UTF-8, UTF-16 or an encoding from before Unicode, made NFC, form feeds between pages."""

from __future__ import annotations

import codecs
import unicodedata

from ocr_pipeline.document import Page, pages_of
from ocr_pipeline.errors import EmptyInputError, UnknownFormatError
from ocr_pipeline.vietnamese.encodings import convert, encoding_of, is_vietnamese

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WINDOWS, _NAMED = "cp1258", "windows-1258"


def decode_text(content: bytes) -> str:
    r"""The text of the bytes, without byte order mark and in Unicode, otherwise as it stands.

    >>> decode_text("Nghị quyết".encode("utf-16"))
    'Nghị quyết'
    """
    return decode(content)[0]


def decode(content: bytes) -> tuple[str, str | None]:
    r"""The text of the bytes as `decode_text` gives it, and what it was converted from, None where that is Unicode.

    Text in TCVN3, VNI or VIQR is known by its syllables, whether its bytes are those of old or were saved as UTF-8.

    >>> decode(b"U\xfb ban nh\xa9n d\xa9n t\xd8nh Kh\xb8nh H\xdfa ban h\xb5nh Quy\xd5t \xae\xdenh")
    ('Uỷ ban nhân dân tỉnh Khánh Hòa ban hành Quyết định', 'TCVN3')
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        found = _from_bytes(content)
        if found is None:
            raise UnknownFormatError(
                f"không phải PDF, ảnh PNG/JPEG/TIFF, cũng không phải văn bản UTF-8 (byte thứ {error.start + 1} sai).",
                "Nếu là văn bản, hãy lưu lại với bảng mã UTF-8.",
            ) from error
        return found
    if "\0" in text:
        raise UnknownFormatError(
            "đây là tệp nhị phân chưa rõ loại.", "Hãy dùng PDF, PNG, JPEG, TIFF hoặc văn bản UTF-8."
        )
    legacy = encoding_of(text)
    return (convert(text, legacy), legacy) if legacy else (text, None)


def _from_bytes(content: bytes) -> tuple[str, str] | None:
    """Bytes that are no UTF-8 as Vietnamese of the encodings before it, or None where they spell no Vietnamese."""
    if b"\0" in content:
        return None
    text = unicodedata.normalize("NFC", content.decode(_WINDOWS, "replace"))
    if is_vietnamese(text) and "\ufffd" not in text:
        return text, _NAMED
    text = content.decode("latin-1")
    encoding = encoding_of(text)
    return (convert(text, encoding), encoding) if encoding else None


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
    text, encoding = decode(content)
    return pages_of(unicodedata.normalize("NFC", require_text(text)), encoding)
