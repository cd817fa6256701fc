"""Pictures of the imaging steps, for people who want to see why a page was read as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Region, RegionKind
from ocr_pipeline.errors import OutputError, reason_of

Watch = Callable[[str, NDArray[np.uint8]], None]
"""Shown the name of a step and the page after it, grey (height, width) or RGB (height, width, 3)."""

_COLOURS = {
    RegionKind.SEAL: (214, 39, 40),
    RegionKind.STAMP: (44, 140, 44),
    RegionKind.SIGNATURE: (31, 90, 200),
    RegionKind.HANDWRITING: (170, 60, 190),
}


def unwatched(_name: str, _picture: NDArray[np.uint8]) -> None:
    """Nobody looks."""


def with_regions(page: NDArray[np.uint8], regions: tuple[Region, ...]) -> NDArray[np.uint8]:
    """A grey page in RGB with a coloured frame around every region: seals red, stamps green, signatures blue."""
    drawn = np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), np.uint8)
    for region in regions:
        box = region.box
        thickness = max(2, min(page.shape) // 300)
        cv2.rectangle(drawn, (box.left, box.top), (box.right - 1, box.bottom - 1), _COLOURS[region.kind], thickness)
    return drawn


def numbered_pictures(folder: Path, page: int) -> Watch:
    """A watcher that writes what it is shown to `folder` as `p0001-1-scan.png`, `p0001-2-colour.png` and so on.

    It raises OutputError where a picture cannot be written.
    """
    count = 0

    def write(name: str, picture: NDArray[np.uint8]) -> None:
        nonlocal count
        count += 1
        path = folder / f"p{page:04}-{count}-{name}.png"
        shown = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(cv2.imencode(".png", shown)[1].tobytes())
        except OSError as error:
            raise OutputError(
                f"không ghi được ảnh {path} ({reason_of(error)}).", "Hãy chọn thư mục khác với --debug-images."
            ) from error

    return write
