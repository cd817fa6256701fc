"""The inputs of a folder tree, in one order, each once, and what is left out and why."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.batch.names import FOLDER, output_stem
from ocr_pipeline.errors import PipelineError, reason_of
from ocr_pipeline.sources.kinds import HEAD_SIZE, Kind, kind_of
from ocr_pipeline.work_records import is_hidden

_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".txt"})
"""What is so called must be readable; of other files the content says whether they are inputs."""
RESULTS = "thư mục kết quả của một lượt chạy khác."
"""Why a folder is passed over into which a run has written: its PDFs are copies of what was read already."""

Identity = tuple[int, int]
"""Device and inode."""


@dataclass(frozen=True, slots=True)
class Found:
    """An input: its path relative to the tree, what its outputs are called, size and time of change as they are now."""

    path: str
    stem: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is no input, or a folder that cannot be looked into (`closed`)."""

    path: str
    reason: str
    closed: bool = False


def walk(root: Path, without: Path | None) -> Iterator[Found | LeftOut]:
    """Everything below `root`, folder by folder in the order of names; the folder `without` is passed over.

    Links to files are inputs like others. A link to a folder is followed where that lies outside the tree, each folder
    once: so there are no loops, and nothing is met twice but by hard links.
    """
    seen = {identity for folder in (root, without) if folder and (identity := _identity(folder))}
    real = os.path.realpath(root)
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(root / folder) as entries:
                listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield LeftOut(f"{folder}/", f"không mở được thư mục ({reason_of(error)}).", closed=True)
            continue
        names = {entry.name for entry in listed}
        if folder and FOLDER in names:
            yield LeftOut(f"{folder}/", RESULTS)
            continue
        inner = []
        for entry in listed:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if _is_folder(entry):
                reason = _why_not_enter(entry, real, seen)
                if reason is None:
                    inner.append(path)
                elif reason:
                    yield LeftOut(f"{path}/", reason)
            else:
                yield _judged(entry, path, names)
        pending += reversed(inner)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _why_not_enter(entry: os.DirEntry[str], root: str, seen: set[Identity]) -> str | None:
    """None to look into the folder; empty where nothing needs to be said."""
    if entry.name.startswith("."):
        return "thư mục ẩn."
    identity = _identity(Path(entry.path))
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if target == root or target.startswith(root + os.sep):
            return "liên kết tới một thư mục của chính cây này."
        if identity in seen:
            return "liên kết tới một thư mục đã duyệt."
    elif identity in seen:
        return ""  # the outputs
    if identity:
        seen.add(identity)
    return None


def _identity(folder: Path) -> Identity | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _judged(entry: os.DirEntry[str], path: str, siblings: set[str]) -> Found | LeftOut:
    name = entry.name.lower()
    if reason := why_hidden(name):
        return LeftOut(path, reason)
    try:
        found = entry.stat()
    except OSError:  # a link that leads nowhere, or a file that has just gone
        if not is_called_input(name):
            return LeftOut(path, "liên kết hỏng, hoặc tệp vừa biến mất.")
        return Found(path, output_stem(path, siblings), 0, 0)
    if not stat.S_ISREG(found.st_mode):
        return LeftOut(path, "không phải tệp thường.")
    if not is_called_input(name) and (reason := _why_no_input(entry)):
        return LeftOut(path, reason)
    return Found(path, output_stem(path, siblings), found.st_size, found.st_mtime_ns)


def _why_no_input(entry: os.DirEntry[str]) -> str:
    try:
        with open(entry.path, "rb") as file:  # noqa: PTH123  (a million of them)
            head = file.read(HEAD_SIZE)
    except OSError as error:
        return f"không đọc được ({reason_of(error)})."
    return why_no_input(head, entry.path)


def why_hidden(name: str) -> str:
    """Why a file of this name is passed over whatever it holds; empty where it is not."""
    return "tệp ẩn hoặc tệp tạm." if is_hidden(name) else ""


def is_called_input(name: str) -> bool:
    """Whether a file of this name (in small letters) must be readable: there is no need to look into it now.

    >>> is_called_input("quyết định.pdf"), is_called_input("quyết định")
    (True, False)
    """
    return os.path.splitext(name)[1] in _SUFFIXES  # noqa: PTH122  (names that are no paths)


def why_no_input(head: bytes, path: str) -> str:
    """Empty where a file of an unusual name begins as a PDF or picture does."""
    try:
        kind = kind_of(head, Path(path))
    except PipelineError as error:
        return f"{error.problem} {error.advice}"
    return "" if kind is not Kind.TEXT else "không phải PDF, ảnh hay tệp .txt."
