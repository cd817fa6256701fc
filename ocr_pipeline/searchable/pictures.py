"""Pictures as pages of a PDF: the scanner's own bytes where PDF can hold them, otherwise the same pixels."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import img2pdf
from pikepdf import Pdf
from PIL import Image, ImageOps

from ocr_pipeline.searchable.drafts import Draft
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources.images import decoding, page_frames, resolution, shallow

_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""The EXIF orientations that are turns; the others are mirrored."""
_ORIENTATION = 0x0112
_EFFORT = 3
"""Of zlib: a third of the time of its usual 6, and a tenth more bytes."""


def write_pictures(source: Path, numbers: Sequence[int], options: SourceOptions, file: BinaryIO) -> None:
    """Write the pages `numbers` (from 1) of a PNG, JPEG or TIFF file as a plain PDF."""
    draft = Draft(file)
    with decoding():
        image = Image.open(source, formats=("PNG", "JPEG", "TIFF"))
    with image:
        with decoding():
            frames = page_frames(image, options.max_pixels)
        for number in numbers:
            with decoding():
                content, turn = _one_page(source, image, frames[number - 1])
            with Pdf.open(BytesIO(content)) as pdf:
                pdf.pages[0].obj.Rotate = turn
                draft.add(pdf.pages[0])
    draft.finish()


def _one_page(source: Path, image: Image.Image, frame: int) -> tuple[bytes, int]:
    """A PDF of one page with one frame of the picture, and the clockwise turn in which it is shown."""
    image.seek(frame)
    across, down = resolution(image)
    layout = img2pdf.get_fixed_dpi_layout_fun((across, down))
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    kept = source.read_bytes() if _can_be_kept(image) and turn is not None else None
    if kept is None:
        turn = 0
        upright = ImageOps.exif_transpose(image)
        if (upright.width > upright.height) != (image.width > image.height):
            layout = img2pdf.get_fixed_dpi_layout_fun((down, across))
        kept = _same_pixels(upright)
    return img2pdf.convert(kept, layout_fun=layout, rotation=img2pdf.Rotation.none, nodate=True), turn or 0


def _can_be_kept(image: Image.Image) -> bool:
    """Whether the file is one picture that PDF can hold as it is."""
    if image.format == "TIFF":
        return False
    return image.mode in ("1", "L", "P", "RGB", "I;16") and "transparency" not in image.info


def _same_pixels(image: Image.Image) -> bytes:
    """The frame as a file of its own without loss; transparency is laid on white."""
    content = BytesIO()
    if image.mode == "1":
        image.save(content, "TIFF", compression="group4")
    else:
        shallow(image).save(content, "PNG", compress_level=_EFFORT)
    return content.getvalue()
