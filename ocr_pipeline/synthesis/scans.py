"""From a document to a scan file with its truth beside it: the samples, and any document with any wear."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image as Picture

from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, SyntheticDocument, gold_json, load_document
from ocr_pipeline.synthesis.degrade import Wear, degrade, grey
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.pixels import Image
from ocr_pipeline.synthesis.typeset import page_images


@dataclass(frozen=True, slots=True)
class Scan:
    """How one file is made: the scanner's resolution and colours, the wear of its pages, and the kind of file.

    The suffix of `name` (.pdf, .tif, .jpg, .png) says which; `quality` is that of the JPEG in it. Page n has the seed
    `seed` + n.
    """

    name: str
    document: str
    wear: Wear
    seed: int
    dpi: int = 300
    colour: bool = False
    quality: int = 60


SAMPLES = (
    Scan(
        name="ket-luan.pdf",
        document="party-conclusion",
        wear=Wear(skew=0.4, uneven_light=0.1, blur=0.6, noise=2.0, specks=1.5, paper=(249, 249, 249)),
        seed=11,
        dpi=300,
        quality=50,
    ),
    Scan(
        name="quyet-dinh.pdf",
        document="state-decision",
        wear=Wear(
            skew=1.5, uneven_light=0.25, blur=0.7, noise=3.0, specks=4, bleed_through=0.07, paper=(247, 244, 235)
        ),
        seed=22,
        dpi=200,
        colour=True,
        quality=70,
    ),
    Scan(
        name="cong-van-hoa-toc.jpg",
        document="state-letter",
        wear=Wear(skew=-0.6, uneven_light=0.15, blur=0.6, noise=3.0, specks=3, faint_print=0.7, paper=(244, 246, 252)),
        seed=33,
        dpi=200,
        colour=True,
        quality=80,
    ),
    Scan(
        name="ke-hoach.tif",
        document="state-plan",
        wear=Wear(skew=-0.8, blur=0.8, noise=16, specks=25, heavy_print=0.4, faint_print=0.1, bitonal=True),
        seed=44,
        dpi=200,
    ),
    Scan(
        name="thong-bao.pdf",
        document="state-notice",
        wear=Wear(
            skew=0.9, uneven_light=0.2, blur=0.8, noise=4.0, specks=12, heavy_print=0.5, dark_borders=0.03, rotation=90
        ),
        seed=55,
        dpi=250,
    ),
)


def write_samples(folder: Path) -> Iterator[Path]:
    """Make the project's sample scans anew in `folder`; yields each file after it and its truth are written."""
    for scan in SAMPLES:
        yield write_scan(load_document(FOLDER / f"{scan.document}.json"), scan, folder)


def write_scan(document: SyntheticDocument, scan: Scan, folder: Path) -> Path:
    """Write one scan with `<stem>.gold.txt` and `<stem>.gold.json` beside it; returns the path of the scan."""
    path = folder / scan.name
    pages = page_images(document_pdf(document), scan.dpi)
    worn = [
        degrade(page if scan.colour else grey(page), scan.wear, scan.seed + number)
        for number, page in enumerate(pages, 1)
    ]
    _write_pages(worn, path, scan)
    path.with_suffix(".gold.txt").write_text(gold_text(document), "utf-8")
    path.with_suffix(".gold.json").write_text(gold_json(document.structure), "utf-8")
    return path


def preset_scan(document: SyntheticDocument, wear: Wear, seed: int, dpi: int) -> Scan:
    """A PDF scan of a document by its name; the JPEG in the file is the wear's own."""
    quality = wear.jpeg_quality or 60
    return Scan(f"{document.name}.pdf", document.name, replace(wear, jpeg_quality=None), seed, dpi, True, quality)


def _write_pages(pages: Sequence[Image], path: Path, scan: Scan) -> None:
    pictures = [Picture.fromarray(page) for page in pages]
    if scan.wear.bitonal:
        pictures = [picture.convert("1", dither=Picture.Dither.NONE) for picture in pictures]
    first, *rest = pictures
    options: dict[str, Any] = {"quality": scan.quality, "dpi": (scan.dpi, scan.dpi)}
    if path.suffix == ".pdf":
        epoch = time.gmtime(0)  # a fixed date: the same seed gives the same bytes
        options = {"quality": scan.quality, "resolution": scan.dpi, "creationDate": epoch, "modDate": epoch}
    elif path.suffix == ".tif":
        options = {"compression": "group4", "dpi": (scan.dpi, scan.dpi)}
    elif rest:
        raise ValueError(f"{path.name} holds one page, the document has {len(pages)}")
    if rest:
        options |= {"save_all": True, "append_images": rest}
    first.save(path, **options)
