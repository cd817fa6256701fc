"""Small pictures of single pages for people to look at: quick, never for reading.

As a program it draws for another process what that asks for, line by line in JSON, so that a page that crashes or
hangs stops nobody else: it answers each with a line of base64, an empty one where there is no picture.
"""

from __future__ import annotations

import io
import json
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from ocr_pipeline.errors import DamagedInputError, UnknownFormatError
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources.images import open_image
from ocr_pipeline.sources.kinds import HEAD_SIZE, Kind, kind_of
from ocr_pipeline.sources.opening import open_file
from ocr_pipeline.sources.pdf import load

_QUALITY = 60


def thumbnail(path: Path, number: int, width: int, options: SourceOptions) -> bytes:
    """Page `number` (from 1) of a PDF or picture as a JPEG `width` pixels wide.

    Raises an InputError where there is no such page, or nothing to draw (plain text).
    """
    with open_file(path) as file:
        kind = kind_of(file.read(HEAD_SIZE), path)
        file.seek(0)
        if kind is Kind.IMAGE:
            with open_image(file, options.max_pixels) as (count, page):
                image = Image.fromarray(page(number).pixels) if 1 <= number <= count else None
        elif kind is Kind.PDF:
            image = _pdf_page(path, number, width, options.password)
        else:
            raise UnknownFormatError("văn bản không có ảnh trang.", "Hãy mở tệp gốc để xem.")
    if image is None:
        raise DamagedInputError(f"không có trang {number}.", "Hãy kiểm tra lại tệp gốc.")
    image = image.convert("RGB")
    image.thumbnail((width, 2 * width))
    content = io.BytesIO()
    image.save(content, "JPEG", quality=_QUALITY, optimize=True)
    return content.getvalue()


def _pdf_page(path: Path, number: int, width: int, password: str | None) -> Image.Image | None:
    try:
        with closing(load(path, password)) as pdf:
            if not 1 <= number <= len(pdf):
                return None
            with (
                closing(pdf[number - 1]) as page,
                closing(page.render(scale=width / max(page.get_width(), 1))) as drawn,
            ):
                image: Image.Image = drawn.to_pil().copy()
                return image
    except pdfium.PdfiumError as error:
        raise DamagedInputError(f"không vẽ được trang {number}.", "Hãy kiểm tra lại tệp gốc.") from error


def _answers(lines: Iterable[str]) -> Iterator[bytes]:
    for line in lines:
        asked = json.loads(line)
        options = SourceOptions(asked["password"], asked["max_pixels"])
        try:
            yield b64encode(thumbnail(Path(asked["path"]), asked["number"], asked["width"], options))
        except Exception:  # what is wrong with an original is told where it is read
            yield b""


if __name__ == "__main__":
    for answer in _answers(sys.stdin):
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()
