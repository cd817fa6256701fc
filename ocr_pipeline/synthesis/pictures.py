"""The pictures of docs/imaging.md: three made-up pages as they pass through the imaging steps, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Picture

from ocr_pipeline.imaging import prepare, with_regions
from ocr_pipeline.recognition import recognise
from ocr_pipeline.synthesis.content import FOLDER, load_document
from ocr_pipeline.synthesis.degrade import PHOTO, Wear, degrade, grey
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.pixels import Image
from ocr_pipeline.synthesis.typeset import page_images

_WIDTH, _GAP, _LETTERS = 250, 8, 18
"""Pixels: width of a step's picture, between two of them, and above each for its name."""
_SHADES = 64


@dataclass(frozen=True, slots=True)
class _Show:
    name: str
    document: str
    page: int
    wear: Wear
    colour: bool = True


_SHOWS = (
    _Show("stamps", "state-letter", 0, Wear(skew=-0.6, uneven_light=0.3, blur=0.6, noise=3, paper=(244, 246, 252))),
    _Show("photo", "state-decision", -1, PHOTO),
    _Show(
        "borders",
        "state-notice",
        0,
        Wear(skew=1.8, blur=0.8, noise=4, specks=20, bleed_through=0.1, dark_borders=0.05, rotation=90),
        colour=False,
    ),
)


def write_pictures(folder: Path) -> Iterator[Path]:
    """Write one PNG a page to `folder`, each step that did something from left to right; yields each path."""
    for seed, show in enumerate(_SHOWS, 5):
        pages = list(page_images(document_pdf(load_document(FOLDER / f"{show.document}.json")), 150))
        page = pages[show.page] if show.colour else grey(pages[show.page])
        steps: list[Image] = []
        prepared = prepare(
            degrade(page, show.wear, seed),
            150,
            lambda name, picture: steps.append(_labelled(name, picture)),  # noqa: B023
        )
        read = recognise(prepared, 1)
        steps.append(_labelled("regions", with_regions(prepared.pixels, read.regions)))
        height = max(step.shape[0] for step in steps)
        padded = [
            cv2.copyMakeBorder(step, 0, height - step.shape[0], 0, _GAP, cv2.BORDER_CONSTANT, value=(255, 255, 255))
            for step in steps
        ]
        path = folder / f"{show.name}.png"
        Picture.fromarray(np.hstack(padded)).quantize(
            _SHADES, Picture.Quantize.FASTOCTREE, dither=Picture.Dither.NONE
        ).save(path, optimize=True)
        yield path


def _labelled(name: str, picture: Image) -> Image:
    """A small copy in RGB with the name of the step above it."""
    height = round(picture.shape[0] * _WIDTH / picture.shape[1])
    small = cv2.resize(picture, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    coloured = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)
    framed = cv2.copyMakeBorder(coloured, 0, 1, 1, 1, cv2.BORDER_CONSTANT, value=(170, 170, 170))
    titled = cv2.copyMakeBorder(framed, _LETTERS, 0, 0, 0, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    cv2.putText(titled, name, (4, _LETTERS - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return np.asarray(titled, np.uint8)
