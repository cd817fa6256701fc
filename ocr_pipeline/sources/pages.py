"""What an input hands on, page by page: pixels to read, words that the PDF already holds, or plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Page, Source, Word


def no_strokes() -> NDArray[np.int64]:
    """What a page has on which nothing is drawn."""
    return np.zeros((0, 4), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class LayerPage:
    """A page whose text layer is used: words in the order of the file, boxes in pixels at `dpi` of the upright page.

    `encoding` names what the words were converted from, where they were not in Unicode.
    `scanned`: the words lie under a picture of the whole page, from which some engine has read them.
    `strokes` are what may be the rules of a table: thin, dark, upright or level (rows of left, top, right, bottom).
    """

    number: int
    words: tuple[Word, ...]
    width: int
    height: int
    dpi: int
    encoding: str | None = None
    scanned: bool = False
    strokes: NDArray[np.int64] = field(default_factory=no_strokes)


@dataclass(frozen=True, slots=True, eq=False)
class ScannedPage:
    """A page as a picture: height × width (grey) or height × width × 3 (RGB) bytes, at `dpi` pixels an inch.

    `signed` holds the words of a visible e-signature that a program laid over the scan; the picture is without it.
    """

    number: int
    pixels: NDArray[np.uint8]
    dpi: int
    signed: LayerPage | None = None


SourcePage = ScannedPage | LayerPage | Page
"""Plain text comes as a finished `Page`."""


@dataclass(frozen=True, slots=True)
class OpenSource:
    """An open input: what it is, and each of its pages, numbered from 1, made when it is asked for.

    `page` raises an InputError where that page is damaged; the others can still be had.
    """

    info: Source
    page: Callable[[int], SourcePage]

    @property
    def pages(self) -> Iterator[SourcePage]:
        """The pages in order, made one at a time as the iterator is drawn."""
        return map(self.page, range(1, self.info.pages + 1))
