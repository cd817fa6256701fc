"""The adapter for Poppler: is it there, and one PDF page drawn as a picture.

Poppler, not PDFium, draws the pages: at the scan's own resolution it keeps the scanner's pixels, so Tesseract reads a
little more of them right, and a broken page can only stop its own process.
"""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path

import numpy as np
from pdf2image import convert_from_path
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError
from PIL import Image

from ocr_pipeline.errors import DamagedInputError, MissingProgramError
from ocr_pipeline.sources.images import check_size
from ocr_pipeline.sources.pages import ScannedPage

TIMEOUT = 120
"""Seconds a page."""
COARSEST = 100
"""Dots an inch; a sheet too large for this is refused."""
_POINTS = 72
_MISSING = MissingProgramError("không tìm thấy pdftoppm (Poppler).", "Hãy cài đặt: sudo apt install poppler-utils")


def probe() -> str:
    """Version of the installed Poppler; MissingProgramError when there is none."""
    try:
        answer = subprocess.run(["pdftoppm", "-v"], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except OSError as error:
        raise _MISSING from error
    return answer.stderr.split("\n", 1)[0].rpartition(" ")[2]


def draw_page(
    path: Path, number: int, size: tuple[float, float], dpi: int, max_pixels: int, *, with_annotations: bool = True
) -> ScannedPage:
    """Page `number` (from 1), `size` points large, at `dpi` dots an inch, or at fewer where the sheet is very large."""
    inches = (size[0] / _POINTS) * (size[1] / _POINTS)
    dots = min(dpi, int((max_pixels / max(inches, 1e-6)) ** 0.5))
    what = f"trang {number}"
    if dots < min(dpi, COARSEST):
        check_size(round(size[0] * dpi / _POINTS), round(size[1] * dpi / _POINTS), max_pixels, what)
    image = _draw(path, number, dots, hide_annotations=not with_annotations)
    check_size(*image.size, max_pixels=image.width * image.height, what=what)
    return ScannedPage(number, np.asarray(image.convert("RGB")), dots)


def _draw(path: Path, number: int, dpi: int, *, hide_annotations: bool) -> Image.Image:
    damaged = DamagedInputError(f"không vẽ được trang {number} của tệp PDF.", "Hãy tải hoặc sao chép lại tệp gốc.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size has been checked
            images = convert_from_path(
                path.resolve(),
                dpi=dpi,
                first_page=number,
                last_page=number,
                use_cropbox=True,
                hide_annotations=hide_annotations,
                timeout=TIMEOUT,
            )
    except PDFInfoNotInstalledError as error:
        raise _MISSING from error
    except PDFPopplerTimeoutError as error:
        raise DamagedInputError(
            f"trang {number} của tệp PDF không vẽ xong sau {TIMEOUT} giây.", "Hãy xuất hoặc quét lại trang đó."
        ) from error
    except (PDFPageCountError, OSError, ValueError) as error:
        raise damaged from error
    if not images:
        raise damaged
    return images[0]
