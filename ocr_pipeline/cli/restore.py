"""`ocr-pipeline restore`: garbled text in, right text out."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.models import models_option
from ocr_pipeline.cli.streams import STANDARD, fail, read_input, shown, write_output
from ocr_pipeline.document import Edit
from ocr_pipeline.errors import PipelineError

_MARK = "\ufeff"


@click.command("restore", cls=VietnameseCommand)
@click.argument("file", metavar="[TỆP|-]", default=STANDARD, type=click.Path(path_type=Path, readable=False))
@click.option("-o", "--output", metavar="TỆP", type=click.Path(path_type=Path), help="Ghi văn bản đúng vào TỆP.")
@click.option(
    "--explain",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Ghi mỗi chỗ sửa thành một dòng JSON vào TỆP: vị trí trong đầu vào, trước, sau, lý do, log-odds.",
)
@models_option
def command(file: Path, output: Path | None, explain: Path | None, models: Path | None) -> None:
    """Phục hồi văn bản OCR lỗi thành văn bản đúng, giữ nguyên các dòng.

    TỆP là văn bản UTF-8; bỏ trống hoặc `-` là đầu vào chuẩn.
    """
    _require_distinct(file, output, explain)
    try:
        text, edits = _restore(read_input(file), models)
        if explain is not None:
            lines = (json.dumps(asdict(edit), ensure_ascii=False) + "\n" for edit in edits)
            write_output(explain, "".join(lines).encode())
        write_output(output, text.encode())
    except PipelineError as error:
        fail(file, error)
        sys.exit(error.exit_code)


def _require_distinct(file: Path, output: Path | None, explain: Path | None) -> None:
    """Keep the result and its explanation from being written over the input or over one another."""
    if file != STANDARD:
        for name, target in (("-o", output), ("--explain", explain)):
            if target is not None and _same(target, file):
                raise click.UsageError(f"{name} sẽ đè lên tệp đầu vào {shown(file)}")
    if explain is not None and _same(explain, output or STANDARD):
        raise click.UsageError("văn bản đúng và --explain cần hai nơi khác nhau")


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, whether it is there already or not."""
    if STANDARD in (one, other):
        return one == other
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _restore(content: bytes, models: Path | None) -> tuple[str, tuple[Edit, ...]]:
    """The restored text and the edits; a byte order mark stays, and counts as one code point of the input."""
    from ocr_pipeline.pipeline import restore
    from ocr_pipeline.settings import RestorationOptions
    from ocr_pipeline.sources.text import decode_text, require_text

    mark = _MARK if content.startswith(_MARK.encode()) else ""
    restored = restore(require_text(decode_text(content)), RestorationOptions(models=models))
    shift = len(mark)
    edits = tuple(replace(edit, start=edit.start + shift, end=edit.end + shift) for edit in restored.edits)
    return mark + restored.text, edits
