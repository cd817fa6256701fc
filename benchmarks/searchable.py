"""Our writer of searchable PDFs beside OCRmyPDF with a plug-in that hands it the same words.

    python benchmarks/searchable.py [--data DIR]

Every file is read once; then both write it three times on one core, and the fastest counts. Words: those that
`pdftotext` finds, of those that were read. Pictures: whether their bytes are those of the input. The PDF/A of
OCRmyPDF is made without Ghostscript (`--output-type auto`). With `--data` also the scans in `scans/gold`. The last
lines are the peak memory of a process that writes one page 30 and 300 times, each with a picture of its own.
"""

# ruff: noqa: D102, ARG004

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import ocrmypdf
import pikepdf
from ocrmypdf.hocrtransform import BoundingBox, OcrClass, OcrElement
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence
from PIL import Image

from ocr_pipeline.document import Document, Line, Page
from ocr_pipeline.exports import document_from_json, to_json
from ocr_pipeline.exports.scan_places import box_on_scan, line_box, scan_size
from ocr_pipeline.pipeline import process
from ocr_pipeline.searchable import pdf_a_faults, write_searchable_pdf

SAMPLES = Path(__file__).parents[1] / "samples"
WORDS = "OCR_PIPELINE_BENCHMARK_WORDS"
TIMES = 3
WRITE = """
import re, sys, tempfile
from dataclasses import replace
from pathlib import Path
from ocr_pipeline.exports import document_from_json
from ocr_pipeline.searchable import write_searchable_pdf
source, words, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
document = document_from_json(words.read_bytes())
pages = tuple(replace(document.pages[0], number=number) for number in range(1, count + 1))
with tempfile.TemporaryFile() as target:
    write_searchable_pdf(source, replace(document, pages=pages, raw_text=""), target)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans/gold")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    files = [*sorted(SAMPLES.glob("*.pdf")), *sorted(SAMPLES.glob("*.jpg"))]
    files += sorted((options.data / "scans" / "gold").glob("*.pdf")) if options.data else []
    print(f"{'':28}{'pages':>6}{'s/page':>9}{'bytes +':>9}{'words %':>9}{'pictures':>10}  faults")
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            document = process(path)
            for name, write in (("ocr_pipeline", ours), ("OCRmyPDF 17", theirs)):
                target = Path(folder) / f"{path.name}.{name}.pdf"
                report(f"{path.name[:14]} {name}", path, document, target, write)
        memory(Path(folder))


def memory(folder: Path) -> None:
    """Peak memory of a process of its own, by the number of pages."""
    sample = SAMPLES / "quyet-dinh.pdf"
    (folder / "words.json").write_bytes(to_json(process(sample)))
    for count in (30, 300):
        source = folder / f"{count}.pdf"
        with pikepdf.open(sample) as one, pikepdf.new() as many:
            for number in range(count):
                many.pages.append(one.pages[0])
                resources = pikepdf.Dictionary(dict(many.pages[-1].Resources.items()))
                drawn = {}
                for name, picture in resources.XObject.items():
                    drawn[name] = many.make_stream(picture.read_raw_bytes() + b"%d" % number)
                    drawn[name].stream_dict = pikepdf.Dictionary(dict(picture.stream_dict.items()))
                resources.XObject = pikepdf.Dictionary(drawn)
                many.pages[-1].Resources = resources
            many.save(source)
        command = [sys.executable, "-c", WRITE, source, folder / "words.json", str(count)]
        peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        print(f"{count:4} pages, {source.stat().st_size / 1e6:.0f} MB: {peak} MB of memory")


def report(name: str, path: Path, document: Document, target: Path, write: Callable[..., None]) -> None:
    try:
        seconds = min(timed(write, path, document, target) for _ in range(TIMES))
    except ocrmypdf.exceptions.ExitCodeException as error:
        print(f"{name:28}  refused: {type(error).__name__}")
        return
    wanted = Counter(word.text for page in document.pages for line in page.lines for word in line.words)
    text = subprocess.run(["pdftotext", target, "-"], capture_output=True, text=True, check=True).stdout
    found = (wanted & Counter(text.split())).total() / max(wanted.total(), 1)
    more = target.stat().st_size - path.stat().st_size
    kept = "-" if path.suffix != ".pdf" else "kept" if pictures(path) <= pictures(target) else "changed"
    pages = len(document.pages)
    faults = len(pdf_a_faults(target))
    print(f"{name:28}{pages:6}{seconds / pages:9.3f}{more:9,}{100 * found:9.1f}{kept:>10}  {faults}", flush=True)


def timed(write: Callable[..., None], path: Path, document: Document, target: Path) -> float:
    start = perf_counter()
    write(path, document, target)
    return perf_counter() - start


def ours(path: Path, document: Document, target: Path) -> None:
    write_searchable_pdf(path, document, target)


def theirs(path: Path, document: Document, target: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as words:
        words.write(to_json(document))
        words.flush()
        os.environ[WORDS] = words.name
        ocrmypdf.ocr(
            path,
            target,
            plugins=[Path(__file__)],
            mode="redo" if path.suffix == ".pdf" else None,
            output_type="auto",
            image_dpi=200,
            optimize=0,
            jobs=1,
            use_threads=True,
            invalidate_digital_signatures=True,
            progress_bar=False,
        )


def pictures(path: Path) -> set[bytes]:
    with pikepdf.open(path) as pdf:
        return {
            item.read_raw_bytes()
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        }


class OurWords(OcrEngine):
    """An engine that has read everything before it is asked."""

    @staticmethod
    def version() -> str:
        return "1"

    @staticmethod
    def creator_tag(options: Any) -> str:
        return "ocr_pipeline"

    def __str__(self) -> str:
        return "ocr_pipeline"

    @staticmethod
    def languages(options: Any) -> set[str]:
        return {"eng", "vie"}

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> OrientationConfidence:
        return OrientationConfidence(angle=0, confidence=0.0)

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    @staticmethod
    def generate_ocr(input_file: Path, options: Any, page_number: int = 0) -> tuple[OcrElement, str]:
        document = document_from_json(Path(os.environ[WORDS]).read_bytes())
        page = document.pages[page_number]
        with Image.open(input_file) as image:
            factor = image.width / scan_size(page)[0]
            whole = BoundingBox(0, 0, *image.size)
            dpi = float(image.info.get("dpi", (200, 200))[0])
        lines = [element for line in page.lines for element in line_element(page, line, factor)]
        paragraph = OcrElement(OcrClass.PARAGRAPH, bbox=whole, children=lines, language="vie")
        return OcrElement(OcrClass.PAGE, bbox=whole, dpi=dpi, page_number=page_number, children=[paragraph]), ""

    # OCRmyPDF's base class demands the two ways below; it calls neither where an engine offers `generate_ocr`.

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: Any) -> None:
        raise NotImplementedError

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: Any) -> None:
        raise NotImplementedError


def line_element(page: Page, line: Line, factor: float) -> Iterator[OcrElement]:
    def bounds(box: Any) -> BoundingBox:
        upright = box_on_scan(page, box)
        edges = (upright.left, upright.top, upright.right, upright.bottom)
        return BoundingBox(*(edge * factor for edge in edges))

    words = [OcrElement(OcrClass.WORD, bbox=bounds(word.box), text=word.text) for word in line.words if word.box]
    box = line_box(line)
    if words and box:
        yield OcrElement(OcrClass.LINE, bbox=bounds(box), children=words)


@ocrmypdf.hookimpl
def get_ocr_engine() -> OcrEngine:
    return OurWords()


if __name__ == "__main__":
    main()
