"""How long `ocr-pipeline run` takes for one long file with all usual outputs: by one process, and by all cores.

    python benchmarks/one_file.py [--data DIR] [--pages N]

Made-up documents as one PDF with its text layer, and the first page of some as one scan of 200 dpi; with `--data` also
`DIR/scans/born_digital/*.pdf` and `DIR/scans/ungraded/*.pdf`, joined. Pages with a text layer are read by one process
in any case. Seconds by the clock, the start of the program included, the least of three rounds; it wants a machine
that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from time import perf_counter

import img2pdf
import pikepdf
from PIL import Image

from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.degrade import PRESETS, degrade, grey
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import page_images

ROUNDS, DPI, SCANS = 3, 200, 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans/born_digital and scans/ungraded")
    parser.add_argument("--pages", type=int, default=200, help="pages with a text layer (default: %(default)s)")
    options = parser.parse_args()
    print(f"{'one file':24}{'pages':>7}{'one process, s':>16}{'all cores, s':>14}{'pages a second':>16}")
    documents = [document_pdf(load_document(FOLDER / f"{name}.json")) for name in document_names()]
    with tempfile.TemporaryDirectory() as folder:
        print_times("made-up, text layer", joined(map(BytesIO, documents), options.pages), Path(folder))
        print_times("made-up, scanned", joined(map(BytesIO, map(scanned, documents[:SCANS])), SCANS), Path(folder))
        if options.data is not None:
            for name, most in (("born_digital", options.pages), ("ungraded", SCANS)):
                files = sorted((options.data / "scans" / name).glob("*.pdf"))
                print_times(name, joined(files, most), Path(folder))


def joined(files: Iterable[Path | BytesIO], most: int) -> pikepdf.Pdf:
    """The first pages of all files in one."""
    whole = pikepdf.new()
    for file in files:
        with pikepdf.open(file) as one:
            whole.pages.extend(one.pages[: max(most - len(whole.pages), 0)])
    return whole


def scanned(pdf: bytes) -> bytes:
    """The first page as a scanner would see it."""
    worn = degrade(grey(next(page_images(pdf, DPI))), PRESETS["light"], 1)
    picture = BytesIO()
    Image.fromarray(worn).save(picture, "PNG", dpi=(DPI, DPI))
    return bytes(img2pdf.convert(picture.getvalue()))


def print_times(name: str, pdf: pikepdf.Pdf, folder: Path) -> None:
    path = folder / f"{name}.pdf"
    pdf.save(path)
    jobs = (1, os.cpu_count() or 1)
    rounds = [[seconds(path, number, folder) for number in jobs] for _ in range(ROUNDS)]
    one, all_cores = map(min, zip(*rounds, strict=True))
    pages = len(pdf.pages)
    print(f"{name:24}{pages:>7}{one:>16.1f}{all_cores:>14.1f}{pages / all_cores:>16.1f}", flush=True)


def seconds(path: Path, jobs: int, folder: Path) -> float:
    command = [sys.executable, "-m", "ocr_pipeline", "run", str(path), "-o", str(folder / "out"), "-j", str(jobs)]
    start = perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return perf_counter() - start


if __name__ == "__main__":
    main()
