"""A text to learn from: UTF-8, plain or compressed with xz, and what the model card says of it."""

from __future__ import annotations

import hashlib
import io
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field

from ocr_pipeline.errors import DamagedInputError, UnknownFormatError

_XZ = b"\xfd7zXZ\0"
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Text:
    """The name of a file and its bytes."""

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The checksum of the file as it is, compressed or not."""
        return hashlib.sha256(self.content).hexdigest()

    def raw_lines(self) -> Iterator[bytes]:
        """The lines as bytes; DamagedInputError where the file cannot be decompressed."""
        stream = io.BytesIO(self.content)
        try:
            with lzma.open(stream) if self.content.startswith(_XZ) else stream as lines:
                yield from lines
        except (lzma.LZMAError, EOFError) as error:
            raise DamagedInputError(
                f"{self.name}: tệp .xz hỏng hoặc bị cắt cụt.", "Hãy chép lại tệp gốc rồi chạy lại."
            ) from error

    def lines(self) -> Iterator[str]:
        """The lines without the comments, which begin with `# `; UnknownFormatError where one is no UTF-8."""
        for number, raw in enumerate(self.raw_lines(), 1):
            try:
                line = raw.decode().removeprefix(_MARK)
            except UnicodeDecodeError as error:
                raise UnknownFormatError(
                    f"{self.name}: dòng {number} không phải UTF-8.", "Hãy lưu lại tệp với bảng mã UTF-8."
                ) from error
            if not line.startswith("# "):
                yield line
