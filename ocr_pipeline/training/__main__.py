"""Steps beside `ocr-pipeline train` to build the models: `python -m ocr_pipeline.training COMMAND`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import click

from ocr_pipeline.training.counting import HELD_OUT_SHARE
from ocr_pipeline.training.texts import Text
from ocr_pipeline.vietnamese.language_model import load_language_model, perplexity

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.Path(path_type=Path)
LOW_RESOLUTIONS = (100, 110, 120, 130, 150, 150, 200)


def read_lines(file: Path) -> Iterator[str]:
    """The lines of a text file, also of an .xz one, without comment lines."""
    yield from Text(str(file), file.read_bytes()).lines()


@click.group()
def main() -> None:
    """Measure language models; make the pairs that confusion tables are learned from."""


@main.command("lexicon-text")
@click.option("--seed", default=1, help="Seed of the random choices.")
@click.option("-o", "--output", type=_OUTPUT, required=True, help="Text to write, one line a paragraph.")
def lexicon_text(seed: int, output: Path) -> None:
    """Make training lines of the lexicons: places, bodies, persons and codes in their contexts."""
    from ocr_pipeline.training.lexicon_text import lexicon_lines

    lines = lexicon_lines(seed)
    output.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    click.echo(f"{output}: {len(lines)} lines")


@main.command("perplexity")
@click.argument("texts", type=_FILE, nargs=-1, required=True)
@click.option("--models", type=_OUTPUT, default=None, help="Folder of the language model (default: the shipped one).")
def measure(texts: tuple[Path, ...], models: Path | None) -> None:
    """Perplexity of the held-out lines of each text."""
    model = load_language_model(models)
    for file in texts:
        lines = [line for line in read_lines(file) if crc32(line.encode()) % HELD_OUT_SHARE == 0]
        click.echo(f"{file.name}\t{len(lines)} lines\tperplexity {perplexity(model, lines):.1f}")


@main.command("pairs")
@click.argument("texts", type=_FILE, nargs=-1, required=True)
@click.option("--language", default="eng", help="Tesseract language to read with.")
@click.option("--pages", default=60, help="How many pages to make.")
@click.option("--seed", default=1, help="Seed of the random choices.")
@click.option("--low", is_flag=True, help="Scan at 100 to 200 dpi, as many archives did.")
@click.option("-o", "--output", type=_OUTPUT, required=True, help="Table of read and printed words.")
def pairs(texts: tuple[Path, ...], language: str, pages: int, seed: int, low: bool, output: Path) -> None:
    """Typeset paragraphs of TEXTS, wear the pages, read them with Tesseract, and align."""
    from ocr_pipeline.training.pairs import RESOLUTIONS, make_pairs

    paragraphs = [line for file in texts for line in read_lines(file) if 60 < len(line) < 500]
    random.Random(seed).shuffle(paragraphs)
    resolutions = LOW_RESOLUTIONS if low else RESOLUTIONS
    with output.open("w", encoding="utf-8") as table:
        for read, printed in make_pairs(paragraphs, language, pages, seed, resolutions):
            table.write(f"{read}\t{printed}\n")
            table.flush()


@main.command("noise")
@click.argument("text", type=_FILE)
@click.option("--blocks", default=600, help="How many stretches of sixty lines to use.")
@click.option("-o", "--output", type=_OUTPUT, required=True, help="Table of read and printed words.")
def noise(text: Path, blocks: int, output: Path) -> None:
    """Restore machine-read TEXT and keep the pairs that are certain."""
    from ocr_pipeline.training.self_training import LINES_A_TEXT, certain_pairs

    lines = list(read_lines(text))
    starts = list(range(0, len(lines), LINES_A_TEXT))
    random.Random(1).shuffle(starts)
    with output.open("w", encoding="utf-8") as table:
        for start in starts[:blocks]:
            for read, printed in certain_pairs(lines[start : start + LINES_A_TEXT]):
                table.write(f"{read}\t{printed}\n")


if __name__ == "__main__":
    main()
