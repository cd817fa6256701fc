"""What a run over a folder tree knows of its files and pages, as reports and archive records read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ORIGINAL, SIGNATURES = "original.pdf", "signatures.json"
"""What stands beside the searchable copy of a PDF that was signed digitally."""
_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".filepart", ".swp", "~")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


class State(StrEnum):
    """Where a file or a page stands.

    A file is `PARTIAL` where some of its pages failed: what was read of it is written, and it is never `DONE`.
    """

    WAITING = "waiting"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"


class Category(StrEnum):
    """Why something failed, as far as that decides what a person does next."""

    INPUT = "input"  # damaged, empty, of an unknown kind
    PASSWORD = "password"  # no password, or a wrong one
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"  # the process that worked on it ended
    CHANGED = "changed"  # vanished or changed while it was worked on
    OUTPUT = "output"  # could not be written
    PROGRAM = "program"  # anything else: to be told to the developers


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong and what to do next, as `PipelineError` says it."""

    category: Category
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page of an input file.

    `number` counts from 1 in the file; `confidence` is the mean of its words (None: a text layer, or nothing to read);
    `words` and `changed` count words, and those that restoration changed; `doubtful` are its least sure words.
    """

    number: int
    state: State
    attempts: int = 0
    seconds: float = 0.0
    confidence: float | None = None
    words: int = 0
    changed: int = 0
    blank: bool = False
    doubtful: tuple[str, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """An input file: `path` is relative to the tree, with `/`.

    `digest` is the SHA-256 of its bytes, `settings` the hash of options, models and versions it was done with.
    `modified` (Unix seconds), `size` in bytes; `started` and `finished` are ISO times with offset. `same_as` names the
    file of equal content that was worked on in its stead. `outputs` are the files written for it, relative to the
    output folder; `remarks` are sentences on them (why one is no PDF/A, who signed the original). `missing` are the
    head fields that a complete paper has and this one, or one of its documents, lacks (`code`, `date`, `issuer`,
    `type`, `subject`); `flags` counts what a person should look at. `modified_ns` is `modified` as exact as the file
    system has it; `stem` is what the names of the outputs begin with, which is `path` wherever that is possible.
    """

    path: str
    size: int
    modified: float
    digest: str
    settings: str
    state: State
    attempts: int = 0
    started: str | None = None
    finished: str | None = None
    seconds: float = 0.0
    documents: int = 0
    confidence: float | None = None
    missing: tuple[str, ...] = ()
    flags: int = 0
    outputs: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    same_as: str | None = None
    failure: Failure | None = None
    pages: tuple[PageRecord, ...] = ()
    modified_ns: int = 0
    stem: str = ""

    @property
    def results(self) -> tuple[str, ...]:
        """Those of the outputs that hold a document each, as JSON."""
        return tuple(name for name in self.outputs if name.endswith(".json") and not name.endswith(f".{SIGNATURES}"))


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A file or folder of the tree that is no input, and why; `path` as that of a file."""

    path: str
    reason: str


def is_hidden(name: str) -> bool:
    """Whether a file of this name is nobody's paper, whatever it holds: hidden, temporary, made by the system.

    >>> is_hidden("~$quyết định.docx"), is_hidden("Thumbs.db"), is_hidden("quyết định.docx")
    (True, True, False)
    """
    small = name.lower()
    return small.startswith((".", "~$")) or small.endswith(_TEMPORARY) or small in _SYSTEM
