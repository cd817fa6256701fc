"""A run over a tree from beginning to end: lock, manifest, survey, work, snapshot; once, or until it is stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from ocr_pipeline.batch.driver import Driver, Room, put_snapshot
from ocr_pipeline.batch.manifest import Manifest, open_manifest
from ocr_pipeline.batch.observing import Observer, Tally
from ocr_pipeline.batch.options import BatchOptions, memory_for
from ocr_pipeline.batch.places import Places, held, places_of
from ocr_pipeline.batch.pool import Pool, ProcessPool
from ocr_pipeline.batch.storage import is_url
from ocr_pipeline.batch.survey import Accept, Survey, Surveyed
from ocr_pipeline.batch.walk import Found
from ocr_pipeline.errors import OutputError
from ocr_pipeline.work_records import State

_POLL, _REST = 1.0, 600.0
"""Seconds between two looks at a watched tree, and between two rests."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, what it saw, and how many files of the tree are in which state after it."""

    tally: Tally
    surveyed: Surveyed
    counts: Mapping[State, int]

    @property
    def imperfect(self) -> bool:
        """Whether something in the tree has not been read as a whole, in this run or an earlier one."""
        return bool(self.counts[State.FAILED] or self.counts[State.PARTIAL])


MakePool = Callable[[Places, BatchOptions], Pool]
"""Where the workers come from."""


def workers(places: Places, options: BatchOptions) -> Pool:
    """Processes of this machine, or of the machines of a cluster."""
    if options.cluster is not None:
        from ocr_pipeline.batch.cluster import RayPool

        return RayPool(places, options)
    return ProcessPool(options.jobs, options.memory or memory_for(options.jobs), places.temporary)


def run_batch(
    source: Path | str,
    output: Path | str,
    options: BatchOptions,
    observer: Observer,
    is_stopped: Callable[[], bool] = lambda: False,
    make_pool: MakePool = workers,
) -> Outcome:
    """Do what is new, changed or failed in the tree `source`, with results mirrored below `output`.

    Raises a PipelineError where the run cannot begin or go on; what was done stays done.
    """
    with _session(_places(source, output, options), options, make_pool) as session:
        return session.run(observer, is_stopped, lambda _: True)


def watch_batch(
    source: Path | str,
    output: Path | str,
    options: BatchOptions,
    observer: Observer,
    is_stopped: Callable[[], bool],
    rest: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """As `run_batch`, again and again until it is stopped; a file is taken when it has not changed for a while.

    `rest` is called when what was there is done, but not more often than every ten minutes.
    """
    settled, rested, told = Settled(options.settle), -_REST, 0
    with _session(_places(source, output, options), options, workers) as session:
        while True:
            outcome = session.run(observer, is_stopped, settled)
            if outcome.tally.files > told and monotonic() - rested >= _REST and not is_stopped():
                rest(outcome)
                rested, told = monotonic(), outcome.tally.files
            if not is_stopped():
                sleep(_POLL)
            if is_stopped():  # not another walk, which would end before it has seen the tree
                return outcome


@dataclass(frozen=True, slots=True)
class _Session:
    """A held output with all that a run over the tree needs."""

    room: Room
    survey: Survey
    tally: Tally

    def run(self, observer: Observer, is_stopped: Callable[[], bool], accept: Accept) -> Outcome:
        """Look at the tree, and do what waits."""
        manifest, places = self.room.manifest, self.room.places
        surveyed = self.survey.take(accept, is_stopped)
        if surveyed.waiting or not self.tally.surveys:
            observer.surveyed(surveyed)
        self.tally.surveys += 1
        self.tally.waiting += surveyed.waiting
        try:
            Driver(self.room, observer, is_stopped, self.survey.redone, self.tally).run()
        finally:
            if places.snapshot is not None and (surveyed.waiting or places.output.state(places.snapshot) is None):
                put_snapshot(places, manifest)
        return Outcome(self.tally, surveyed, manifest.counts())


@contextmanager
def _session(places: Places, options: BatchOptions, make_pool: MakePool) -> Iterator[_Session]:
    from ocr_pipeline.batch.fingerprint import settings_hash
    from ocr_pipeline.batch.history import note_programs

    settings = settings_hash(options)
    with held(places), _own_manifest(places) as manifest, closing(make_pool(places, options)) as pool:
        note_programs(manifest)
        _clear_spools(places, manifest, settings)
        room = Room(places, options, settings, manifest, pool)
        yield _Session(room, Survey(places, manifest, options, settings), Tally())


def _places(source: Path | str, output: Path | str, options: BatchOptions) -> Places:
    return places_of(source, output, options.manifest, shared=options.cluster is not None)


class Settled:
    """Knows of each new file since when it has its size and time of change."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._seen: dict[str, tuple[int, int, float]] = {}

    def __call__(self, found: Found) -> bool:
        """Whether the file has not changed for so long; by this machine's clock alone."""
        now = monotonic()
        size, modified, since = self._seen.get(found.path, (-1, -1, now))
        if (size, modified) != (found.size, found.modified_ns):
            self._seen[found.path] = found.size, found.modified_ns, now
            return self._seconds <= 0
        if now - since < self._seconds:
            return False
        del self._seen[found.path]
        return True


@contextmanager
def _own_manifest(places: Places) -> Iterator[Manifest]:
    """The manifest of this tree and output; where it is lost, the snapshot in the output takes its place."""
    snapshot = places.snapshot
    if snapshot is not None and not places.manifest.exists() and places.output.state(snapshot) is not None:
        with places.output.local(snapshot) as path:
            shutil.copyfile(path, places.manifest)
    with open_manifest(places.manifest) as manifest:
        before = manifest.fact("source")
        if before is not None and before != str(places.source) and (is_url(before) or Path(before).is_dir()):
            raise OutputError(
                f"thư mục kết quả này là của cây {before}, không phải của {places.source}.",
                "Hãy chọn thư mục kết quả khác cho cây này.",
            )
        manifest.note("source", str(places.source))
        manifest.note("output", str(places.output))
        manifest.commit()
        yield manifest


def _clear_spools(places: Places, manifest: Manifest, settings: str) -> None:
    """Take away read pages of which no file has use any more.

    What a file holds is noted a little after its first pages are read, and a kill may come between: while files wait,
    pages of contents that no file is known to hold are kept.
    """
    waiting = manifest.counts()[State.WAITING] > 0
    for spool in places.pages.names(""):
        digest, _, read_with = spool.partition("-")
        known = manifest.of_content(digest, read_with)
        unnoted = not known and waiting and read_with == settings
        if not unnoted and all(record.state is State.DONE for record in known):
            places.pages.below(spool).clear()
