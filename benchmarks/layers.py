"""How many pages with a right text layer a second are read, and read, restored and parsed, beside `pdftotext -layout`.

    python benchmarks/layers.py [--data DIR]

The made-up documents as PDF, one page each or a few; with `--data` also `DIR/scans/born_digital/*.pdf`, of which pages
that are read from their pictures do not count. Processor time of one core, set up as the workers of
`batch` are; of every document the least of three rounds counts, since other programs disturb. *All cores* is by the
clock: pages read a second by as many processes as there are cores; it wants a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time

import cv2

from ocr_pipeline.batch.worker import keep_what_is_loaded
from ocr_pipeline.document import Page
from ocr_pipeline.pipeline import DEFAULTS, make_document, read_page
from ocr_pipeline.sources import LayerPage, open_source
from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.layout import document_pdf

ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans/born_digital")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    print(f"{'pages a second':20}{'pages':>7}{'pdftotext':>11}{'read':>7}{'all':>7}{'all cores':>11}")
    with tempfile.TemporaryDirectory() as folder:
        print_speeds("made-up documents", list(made_up(Path(folder))))
    if options.data is not None:
        print_speeds("born-digital", sorted((options.data / "scans" / "born_digital").glob("*.pdf")))


def made_up(folder: Path) -> Iterator[Path]:
    """The made-up documents as files."""
    for name in document_names():
        path = folder / f"{name}.pdf"
        path.write_bytes(document_pdf(load_document(FOLDER / f"{name}.json")))
        yield path


def print_speeds(name: str, paths: Sequence[Path]) -> None:
    list(map(timed, paths))  # loads the models
    keep_what_is_loaded()
    rounds = [list(map(timed, paths)) for _ in range(ROUNDS)]
    files = list(zip(*rounds, strict=True))
    pages = sum(file[0][0] for file in files)
    bare, read, made = (sum(min(times[column] for times in file) for file in files) for column in (1, 2, 3))
    together = by_all_cores(paths)
    print(f"{name:20}{pages:>7}{pages / bare:>11.0f}{pages / read:>7.0f}{pages / (read + made):>7.0f}{together:>11.0f}")


def by_all_cores(paths: Sequence[Path]) -> float:
    """Pages a second by the clock, of the files that have a layer on every page."""
    speeds = []
    with ProcessPoolExecutor(os.cpu_count(), initializer=keep_what_is_loaded) as pool:
        whole = [path for path, pages in zip(paths, pool.map(layers_in, paths), strict=True) if pages]
        for _ in range(ROUNDS):
            start = perf_counter()
            pages = sum(pool.map(layers_in, whole))
            speeds.append(pages / (perf_counter() - start))
    return max(speeds)


def layers_in(path: Path) -> int:
    """How many pages were read, 0 where one must be read from its picture; the pages stay here, as in `batch`."""
    with open_source(path, DEFAULTS.source) as source:
        pages = [source.page(number) for number in range(1, source.info.pages + 1)]
        read = [read_page(page, DEFAULTS) for page in pages if isinstance(page, LayerPage)]
        return len(read) if len(read) == len(pages) else 0


def timed(path: Path) -> tuple[int, float, float, float]:
    """Pages with a layer that is used; seconds for `pdftotext`, for reading them, and for all that follows."""
    pages: list[Page] = []
    start = process_time()
    with open_source(path, DEFAULTS.source) as source:
        reading = process_time() - start
        for number in range(1, source.info.pages + 1):
            start = process_time()
            page = source.page(number)
            if isinstance(page, LayerPage):
                pages.append(read_page(page, DEFAULTS))
                reading += process_time() - start
        start = process_time()
        make_document(source.info, pages, DEFAULTS)
        made = process_time() - start
    return len(pages), pdftotext(path), reading, made


def pdftotext(path: Path) -> float:
    """Seconds that the program takes for the whole file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["pdftotext", "-layout", path, "/dev/null"], stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
