"""`ocr-pipeline restore`: garbled text in, right text out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.models import models_option
from ocr_pipeline.cli.progress import report
from ocr_pipeline.cli.streams import STANDARD, fail, read_input, shown, write_output
from ocr_pipeline.errors import PipelineError

if TYPE_CHECKING:
    from ocr_pipeline.restoration import Restoration

_MARK = "\ufeff"


@click.command("restore", cls=VietnameseCommand)
@click.argument("file", metavar="[TỆP|-]", default=STANDARD, type=click.Path(path_type=Path, readable=False))
@click.option("-o", "--output", metavar="TỆP", type=click.Path(path_type=Path), help="Ghi văn bản đúng vào TỆP.")
@click.option(
    "--explain",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Ghi mỗi chỗ sửa và mỗi đề nghị thành một dòng JSON vào TỆP: vị trí trong đầu vào, trước, sau, lý do, "
    "log-odds, khả năng khác, đã sửa hay chưa.",
)
@models_option
def command(file: Path, output: Path | None, explain: Path | None, models: Path | None) -> None:
    """Phục hồi văn bản OCR lỗi thành văn bản đúng, giữ nguyên các dòng.

    TỆP là văn bản UTF-8; bỏ trống hoặc `-` là đầu vào chuẩn.
    """
    _require_distinct(file, output, explain)
    try:
        text, explanation = _restore(read_input(file), models)
        if explain is not None:
            lines = (json.dumps(change, ensure_ascii=False) + "\n" for change in explanation)
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


def _restore(content: bytes, models: Path | None) -> tuple[str, list[dict[str, Any]]]:
    """The restored text and what `--explain` tells; a byte order mark stays, and counts as a code point."""
    from ocr_pipeline.pipeline import restore
    from ocr_pipeline.settings import RestorationOptions
    from ocr_pipeline.sources.text import decode, require_text

    mark = _MARK if content.startswith(_MARK.encode()) else ""
    text, encoding = decode(content)
    if encoding:
        report(f"chữ theo bảng mã {encoding} đã được chuyển sang Unicode", always=True)
    restored = restore(require_text(text), RestorationOptions(models=models))
    return mark + restored.text, list(_explained(restored, len(mark)))


def _explained(restored: Restoration, shift: int) -> Iterator[dict[str, Any]]:
    """Edits and suggestions in the order of the text, each with whether it was made."""
    changes = [(edit, True) for edit in restored.edits] + [(edit, False) for edit in restored.suggestions]
    for edit, applied in sorted(changes, key=lambda change: change[0].start):
        yield asdict(replace(edit, start=edit.start + shift, end=edit.end + shift)) | {"applied": applied}
