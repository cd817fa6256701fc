"""Seconds a page by stage, peak memory, and how well pages are read, for the samples and for scans from outside.

    python benchmarks/pipeline.py [--data DIR]

`DIR/scans/gold/NAME.pdf` with `NAME.txt` and `DIR/examples/NAME.*.pdf` with `NAME.gold.txt` are scans with their truth;
a plain `tesseract -l vie` on the page at 300 dpi is the yardstick. Every file is read in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
SCANS = (".pdf", ".tif", ".png", ".jpg")
STAGES = ("sources", "imaging", "tesseract", "layout", "restoration", "directives")
OWN = ("imaging", "layout", "restoration", "directives")
"""The pipeline's own work: all but drawing the page and Tesseract."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans and their truth")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in SCANS)
    print_times("samples", [measured(path) for path in samples])
    if options.data is None:
        print("\nscans with truth from outside: skipped (give --data DIR)")
        return
    pairs = list(truths(options.data))
    rows = [measured(path) for path, _ in pairs]
    print_times("scans from outside", rows)
    print_scores([(path, row["text"], truth) for (path, truth), row in zip(pairs, rows, strict=True)])


def measured(path: Path) -> dict[str, Any]:
    """What `measure` finds in a fresh process, so that peak memory is that file's own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, check=True, env=one_thread()
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one_thread() -> dict[str, str]:
    return os.environ | {"OMP_THREAD_LIMIT": "1"}


class Stopwatch:
    """Time spent in each stage, without the stages that it calls."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = [0.0]

    def watch(self, place: ModuleType, name: str, stage: str) -> None:
        """Count the calls of a module's function as that stage."""
        function = vars(place)[name]

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            start = perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                elapsed = perf_counter() - start
                self.spent[stage] += elapsed - self._inner.pop()
                self._inner[-1] += elapsed

        setattr(place, name, wrapper)


def measure(path: Path) -> dict[str, Any]:
    """Process one file and tell where the time went."""
    from pytesseract import pytesseract

    from ocr_pipeline import pipeline

    start = perf_counter()
    pipeline.restore("Nghi quyét cua Tinh uy")
    loading = perf_counter() - start
    watch = Stopwatch()
    watch.watch(pytesseract, "run_tesseract", "tesseract")
    watch.watch(pipeline, "prepare", "imaging")
    watch.watch(pipeline, "recognise", "layout")
    watch.watch(pipeline, "arrange", "layout")
    watch.watch(pipeline, "restore_pages", "restoration")
    watch.watch(pipeline, "parse_pages", "directives")
    watch.watch(pipeline, "reading_text", "directives")
    watch.watch(pipeline, "process", "sources")
    document = pipeline.process(path)
    own_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    programs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "name": path.name,
        "pages": len(document.pages),
        "loading": loading,
        "memory": own_memory / 1024,
        "programs": programs / 1024,
        "text": document.text,
        **{stage: watch.spent[stage] for stage in STAGES},
    }


def print_times(title: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{title}: seconds a page, one core\n")
    print(f"{'file':<28}{'pages':>6}" + "".join(f"{stage:>12}" for stage in STAGES) + f"{'total':>8}{'peak MB':>9}")
    for row in rows:
        print_row(row["name"], row["pages"], row, f"{row['memory']:>9.0f}")
    pages = sum(row["pages"] for row in rows)
    whole = {stage: sum(row[stage] for row in rows) for stage in STAGES}
    print_row("all", pages, whole, f"{max(row['memory'] for row in rows):>9.0f}")
    own = sum(whole[stage] for stage in OWN) / (whole["tesseract"] or 1)
    print(f"\nown work over Tesseract's time: {own:.0%} (to stay under 50%)")
    print(f"loading the models once: {max(row['loading'] for row in rows):.1f} s")
    print(f"peak memory of the programs called: {max(row['programs'] for row in rows):.0f} MB")


def print_row(name: str, pages: int, seconds: dict[str, Any], memory: str) -> None:
    cells = "".join(f"{seconds[stage] / pages:>12.2f}" for stage in STAGES)
    total = sum(seconds[stage] for stage in STAGES) / pages
    print(f"{name:<28}{pages:>6}{cells}{total:>8.2f}{memory}")


def truths(folder: Path) -> Iterator[tuple[Path, str]]:
    """Scans from outside with their right text."""
    for path in sorted((folder / "scans" / "gold").glob("*.pdf")):
        yield path, path.with_suffix(".txt").read_text("utf-8")
    for gold in sorted((folder / "examples").glob("*.gold.txt")):
        for path in sorted(gold.parent.glob(gold.name.replace(".gold.txt", "*.pdf"))):
            yield path, gold.read_text("utf-8")


def print_scores(read: list[tuple[Path, str, str]]) -> None:
    from ocr_pipeline.evaluation.text import BagScores, bag_scores

    print("\nsyllables found, as bags (recall / precision)\n")
    print(f"{'file':<28}{'pipeline':>20}{'tesseract -l vie':>20}")
    found: dict[str, list[tuple[BagScores, BagScores]]] = {}
    for path, text, truth in read:
        pair = bag_scores(text, truth), bag_scores(plain_tesseract(path), truth)
        found.setdefault(path.parent.name, []).append(pair)
        print(f"{path.name:<28}" + "".join(f"{share([one]):>20}" for one in pair))
    for folder, pairs in found.items():
        print(f"{'all of ' + folder:<28}" + "".join(f"{share(column):>20}" for column in zip(*pairs, strict=True)))


def share(found: Sequence[Any]) -> str:
    """Recall and precision over all syllables of several pages."""
    right = sum(one.syllable_recall * one.reference_syllables for one in found)
    wanted = sum(one.reference_syllables for one in found)
    given = sum(one.hypothesis_syllables for one in found)
    return f"{right / wanted:.1%} / {right / given:.1%}"


def plain_tesseract(path: Path) -> str:
    """Every page at 300 dpi, read without any help."""
    from pdf2image import convert_from_path
    from pytesseract import image_to_string

    os.environ["OMP_THREAD_LIMIT"] = "1"
    return "\n".join(image_to_string(image, lang="vie") for image in convert_from_path(path, dpi=300))


if __name__ == "__main__":
    main()
