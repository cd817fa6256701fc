"""What a run over a tree is told to do."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from ocr_pipeline.settings import Options

GIB = 1 << 30
_SHARE = 0.8
"""Of the machine's memory, for all workers together."""


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def pages_at_once() -> int:
    """How many pages this machine can read side by side: each takes a core and up to a GiB."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(usable_cores(), int(_SHARE * machine) // GIB))


def memory_for(jobs: int) -> int:
    """Bytes that one of so many workers may take: a share of the machine's memory, 1 to 4 GiB."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(int(_SHARE * machine / jobs), GIB), 4 * GIB)


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a tree is worked on.

    `formats` are names of `EXPORTERS` and `SOURCE_FORMATS`; without `split` a file is one document. A page may take
    `timeout` seconds, a worker with its Tesseract `memory` bytes (None: `memory_for`). `manifest` is a file (None:
    chosen by `places`). `redo` are inputs and folders, relative to the tree, that are done again whatever is
    known of them; `since` leaves alone what was modified earlier (Unix seconds). A new file is taken by `--watch` when
    it has not changed for `settle` seconds. `cluster` is the address of a Ray cluster whose machines do the work (None:
    this machine alone), and then at most `jobs` tasks are worked on at once there (0: as many as there are cores).
    """

    formats: tuple[str, ...] = ("pdf", "json", "md", "txt", "csv", "tables.csv")
    jobs: int = field(default_factory=usable_cores)
    split: bool = True
    pipeline: Options = field(default_factory=Options)
    timeout: float = 300.0
    memory: int | None = None
    manifest: Path | None = None
    retry_failed: bool = False
    redo: frozenset[str] = frozenset()
    since: float | None = None
    settle: float = 5.0
    cluster: str | None = None
