"""How well hard scans are read, class by class: made-up pages worn each in its own way, beside bare Tesseract.

    python benchmarks/hard.py [--seed N] [--pages N] [--keep DIR]

Photographs by phone, with the edges of the sheet and without, low resolution, faint print with the back shining
through, seals on worn grey pages, tables with hairline rules, the same by fax. Page n of a class has the seed `--seed`
+ n, which chooses the document, the page and the strength of every defect. The truth is the text layer of the clean
page; words of stamps are not in it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from recognition import Pages, in_own_process, pooled, read, read_bare

from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.degrade import Wear, degrade, grey
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.tables import made_up_tables, table_html
from ocr_pipeline.synthesis.typeset import page_images, typeset_pdf

HAIRLINE = 0.25
DESKS = ((45, 45, 45), (92, 66, 44), (128, 98, 70), (60, 72, 88))
PAPERS = ((255, 255, 255), (246, 243, 236), (238, 232, 218))


@dataclass(frozen=True, slots=True)
class Hard:
    """A class of hard scans: the clean document and page (-1: the last), dots an inch, and the wear, all by chance."""

    title: str
    document: Callable[[np.random.Generator], tuple[bytes, int]]
    dpi: tuple[int, int]
    wear: Callable[[np.random.Generator], Wear]
    colour: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=100, help="one below that of the first page (default: %(default)s)")
    parser.add_argument("--pages", type=int, default=6, help="pages of each class (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="leave the scans and their truth in this folder")
    parser.add_argument("--data", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    print(f"{'':29}" + "".join(f"{measure:>27}" for measure in ("recall %", "precision %", "line CER %", "seconds")))
    print(" " * 29 + "".join(f"{name:>9}" for name in ("bare", "read", "restored")) * 4)
    with tempfile.TemporaryDirectory() as folder:
        for hard in CLASSES:
            print_scores(worn_pages(hard, options.seed, options.pages, options.keep or Path(folder)))


def worn_pages(hard: Hard, seed: int, count: int, folder: Path) -> Pages:
    """The scans of a class, written to a folder with the truth beside each."""
    folder.mkdir(parents=True, exist_ok=True)
    scans = [worn_page(hard, seed + number, folder) for number in range(1, count + 1)]
    return Pages(hard.title, tuple(scans), tuple(scan.with_suffix(".txt").read_text("utf-8") for scan in scans))


def worn_page(hard: Hard, seed: int, folder: Path) -> Path:
    scan = folder / f"{hard.title} {seed}.png"
    random = np.random.default_rng(seed)
    pdf, number = hard.document(random)
    dpi, wear = int(random.integers(hard.dpi[0], hard.dpi[1] + 1)), hard.wear(random)
    pages = list(page_images(pdf, dpi))
    number %= len(pages)
    worn = degrade(pages[number] if hard.colour else grey(pages[number]), wear, seed)
    Image.fromarray(worn).save(scan, dpi=(dpi, dpi))
    command = ["pdftotext", "-f", str(number + 1), "-l", str(number + 1), "-", "-"]
    layer = subprocess.run(command, input=pdf, check=True, capture_output=True).stdout
    scan.with_suffix(".txt").write_bytes(layer)
    return scan


def print_scores(pages: Pages) -> None:
    """One line of the table."""
    ours, bare = (in_own_process(system, pages.scans).pairs for system in (read, read_bare))
    readings = [[page[0] for page in bare], [page[1] for page in ours], [page[0] for page in ours]]
    found = [pooled(texts, pages.truths) for texts in readings]
    cells = [100 * getattr(score, name) for name in ("recall", "precision", "line_cer") for score in found]
    cells += [sum(reading.seconds for reading in texts) / len(texts) for texts in readings]
    print(f"{pages.title:29}" + "".join(f"{cell:9.2f}" for cell in cells), flush=True)


def any_page(random: np.random.Generator) -> tuple[bytes, int]:
    name = str(random.choice(document_names()))
    return document_pdf(load_document(FOLDER / f"{name}.json")), int(random.integers(0, 4))


def sealed_page(random: np.random.Generator) -> tuple[bytes, int]:
    sealed = [name for name in document_names() if load_document(FOLDER / f"{name}.json").habits.seal]
    return document_pdf(load_document(FOLDER / f"{random.choice(sealed)}.json")), -1


def hairline_table(random: np.random.Generator) -> tuple[bytes, int]:
    tables = [table for _, table in made_up_tables() if table.ruled]
    return typeset_pdf(table_html(tables[int(random.integers(len(tables)))], HAIRLINE)), 0


def photographed(random: np.random.Generator) -> Wear:
    return Wear(
        perspective=random.uniform(0.3, 0.9),
        cast_shadow=random.uniform(0.4, 0.9),
        uneven_light=random.uniform(0.0, 0.5),
        blur=random.uniform(0.9, 1.6),
        noise=random.uniform(2, 6),
        paper=PAPERS[random.integers(len(PAPERS))],
        desk=DESKS[random.integers(len(DESKS))],
        jpeg_quality=int(random.integers(60, 90)),
    )


def edgeless(random: np.random.Generator) -> Wear:
    seen = photographed(random)
    return replace(seen, desk=seen.paper)


def coarse(random: np.random.Generator) -> Wear:
    return Wear(
        skew=random.uniform(-1, 1),
        uneven_light=random.uniform(0, 0.2),
        blur=random.uniform(0.4, 0.7),
        noise=random.uniform(2, 6),
        specks=random.uniform(0, 5),
        faint_print=random.uniform(0, 0.3),
        paper=PAPERS[random.integers(len(PAPERS))],
        jpeg_quality=int(random.integers(50, 85)),
    )


def faint(random: np.random.Generator) -> Wear:
    return Wear(
        skew=random.uniform(-1, 1),
        uneven_light=random.uniform(0, 0.4),
        blur=random.uniform(0.6, 1.0),
        noise=random.uniform(3, 8),
        specks=random.uniform(0, 10),
        faint_print=random.uniform(0.5, 0.8),
        bleed_through=random.uniform(0.05, 0.2),
        paper=PAPERS[random.integers(len(PAPERS))],
        jpeg_quality=int(random.integers(50, 85)),
    )


def greyed(random: np.random.Generator) -> Wear:
    return Wear(
        skew=random.uniform(-2, 2),
        uneven_light=random.uniform(0, 0.4),
        blur=random.uniform(0.6, 1.2),
        noise=random.uniform(3, 9),
        specks=random.uniform(2, 15),
        faint_print=random.uniform(0, 0.4),
        bleed_through=random.uniform(0, 0.12),
        paper=(225, 225, 225),
        dark_borders=random.uniform(0, 0.03),
        jpeg_quality=int(random.integers(45, 80)),
    )


def ruled(random: np.random.Generator) -> Wear:
    return Wear(
        skew=random.uniform(-1.5, 1.5),
        uneven_light=random.uniform(0, 0.3),
        blur=random.uniform(0.6, 1.1),
        noise=random.uniform(3, 8),
        specks=random.uniform(1, 10),
        faint_print=random.uniform(0, 0.4),
        jpeg_quality=int(random.integers(50, 85)),
    )


def faxed(random: np.random.Generator) -> Wear:
    return Wear(
        skew=random.uniform(-1.5, 1.5),
        blur=random.uniform(0.7, 1.1),
        noise=random.uniform(8, 18),
        specks=random.uniform(10, 40),
        faint_print=random.uniform(0.05, 0.2),
        bitonal=True,
    )


CLASSES = (
    Hard("photographs by phone", any_page, (220, 300), photographed, colour=True),
    Hard("the same, no edge to be seen", any_page, (220, 300), edgeless, colour=True),
    Hard("100 to 150 dpi", any_page, (100, 150), coarse),
    Hard("faint, back shines through", any_page, (150, 220), faint),
    Hard("seals on worn grey pages", sealed_page, (150, 220), greyed),
    Hard("hairline tables", hairline_table, (150, 200), ruled),
    Hard("hairline tables by fax", hairline_table, (200, 200), faxed),
)


if __name__ == "__main__":
    main()
