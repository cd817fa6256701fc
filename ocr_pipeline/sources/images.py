"""PNG, JPEG and TIFF files as scanned pages: one frame at a time, sizes checked before anything is decoded."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from ocr_pipeline.errors import DamagedInputError, ImageSizeError, PipelineError
from ocr_pipeline.sources.pages import ScannedPage

MIN_SIDE = 16
"""Pixels; nothing that has letters is smaller."""
MIN_DPI, MAX_DPI = 72, 1200
PAGE_LENGTH = 11.69
"""Inches: the long side of A4, taken where the file does not say how large the paper was."""
LIKELY_LENGTH = (4.0, 25.0)
"""Inches: a sheet is as long as this, whatever the file says."""
_SUBFILE_TYPE, _REDUCED_RESOLUTION = 254, 1  # TIFF 6.0, section 8
_SQUARE = 0.05
_BAND = 256  # rows


@contextmanager
def open_image(file: BinaryIO, max_pixels: int) -> Iterator[tuple[int, Callable[[int], ScannedPage]]]:
    """Number of pages, and each page by its number; thumbnails inside a TIFF are no pages."""
    with decoding():
        image = Image.open(file, formats=("PNG", "JPEG", "TIFF"))
    with image:
        with decoding():
            frames = page_frames(image, max_pixels)

        def page(number: int) -> ScannedPage:
            with decoding():
                return _page(image, frames[number - 1], number, max_pixels)

        yield len(frames), page


def check_size(width: int, height: int, max_pixels: int, what: str = "ảnh") -> None:
    """Raise ImageSizeError where a picture of this size cannot be a page or would not fit in memory."""
    if min(width, height) < MIN_SIDE:
        raise ImageSizeError(f"{what} chỉ có {width}×{height} điểm ảnh, quá nhỏ.", "Hãy quét lại trang ở 300 dpi.")
    if width * height > max_pixels:
        raise ImageSizeError(
            f"{what} có {width}×{height} điểm ảnh, vượt giới hạn {max_pixels // 1_000_000} triệu.",
            "Hãy giảm kích thước hoặc quét lại ở 300 dpi.",
        )


def page_frames(image: Image.Image, max_pixels: int) -> list[int]:
    """Indexes of the frames that are pages; only their headers are read."""
    if image.format != "TIFF":
        check_size(*image.size, max_pixels)
        return [0]
    frames = []
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        tags = getattr(image, "tag_v2", {})
        if int(tags.get(_SUBFILE_TYPE, 0)) & _REDUCED_RESOLUTION:
            continue
        check_size(*image.size, max_pixels)
        frames.append(frame)
    return frames


def _page(image: Image.Image, frame: int, number: int, max_pixels: int) -> ScannedPage:
    image.seek(frame)
    stored = image.size
    across, down = resolution(image)
    upright = ImageOps.exif_transpose(image)
    if upright.size != stored:
        across, down = down, across
    dpi = max(across, down)
    if abs(across - down) > _SQUARE * dpi:  # a fax: fewer rows than columns an inch
        size = (round(upright.width * dpi / across), round(upright.height * dpi / down))
        check_size(*size, max_pixels)
        upright = shallow(upright).resize(size, Image.Resampling.BICUBIC)
        across = dpi
    return ScannedPage(number, np.asarray(shallow(upright)), min(max(round(across), MIN_DPI), MAX_DPI))


def resolution(image: Image.Image) -> tuple[float, float]:
    """Dots an inch across and down: as the file says where that makes a sheet of paper, otherwise as if A4."""
    across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    if across > 0 and down > 0:
        length = max(image.width / across, image.height / down)
        if LIKELY_LENGTH[0] <= length <= LIKELY_LENGTH[1]:
            return across, down
    dpi = max(image.size) / PAGE_LENGTH
    return dpi, dpi


def shallow(image: Image.Image) -> Image.Image:
    """The picture as grey or RGB bytes: transparency is laid on white, deep greys are scaled."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_scaled(np.asarray(image)))
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _scaled(deep: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Greys of 16 or 32 bits or floats as bytes, band by band; white is the largest number of as many bits.

    Files do not say how many bits are in use: 12 of 16, all of them, or floats from 0 to 1.
    """
    highest = float(np.max(deep, initial=1, where=np.isfinite(deep)))
    factor = 255 / (2 ** ceil(highest).bit_length() - 1)
    grey = np.empty(deep.shape, np.uint8)
    for top in range(0, len(deep), _BAND):
        band = np.nan_to_num(deep[top : top + _BAND].astype(np.float32))
        grey[top : top + _BAND] = np.rint((band * factor).clip(0, 255))
    return grey


@contextmanager
def decoding() -> Iterator[None]:
    """Whatever a decoder raises on broken bytes becomes one of our errors.

    Missing bytes are an error whatever other libraries of the process have told Pillow (WeasyPrint lets them pass).
    """
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # max_pixels is the limit that counts
            yield
    except PipelineError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageSizeError("ảnh quá lớn.", "Hãy giảm kích thước hoặc quét lại ở 300 dpi.") from error
    except MemoryError as error:
        raise ImageSizeError("ảnh quá lớn so với bộ nhớ.", "Hãy giảm kích thước hoặc quét lại ở 300 dpi.") from error
    except Exception as error:
        # Pillow's decoders raise OSError, SyntaxError, ValueError, struct.error and more on damaged files.
        raise DamagedInputError("ảnh bị hỏng hoặc bị cắt cụt.", "Hãy sao chép lại hoặc quét lại.") from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
