"""How well right text, scans and garbled text become directives: all figures by kind of document and pooled, and speed.

    python benchmarks/directives.py [NAME ...] [--documents DIR] [--data DIR] [--cache DIR] [--list N] [--inputs KINDS]

The made-up documents (all, or those named; the package's, or those in `--documents`) with their truth, given (a) as
right text, a paragraph a line; (b) as the text layer of the typeset PDF, printed lines with their boxes; (c) as scans
of 300 dpi with light wear, read with `-l vie` and restored; (d) as garbled text: the same scans read with `-l eng` and
restored. With `--data`, `DIR/examples/NAME.gold.json` beside its `.gold.txt`, `.pdf`, `.scan-a.pdf` and `.garbled.txt`.

Scored by `ocr_pipeline.evaluation.structure`: F1, for deadlines the share that is exact. What the input does not hold
is listed and not counted. Speed is that of parsing text layers, one core, without restoration. Pages once read are kept
in the cache folder.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import process_time
from typing import Any

from restoration import CACHE, DPI, PROCESSES, Reading, cached, page_makers, pages, read

from ocr_pipeline import directives, imaging, recognition
from ocr_pipeline.batch.worker import keep_what_is_loaded
from ocr_pipeline.directives import parse_pages
from ocr_pipeline.directives.comparison import REMEMBERED
from ocr_pipeline.document import Document, Header, Page, Source, Structure, pages_of, text_of
from ocr_pipeline.evaluation.structure import KINDS, Comparison, Score, compare_structure
from ocr_pipeline.exports.as_json import document_from_json, to_json
from ocr_pipeline.imaging import prepare
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.recognition import recognise
from ocr_pipeline.restoration import restore_pages, restore_text
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import open_source
from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, gold_json, load_document
from ocr_pipeline.synthesis.layout import document_pdf

INPUTS = {
    "right": "(a) right text",
    "layer": "(b) text layer",
    "scan": "(c) scan, 300 dpi, light wear",
    "garbled": "(d) garbled text (tesseract -l eng)",
}
GOALS = {"right": 0.0, "layer": 0.0, "scan": 0.02, "garbled": 0.04}
"""By how much a figure may lie below its goal on right text."""
GOAL = {
    "head": 0.98,
    "directives": 0.97,
    "bodies": 0.93,
    "deadlines": 0.95,
    "references": 0.97,
    "recipients": 0.97,
    "signature": 0.97,
}
ROUNDS = 20
HELD_OUT = frozenset((Path(__file__).parent / "held_out.txt").read_text("utf-8").splitlines()[1:])
"""Documents that are only looked at through their totals: their unmatched items are never listed."""


@dataclass(frozen=True, slots=True)
class Case:
    """A document with its truth, and how to get its pages for each kind of input."""

    name: str
    truth: Mapping[str, Any]
    inputs: Mapping[str, Callable[[], tuple[Page, ...]]]


@dataclass(slots=True)
class Total:
    """Scores of several documents, and what did not match."""

    scores: dict[str, Score] = field(default_factory=lambda: {kind: Score() for kind in KINDS})
    mismatches: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def add(self, name: str, compared: Comparison) -> None:
        """Take in the scores of another document."""
        for kind, score in compared.scores.items():
            self.scores[kind].add(score)
        if name in HELD_OUT:
            return
        self.mismatches += [f"{name}: {one}" for one in compared.mismatches]
        self.absent += [f"{name}: {one}" for one in compared.absent]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="made-up documents to be measured (default: all)")
    parser.add_argument("--documents", type=Path, default=FOLDER, help="folder of other made-up documents")
    parser.add_argument("--data", type=Path, help="folder with examples")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where read pages are kept (default: %(default)s)")
    parser.add_argument("--list", type=int, default=0, metavar="N", help="show N unmatched items of each input")
    parser.add_argument("--inputs", default=",".join(INPUTS), help="kinds of input (default: %(default)s)")
    options = parser.parse_args()
    kinds = options.inputs.split(",")
    names = options.names or sorted(path.stem for path in options.documents.glob("*.json"))
    paths = [options.documents / f"{name}.json" for name in names]
    prepare_cache(paths, kinds, options.cache)
    cases = [*made_up(paths, options.cache), *examples(options.data)]
    for kind in kinds:
        show(kind, measured(cases, kind), options.list)
    show_speed([case.inputs["layer"]() for case in cases])


def made_up(paths: Sequence[Path], folder: Path) -> Iterator[Case]:
    for path in paths:
        document = load_document(path)
        right = gold_text(document)
        inputs: dict[str, Callable[[], tuple[Page, ...]]] = {
            "right": lambda right=right: pages_of(right),
            "layer": lambda path=path: layer(path, folder),
            "scan": lambda path=path: restore_pages(scanned(path, folder)).pages,
            "garbled": lambda path=path: restored_text(read(Reading(path, "eng", "light"), folder)),
        }
        yield Case(path.stem, json.loads(gold_json(document.structure)), inputs)


def examples(data: Path | None) -> Iterator[Case]:
    for path in [] if data is None else sorted((data / "examples").glob("*.gold.json")):
        stem = path.with_suffix("").with_suffix("")
        inputs: dict[str, Callable[[], tuple[Page, ...]]] = {
            "right": lambda stem=stem: pages_of(stem.with_suffix(".gold.txt").read_text("utf-8")),
            "layer": lambda stem=stem: tuple(pages_of_file(stem.with_suffix(".pdf"))),
            "scan": lambda stem=stem: restore_pages(pages_of_file(stem.with_suffix(".scan-a.pdf"))).pages,
            "garbled": lambda stem=stem: restored_text(stem.with_suffix(".garbled.txt").read_text("utf-8")),
        }
        yield Case(stem.name, json.loads(path.read_text("utf-8")), inputs)


def restored_text(text: str) -> tuple[Page, ...]:
    return pages_of(restore_text(text).text)


def pages_of_file(path: Path) -> list[Page]:
    """The pages of a file as the pipeline reads them, before restoration."""
    options = Options()
    with open_source(path, options.source) as source:
        return [read_page(page, options) for page in source.pages]


def layer(path: Path, folder: Path) -> tuple[Page, ...]:
    """The pages of a made-up document as its PDF's text layer gives them."""

    def make() -> str:
        with NamedTemporaryFile(suffix=".pdf") as file:
            file.write(document_pdf(load_document(path)))
            file.flush()
            return kept(pages_of_file(Path(file.name)))

    return unkept(cached(folder, [b"layer", path.read_bytes(), page_makers(), readers()], make))


def scanned(path: Path, folder: Path) -> tuple[Page, ...]:
    """The pages of a made-up document as they are recognised from a scan."""

    def make() -> str:
        worn = enumerate(pages(Reading(path, "vie", "light")), 1)
        return kept([recognise(prepare(page, DPI), number) for number, page in worn])

    return unkept(cached(folder, [b"scan", path.read_bytes(), page_makers(), readers()], make))


def readers() -> bytes:
    """The code that reads pages: where it changes, pages may be read differently."""
    folders = (imaging.__path__[0], recognition.__path__[0])
    return b"".join(path.read_bytes() for folder in folders for path in sorted(Path(folder).glob("*.py")))


def kept(read_pages: Sequence[Page]) -> str:
    document = Document(Source("", "", "", len(read_pages)), tuple(read_pages), Structure(Header()))
    return to_json(document).decode()


def unkept(text: str) -> tuple[Page, ...]:
    return document_from_json(text.encode()).pages


def prepare_cache(paths: Sequence[Path], kinds: Sequence[str], folder: Path) -> None:
    """Read what is to be read with Tesseract, several documents at a time."""
    jobs = [(kind, path, folder) for kind in kinds if kind != "right" for path in paths]
    with ProcessPoolExecutor(PROCESSES) as pool:
        for number, _ in enumerate(pool.map(fill, jobs), 1):
            print(f"\rread {number} of {len(jobs)} documents", end="", file=sys.stderr)
    print(file=sys.stderr)


def fill(job: tuple[str, Path, Path]) -> None:
    kind, path, folder = job
    if kind == "garbled":
        read(Reading(path, "eng", "light"), folder)
    else:
        (scanned if kind == "scan" else layer)(path, folder)


def measured(cases: Sequence[Case], kind: str) -> dict[str, Total]:
    """Totals by kind of document, and of all."""
    totals: dict[str, Total] = {}
    for case in cases:
        given = case.inputs[kind]()
        compared = compare_structure(parse_pages(given), case.truth, text_of(given))
        header = case.truth["header"]
        for group in (f"{header['system']} {header['type'].lower()}", "all"):
            totals.setdefault(group, Total()).add(case.name, compared)
        if case.name in HELD_OUT:
            totals.setdefault("held out", Total()).add(case.name, compared)
    return totals


def show(kind: str, totals: Mapping[str, Total], listed: int) -> None:
    print(f"\n{INPUTS[kind]}\n{'':22}" + "".join(f"{name:>12}" for name in KINDS))
    for group in sorted(totals, key=lambda group: (group == "all", group)):
        scores = totals[group].scores
        print(f"{group:22}" + "".join(f"{figure(scores[name]):>12}" for name in KINDS))
    goals = {name: f"{100 * (GOAL[name] - GOALS[kind]):.1f}" if name in GOAL else "-" for name in KINDS}
    print(f"{'goal':22}" + "".join(f"{goals[name]:>12}" for name in KINDS))
    whole = totals["all"]
    for one in whole.mismatches[:listed]:
        print(f"    {one}")
    for one in whole.absent[:listed]:
        print(f"    not in the input: {one}")


def figure(score: Score) -> str:
    return f"{100 * score.f1:.1f}" if score.truth + score.found else "-"


def show_speed(documents: Sequence[tuple[Page, ...]]) -> None:
    """Pages a second, set up as the workers of `batch` are, and how much the process grew meanwhile."""
    for given in documents:
        parse_pages(given)
    keep_what_is_loaded()
    caches = remembered()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = process_time()
    for _ in range(ROUNDS):
        for given in documents:
            for cache in caches:  # so that each document is new
                cache.cache_clear()
            parse_pages(given)
    seconds = process_time() - start
    number = ROUNDS * sum(map(len, documents))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\nspeed: {number / seconds:.0f} pages a second; {grown:.0f} MB more after {number:,} pages")


def remembered() -> list[Any]:
    """The caches in which the parser keeps lines that it has met: they alone hold `REMEMBERED` entries."""
    modules = [module for name, module in sys.modules.items() if name.startswith(directives.__name__)]
    cached = {id(one): one for module in modules for one in vars(module).values() if hasattr(one, "cache_parameters")}
    return [one for one in cached.values() if one.cache_parameters()["maxsize"] == REMEMBERED]


if __name__ == "__main__":
    main()
