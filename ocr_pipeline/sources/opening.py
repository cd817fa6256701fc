"""Opening an input: from a path to its description and its pages."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BufferedReader
from pathlib import Path

from ocr_pipeline.document import Source
from ocr_pipeline.errors import EmptyInputError, MissingInputError, UnreadableInputError, reason_of
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources.images import open_image
from ocr_pipeline.sources.kinds import HEAD_SIZE, Kind, kind_of
from ocr_pipeline.sources.pages import OpenSource, SourcePage
from ocr_pipeline.sources.pdf import open_pdf
from ocr_pipeline.sources.text import text_pages


@contextmanager
def open_source(path: Path, options: SourceOptions, sha256: str | None = None) -> Iterator[OpenSource]:
    """The input at `path`, open as long as the context lasts.

    Pages are made when they are asked for, so that memory holds one at a time. Raises an InputError of the fitting
    kind, here or while pages are made. Who knows the `sha256` of the content already spares reading all of it.
    """
    with open_file(path) as file:
        head = file.read(HEAD_SIZE)
        if not head:
            raise EmptyInputError("tệp rỗng (0 byte).", "Hãy kiểm tra lại tệp gốc.")
        kind = kind_of(head, path)
        file.seek(0)
        sha256 = sha256 or hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        opened: AbstractContextManager[tuple[int, Callable[[int], SourcePage]]]
        match kind:
            case Kind.PDF:
                opened = open_pdf(file, path, options)
            case Kind.IMAGE:
                opened = open_image(file, options.max_pixels)
            case Kind.TEXT:
                opened = _open_text(file)
        with opened as (count, page):
            yield OpenSource(Source(shown_name(path), kind, sha256, count), page)


def shown_name(path: Path) -> str:
    r"""The name of the file as text; bytes in it that are no UTF-8 become U+FFFD.

    >>> shown_name(Path("quét/Quyết định\udcff.pdf"))
    'Quyết định\ufffd.pdf'
    """
    return os.fsencode(path.name).decode("utf-8", "replace")


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """The regular file at `path`, open for reading; whatever stands in the way becomes one of our errors."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableInputError("đây là thư mục, không phải tệp.", f"Hãy ghi rõ tệp, ví dụ: {path}/*.pdf")
        if not stat.S_ISREG(mode):
            raise UnreadableInputError("đây không phải tệp thường.", "Hãy lưu nội dung vào một tệp rồi chạy lại.")
        file = path.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingInputError("không có tệp này.", "Hãy kiểm tra lại đường dẫn.") from error
    except PermissionError as error:
        raise UnreadableInputError(
            "không có quyền đọc tệp này.", "Hãy xin quyền đọc tệp và thư mục chứa nó (chmod, chown)."
        ) from error
    except OSError as error:
        raise UnreadableInputError(
            f"không mở được tệp ({reason_of(error)}).", "Hãy kiểm tra lại đường dẫn và ổ đĩa."
        ) from error
    with file:
        yield file


@contextmanager
def _open_text(file: BufferedReader) -> Iterator[tuple[int, Callable[[int], SourcePage]]]:
    pages = text_pages(file.read())
    yield len(pages), lambda number: pages[number - 1]
