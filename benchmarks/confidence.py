"""Whether confidences mean what they say: of words at 0.9, are nine of ten right? Before restoration.

    python benchmarks/confidence.py --data DIR [--fit lexicons/confidences.tsv]

`DIR/scans` as in `benchmarks/recognition.py`. The table is counted over every second born-digital document, three pages
of each, worn; it is judged on the others and on the real scans. `--fit` counts it anew and writes it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from recognition import WORN, Pages, real_pages, replaced, worn_page, worn_pages

from ocr_pipeline import pipeline
from ocr_pipeline.document import Word
from ocr_pipeline.evaluation.text import words_of
from ocr_pipeline.recognition import reading
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import open_source

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.01)
RAW_EDGES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.965, 0.97, 1.01)
"""Tesseract gives most words 0.96 to 0.97, where a hundredth says much."""
LEAST_RECALL = 0.5
"""Share of a page's words that must be there; of less, the text layer is of another kind (a form, a drawing)."""
HEAD = """# The share of words that is right, by Tesseract's confidence; between the rows, interpolated.
# Counted by benchmarks/confidence.py (docs/imaging.md) over worn pages of born-digital documents.
# confidence\tright
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans and their transcriptions")
    parser.add_argument("--fit", type=Path, help="count the table and write it to this file")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    if options.data is None:
        print("scans with transcriptions: skipped (give --data DIR)")
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.fit:
            options.fit.write_text(HEAD + fitted(fitting_pages(options.data, Path(folder))), "utf-8")
        else:
            for pages in (real_pages(options.data), worn_pages(options.data, Path(folder))):
                print_reliability(pages.title, *judged(pages))


def fitting_pages(data: Path, folder: Path) -> Pages:
    """Three pages of the documents that `recognition.worn_pages` leaves out, worn."""
    pages = []
    for document in sorted((data / "scans" / "born_digital").glob("*.pdf"))[::2]:
        with pypdfium2.PdfDocument(document) as opened:
            last = min(len(opened), 3)
        for number in range(1, last + 1):
            own = folder / f"{document.stem}-{number}"
            own.mkdir()
            pages.append(worn_page(document, number, WORN[len(pages) % len(WORN)], 100 + len(pages), own))
    return Pages("fit", tuple(scan for scan, _ in pages), tuple(truth for _, truth in pages))


def fitted(pages: Pages) -> str:
    """The rows of the table: mean confidence and share right in each span, never falling and never all."""
    with replaced(reading, "calibrated", tuple):
        told, right = judged(pages)
    rows, least = [], 0.0
    for inside in spans(told, RAW_EDGES):
        least = max(least, float((right[inside].sum() + 1) / (inside.sum() + 2)))
        rows.append(f"{told[inside].mean():.3f}\t{least:.3f}\n")
    return "".join(rows)


def judged(pages: Pages) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The confidence of every word read, and whether it is right."""
    told: list[float] = []
    right: list[bool] = []
    for scan, truth in zip(pages.scans, pages.truths, strict=True):
        words = read(scan)
        found = right_words([word.text for word in words], words_of(truth))
        if sum(found) >= LEAST_RECALL * len(words):
            told += [word.confidence or 0.0 for word in words]
            right += found
    return np.array(told), np.array(right)


def read(scan: Path) -> Sequence[Word]:
    with open_source(scan, Options().source) as source:
        pages = [pipeline.read_page(page, Options()) for page in source.pages]
    return [word for page in pages for line in page.lines for word in line.words if word.confidence is not None]


def right_words(read: Sequence[str], printed: Sequence[str]) -> list[bool]:
    """Which of the words are printed: in their order, or left over elsewhere (columns are read in any order)."""
    found = [" ".join(words_of(word)) for word in read]
    right = [False] * len(found)
    for block in Levenshtein.opcodes(found, printed):
        if block.tag == "equal":
            right[block.src_start : block.src_end] = [True] * (block.src_end - block.src_start)
    left = Counter(printed) - Counter(word for word, known in zip(found, right, strict=True) if known)
    for place, word in enumerate(found):
        if not right[place] and left[word]:
            right[place] = True
            left[word] -= 1
    return right


def spans(told: NDArray[np.float64], edges: Sequence[float]) -> Iterator[NDArray[np.bool_]]:
    """Which words have a confidence in each span that has any."""
    for low, high in pairwise(edges):
        inside = (told >= low) & (told < high)
        if inside.any():
            yield inside


def print_reliability(title: str, told: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    print(f"\n{title}: {len(told):,} words\n{'words':>8}{'confidence':>12}{'right':>8}")
    error = 0.0
    for inside in spans(told, EDGES):
        error += inside.sum() * abs(told[inside].mean() - right[inside].mean())
        print(f"{inside.sum():8,}{told[inside].mean():12.3f}{right[inside].mean():8.3f}")
    print(f"expected calibration error {error / len(told):.3f}")


if __name__ == "__main__":
    main()
