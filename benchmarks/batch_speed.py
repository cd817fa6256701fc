"""A tree of scans on two cores: this project, bare Tesseract by xargs, and OCRmyPDF, one after the other in one run.

    python benchmarks/batch_speed.py [--data DIR] [--pages N] [--long N]

The tree holds N synthetic pages (made-up documents, worn lightly, as PDF of up to three pages) and the PDF files of
`DIR/scans/ungraded`. Rates are pages a minute by the clock, so the machine must be quiet. Bare is `pdftoppm -r 300` and
`tesseract -l vie` by `xargs -P2`; OCRmyPDF is called file by file with `-j 2 --deskew --rotate-pages --force-ocr`.
Memory is the most that one of our processes (workers and those they come from) ever held. `--long N` also reads one
document of N pages and one of a tenth of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import img2pdf
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from ocr_pipeline.pipeline import restore
from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.degrade import LIGHT, degrade
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import page_images

DPI = 200
PAGES_A_FILE = 3
TEXT = "json,md,txt,csv,tables.csv"
BARE = """
cd "$1" && find . -name '*.pdf' -print0 | xargs -0 -P2 -I{} sh -c '
  folder=$(mktemp -d) && pdftoppm -r 300 "$1" "$folder/p" &&
  for page in "$folder"/p*.ppm; do tesseract "$page" "${page%.ppm}" -l vie --dpi 300 2>/dev/null; done; rm -r "$folder"
' sh {}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans")
    parser.add_argument("--pages", type=int, default=40, help="synthetic pages (default: %(default)s)")
    parser.add_argument("--long", type=int, default=0, metavar="N", help="also a PDF of N pages")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-speed-") as name:
        tree = Path(name) / "in"
        tree.mkdir()
        synthetic_files(tree, options.pages)
        sample = max(sorted(tree.iterdir()), key=page_count)
        for scan in sorted((options.data / "scans" / "ungraded").glob("*.pdf")) if options.data else ():
            shutil.copy(scan, tree)
        compare(tree, Path(name))
        if options.long:
            long_files(sample, Path(name), options.long)


def synthetic_files(tree: Path, wanted: int) -> None:
    """Write made-up documents as scans until there are so many pages."""
    count, seed = 0, 0
    while count < wanted:
        for name in document_names():
            images = page_images(document_pdf(load_document(FOLDER / f"{name}.json")), DPI)
            images = list(images)[: min(PAGES_A_FILE, wanted - count)]
            if not images:
                return
            degraded = [degrade(image, LIGHT, seed + number) for number, image in enumerate(images)]
            write_scan(tree / f"{name}-{seed}.pdf", degraded)
            count, seed = count + len(images), seed + 1


def write_scan(path: Path, pages: Sequence[NDArray[np.uint8]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pictures = []
        for number, page in enumerate(pages):
            picture = Path(folder) / f"{number:04}.png"
            Image.fromarray(page).save(picture, dpi=(DPI, DPI))
            pictures.append(str(picture))
        path.write_bytes(img2pdf.convert(pictures))


def compare(tree: Path, folder: Path) -> None:
    pages = sum(map(page_count, tree.glob("*.pdf")))
    print(f"{pages} pages in {len(list(tree.glob('*.pdf')))} files", flush=True)
    restore("Tinh uy")  # compiles what is not compiled yet, and keeps it for the workers
    runs: list[tuple[str, Callable[[], float | None]]] = [
        ("bare tesseract, xargs -P2", lambda: bare(tree)),
        ("batch -j 2, text and directives", lambda: batch(tree, folder / "two", 2, TEXT)),
        ("batch -j 2, PDF/A too", lambda: batch(tree, folder / "pdf", 2, f"pdf,{TEXT}")),
        ("batch -j 1, text and directives", lambda: batch(tree, folder / "one", 1, TEXT)),
    ]
    if find_spec("ocrmypdf"):
        runs.append(("ocrmypdf -j 2", lambda: ocrmypdf(tree, folder / "ocrmypdf")))
    print(f"{'':34}{'seconds':>9}{'pages/min':>11}{'of bare':>9}{'MB a process':>13}")
    seconds: dict[str, float] = {}
    for title, run in runs:
        start = perf_counter()
        most = run()
        seconds[title] = perf_counter() - start
        share = seconds[runs[0][0]] / seconds[title]
        memory = "-" if most is None else f"{most:.0f}"
        print(f"{title:34}{seconds[title]:9.1f}{60 * pages / seconds[title]:11.1f}{share:9.2f}{memory:>13}", flush=True)
    print(f"1 to 2 workers: {seconds[runs[3][0]] / seconds[runs[1][0]]:.2f} times as fast")
    if "ocrmypdf -j 2" in seconds:
        print(f"with PDF/A, of OCRmyPDF: {seconds['ocrmypdf -j 2'] / seconds[runs[2][0]]:.2f} times as fast")


def bare(tree: Path) -> None:
    subprocess.run(["bash", "-c", BARE, "bash", str(tree)], check=True, stdout=subprocess.DEVNULL)


def batch(tree: Path, output: Path, jobs: int, formats: str) -> float:
    """The most memory that one of its processes held, in MB."""
    command = [sys.executable, "-m", "ocr_pipeline", "batch", str(tree), str(output), "-j", str(jobs), "-f", formats]
    ended, most = Event(), [0.0]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watcher = Thread(target=watch_memory, args=(process.pid, ended, most))
        watcher.start()
        process.wait()
        ended.set()
        watcher.join()
    return most[0]


def watch_memory(parent: int, ended: Event, most: list[float]) -> None:
    """Keep the high-water mark of the memory of any Python process below `parent`."""
    while not ended.wait(0.2):
        for pid in descendants(parent):
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            if "VmHWM:" in status and "Name:\tpython" in status:
                most[0] = max(most[0], int(status.split("VmHWM:")[1].split()[0]) / 1024)


def descendants(parent: int) -> list[int]:
    try:
        children = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []
    return [below for child in children for below in (child, *descendants(child))]


def ocrmypdf(tree: Path, output: Path) -> None:
    output.mkdir()
    how = ["--deskew", "--rotate-pages", "--force-ocr", "--invalidate-digital-signatures"]
    for scan in sorted(tree.glob("*.pdf")):
        command = [
            sys.executable,
            "-m",
            "ocrmypdf",
            "-q",
            "-l",
            "vie",
            "-j",
            "2",
            *how,
            str(scan),
            str(output / scan.name),
        ]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)


def long_files(scan: Path, folder: Path, pages: int) -> None:
    """Memory over one document of many pages (its second page again and again) beside a short one."""
    for count in (max(pages // 10, 1), pages):
        tree = folder / f"long-{count}"
        tree.mkdir()
        with pypdfium2.PdfDocument(scan) as source, pypdfium2.PdfDocument.new() as target:
            for number in range(count):
                target.import_pages(source, [min(number, 1)])
            target.save(tree / "long.pdf")
        start = perf_counter()
        most = batch(tree, folder / f"out-{count}", 2, f"pdf,{TEXT}")
        print(f"one PDF of {count} pages: {perf_counter() - start:.1f} s, at most {most:.0f} MB a process", flush=True)


def page_count(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


if __name__ == "__main__":
    main()
