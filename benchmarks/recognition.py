"""How well and how fast pages are read, before and after restoration, side by side with bare Tesseract.

    python benchmarks/recognition.py --data DIR [--ablation]

`DIR/scans/gold` (or `DIR/gold`) holds one-page scans `NAME.pdf` with `NAME.txt`, the transcription line by line;
pages of `DIR/scans/born_digital` are worn as scanners do. *Read* is what imaging and recognition give, *restored* the
same after restoration. Bare is `pdftoppm -r 300` and `tesseract -l vie` on one thread; OCRmyPDF is called with
`--deskew --rotate-pages --force-ocr`, where it is installed. Times are CPU seconds a page, restoration included; pages
are read with one thread, as `run` and `batch` read them.
`--ablation` reads all pages again without each step, before restoration.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import ocr_pipeline.imaging as imaging
import ocr_pipeline.recognition as recognition
from ocr_pipeline import pipeline
from ocr_pipeline.batch.worker import one_thread_a_page
from ocr_pipeline.document import text_of
from ocr_pipeline.evaluation.pages import PageScore, page_score, zone_scores
from ocr_pipeline.recognition import comparing, reading, second_reading
from ocr_pipeline.restoration import restore_pages
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import open_source
from ocr_pipeline.synthesis.degrade import PRESETS, degrade

WORN = (
    *(("light", 200), ("strong", 200), ("fax", 200), ("faint", 150), ("copy", 200), ("light", 100)),
    *(("fax", 300), ("strong", 300), ("light", 150), ("copy", 300), ("faint", 200)),
)
"""How a page is worn, and at how many dots an inch."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one page: its text, and the CPU seconds spent, those of other programs included."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """All pages read by one system, each with what was read before restoration where it has one; `peak` in MB."""

    pairs: tuple[tuple[Reading, ...], ...]
    peak: float


@dataclass(frozen=True, slots=True)
class Pages:
    """Scans of one page each, and what is printed on them."""

    title: str
    scans: tuple[Path, ...]
    truths: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans and their transcriptions")
    parser.add_argument("--ablation", action="store_true", help="read also without each single step")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        sets = [] if options.data is None else [real_pages(options.data), worn_pages(options.data, Path(folder))]
        sets = [pages for pages in sets if pages.scans]
        if not sets:
            print("scans with transcriptions: skipped (give --data DIR)")
        for pages in sets:
            print_comparison(pages)
        if sets and options.ablation:
            print_ablation(sets)


def real_pages(data: Path) -> Pages:
    folders = (data / "scans" / "gold", data / "gold")
    scans = sorted(scan for folder in folders for scan in folder.glob("*.pdf") if scan.with_suffix(".txt").exists())
    return Pages("real scans", tuple(scans), tuple(scan.with_suffix(".txt").read_text("utf-8") for scan in scans))


def worn_pages(data: Path, folder: Path) -> Pages:
    """First or second pages of born-digital documents, drawn and worn; the truth is their text layer."""
    documents = sorted((data / "scans" / "born_digital").glob("*.pdf"))[1::2]
    pages = [
        worn_page(document, 1 + (seed % 3 == 2), wear, seed, folder)
        for seed, (document, wear) in enumerate(zip(documents, WORN, strict=False), 11)
    ]
    return Pages("born-digital pages, worn", tuple(scan for scan, _ in pages), tuple(truth for _, truth in pages))


def worn_page(document: Path, number: int, wear: tuple[str, int], seed: int, folder: Path) -> tuple[Path, str]:
    """One page of a document, drawn and worn at so many dots an inch, and its text layer."""
    preset, dpi = wear
    page = ["-f", str(number), "-l", str(number)]
    drawn = folder / "drawn"
    subprocess.run(["pdftoppm", "-r", str(dpi), *page, "-singlefile", document, drawn], check=True)
    with Image.open(drawn.with_suffix(".ppm")) as clean:
        worn = degrade(np.asarray(clean), PRESETS[preset], seed)
    scan = folder / f"{document.stem} {preset} {dpi}.png"
    Image.fromarray(worn).save(scan, dpi=(dpi, dpi))
    layer = subprocess.run(["pdftotext", *page, document, "-"], check=True, capture_output=True)
    return scan, layer.stdout.decode("utf-8")


def print_comparison(pages: Pages) -> None:
    """The table over pages, the same by zone, and the largest processes, of all systems on the same pages."""
    runs = {name: in_own_process(system, pages.scans) for name, system in SYSTEMS.items()}
    readings = {name: [page[0] for page in run.pairs] for name, run in runs.items()}
    readings["read"] = [raw for _, raw in runs["restored"].pairs]
    names = [name for name in ("restored", "read", "bare", "ocrmypdf") if name in readings]
    width = 9 * len(names)
    measures = ("recall %", "precision %", "line CER %", "CPU seconds")
    print(f"\n{pages.title:24}" + "".join(f"{measure:>{width}}" for measure in measures))
    print(" " * 24 + "".join(f"{name:>9}" for name in names) * 4)
    truths = pages.truths
    for number, scan in enumerate(pages.scans):
        print(row(scan.stem, [[readings[name][number]] for name in names], [truths[number]]))
    print(row("all pages", [readings[name] for name in names], truths))
    for zone in ("head", "body", "foot"):
        print(zone_row(zone, [readings[name] for name in names], truths))
    print("largest process, MB: " + ", ".join(f"{name} {run.peak:.0f}" for name, run in runs.items()))


def in_own_process(system: Callable[[Path], tuple[Reading, ...]], scans: Sequence[Path]) -> Run:
    """All pages read in a process of its own, so that its memory and its children's can be told."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(run_over, system, scans).result()


def run_over(system: Callable[[Path], tuple[Reading, ...]], scans: Sequence[Path]) -> Run:
    if system is read:
        one_thread_a_page()  # as in batch runs
        pipeline.restore("Tinh uy")  # the models are loaded before the clock starts
    pairs = tuple(system(scan) for scan in scans)
    largest = resource.getrusage(resource.RUSAGE_SELF if system is read else resource.RUSAGE_CHILDREN)
    return Run(pairs, largest.ru_maxrss / 1024)


def read(scan: Path) -> tuple[Reading, Reading]:
    """Sources, imaging, recognition and restoration, as the pipeline composes them; and the same before restoration."""
    start = os.times()
    with open_source(scan, Options().source) as source:
        pages = tuple(pipeline.read_page(page, Options()) for page in source.pages)
    raw = Reading(text_of(pages), spent_since(start))
    restored = restore_pages(pages, Options().restoration)
    return Reading(text_of(restored.pages), spent_since(start)), raw


def read_bare(scan: Path) -> tuple[Reading]:
    start = os.times()
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.ppm"
        if scan.suffix == ".pdf":
            subprocess.run(["pdftoppm", "-r", "300", "-singlefile", scan, picture.with_suffix("")], check=True)
        else:
            at_300_dpi(scan, picture)
        command = ["tesseract", str(picture), "-", "-l", "vie", "--dpi", "300"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return (Reading(text, spent_since(start)),)


def read_ocrmypdf(scan: Path) -> tuple[Reading]:
    start = os.times()
    with tempfile.TemporaryDirectory() as folder:
        done = Path(folder) / "done.pdf"
        how = ["--deskew", "--rotate-pages", "--force-ocr", "--invalidate-digital-signatures", "--output-type", "pdf"]
        command = [sys.executable, "-m", "ocrmypdf", "-q", "-l", "vie", "-j", "1", *how, str(scan), str(done)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        text = subprocess.run(["pdftotext", done, "-"], check=True, capture_output=True).stdout.decode("utf-8")
    return (Reading(text, spent_since(start)),)


SYSTEMS: dict[str, Callable[[Path], tuple[Reading, ...]]] = {
    "restored": read,
    "bare": read_bare,
    **({"ocrmypdf": read_ocrmypdf} if find_spec("ocrmypdf") else {}),
}


def at_300_dpi(scan: Path, picture: Path) -> None:
    with Image.open(scan) as image:
        factor = 300 / round(image.info["dpi"][0])
        image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BILINEAR).save(
            picture
        )


def spent_since(start: os.times_result) -> float:
    """CPU seconds of this process and of its children that ended."""
    return sum(os.times()[:4]) - sum(start[:4])


def row(name: str, readings: Sequence[Sequence[Reading]], truths: Sequence[str]) -> str:
    """One line of the table: pooled scores of all readings."""
    found = [pooled(texts, truths) for texts in readings]
    cells = [100 * score.recall for score in found]
    cells += [100 * score.precision for score in found] + [100 * score.line_cer for score in found]
    cells += [sum(reading.seconds for reading in pages) / len(pages) for pages in readings]
    return f"{name[:23]:24}" + "".join(f"{cell:9.2f}" for cell in cells)


def zone_row(zone: str, readings: Sequence[Sequence[Reading]], truths: Sequence[str]) -> str:
    """Recall and line CER of the true lines of a zone; what was read too much belongs to none."""
    found = [
        sum((zone_scores(page.text, truth)[zone] for page, truth in zip(pages, truths, strict=True)), PageScore())
        for pages in readings
    ]
    gap = " " * 9 * len(readings)
    recalls, errors = ("".join(f"{100 * getattr(score, of):9.2f}" for score in found) for of in ("recall", "line_cer"))
    return f"{'  ' + zone:24}{recalls}{gap}{errors}"


def pooled(readings: Sequence[Reading], truths: Sequence[str]) -> PageScore:
    pages = zip(readings, truths, strict=True)
    return sum((page_score(reading.text, truth) for reading, truth in pages), PageScore())


def steps() -> Iterator[tuple[str, Any, str, Any]]:
    """Each step that can be left out: its name, where it is, and what stands in for it."""
    yield "seals and pens lifted off", imaging, "to_grey", plain_grey
    yield "strokes kept from reading again", imaging, "strokes_of", always(None)
    yield "sheets cut out", imaging, "cut_sheet", always(None)
    yield "borders cleared", imaging, "clear_borders", always(None)
    yield "punch holes filled", imaging, "fill_holes", always(None)
    yield "light evened", imaging, "even_light", always(None)
    yield "dust removed", imaging, "remove_dust", always(None)
    yield "deskew", imaging, "skew_of", always(0.0)
    yield "small letters enlarged", imaging, "scale_of", always(1.0)
    yield "large letters reduced", reading, "_LARGEST_LETTER", float("inf")
    yield "ruled tables", recognition, "find_grids", lambda pixels, _: ((), pixels)
    yield "second reading", reading, "read_again", lambda _pixels, _letter, words, _options: words
    yield "lines of rubbish given up", comparing, "_was_rubbish", always(False)
    yield "unread print", second_reading, "unread_places", always(())
    yield "letters that boxes cut off", second_reading, "grown", always({})
    yield "lines read as two made one", second_reading, "overlaid", always(())
    yield "cells read apart", recognition, "with_cells", lambda words, *_: words
    yield "raised figures", recognition, "with_raised_figures", lambda _pixels, _letter, words, _options: words
    yield "noise left out", reading, "without_noise", lambda words, _: words
    yield "spaces and dashes by geometry", reading, "mend_by_geometry", lambda words, _: words


def always(answer: Any) -> Callable[..., Any]:
    """A step that never finds anything to do."""
    return lambda *_: answer


def plain_grey(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], tuple[()]]:
    return (image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)), ()


@contextmanager
def replaced(place: Any, name: str, stand_in: Any) -> Iterator[None]:
    kept = getattr(place, name)
    setattr(place, name, stand_in)
    try:
        yield
    finally:
        setattr(place, name, kept)


def print_ablation(sets: Sequence[Pages]) -> None:
    print(f"\n{'without':32}" + "".join(f"{pages.title:>40}" for pages in sets))
    print(" " * 32 + "".join(f"{'recall':>10}{'precision':>10}{'CER':>8}{'seconds':>12}" for _ in sets))
    print(f"{'nothing':32}" + "".join(map(ablated, sets)), flush=True)
    for name, place, attribute, stand_in in steps():
        with replaced(place, attribute, stand_in):
            print(f"{name:32}" + "".join(map(ablated, sets)), flush=True)


def ablated(pages: Pages) -> str:
    readings = [read(scan)[1] for scan in pages.scans]
    score = pooled(readings, pages.truths)
    seconds = sum(reading.seconds for reading in readings) / len(readings)
    return f"{100 * score.recall:10.2f}{100 * score.precision:10.2f}{100 * score.line_cer:8.2f}{seconds:12.2f}"


if __name__ == "__main__":
    main()
