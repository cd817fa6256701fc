"""How much of garbled text comes back, what it costs right text, and how fast: raw text and restored text side by side.

    python benchmarks/restoration.py [--data DIR]

(a) the project's made-up documents, none of which any model has seen, read with `tesseract -l eng` and `-l vie` under
light and strong wear; (b) the sample of real wrong-language text: share of words changed, and word error rate against
our own reading of it; (c) the right text of the documents: words changed there are harm. With `--data`, (d) real scans
in `DIR/scans/gold` (`NAME.pdf` with `NAME.txt`), read with plain `tesseract -l vie`. Pages are compared as bags of
words, since their heads and feet are two columns.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from pdf2image import convert_from_path
from PIL import Image

from ocr_pipeline import restore
from ocr_pipeline.evaluation.text import bag_scores, text_scores, words_of
from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, SyntheticDocument, document_names, load_document
from ocr_pipeline.synthesis.degrade import LIGHT, STRONG, Wear, degrade
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import page_images
from ocr_pipeline.training.pairs import read_page

ROOT = Path(__file__).parents[1]
WEARS = {"light": LIGHT, "strong": replace(STRONG, rotation=0)}
DPI = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One text before and after: recall and precision of its words in percent, edits, words, seconds."""

    name: str
    raw: tuple[float, float]
    restored: tuple[float, float]
    edits: int
    words: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans/gold")
    data = parser.parse_args().data
    restore("Nghi quyét cua Tinh uy")
    documents = [load_document(FOLDER / f"{name}.json") for name in document_names()]
    for language in ("eng", "vie"):
        for name, wear in WEARS.items():
            rows = [
                measure(document.name, read(document, wear, language), gold_text(document)) for document in documents
            ]
            show(f"(a) made-up documents, {name} wear, tesseract -l {language}", rows)
    sample = ROOT / "samples" / "544-KL-TU.ocr.txt"
    show_changed("(b) samples/544-KL-TU.ocr.txt", [sample.read_text("utf-8")])
    show_errors(sample.read_text("utf-8"), sample.with_name("544-KL-TU.read.txt").read_text("utf-8"))
    show_changed("(c) right text of the made-up documents (every change is harm)", map(gold_text, documents))
    if data is None:
        print("(d) real scans: skipped (give --data DIR)")
    else:
        show("(d) real scans, plain tesseract -l vie at 300 dpi", list(real_scans(data / "scans" / "gold")))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (typesetting included)")


def read(document: SyntheticDocument, wear: Wear, language: str) -> str:
    pages = page_images(document_pdf(document), DPI)
    return "".join(
        read_page(Image.fromarray(degrade(page, wear, number)), language, DPI) for number, page in enumerate(pages)
    )


def real_scans(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.pdf")):
        raw = "".join(read_page(page, "vie", DPI) for page in convert_from_path(path, dpi=DPI, grayscale=True))
        yield measure(path.stem, raw, path.with_suffix(".txt").read_text("utf-8"))


def measure(name: str, raw: str, truth: str) -> Row:
    start = perf_counter()
    restoration = restore(raw)
    seconds = perf_counter() - start
    before, after = bag_scores(raw, truth), bag_scores(restoration.text, truth)
    return Row(
        name,
        (100 * before.syllable_recall, 100 * before.syllable_precision),
        (100 * after.syllable_recall, 100 * after.syllable_precision),
        len(restoration.edits),
        len(raw.split()),
        seconds,
    )


def show(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n{'':28}{'raw R':>8}{'raw P':>8}{'R':>8}{'P':>8}{'edits':>7}{'words/s':>9}")
    for row in rows:
        print(
            f"{row.name[:27]:28}{row.raw[0]:8.2f}{row.raw[1]:8.2f}{row.restored[0]:8.2f}{row.restored[1]:8.2f}"
            f"{row.edits:7}{row.words / row.seconds:9.0f}"
        )
    total = sum(row.words for row in rows)
    raw, restored = (
        [sum(pair[side] * row.words for pair, row in zip(pairs, rows, strict=True)) / total for side in (0, 1)]
        for pairs in ([row.raw for row in rows], [row.restored for row in rows])
    )
    speed = total / sum(row.seconds for row in rows)
    edits = sum(row.edits for row in rows)
    print(f"{'all':28}{raw[0]:8.2f}{raw[1]:8.2f}{restored[0]:8.2f}{restored[1]:8.2f}{edits:7}{speed:9.0f}")


def show_changed(title: str, texts: Iterator[str] | list[str]) -> None:
    words = changed = 0
    start = perf_counter()
    for text in texts:
        words += len(words_of(text))
        changed += len(restore(text).edits)
    seconds = perf_counter() - start
    print(f"\n{title}: {changed} of {words} words changed ({100 * changed / words:.2f} %), {seconds:.2f} s")


def show_errors(raw: str, truth: str) -> None:
    before, after = text_scores(raw, truth), text_scores(restore(raw).text, truth)
    print(f"    word error rate {100 * before.wer:.2f} % as read, {100 * after.wer:.2f} % restored (our own reading)")


if __name__ == "__main__":
    main()
