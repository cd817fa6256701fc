"""A file in hand: which of its pages wait, are being read, lie in the spool or have failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from ocr_pipeline.batch.spool import numbers_in
from ocr_pipeline.batch.tasks import Content, Inspected, Published
from ocr_pipeline.work_records import Failure, FileRecord, PageRecord, State


def now() -> str:
    """The time with its offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


@dataclass
class Job:
    """A file that is being read; `followers` are files of equal content that wait for it.

    With `sweep` an earlier attempt may have left outputs of which nothing is noted.
    """

    record: FileRecord
    content: Content
    unread: deque[int] = field(default_factory=deque)
    reading: int = 0
    attempts: dict[int, int] = field(default_factory=dict)
    failures: dict[int, Failure] = field(default_factory=dict)
    seconds: float = 0.0
    changed: Failure | None = None
    sweep: bool = False
    followers: list[tuple[FileRecord, Inspected]] = field(default_factory=list)

    @classmethod
    def begin(cls, record: FileRecord, content: Content, known: Iterable[PageRecord]) -> Job:
        """The job for all pages that are neither in the spool nor known to have failed with this content."""
        failures = {page.number: page.failure for page in known if page.failure is not None}
        done = numbers_in(content.spool) | failures.keys()
        unread = deque(number for number in range(1, content.pages + 1) if number not in done)
        started = replace(record, attempts=record.attempts + 1, started=now(), finished=None, failure=None)
        return cls(started, content, unread, failures=failures, sweep=record.started is not None)

    @property
    def is_read(self) -> bool:
        """Whether nothing of it is to be read any more."""
        return not self.unread and not self.reading

    @property
    def lost(self) -> tuple[tuple[int, str], ...]:
        """The pages that failed, and why."""
        return tuple((number, self.failures[number].problem) for number in sorted(self.failures))

    def waiting_pages(self) -> Iterator[PageRecord]:
        """The rows of the pages that are still to be read."""
        return (PageRecord(number, State.WAITING) for number in self.unread)

    def page_read(self, number: int, seconds: float) -> PageRecord:
        """The row of a page that has been read."""
        self.seconds += seconds
        return PageRecord(number, State.DONE, self.attempts.get(number, 1), seconds)

    def page_failed(self, number: int, failure: Failure) -> PageRecord:
        """The row of a page that could not be read."""
        self.failures[number] = failure
        return PageRecord(number, State.FAILED, self.attempts.get(number, 1), failure=failure)

    def finished(self, published: Published) -> tuple[FileRecord, list[PageRecord]]:
        """The rows of the file and its pages when all is written."""
        pages = [replace(page, attempts=self.attempts.get(page.number, 1)) for page in published.pages]
        record = with_results(self.record, published, tuple(self.failures[number] for number in sorted(self.failures)))
        return replace(record, seconds=sum(page.seconds for page in pages) + published.seconds), pages

    def failed(self, failure: Failure) -> FileRecord:
        """The row of the file when nothing could be made of it."""
        return replace(
            self.record, state=State.FAILED, failure=failure, finished=now(), seconds=self.seconds, documents=0
        )


def with_results(record: FileRecord, published: Published, failures: tuple[Failure, ...]) -> FileRecord:
    """The row of a file whose results are written: partial where something of it failed."""
    failed = (*failures, *published.failures)
    lost_all = not published.documents
    return replace(
        record,
        state=State.FAILED if lost_all else State.PARTIAL if failed else State.DONE,
        failure=failed[0] if lost_all else next(iter(published.failures), None),
        finished=now(),
        seconds=published.seconds,
        documents=published.documents,
        confidence=published.confidence,
        missing=published.missing,
        flags=published.flags,
        outputs=published.outputs,
        remarks=published.remarks,
    )
