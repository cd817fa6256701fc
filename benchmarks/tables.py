"""How well tables are read from scans: cells in their row and column with their text, before and without restoration.

    python benchmarks/tables.py [--data DIR]

Made-up tables (the plans' task tables, one with merged cells, a list of names without rules) are typeset and worn at
every wear. With `--data`, pages of `DIR/scans/born_digital` that hold tables are drawn and worn too; their truth is the
table as the rules and the text layer of the PDF give it. A cell is right with the same row, column and spans and a
text similarity of at least 0.9; `place` asks only for half of the text, and so measures rows and columns alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline import pipeline
from ocr_pipeline.directives.page_tables import tables_of
from ocr_pipeline.document import Table
from ocr_pipeline.evaluation.tables import CellScore, compare_tables
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import LayerPage, ScannedPage, open_source
from ocr_pipeline.synthesis.degrade import PRESETS, degrade
from ocr_pipeline.synthesis.tables import made_up_tables, table_html
from ocr_pipeline.synthesis.typeset import page_images, typeset_pdf

DPI = {"light": 150, "strong": 200, "fax": 200, "faint": 200, "copy": 200}
HALF = 50.0


@dataclass(frozen=True, slots=True)
class Case:
    """A clean page, drawn at some dots an inch, and its tables."""

    name: str
    draw: Callable[[int], NDArray[np.uint8]]
    truth: tuple[Table, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans/born_digital")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    print_scores("made-up tables", list(made_up_cases()))
    if options.data is None:
        print("\nborn-digital pages: skipped (give --data DIR)")
    else:
        print_scores("born-digital pages", list(printed_cases(options.data / "scans" / "born_digital")))


def made_up_cases() -> Iterator[Case]:
    for name, table in made_up_tables():
        pdf = typeset_pdf(table_html(table))
        yield Case(name, lambda dpi, pdf=pdf: next(page_images(pdf, dpi)), (table,))


def printed_cases(folder: Path) -> Iterator[Case]:
    """Of every file the first page with a table."""
    for path in sorted(folder.glob("*.pdf")):
        with open_source(path, Options().source) as source:
            for page in source.pages:
                truth = tables_of([pipeline.read_page(page, Options())]) if isinstance(page, LayerPage) else ()
                if truth:
                    yield Case(path.stem, lambda dpi, path=path, number=page.number: drawn(path, number, dpi), truth)
                    break


def drawn(path: Path, number: int, dpi: int) -> NDArray[np.uint8]:
    command = ["pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), "-singlefile", str(path)]
    picture = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.uint8)
    return np.asarray(cv2.cvtColor(cv2.imdecode(picture, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)


def print_scores(title: str, cases: list[Case]) -> None:
    print(f"\n{title:28}" + "".join(f"{f'{name} {dpi}':>22}" for name, dpi in DPI.items()))
    print(" " * 28 + f"{'recall':>8}{'precis.':>8}{'place':>6}" * len(DPI))
    totals: list[list[tuple[CellScore, CellScore]]] = []
    for case in cases:
        totals.append([score(case, name, dpi) for name, dpi in DPI.items()])
        print(f"{case.name[:27]:28}" + "".join(map(shown, totals[-1])), flush=True)
    pooled = [
        (reduce(add, (a for a, _ in column)), reduce(add, (b for _, b in column)))
        for column in zip(*totals, strict=True)
    ]
    print(f"{'all':28}" + "".join(map(shown, pooled)))


def score(case: Case, wear: str, dpi: int) -> tuple[CellScore, CellScore]:
    worn = degrade(case.draw(dpi), PRESETS[wear], 7)
    found = tables_of([pipeline.read_page(ScannedPage(1, worn, dpi), Options())])
    return compare_tables(found, case.truth), compare_tables(found, case.truth, HALF)


def shown(scores: tuple[CellScore, CellScore]) -> str:
    exact, half = scores
    return f"{100 * exact.recall:8.1f}{100 * exact.precision:8.1f}{100 * half.recall:6.0f}"


if __name__ == "__main__":
    main()
