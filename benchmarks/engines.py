"""Tesseract as a program (pytesseract) and as a library (tesserocr, with its own version): what each reads, how fast.

    python benchmarks/engines.py --data DIR

Both read the pages of `benchmarks/recognition.py` through the same stages, before restoration; needs `tesserocr`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from recognition import Pages, ablated, real_pages, replaced, worn_pages

from ocr_pipeline.document import Word
from ocr_pipeline.recognition import reading, second_reading
from ocr_pipeline.recognition.tesseract import AUTOMATIC, read_words, words_in
from ocr_pipeline.settings import RecognitionOptions

TESSDATA = "/usr/share/tesseract-ocr/5/tessdata"
"""Where Debian keeps the networks; TESSDATA_PREFIX comes before it."""


@cache
def engine(language: str) -> Any:
    from tesserocr import PyTessBaseAPI

    return PyTessBaseAPI(path=os.environ.get("TESSDATA_PREFIX", TESSDATA), lang=language)


def read_by_library(
    pixels: NDArray[np.uint8], dpi: int, options: RecognitionOptions, *, segmentation: int = AUTOMATIC
) -> tuple[Word, ...]:
    """As `tesseract.read_words`, in this process."""
    api = engine(options.language)
    api.SetPageSegMode(segmentation)
    api.SetImage(Image.fromarray(pixels))
    api.SetSourceResolution(dpi)
    return tuple(words_in("\n" + api.GetTSVText(0)))


def measured(sets: list[Pages], engine_: Callable[..., tuple[Word, ...]]) -> str:
    with ExitStack() as stack:
        for module in (reading, second_reading):
            stack.enter_context(replaced(module, "read_words", engine_))
        return "".join(map(ablated, sets))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans and their transcriptions")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    if options.data is None or not find_spec("tesserocr"):
        print("skipped: give --data DIR, and install tesserocr")
        return
    with tempfile.TemporaryDirectory() as folder:
        sets = [real_pages(options.data), worn_pages(options.data, Path(folder))]
        print(f"{'':16}" + "".join(f"{pages.title:>40}" for pages in sets))
        print(f"{'':16}" + "".join(f"{'recall':>10}{'precision':>10}{'CER':>8}{'seconds':>12}" for _ in sets))
        for name, read in (("pytesseract", read_words), ("tesserocr", read_by_library), ("pytesseract", read_words)):
            print(f"{name:16}{measured(sets, read)}", flush=True)


if __name__ == "__main__":
    main()
