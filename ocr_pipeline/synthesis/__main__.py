"""`python -m ocr_pipeline.synthesis`: make the sample scans anew, or scans of all documents with a chosen wear."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.degrade import PRESETS
from ocr_pipeline.synthesis.pictures import write_pictures
from ocr_pipeline.synthesis.scans import preset_scan, write_samples, write_scan

_folder = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def main() -> None:
    """Tạo bản quét giả định kèm văn bản đúng."""


@main.command()
@_folder
def samples(folder: Path) -> None:
    """Tạo lại các bản quét mẫu vào FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in write_samples(folder):
        click.echo(path)


@main.command()
@_folder
@click.option("--wear", type=click.Choice(sorted(PRESETS)), default="light", show_default=True, help="Kiểu hư hại.")
@click.option("--seed", type=int, default=1, show_default=True, help="Số gieo: cùng số thì cùng ảnh.")
@click.option("--dpi", type=click.IntRange(72, 600), default=300, show_default=True, help="Độ phân giải.")
def documents(folder: Path, wear: str, seed: int, dpi: int) -> None:
    """Tạo bản quét của mọi văn bản giả định vào FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in document_names():
        document = load_document(FOLDER / f"{name}.json")
        click.echo(write_scan(document, preset_scan(document, PRESETS[wear], seed, dpi), folder))


@main.command()
@_folder
def pictures(folder: Path) -> None:
    """Vẽ lại các hình của docs/imaging.md vào FOLDER: từng bước xử lý ảnh của ba trang giả định."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in write_pictures(folder):
        click.echo(path)


if __name__ == "__main__":
    try:
        main()
    except PipelineError as error:
        sys.exit(f"Lỗi: {error}")
