"""Where commands read from and write to: a path, or `-` for the standard streams."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ocr_pipeline.errors import PipelineError

STANDARD = Path("-")


def shown(path: Path | str) -> str:
    """The path as messages name it, on one line."""
    return " ".join(click.format_filename(path).split("\n"))


def read_input(path: Path) -> bytes:
    """The bytes of the text in the file, or in standard input for `-`; InputError where they are a scan."""
    from ocr_pipeline.sources.kinds import HEAD_SIZE, require_text_kind
    from ocr_pipeline.sources.opening import open_file

    if path == STANDARD:
        if sys.stdin.isatty():
            raise click.UsageError("chưa có đầu vào: hãy ghi tên tệp, hoặc đưa văn bản qua đầu vào chuẩn")
        content = sys.stdin.buffer.read()
    else:
        with open_file(path) as file:
            content = file.read()
    require_text_kind(content[:HEAD_SIZE])
    return content


def write_output(path: Path | None, content: bytes) -> None:
    """Write to the file, or to standard output for `-` and None."""
    from ocr_pipeline.exports.files import write_file

    if path is None or path == STANDARD:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_file(path, content)


def fail(path: Path, error: PipelineError) -> None:
    """Say on standard error what is wrong with an input: one line, its name first."""
    click.echo(f"{shown(path)}: {error.problem} {error.advice}".replace("\n", " "), err=True)
