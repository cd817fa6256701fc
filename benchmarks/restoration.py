"""How much of garbled text comes back, what it costs right text, how fast, in how much memory: beside other restorers.

    python benchmarks/restoration.py [--documents DIR] [--data DIR] [--cache DIR] [--list N]

(a) The project's made-up documents, none of which any model has seen, read with `tesseract -l eng` and `-l vie` under
light and strong wear, against their printed lines; (b) with `--data`, `DIR/scans/born_digital/*.pdf`, drawn, worn
lightly and read likewise, against their text layers; (c) real scans in `DIR/scans/gold` (`NAME.pdf` with `NAME.txt`),
read with `-l vie`; (d) right text, where every change is harm: the made-up documents, and lines of `DIR/corpora` that
were held out of the language model; (e) the sample of real wrong-language text against our own reading of it, so that
the errors are a lower bound.

Texts are scored by printed line (`ocr_pipeline.evaluation.restoration`); `lost` words stand in lines that the engine
did not read, and count as no error. Each system runs in a process of its own over all rows: MB is the most it ever
held. Speeds are syllables a second of processor time. Pages once read are kept in the cache folder.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from pdf2image import convert_from_path
from PIL import Image

from ocr_pipeline import synthesis
from ocr_pipeline.evaluation.restoration import RestorationScores, harm_scores, restoration_scores
from ocr_pipeline.evaluation.systems import SYSTEMS, Run, missing, run_system
from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, load_document
from ocr_pipeline.synthesis.degrade import LIGHT, STRONG, degrade
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import page_images
from ocr_pipeline.training.__main__ import read_lines
from ocr_pipeline.training.counting import HELD_OUT_SHARE
from ocr_pipeline.training.pairs import read_page

SAMPLE = Path(__file__).parents[1] / "samples" / "544-KL-TU.ocr.txt"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ocr_pipeline" / "benchmark"
WEARS = {"light": LIGHT, "strong": replace(STRONG, rotation=0)}
DPI = 300
ORDERS = ("-layout", "-raw")
"""How `pdftotext` may cut a text layer into lines: as it lies on the page, or as it stands in the file."""
CODE = re.compile(r"\S*\d\S*[-/]\S+")
PROCESSES = 2
CORPORA = ("official", "party", "legal_qa", "wiki", "news")
SYLLABLES = 20_000
"""About how many held-out syllables of a corpus are used, taken evenly from all of it."""
LINES_A_TEXT = 60
HARM_SHARE = 5_000
RATES = ("WER %", "CER %", "accents %", "helped", "hurt", "lost")
HARM = ("changed", f"per {HARM_SHARE:,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document to be read: a made-up one (JSON) or a PDF; its pages are worn first, unless they are scans."""

    path: Path
    language: str
    wear: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was read, and what was printed."""

    raw: str
    truth: str


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of one table, none where the material is not at hand; `right`: every change of them is harm."""

    title: str
    texts: Sequence[Text]
    right: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=FOLDER, help="folder of other made-up documents")
    parser.add_argument("--data", type=Path, help="folder with scans/born_digital, scans/gold, corpora")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where read pages are kept (default: %(default)s)")
    parser.add_argument("--list", type=int, default=0, metavar="N", help="show N errors left in each row")
    options = parser.parse_args()
    rows = [
        *garbled_rows(options.data, options.cache, options.documents),
        *right_rows(options.data, options.cache, options.documents),
        Row(f"(e) {SAMPLE.name}", [Text(SAMPLE.read_text("utf-8"), sibling(SAMPLE, ".read.txt"))]),
    ]
    texts = [text.raw for row in rows for text in row.texts]
    runs = {"raw text": Run(tuple(texts), (0.0,) * len(texts), 0.0)}
    for name in SYSTEMS:
        if module := missing(name):
            print(f"{name}: skipped ({module} is not installed)")
        else:
            print(f"{name}: {len(texts)} texts", file=sys.stderr)
            runs[name] = run_system(name, texts)
    start = 0
    for row in rows:
        part = slice(start, start + len(row.texts))
        start = part.stop
        of_row = {name: replace(run, texts=run.texts[part], seconds=run.seconds[part]) for name, run in runs.items()}
        show(row, of_row, options.list)


def garbled_rows(data: Path | None, folder: Path, documents: Path = FOLDER) -> Iterator[Row]:
    """Rows (a), (b) and (c)."""
    made_up = {path: [printed_lines(path, folder)] for path in sorted(documents.glob("*.json"))}
    born = {path: [text_layer(path.read_bytes(), order) for order in ORDERS] for path in pdfs(data, "born_digital")}
    gold = {path: sibling(path, ".txt") for path in pdfs(data, "gold")}
    tables = [
        (f"(a) made-up documents, {wear} wear, tesseract -l {language}", made_up, language, wear)
        for language in ("eng", "vie")
        for wear in WEARS
    ]
    tables += [
        (f"(b) born-digital documents, light wear, tesseract -l {language}", born, language, "light")
        for language in ("eng", "vie")
    ]
    readings = [Reading(path, language, wear) for _, truths, language, wear in tables for path in truths]
    readings += [Reading(path, "vie") for path in gold]
    texts = iter(read_all(readings, folder))
    for title, truths, _, _ in tables:
        yield Row(title, [closest(next(texts), layers) for layers in truths.values()])
    yield Row("(c) real scans, tesseract -l vie", [Text(next(texts), truth) for truth in gold.values()])


def right_rows(data: Path | None, folder: Path, documents: Path = FOLDER) -> Iterator[Row]:
    """Rows (d)."""
    texts = [gold_text(load_document(path)) for path in sorted(documents.glob("*.json"))]
    yield Row("(d) right text: made-up documents", [Text(text, text) for text in texts], right=True)
    for name in CORPORA:
        texts = [] if data is None else held_out_texts(data / "corpora" / f"{name}.txt.xz", folder)
        yield Row(f"(d) right text: {name}, held-out lines", [Text(text, text) for text in texts], right=True)


def pdfs(data: Path | None, kind: str) -> list[Path]:
    return [] if data is None else sorted((data / "scans" / kind).glob("*.pdf"))


def sibling(path: Path, suffix: str) -> str:
    return path.with_name(path.name.partition(".")[0] + suffix).read_text("utf-8")


def text_layer(pdf: bytes, order: str) -> str:
    command = ["pdftotext", order, "-", "-"]
    return subprocess.run(command, input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()


def closest(raw: str, layers: Sequence[str]) -> Text:
    """The text beside that form of its text layer which differs least from it.

    The words are the same in all forms; the page's layout interleaves narrow columns, the file's order glues words.
    """

    def faults(layer: str) -> int:
        scores = restoration_scores(raw, raw, layer)
        return scores.word_errors + scores.lost

    return Text(raw, min(layers, key=faults))


def printed_lines(path: Path, folder: Path) -> str:
    """The lines of a made-up document as they are typeset, without the gaps that layout leaves inside codes."""
    document = load_document(path)
    parts = [b"lines", path.read_bytes(), page_makers()]
    lines = cached(folder, parts, lambda: text_layer(document_pdf(document), "-layout"))
    for code in CODE.findall(gold_text(document)):
        lines = re.sub(" ?".join(map(re.escape, code)), code, lines)
    return lines


def held_out_texts(path: Path, folder: Path) -> list[str]:
    """Texts of held-out lines of a corpus, each about as long as a document."""

    def sample() -> str:
        lines = [line for line in read_lines(path) if crc32(line.encode()) % HELD_OUT_SHARE == 0]
        lines = list(dict.fromkeys(lines))
        step = max(1, round(sum(len(line.split()) for line in lines) / SYLLABLES))
        return "".join(lines[::step])

    lines = cached(folder, [b"held out", str(SYLLABLES).encode(), path.read_bytes()], sample).splitlines()
    return ["\n".join(lines[start : start + LINES_A_TEXT]) for start in range(0, len(lines), LINES_A_TEXT)]


def read_all(readings: Sequence[Reading], folder: Path) -> list[str]:
    texts = []
    with ProcessPoolExecutor(PROCESSES) as pool:
        for number, text in enumerate(pool.map(partial(read, folder=folder), readings), 1):
            print(f"\rread {number} of {len(readings)} documents", end="", file=sys.stderr)
            texts.append(text)
    print(file=sys.stderr)
    return texts


def read(reading: Reading, folder: Path) -> str:
    """What Tesseract reads; kept for the document as it is made, and for each page as it looks."""
    language = reading.language.encode()

    def read_pages() -> str:
        return "".join(
            cached(
                folder,
                [language, str(page.shape).encode(), page.tobytes()],
                partial(read_page, Image.fromarray(page), reading.language, DPI),
            )
            for page in pages(reading)
        )

    wear = repr(reading.wear and WEARS[reading.wear]).encode()
    return cached(folder, [language, wear, reading.path.read_bytes(), page_makers()], read_pages)


@cache
def page_makers() -> bytes:
    """The code that makes pages: where it changes, pages may look different."""
    return b"".join(path.read_bytes() for path in sorted(Path(synthesis.__path__[0]).glob("*.py")))


def pages(reading: Reading) -> Iterator[NDArray[np.uint8]]:
    if reading.path.suffix == ".json":
        images = page_images(document_pdf(load_document(reading.path)), DPI)
    else:
        images = map(np.asarray, convert_from_path(reading.path, dpi=DPI, grayscale=True))
    for number, image in enumerate(images):
        yield degrade(image, WEARS[reading.wear], number) if reading.wear else image


def cached(folder: Path, parts: Sequence[bytes], make: Callable[[], str]) -> str:
    """The text made from these parts, made only once."""
    key = hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    file = folder / f"{key}.txt"
    if not file.exists():
        text = make()
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=folder, delete=False) as whole:
            whole.write(text)
        Path(whole.name).replace(file)
    with file.open(encoding="utf-8", newline="") as kept:
        return kept.read()


def show(row: Row, runs: dict[str, Run], errors: int) -> None:
    print(f"\n{row.title}", end="")
    if not row.texts:
        print(": skipped (give --data DIR)")
        return
    syllables = sum(len(text.raw.split()) for text in row.texts)
    print(f": {len(row.texts)} texts, {syllables:,} syllables")
    print(f"{'':24}" + "".join(f"{head:>12}" for head in (*(HARM if row.right else RATES), "syllables/s", "MB")))
    for name, run in runs.items():
        scores = total_scores(row, run)
        seconds = sum(run.seconds)
        cost = [f"{syllables / seconds:,.0f}", f"{run.peak_memory:.0f}"] if seconds else ["-", "-"]
        print(f"{name:24}" + "".join(f"{cell:>12}" for cell in (*cells(row, scores), *cost)))
    for error in scores.errors[:errors]:
        print(f"    {error}")


def cells(row: Row, scores: RestorationScores) -> list[str]:
    if row.right:
        return [f"{scores.word_errors}", f"{HARM_SHARE * scores.wer:.2f}"]
    rates = (scores.wer, scores.cer, scores.accent_only_error_rate)
    return [f"{100 * rate:.2f}" for rate in rates] + [
        f"{count:,}" for count in (scores.helped, scores.hurt, scores.lost)
    ]


def total_scores(row: Row, run: Run) -> RestorationScores:
    total = RestorationScores()
    for text, restored in zip(row.texts, run.texts, strict=True):
        if row.right:
            total += harm_scores(text.truth, restored)
        else:
            total += restoration_scores(text.raw, restored, text.truth)
    return total


if __name__ == "__main__":
    main()
