"""What workers are asked and what they answer: small values that travel between processes and machines."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.batch.storage import Storage
from ocr_pipeline.settings import Options
from ocr_pipeline.work_records import Failure, PageRecord


@dataclass(frozen=True, slots=True)
class Input:
    """An input file as it was when it was found; whatever differs later has changed while it was worked on.

    `name` is its path in the `tree`.
    """

    tree: Storage
    name: str
    size: int
    modified_ns: int

    @property
    def is_as_found(self) -> bool:
        """Whether the file is still the same, as far as its size and time of change tell."""
        return self.tree.state(self.name) == (self.size, self.modified_ns)

    def local(self) -> AbstractContextManager[Path]:
        """The file as one that programs of this machine can open."""
        return self.tree.local(self.name)


@dataclass(frozen=True, slots=True)
class Content:
    """An input whose content is known: SHA-256, kind, number of pages; `spool` is where its read pages wait."""

    input: Input
    digest: str
    kind: str
    pages: int
    spool: Storage


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go: names below `folder` that begin with `stem`.

    `previous` are outputs of an earlier time, which go where they are not written again; with `sweep` also such as a
    killed run may have left without a note.
    """

    folder: Storage
    stem: str
    formats: tuple[str, ...]
    previous: tuple[str, ...] = ()
    sweep: bool = False


@dataclass(frozen=True, slots=True)
class Inspect:
    """What is in the file, and can it be opened? → `Inspected`."""

    input: Input
    options: Options


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Read one page and leave it in the spool. → `PageRead`."""

    content: Content
    number: int
    options: Options


@dataclass(frozen=True, slots=True)
class Finish:
    """Make documents of the pages in the spool, in order, and write them. → `Published`.

    `lost` are the pages that are not there, with the reason.
    """

    content: Content
    target: Target
    options: Options
    split: bool
    lost: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Republish:
    """Write for this input what was found out already for the same content. → `Published`, with `pages` left empty.

    `results` are the JSON files of its documents, below the target's folder, each with its number (None: the only one).
    """

    input: Input
    digest: str
    results: tuple[tuple[int | None, str], ...]
    target: Target
    options: Options


Task = Inspect | ReadPage | Finish | Republish


@dataclass(frozen=True, slots=True)
class Inspected:
    """The SHA-256 of the bytes, the kind of the content, and its number of pages."""

    digest: str
    kind: str
    pages: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page lies in the spool; it took so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Published:
    """Outputs that are safe on disk, and what the manifest says of the documents in them (see `FileRecord`).

    `failures` are documents or formats that could not be made while the others were; `remarks` see `FileRecord`.
    """

    outputs: tuple[str, ...]
    documents: int
    confidence: float | None
    missing: tuple[str, ...]
    flags: int
    pages: tuple[PageRecord, ...]
    failures: tuple[Failure, ...]
    seconds: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The task could not be done; where it is `fatal` no other can be either (disk full, Tesseract is missing)."""

    failure: Failure
    fatal: bool = False


Result = Inspected | PageRead | Published | Failed
