"""A run added up, file by file: counts, histograms, and the few pages and files that the tables show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from ocr_pipeline.reports.choice import Choice
from ocr_pipeline.reports.numbers import brief
from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.reports.plots import Histogram, Plot
from ocr_pipeline.reports.shortlist import Shortlist
from ocr_pipeline.work_records import FileRecord, PageRecord, SkippedRecord, State

_SURE = tuple(step / 20 for step in range(8, 20))
_SECONDS = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 60.0)
_CHANGED = (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
_SLOW, _MUCH = 20.0, 0.2
"""Seconds, and share of changed words, from which a page is marked in the plots."""


@dataclass(frozen=True, slots=True)
class PageOfFile:
    """A page, and the file that it belongs to (without its pages)."""

    file: FileRecord
    page: PageRecord


@dataclass(frozen=True, slots=True)
class Overview:
    """The sums of a tree; `confidence` is the mean of its pages, `changed` counts words.

    `seconds` is how long the last run took, `read` how many pages it has read; the others are of earlier runs.
    """

    files: int
    done: int
    partial: int
    failed: int
    waiting: int
    copies: int
    documents: int
    pages: int
    failed_pages: int
    blank: int
    words: int
    changed: int
    confidence: float | None
    flags: int
    seconds: float | None
    read: int
    started: str | None
    finished: str | None
    settings: tuple[str, ...]

    @property
    def pages_a_minute(self) -> float | None:
        """How fast the last run went; None where it has read nothing, or no time is known."""
        return 60 * self.read / self.seconds if self.seconds and self.read else None

    @property
    def changed_share(self) -> float | None:
        """The share of words that restoration changed; None where there are no words."""
        return self.changed / self.words if self.words else None


class Tally:
    """What a report is made of; every file is added once and not kept, but for the few that are shown."""

    def __init__(self, options: ReportOptions) -> None:
        rows = options.rows
        self.failed: Shortlist[FileRecord] = Shortlist(rows)
        self.partial: Shortlist[FileRecord] = Shortlist(rows)
        self.incomplete: Shortlist[FileRecord] = Shortlist(rows)
        self.unsure: Shortlist[PageOfFile] = Shortlist(rows)
        self.slowest: Shortlist[PageOfFile] = Shortlist(min(rows, 15))
        self.missing: Counter[str] = Counter()
        self.categories: Counter[str] = Counter()
        self.skipped: Shortlist[SkippedRecord] = Shortlist(rows)
        self.reasons: Counter[str] = Counter()
        self.choice = Choice(options)
        self._options = options
        self._counts: Counter[str] = Counter()
        self._confidence = 0.0
        self._times: tuple[str, ...] = ()
        self._settings: dict[str, None] = {}
        self._sure, self._seconds, self._changed = Histogram(_SURE), Histogram(_SECONDS), Histogram(_CHANGED)

    def add(self, file: FileRecord) -> None:
        """Count one file; the pages of a copy of another file have been worked on, and are counted, there."""
        self._counts["files"] += 1
        self._counts[file.state] += 1
        self._counts["copies"] += file.same_as is not None
        self._counts["documents"] += file.documents
        self._counts["flags"] += file.flags
        self._times = _outermost(self._times, file)
        if len(self._settings) < self._options.rows:
            self._settings[file.settings] = None
        self.missing.update(file.missing)
        self._list(file)
        self.choice.add(file)
        if file.same_as is None:
            bare = replace(file, pages=())
            for page in file.pages:
                self._add_page(PageOfFile(bare, page))

    def skip(self, item: SkippedRecord) -> None:
        """Count what is no input; of each reason some are shown, however often the others come by."""
        self.skipped.add((self.reasons[item.reason],), item)
        self.reasons[item.reason] += 1

    def _list(self, file: FileRecord) -> None:
        if file.state is State.FAILED:
            self.categories[file.failure.category if file.failure else "program"] += 1
            self.failed.add((), replace(file, pages=()))
        elif file.state is State.PARTIAL:
            self.partial.add((), replace(file, pages=tuple(page for page in file.pages if page.failure)))
        if file.missing:
            self.incomplete.add((-len(file.missing),), replace(file, pages=()))

    def _add_page(self, found: PageOfFile) -> None:
        page = found.page
        self._counts["pages"] += page.state is not State.WAITING
        self._counts["failed pages"] += page.state is State.FAILED
        self._counts["blank"] += page.blank
        self._counts["words"] += page.words
        self._counts["changed"] += page.changed
        if page.state is State.WAITING:
            return
        self._seconds.add(page.seconds)
        self.slowest.add((-page.seconds, found.file.path, page.number), found)
        if page.state is State.FAILED or page.blank:
            return
        if page.words:
            self._changed.add(page.changed / page.words)
        if page.confidence is not None:
            self._counts["known"] += 1
            self._confidence += page.confidence
            self._sure.add(page.confidence)
            if page.confidence < self._options.low_confidence:
                self.unsure.add((page.confidence, found.file.path, page.number), found)

    @property
    def overview(self) -> Overview:
        """The sums so far."""
        counts, known = self._counts, self._counts["known"]
        started, finished = self._times or (None, None)
        return Overview(
            files=counts["files"],
            done=counts[State.DONE],
            partial=counts[State.PARTIAL],
            failed=counts[State.FAILED],
            waiting=counts[State.WAITING],
            copies=counts["copies"],
            documents=counts["documents"],
            pages=counts["pages"],
            failed_pages=counts["failed pages"],
            blank=counts["blank"],
            words=counts["words"],
            changed=counts["changed"],
            confidence=self._confidence / known if known else None,
            flags=counts["flags"],
            seconds=self._elapsed(started, finished),
            read=counts["pages"] if self._options.read is None else self._options.read,
            started=started,
            finished=finished,
            settings=tuple(self._settings),
        )

    def _elapsed(self, started: str | None, finished: str | None) -> float | None:
        if self._options.elapsed is not None or started is None or finished is None:
            return self._options.elapsed
        return (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()

    @property
    def plots(self) -> tuple[Plot, ...]:
        """The three histograms over pages."""
        low = self._options.low_confidence
        return (
            Plot(
                "confidence",
                "Độ tin cậy của trang (%)",
                f"Dưới {brief(100 * low)} % cần xem lại; không tính trang trắng và trang có lớp chữ dùng được.",
                self._sure.bars(lambda edge: brief(100 * edge), lambda edge: edge < low),
            ),
            Plot(
                "seconds",
                "Giây mỗi trang",
                "Thời gian xử lý từng trang, kể cả lần thử lại.",
                self._seconds.bars(brief, lambda edge: edge >= _SLOW),
            ),
            Plot(
                "changed",
                "Phần chữ được phục hồi sửa (%)",
                "Trang bị sửa nhiều là trang quét kém, hoặc chữ đọc bằng ngôn ngữ khác.",
                self._changed.bars(lambda edge: brief(100 * edge), lambda edge: edge >= _MUCH),
            ),
        )


def _outermost(times: tuple[str, ...], file: FileRecord) -> tuple[str, ...]:
    """The first start and the last end."""
    if not (file.started and file.finished):
        return times
    starts, ends = (file.started, *times[:1]), (file.finished, *times[1:])
    return min(starts, key=datetime.fromisoformat), max(ends, key=datetime.fromisoformat)
