"""The look over the tree before the work: what is new, changed, failed or incomplete is noted as waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath

from ocr_pipeline.batch.manifest import Manifest
from ocr_pipeline.batch.names import expected_outputs, formats_for
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import Places
from ocr_pipeline.batch.spool import spool_of
from ocr_pipeline.batch.walk import Found, LeftOut
from ocr_pipeline.errors import OutputError
from ocr_pipeline.work_records import Category, Failure, FileRecord, SkippedRecord, State

_BATCH = 1000

Accept = Callable[[Found], bool]
"""Whether a file that should be worked on is taken now."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """How many inputs there are, how many of them wait, how many changed settings make wait, what is left out.

    `old` are inputs that `since` leaves alone; they are not among the `files`. `forgotten` are those that failed or
    waited and are no more; `closed` are folders that cannot be looked into.
    """

    files: int
    waiting: int
    outdated: int
    skipped: int
    old: int = 0
    forgotten: int = 0
    closed: tuple[FileRecord, ...] = ()


class Survey:
    """Compares the tree with what is known of it; `redone` are the files that are to be done anew in any case."""

    def __init__(self, places: Places, manifest: Manifest, options: BatchOptions, settings: str) -> None:
        self._places, self._manifest, self._options, self._settings = places, manifest, options, settings
        self._redo = options.redo
        self._retry, self._unlocks = options.retry_failed, options.pipeline.source.password is not None
        self._listing: tuple[str, frozenset[str]] = ("", frozenset())
        self.redone: set[str] = set()

    def take(self, accept: Accept, is_stopped: Callable[[], bool]) -> Surveyed:
        """Walk the tree once and note what waits; files that failed are tried again in the first walk only."""
        files = waiting = outdated = old = 0
        batch: list[FileRecord] = []
        closed: list[FileRecord] = []
        skipped: list[SkippedRecord] = []
        forgotten = self._forget_vanished()
        self._listing = ("", frozenset())
        for item in self._places.source.walk(self._places.output):
            if is_stopped():
                break
            match item:
                case LeftOut(closed=True):
                    closed.append(self._closed(item))
                case LeftOut():
                    skipped.append(SkippedRecord(item.path, item.reason))
                case Found() if self._is_old(item):
                    old += 1
                case Found():
                    files += 1
                    known = self._manifest.known(item.path)
                    if self._is_due(known, item) and accept(item):
                        waiting += 1
                        outdated += known is not None and known.settings != self._settings
                        batch.append(self._waiting(known, item))
            if len(batch) >= _BATCH:
                self._manifest.save(batch)
                batch.clear()
        self._manifest.save([*batch, *closed])
        if not is_stopped():
            self._manifest.skip(skipped)
        self._manifest.commit()
        self._retry = self._unlocks = False
        return Surveyed(files, waiting, outdated, len(skipped), old, forgotten, tuple(closed))

    def due(self) -> Iterator[Found | FileRecord]:
        """What would be worked on now, and the folders that cannot be looked into; nothing is noted."""
        for item in self._places.source.walk(self._places.output):
            match item:
                case LeftOut(closed=True):
                    yield self._closed(item)
                case Found() if not self._is_old(item) and self._is_due(self._manifest.known(item.path), item):
                    yield item

    def _is_old(self, found: Found) -> bool:
        return self._options.since is not None and found.modified_ns < self._options.since * 1e9

    def _is_to_redo(self, path: str) -> bool:
        """Whether the file, or a folder above it, is to be done anew, and has not been yet."""
        if not self._redo or path in self.redone:
            return False
        return not self._redo.isdisjoint({path, *map(str, PurePosixPath(path).parents)})

    def _is_due(self, known: FileRecord | None, found: Found) -> bool:
        if known is None or self._is_to_redo(found.path) or known.settings != self._settings:
            return True
        if (known.size, known.modified_ns) != (found.size, found.modified_ns):
            return True
        match known.state:
            case State.WAITING:
                return True
            case State.FAILED:
                return self._is_retried(known) or known.failure is None or known.failure.category is Category.CHANGED
            case State.PARTIAL if self._is_retried(known):
                return True
        return known.stem != found.stem or not self._is_written(known)

    def _is_retried(self, known: FileRecord) -> bool:
        """Whether what failed is tried again: all of it where that is asked for, else what a password may open now."""
        locked = known.failure is not None and known.failure.category is Category.PASSWORD
        return self._retry or (self._unlocks and locked)

    def _is_written(self, known: FileRecord) -> bool:
        """Whether all outputs are there; one of a format that could not be made is not waited for."""
        folder, _, _ = known.stem.rpartition("/")
        if self._listing[0] != folder or not self._listing[1]:
            self._listing = folder, self._names(folder)
        formats = formats_for(known.path, self._options.formats)
        wanted = expected_outputs(known.outputs, () if known.failure else formats)
        there = self._listing[1]
        return all(output.rpartition("/")[2] in there for output in chain(known.outputs, wanted))

    def _names(self, folder: str) -> frozenset[str]:
        try:
            return self._places.output.names(folder)
        except OutputError:
            return frozenset()

    def _waiting(self, known: FileRecord | None, found: Found) -> FileRecord:
        """The row of a file that waits, with what is still of use of what was known.

        `started` stays where an earlier attempt may have left outputs that are not noted.
        """
        unfinished = known is not None and known.state in (State.WAITING, State.FAILED)
        fresh = FileRecord(
            path=found.path,
            size=found.size,
            modified=found.modified_ns / 1e9,
            digest="",
            settings=self._settings,
            state=State.WAITING,
            attempts=known.attempts if known else 0,
            started=known.started if known and unfinished else None,
            outputs=known.outputs if known else (),
            modified_ns=found.modified_ns,
            stem=found.stem,
        )
        if known is None:
            return fresh
        same = (known.size, known.modified_ns, known.settings) == (found.size, found.modified_ns, self._settings)
        if self._is_to_redo(found.path):
            self.redone.add(found.path)
            spool_of(self._places.pages, known.digest, self._settings).clear()
        elif same and known.state in (State.PARTIAL, State.FAILED) and self._is_retried(known):
            self._manifest.retry_pages(found.path)
            return replace(fresh, digest=known.digest)
        elif same and known.stem == found.stem:
            return replace(known, state=State.WAITING, started=fresh.started, finished=None)
        self._manifest.forget_pages(found.path)
        return fresh

    def _closed(self, item: LeftOut) -> FileRecord:
        """A folder that cannot be looked into counts as a file that failed: what is in it must not be lost unsaid."""
        failure = Failure(Category.INPUT, item.reason, "Hãy xin quyền đọc thư mục (chmod, chown) rồi chạy lại.")
        return FileRecord(item.path, 0, 0.0, "", self._settings, State.FAILED, failure=failure, stem=item.path)

    def _forget_vanished(self) -> int:
        """Take out files that failed or waited and are gone, and closed folders, which this walk looks at again.

        How many files were taken out.
        """
        forgotten = 0
        for state in (State.FAILED, State.WAITING):
            for record in self._manifest.in_state(state):
                is_folder = record.path.endswith("/")
                if is_folder or self._places.source.state(record.path) is None:
                    self._manifest.forget(record.path)
                    forgotten += not is_folder
        return forgotten
