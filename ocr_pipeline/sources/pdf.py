"""PDF pages one at a time: the text layer where it can be trusted, otherwise the page drawn as it was scanned."""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr_pipeline.errors import DamagedInputError, EmptyInputError, PasswordError
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources.annotations import any_prints
from ocr_pipeline.sources.embedded import is_whole
from ocr_pipeline.sources.hidden_text import lies_hidden
from ocr_pipeline.sources.images import LIKELY_LENGTH, PAGE_LENGTH, check_size
from ocr_pipeline.sources.objects import Objects, objects_of
from ocr_pipeline.sources.pages import LayerPage, ScannedPage, no_strokes
from ocr_pipeline.sources.rendering import draw_page
from ocr_pipeline.sources.strokes import strokes_of
from ocr_pipeline.sources.text_layer import Layer, Trust, is_signed, judge, read_layer
from ocr_pipeline.sources.upright import Upright

FULL_PAGE = 0.7
"""Share of the page that pictures must cover to make it a scan."""
STRIP = 0.1
"""Share of the page from which a picture must be there to its end; smaller ones are seals and emblems."""
LAYER_DPI = 300
"""Resolution in which the boxes of a text layer are given, and in which a page without a scan is drawn."""
MIN_DPI, MAX_DPI = 72, 600
_POINTS = 72
_SCALE = LAYER_DPI / _POINTS
_TAIL = 4096
"""Bytes at the end of a file in which `%%EOF` must stand; some programs write a little after it."""
_KEPT = 16
"""Pages after which a PDF is opened anew: PDFium keeps all that it has read of a document, a megabyte a scan."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image placed on a page: pixels, the share of the page that it covers, its dots an inch there.

    `whole` is False where a picture that covers much of the page breaks off.
    """

    width: int
    height: int
    share: float
    dpi: float
    whole: bool = True


@contextmanager
def open_pdf(
    file: BinaryIO, path: Path, options: SourceOptions
) -> Iterator[tuple[int, Callable[[int], ScannedPage | LayerPage]]]:
    """Number of pages, and each page by its number, to be asked for once."""
    _check_tail(file)
    with ExitStack() as stack:
        opened = stack.enter_context(closing(_Opened(path, options.password)))
        pdf, count = opened.pdf, len(opened.pdf)
        if count == 0:
            raise EmptyInputError("tệp PDF không có trang nào.", "Hãy xuất hoặc quét lại tệp.")
        drawn_from = path
        if options.password is not None and pdfium_c.FPDF_GetSecurityHandlerRevision(pdf) >= 0:
            # A password on pdftoppm's command line could be read by every user of the machine.
            plain = stack.enter_context(tempfile.NamedTemporaryFile(prefix="ocr-pipeline-", suffix=".pdf"))
            pdf.save(plain, flags=pdfium_c.FPDF_REMOVE_SECURITY)
            plain.flush()
            drawn_from = Path(plain.name)
        yield count, lambda number: _page(opened, drawn_from, number, options.max_pixels)


class _Opened:
    """A PDF that stays open for so many pages."""

    def __init__(self, path: Path, password: str | None) -> None:
        self._path, self._password, self._read = path, password, 0
        self.pdf = load(path, password)

    def for_a_page(self) -> pdfium.PdfDocument:
        """The PDF, to read one page of it."""
        if self._read == _KEPT:
            self.close()
            self.pdf, self._read = load(self._path, self._password), 0
        self._read += 1
        return self.pdf

    def printed(self, number: int) -> int:
        """How many characters a page has without its annotations, also where these have become part of it."""
        with (
            closing(load(self._path, self._password)) as pdf,
            closing(pdf[number - 1]) as page,
            closing(page.get_textpage()) as text,
        ):
            return int(text.count_chars())

    def close(self) -> None:
        """Let go of the file."""
        self.pdf.close()


def _check_tail(file: BinaryIO) -> None:
    """Refuse a file that breaks off: PDFium would repair it and pages would be lost without a word."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read().rstrip(b"\0\r\n\t "):
        raise DamagedInputError(
            "tệp PDF bị cắt cụt (thiếu phần cuối).",
            "Hãy tải hoặc sao chép lại tệp gốc; hay sửa bằng: qpdf VÀO.pdf RA.pdf",
        )
    file.seek(0)


def load(path: Path, password: str | None) -> pdfium.PdfDocument:
    """The open PDF; an InputError of the fitting kind where it cannot be opened."""
    secret = None if password is None else password.encode() + b"\0"
    raw = pdfium_c.FPDF_LoadDocument(os.fsencode(path.resolve()) + b"\0", secret)
    if raw:
        return pdfium.PdfDocument(raw)
    match pdfium_c.FPDF_GetLastError():
        case pdfium_c.FPDF_ERR_PASSWORD if password is None:
            raise PasswordError("tệp PDF có mật khẩu.", "Hãy chạy lại với --password MẬT_KHẨU.")
        case pdfium_c.FPDF_ERR_PASSWORD:
            raise PasswordError("mật khẩu không mở được tệp PDF.", "Hãy kiểm tra lại mật khẩu.")
        case pdfium_c.FPDF_ERR_SECURITY:
            raise PasswordError("tệp PDF được khóa theo cách chưa hỗ trợ.", "Hãy mở khóa tệp rồi chạy lại.")
    raise DamagedInputError("tệp PDF bị hỏng, không mở được.", "Hãy tải hoặc sao chép lại tệp gốc.")


def _page(opened: _Opened, path: Path, number: int, max_pixels: int) -> ScannedPage | LayerPage:
    try:
        content = _read_content(opened, number, max_pixels)
    except pdfium.PdfiumError as error:
        raise DamagedInputError(f"trang {number} của tệp PDF bị hỏng.", "Hãy tải hoặc sao chép lại tệp gốc.") from error
    if content.trusted:
        return content.layer
    signed = content.signed
    if _covered(content.pictures) >= FULL_PAGE and not all(picture.whole for picture in content.pictures):
        raise DamagedInputError(
            f"ảnh quét ở trang {number} của tệp PDF bị hỏng hoặc bị cắt cụt.",
            "Hãy tải hoặc sao chép lại tệp gốc, hoặc quét lại trang đó.",
        )
    dpi = _native_dpi(content.pictures, content.size)
    scan = draw_page(path, number, content.size, dpi, max_pixels, with_annotations=signed is None)
    return replace(scan, signed=signed, dpi=_likely_dpi(scan, content.size))


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands on one page of a PDF; `signed` is a visible e-signature among its annotations."""

    size: tuple[float, float]
    pictures: tuple[Picture, ...]
    layer: LayerPage
    trusted: bool
    signed: LayerPage | None = None


def _read_content(opened: _Opened, number: int, max_pixels: int) -> _Content:
    pdf = opened.for_a_page()
    with closing(pdf[number - 1]) as page:
        if not any_prints(page):
            return _content_of(page, number, max_pixels)[0]
        # E-signature programs write a document's number and date as annotations: they become words like others.
        pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
    with closing(pdf[number - 1]) as page:
        content, read = _content_of(page, number, max_pixels)
    if content.trusted:
        return content
    annotations = read.words_from(opened.printed(number))
    signed = replace(content.layer, words=annotations, strokes=no_strokes()) if is_signed(annotations) else None
    return replace(content, signed=signed)


def _content_of(page: pdfium.PdfPage, number: int, max_pixels: int) -> tuple[_Content, Layer]:
    size = page.get_size()
    upright = Upright(page, _SCALE)
    images, paths = objects_of(page)
    pictures = tuple(_pictures(page, images, number, max_pixels))
    read = read_layer(page, upright)
    text = " ".join([word.text for word in read.words])
    covered = _covered(pictures) >= FULL_PAGE
    use = judge(text, scanned=covered) is Trust.USE and read.across
    scanned = use and covered and lies_hidden(page)
    sides = round(size[0] * _SCALE), round(size[1] * _SCALE)
    strokes = upright.boxes(strokes_of(paths)).clip(0, (*sides, *sides)) if use else no_strokes()
    layer = LayerPage(number, read.words, *sides, LAYER_DPI, ", ".join(read.encodings) or None, scanned, strokes)
    return _Content(size, pictures, layer, use), read


def _pictures(page: pdfium.PdfPage, images: Objects, number: int, max_pixels: int) -> Iterator[Picture]:
    """The pictures of the page; ImageSizeError before anything too large is decoded."""
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    for address, matrix in zip(images.addresses.tolist(), images.matrices.tolist(), strict=True):
        item = pdfium.PdfImage(ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT), page)
        width, height = item.get_px_size()
        a, b, c, d, e, f = matrix
        across, down = (a**2 + b**2) ** 0.5, (c**2 + d**2) ** 0.5
        if not (across and down):
            continue
        if width * height > max_pixels:
            check_size(width, height, max_pixels, f"ảnh ở trang {number}")
        xs, ys = [e, e + a, e + c, e + a + c], [f, f + b, f + d, f + b + d]
        seen_across = max(0.0, min(max(xs), right) - max(min(xs), left))
        seen_down = max(0.0, min(max(ys), top) - max(min(ys), bottom))
        dpi = max(width / across, height / down) * _POINTS
        share = seen_across * seen_down / area
        yield Picture(width, height, share, dpi, whole=share < STRIP or is_whole(item))


def _covered(pictures: tuple[Picture, ...]) -> float:
    """Share of the page under pictures; scanners that cut a page in strips are counted together."""
    return sum(picture.share for picture in pictures)


def _native_dpi(pictures: tuple[Picture, ...], size: tuple[float, float]) -> int:
    """The resolution of the scan; of a layered scan (colour beneath a sharp mask) the finer one.

    A page smaller than a sheet keeps as many pixels as a sheet may have: scans whose file says a wrong resolution
    become pages of the size of a stamp.
    """
    if _covered(pictures) < FULL_PAGE:
        return LAYER_DPI
    largest = max(picture.share for picture in pictures)
    finest = max(picture.dpi for picture in pictures if picture.share >= largest / 2)
    most = MAX_DPI * max(PAGE_LENGTH * _POINTS / max(*size, 1.0), 1.0)
    return min(max(_usual(finest), MIN_DPI), round(most))


def _likely_dpi(scan: ScannedPage, size: tuple[float, float]) -> int:
    """The resolution of a scan that was drawn; as if A4 where the page would be too small for a sheet."""
    likely = max(size) >= LIKELY_LENGTH[0] * _POINTS
    return scan.dpi if likely else max(round(max(scan.pixels.shape[:2]) / PAGE_LENGTH), MIN_DPI)


def _usual(dpi: float) -> int:
    """The resolution that the scanner was set to, where page sizes rounded to whole points blur it (200.2 is 200)."""
    return next((usual for usual in (100, 150, 200, 240, 300, 400, 600) if abs(dpi - usual) < 0.01 * usual), round(dpi))
