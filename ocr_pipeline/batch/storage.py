"""Where inputs are found and results are put: a folder of this machine or of a shared disk, or an object store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ocr_pipeline.batch.walk import Found, LeftOut, walk
from ocr_pipeline.exports.files import output_error, put_file_in_place, put_in_place, sync_folder

State = tuple[int, int]
"""Size in bytes, and time of change in nanoseconds (or what stands for it)."""


class Storage(Protocol):
    """A tree of files that are known by their names below it, with `/`; a small value that travels to workers.

    `str` of it is what the user calls it. Whatever goes wrong becomes a PipelineError; that there is no such file stays
    FileNotFoundError.
    """

    def below(self, folder: str) -> Storage:
        """A part of this tree, as a tree."""

    def walk(self, without: Storage) -> Iterator[Found | LeftOut]:
        """Everything in it in the order of names, lazily; `without` is passed over."""

    def state(self, name: str) -> State | None:
        """What tells whether a file is still the same; None where there is none."""

    def local(self, name: str) -> AbstractContextManager[Path]:
        """The file as one that programs of this machine can open."""

    def read(self, name: str) -> bytes:
        """The whole file."""

    def put(self, name: str, content: bytes) -> None:
        """Write a file so that it, or what was there before, is there whole, whatever happens."""

    def put_file(self, name: str, path: Path) -> None:
        """As `put`, with the content of a file of this machine."""

    def names(self, folder: str) -> frozenset[str]:
        """What lies in the folder, by its name there; nothing where there is no such folder."""

    def remove(self, names: Iterable[str]) -> None:
        """Take away files, as far as they are there."""

    def clear(self) -> None:
        """Take away everything."""

    def settle(self, folder: str) -> None:
        """Wait until what was put there, and taken away, is safe."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder; files are written in `drafts`, on the same file system, before they get their names."""

    root: Path
    drafts: Path

    def __str__(self) -> str:
        return str(self.root)

    def below(self, folder: str) -> Disk:
        """A folder in this one, with drafts of its own."""
        return Disk(self.root / folder, self.root / folder)

    def walk(self, without: Storage) -> Iterator[Found | LeftOut]:
        """See `walk.walk`."""
        return walk(self.root, without.root if isinstance(without, Disk) else None)

    def state(self, name: str) -> State | None:
        """Size and time of change; zeros for a link that leads nowhere."""
        path = self.root / name
        try:
            found = path.stat()
        except OSError:
            return (0, 0) if os.path.lexists(path) else None
        return found.st_size, found.st_mtime_ns

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """The file itself."""
        yield self.root / name

    def read(self, name: str) -> bytes:
        """The whole file."""
        return (self.root / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        """Draft, wait for the disk, rename."""
        put_in_place(self.root / name, content, self.drafts)

    def put_file(self, name: str, path: Path) -> None:
        """Copy, wait for the disk, rename."""
        put_file_in_place(self.root / name, path, self.drafts)

    def names(self, folder: str) -> frozenset[str]:
        """Names in the folder."""
        try:
            return frozenset(os.listdir(self.root / folder))  # noqa: PTH208
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise output_error(error, self.root / folder) from error

    def remove(self, names: Iterable[str]) -> None:
        """Take away files."""
        for name in names:
            try:
                (self.root / name).unlink(missing_ok=True)
            except OSError as error:
                raise output_error(error, self.root / name) from error

    def clear(self) -> None:
        """Take away the folder, as far as that is possible."""
        shutil.rmtree(self.root, ignore_errors=True)

    def settle(self, folder: str) -> None:
        """Wait for the disk."""
        path = self.root / folder
        try:
            if path.is_dir():
                sync_folder(path)
        except OSError as error:
            raise output_error(error, path) from error


def storage_of(where: Path | str, drafts: str = "") -> Storage:
    """What a path or URL stands for; `drafts` is the name of the folder in it where files are written first.

    `file:///kho/quét` is a folder like others. Raises a PipelineError where what an object store needs is missing.
    """
    text = str(where)
    if isinstance(where, str) and is_url(text):
        address = urlsplit(text)
        if address.scheme != "file":
            from ocr_pipeline.batch.objects import open_objects

            return open_objects(text)
        text = unquote(address.path)
    root = Path(os.path.realpath(text))
    return Disk(root, root / drafts)


def is_url(where: str) -> bool:
    """Whether this is the address of a store and not a path.

    >>> is_url("s3://kho/quét"), is_url("quét/2024")
    (True, False)
    """
    return "://" in where
