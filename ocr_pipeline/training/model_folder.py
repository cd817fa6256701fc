"""Renew a folder of models as a whole: a draft beside it takes its place only when every file of it is there."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.files import output_error
from ocr_pipeline.models import CARD, CHECKSUMS, PARTS, checksums


@contextmanager
def renewed(folder: Path, part: str) -> Iterator[Path]:
    """A draft of the folder without `part`; what the block writes into it takes the folder's place at the end.

    The card and checksums always speak of the models beside them. However the block ends early, the folder is as it
    was; a draft that a killed process left is cleared by the next one. Raises OutputError where the folder holds other
    files, cannot be written, or is being renewed by another process.
    """
    folder = folder.resolve()
    draft, former = (folder.parent / f".{folder.name}.{kind}" for kind in ("draft", "former"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(draft, folder):
            try:
                if former.is_dir() and not folder.exists():  # a process was killed between the two renames
                    former.rename(folder)
                _begin(draft, folder, part)
                yield draft
                (draft / CHECKSUMS).write_text(checksums(draft), "utf-8")
                _exchange(draft, folder, former)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise output_error(error, folder) from error


@contextmanager
def _locked(draft: Path, folder: Path) -> Iterator[None]:
    """Hold the draft, empty, for this process alone."""
    draft.mkdir(exist_ok=True)
    handle = os.open(draft, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"một lần học khác đang ghi {folder}.", "Hãy chờ lần đó xong.") from error
        for left in draft.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield
    finally:
        os.close(handle)


def _begin(draft: Path, folder: Path, part: str) -> None:
    """Copy what stays of the folder into the draft."""
    if not folder.exists():
        return
    foreign = sorted(file.name for file in folder.iterdir() if file.name not in (*PARTS, CARD, CHECKSUMS))
    if foreign:
        raise OutputError(
            f"{folder} còn chứa thứ không phải mô hình: {', '.join(foreign[:3])}.",
            "Hãy chọn với -o một thư mục mới, hoặc thư mục mô hình đã học trước đó.",
        )
    shutil.copymode(folder, draft)
    for name in {*PARTS, CARD} - {part}:
        source = folder / name
        if source.is_dir():
            shutil.copytree(source, draft / name)
        elif source.exists():
            shutil.copy2(source, draft / name)


def _exchange(draft: Path, folder: Path, former: Path) -> None:
    """Put the draft in the folder's place."""
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    try:
        draft.rename(folder)
    except BaseException:
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def write_section(folder: Path, part: str, section: str) -> None:
    """Write what the model card says of one part; what it says of the others stays."""
    card = folder / CARD
    old = card.read_text("utf-8") if card.exists() else ""
    sections = [text for text in re.split(r"(?m)^(?=## )", old)[1:] if not text.startswith(_heading(part))]
    sections.append(f"{_heading(part)}\n\n{section.strip()}\n")
    card.write_text("# Mô hình trong thư mục này\n\n" + "\n".join(text.strip() + "\n" for text in sections), "utf-8")


def _heading(part: str) -> str:
    return f"## `{part}`"
