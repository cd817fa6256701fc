"""How well and how fast pages are read, before and after restoration, side by side with bare Tesseract.

    python benchmarks/recognition.py --data DIR [--ablation]

`DIR/scans/gold` (or `DIR/gold`) holds one-page scans `NAME.pdf` with `NAME.txt`, the transcription line by line;
pages of `DIR/scans/born_digital` are worn as scanners do. Bare is `pdftoppm -r 300` and `tesseract -l vie`, both on one
thread. *Read* is what imaging and recognition give, *restored* the same after restoration. Times are CPU seconds: other
programs + our own work, restoration included. `--ablation` reads all pages again without each step, before restoration.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

import ocr_pipeline.imaging as imaging
import ocr_pipeline.recognition as recognition
from ocr_pipeline import pipeline
from ocr_pipeline.document import text_of
from ocr_pipeline.evaluation.text import bag_scores, words_of
from ocr_pipeline.recognition import reading, second_reading
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
    """What was read from one page: its text, and the seconds spent in other programs and in this one."""

    text: str
    programs: float
    own: float


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
    pipeline.restore("Tinh uy")  # the models are loaded before the clock starts
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
    systems = ("restored", "read", "bare")
    both = [read(scan) for scan in pages.scans]
    readings = {
        "restored": [restored for _, restored in both],
        "read": [raw for raw, _ in both],
        "bare": [read_bare(scan) for scan in pages.scans],
    }
    print(f"\n{pages.title:28}{'recall %':>24}{'precision %':>24}{'line CER %':>24}{'seconds':>20}")
    print(" " * 28 + "".join(f"{name:>8}" for name in systems) * 3 + f"{'ours':>12}{'bare':>8}")
    for number, (scan, truth) in enumerate(zip(pages.scans, pages.truths, strict=True)):
        print(row(scan.stem, {name: [readings[name][number]] for name in systems}, [truth]))
    print(row("all pages", readings, pages.truths))


def read(scan: Path) -> tuple[Reading, Reading]:
    """Sources, imaging and recognition, as the pipeline composes them; and restoration after them."""
    start = os.times()
    with open_source(scan, Options().source) as source:
        pages = tuple(pipeline.read_page(page, Options()) for page in source.pages)
    raw = Reading(text_of(pages), *spent_since(start))
    restored = restore_pages(pages, Options().restoration)
    return raw, Reading(text_of(restored.pages), *spent_since(start))


def read_bare(scan: Path) -> Reading:
    start = os.times()
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.ppm"
        if scan.suffix == ".pdf":
            subprocess.run(["pdftoppm", "-r", "300", "-singlefile", scan, picture.with_suffix("")], check=True)
        else:
            at_300_dpi(scan, picture)
        command = ["tesseract", str(picture), "-", "-l", "vie", "--dpi", "300"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Reading(text, *spent_since(start))


def at_300_dpi(scan: Path, picture: Path) -> None:
    with Image.open(scan) as image:
        factor = 300 / round(image.info["dpi"][0])
        image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BILINEAR).save(
            picture
        )


def spent_since(start: os.times_result) -> tuple[float, float]:
    """CPU seconds of child processes and of this one."""
    now = os.times()
    programs = now.children_user + now.children_system - start.children_user - start.children_system
    return programs, now.user + now.system - start.user - start.system


def row(name: str, readings: Mapping[str, Sequence[Reading]], truths: Sequence[str]) -> str:
    """One line of the table: pooled scores of all readings."""
    found = [scores([reading.text for reading in readings[system]], truths) for system in ("restored", "read", "bare")]
    shares = "".join(f"{100 * share:8.2f}" for measure in zip(*found, strict=True) for share in measure)
    ours, bare = readings["restored"], readings["bare"]
    programs, own = (sum(getattr(reading, part) for reading in ours) / len(ours) for part in ("programs", "own"))
    plain = sum(reading.programs for reading in bare) / len(bare)
    return f"{name[:27]:28}{shares}{programs:7.2f}+{own:4.2f}{plain:8.2f}"


def scores(texts: Sequence[str], truths: Sequence[str]) -> tuple[float, float, float]:
    """Syllable recall and precision as bags, and line CER, pooled over pages."""
    found = wanted = common = wrong = length = 0.0
    for text, truth in zip(texts, truths, strict=True):
        bags = bag_scores(text, truth)
        wanted += bags.reference_syllables
        found += bags.hypothesis_syllables
        common += bags.syllable_recall * bags.reference_syllables
        for line in filter(None, (" ".join(words_of(line)) for line in truth.splitlines())):
            wrong += line_errors(line, " ".join(words_of(text)))
            length += len(line)
    return common / wanted, common / found, wrong / length


def line_errors(line: str, text: str) -> int:
    """Edits between a reference line and the stretch of the text that matches it best (semi-global)."""
    match = partial_ratio_alignment(line, text)
    if match is None:
        return len(line)
    # The stretch has the length of the line; a few characters more or less on either side may match better.
    ends = range(-3, 4)
    return min(
        Levenshtein.distance(line, text[max(match.dest_start + left, 0) : match.dest_end + right])
        for left in ends
        for right in ends
    )


def steps() -> Iterator[tuple[str, Any, str, Any]]:
    """Each step that can be left out: its name, where it is, and what stands in for it."""
    yield "seals and pens lifted off", imaging, "to_grey", plain_grey
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
    yield "unread print", second_reading, "unread_places", always(())
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
    readings = [read(scan)[0] for scan in pages.scans]
    recall, precision, errors = scores([reading.text for reading in readings], pages.truths)
    seconds = sum(reading.programs + reading.own for reading in readings) / len(readings)
    return f"{100 * recall:10.2f}{100 * precision:10.2f}{100 * errors:8.2f}{seconds:12.2f}"


if __name__ == "__main__":
    main()
