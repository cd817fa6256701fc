"""The driver: hands tasks to a pool of workers, and notes in the manifest what comes back; it alone writes there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from time import monotonic

from ocr_pipeline.batch.dispatch import Dispatch, Sent
from ocr_pipeline.batch.job import Job, now, with_results
from ocr_pipeline.batch.manifest import Manifest
from ocr_pipeline.batch.names import formats_for, json_parts
from ocr_pipeline.batch.observing import Observer, Tally
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import Places
from ocr_pipeline.batch.pool import Pool
from ocr_pipeline.batch.spool import spool_of
from ocr_pipeline.batch.storage import Storage
from ocr_pipeline.batch.tasks import (
    Content,
    Failed,
    Finish,
    Input,
    Inspect,
    Inspected,
    PageRead,
    Published,
    ReadPage,
    Republish,
    Result,
    Target,
    Task,
)
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.work_records import Category, FileRecord, State

_PATIENCE, _COMMIT, _SNAPSHOT = 0.5, 0.5, 600.0
"""Seconds: waiting for a worker, between two commits, between two snapshots of the manifest at least."""
_PAUSE = 50.0
"""Times as long as a snapshot took the driver works before the next: that of a large manifest takes minutes."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a driver works with."""

    places: Places
    options: BatchOptions
    settings: str
    manifest: Manifest
    pool: Pool


class Driver:
    """Works through the files that wait in the manifest; `redone` are those for which no earlier result counts.

    What it does is counted in `tally`.
    """

    def __init__(
        self, room: Room, observer: Observer, is_stopped: Callable[[], bool], redone: Set[str], tally: Tally
    ) -> None:
        self._room, self._observer, self._is_stopped = room, observer, is_stopped
        self._redone, self._tally = redone, tally
        self._waiting: Iterator[FileRecord] = iter(())
        self._ready: deque[tuple[Task, Job]] = deque()
        self._jobs: dict[str, Job] = {}
        self._spent: set[Storage] = set()
        self._committed = monotonic()
        self._next_copy = self._committed + _SNAPSHOT

    def run(self) -> None:
        """Until nothing waits, or somebody has stopped it.

        Raises a PipelineError where the work cannot go on: disk full, Tesseract missing. What was done stays done.
        """
        self._waiting = self._room.manifest.in_state(State.WAITING)
        dispatch = Dispatch(self._room.pool, self._room.options.timeout, self._next)
        try:
            while not self._is_stopped() and dispatch.fill():
                for sent, result in dispatch.answers(_PATIENCE):
                    if isinstance(result, Failed) and result.fatal:
                        raise PipelineError(result.failure.problem, result.failure.advice)
                    self._take(sent, result)
                self._commit_now_and_then()
                self._observer.tell(self._tally)
        finally:
            self._commit()
            self._observer.tell(self._tally)

    def _next(self) -> tuple[Task, Job | FileRecord] | None:
        """Ends of documents first, then pages of the files in hand, then new files."""
        if self._ready:
            return self._ready.popleft()
        for job in self._jobs.values():
            if job.unread:
                job.reading += 1
                return ReadPage(job.content, job.unread.popleft(), self._room.options.pipeline), job
        record = next(self._waiting, None)
        return None if record is None else (Inspect(self._input(record), self._room.options.pipeline), record)

    def _take(self, sent: Sent[Job | FileRecord], result: Result) -> None:
        match sent.task, sent.owner:
            case Inspect(), FileRecord() as record:
                self._inspected(record, result)
            case ReadPage(number=number), Job() as job:
                job.attempts[number] = sent.attempt
                self._page_done(job, number, result)
            case Finish(), Job() as job:
                self._finished(job, result)
            case Republish(), Job() as job:
                self._republished(job, result)

    def _inspected(self, record: FileRecord, result: Result) -> None:
        if isinstance(result, Inspected):
            if record.digest != result.digest:
                record = replace(record, digest=result.digest, documents=0)
            self._admit(record, result)
        elif isinstance(result, Failed):
            failed = replace(record, attempts=record.attempts + 1, started=now())
            self._end(replace(failed, state=State.FAILED, failure=result.failure, finished=now(), documents=0))

    def _admit(self, record: FileRecord, inspected: Inspected) -> None:
        """Begin with a file, unless its content has been or is being worked on."""
        if (same := self._jobs.get(record.digest)) is not None:
            same.followers.append((record, inspected))
            return
        spool = spool_of(self._room.places.pages, record.digest, self._room.settings)
        content = Content(self._input(record), record.digest, inspected.kind, inspected.pages, spool)
        known = () if record.path in self._redone else self._room.manifest.of_content(record.digest, record.settings)
        for other in sorted(known, key=lambda other: other.path != record.path):
            if other.state is State.FAILED and _lies_in_content(other):
                self._end(
                    replace(record, state=State.FAILED, failure=other.failure, same_as=other.path, finished=now())
                )
                return
            results = tuple(json_parts(other.stem, other.outputs)) if other.documents else ()
            if len(results) == other.documents > 0 and all(self._is_there(name) for _, name in results):
                self._share(Job.begin(record, content, ()), other, results)
                return
        self._read(record, content)

    def _share(self, job: Job, other: FileRecord, results: tuple[tuple[int | None, str], ...]) -> None:
        """Put out what is known of the content under this name too; `_republished` reads it anew where that fails."""
        job.unread.clear()
        pages = self._room.manifest.known(other.path, with_pages=True)
        target = self._target(job)
        if job.record.documents:  # the same documents: what was made of them in other formats stays
            target = replace(target, previous=(), sweep=False)
        if pages is not None and other.path != job.record.path:
            job.record = replace(job.record, same_as=other.path)
            self._room.manifest.forget_pages(job.record.path)
            self._room.manifest.save_pages(job.record.path, pages.pages)
        self._jobs[job.record.digest] = job
        self._ready.append(
            (Republish(job.content.input, job.content.digest, results, target, self._room.options.pipeline), job)
        )

    def _read(self, record: FileRecord, content: Content) -> None:
        known = self._room.manifest.known(record.path, with_pages=True)
        resumed = known is not None and known.digest == record.digest
        job = Job.begin(replace(record, same_as=None), content, known.pages if known and resumed else ())
        if not resumed:
            self._room.manifest.forget_pages(record.path)
        self._room.manifest.save([job.record])
        self._room.manifest.save_pages(record.path, job.waiting_pages())
        self._jobs[record.digest] = job
        self._go_on(job)

    def _page_done(self, job: Job, number: int, result: Result) -> None:
        job.reading -= 1
        if isinstance(result, PageRead):
            page = job.page_read(number, result.seconds)
            self._tally.pages += 1
            self._tally.seconds += result.seconds
        elif isinstance(result, Failed):
            if result.failure.category is Category.CHANGED:
                job.changed = result.failure
                job.unread.clear()
            page = job.page_failed(number, result.failure)
            self._tally.failed_pages += 1
        self._room.manifest.save_pages(job.record.path, [page])
        self._go_on(job)

    def _go_on(self, job: Job) -> None:
        """What comes when the last page has been read or has failed."""
        if not job.is_read:
            return
        if job.changed is not None:
            self._end_job(job, job.failed(job.changed))
        elif len(job.failures) == job.content.pages:
            self._end_job(job, job.failed(job.failures[min(job.failures)]))
        else:
            options = self._room.options
            task = Finish(job.content, self._target(job), options.pipeline, options.split, job.lost)
            self._ready.append((task, job))

    def _finished(self, job: Job, result: Result) -> None:
        if isinstance(result, Failed):
            self._end_job(job, job.failed(result.failure))
        elif isinstance(result, Published):
            record, pages = job.finished(result)
            self._room.manifest.save_pages(record.path, pages)
            self._end_job(job, record)

    def _republished(self, job: Job, result: Result) -> None:
        if isinstance(result, Published):
            known = self._room.manifest.known(job.record.path, with_pages=True)
            pages = known.pages if known else ()
            failures = tuple(page.failure for page in pages if page.failure is not None)
            record = with_results(job.record, result, failures)
            if job.record.documents:
                others = filter(self._is_there, job.record.outputs)
                record = replace(record, outputs=tuple(dict.fromkeys((*record.outputs, *others))))
            self._tally.copied += record.same_as is not None
            self._end_job(job, record)
        elif isinstance(result, Failed):
            category = result.failure.category
            if category in (Category.INPUT, Category.PASSWORD, Category.PROGRAM):  # the JSON is gone or another one
                del self._jobs[job.record.digest]
                self._room.manifest.forget_pages(job.record.path)
                self._read(replace(job.record, attempts=job.record.attempts - 1), job.content)
                self._jobs[job.record.digest].followers = job.followers
            else:
                self._end_job(job, job.failed(result.failure))

    def _end_job(self, job: Job, record: FileRecord) -> None:
        """Note the file; its read pages are kept where some failed and may be tried again."""
        del self._jobs[job.content.digest]
        if record.state is State.DONE or job.changed is not None:
            self._spent.add(job.content.spool)
        self._end(record, job)
        for follower, inspected in job.followers:
            self._admit(follower, inspected)

    def _end(self, record: FileRecord, job: Job | None = None) -> None:
        self._room.manifest.save([record])
        self._tally.count(record)
        told = [record.failure] if record.failure is not None else []
        if job is not None and record.state is not State.FAILED:
            told += (
                replace(failure, problem=f"trang {number}: {failure.problem}")
                for number, failure in sorted(job.failures.items())
            )
        self._observer.finished(record, tuple(told))

    def _commit_now_and_then(self) -> None:
        if monotonic() - self._committed >= _COMMIT:
            self._commit()
        if self._room.places.snapshot is not None and (begin := monotonic()) >= self._next_copy:
            put_snapshot(self._room.places, self._room.manifest)
            end = monotonic()
            self._next_copy = end + max(_SNAPSHOT, _PAUSE * (end - begin))

    def _commit(self) -> None:
        """Make safe what is noted; only then read pages of files that are done may go."""
        self._room.manifest.commit()
        self._committed = monotonic()
        live = {job.content.spool for job in self._jobs.values()}
        for spool in self._spent - live:
            spool.clear()
        self._spent &= live

    def _is_there(self, output: str) -> bool:
        return self._room.places.output.state(output) is not None

    def _input(self, record: FileRecord) -> Input:
        return Input(self._room.places.source, record.path, record.size, record.modified_ns)

    def _target(self, job: Job) -> Target:
        places, record = self._room.places, job.record
        formats = formats_for(record.path, self._room.options.formats)
        return Target(places.output, record.stem, formats, record.outputs, job.sweep)


def put_snapshot(places: Places, manifest: Manifest) -> None:
    """A copy of the manifest goes to the output, where it does not lie there itself."""
    if places.snapshot is not None:
        copy = places.temporary / "manifest"
        manifest.snapshot(copy)
        places.output.put_file(places.snapshot, copy)
        copy.unlink()


def _lies_in_content(record: FileRecord) -> bool:
    """Whether the file failed in a way that another file of the same bytes would too."""
    outside = (Category.CHANGED, Category.OUTPUT)
    return record.failure is not None and record.failure.category not in outside
