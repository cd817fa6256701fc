"""How a run over a tree looks: a bar on a terminal, a line now and then in a log, a table at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from ocr_pipeline.cli.streams import shown
from ocr_pipeline.work_records import State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from ocr_pipeline.batch.estimate import Estimate
    from ocr_pipeline.batch.observing import Tally
    from ocr_pipeline.batch.running import Outcome
    from ocr_pipeline.batch.survey import Surveyed
    from ocr_pipeline.work_records import Failure, FileRecord

_EVERY = 30.0
"""Seconds between two lines of a log."""
_TOLD = 5
"""How many failures of one file are told one by one."""
_NARROW = 90
"""Columns below which the bar, the speed and the time gone by have no room beside the numbers that count."""
_LISTED = 20
"""How many files or folders that cannot be opened are named."""


class View:
    """What is seen of a run; with a `bar` where somebody looks on."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._task = bar.add_task("duyệt cây thư mục", total=None) if bar else None
        self._looked = self._said = monotonic()
        self._seconds = 0.0  # in which there was something to do: a watched folder may rest for hours
        self._busy = True

    @property
    def _is_narrow(self) -> bool:
        return self._bar is not None and self._bar.console.width < _NARROW

    def surveyed(self, surveyed: Surveyed) -> None:
        """Say what there is and what is to be done."""
        line = f"{surveyed.files} tệp, {surveyed.waiting} cần làm"
        if surveyed.outdated:
            line += f" ({surveyed.outdated} vì thiết lập hoặc phiên bản đã đổi)"
        if surveyed.old:
            line += f", {surveyed.old} tệp sửa trước ngày --since"
        if surveyed.skipped:
            line += f", {surveyed.skipped} mục bỏ qua vì không phải đầu vào"
        self._say(line + ".")
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description="đang khởi động")
        for record in surveyed.closed[:_LISTED]:
            self._tell_failures(record, (record.failure,) if record.failure else ())
        if len(surveyed.closed) > _LISTED:
            self._say(f"và {number(len(surveyed.closed) - _LISTED)} thư mục khác không mở được.")

    def tell(self, tally: Tally) -> None:
        """Move the bar; in a log, a line every half minute while there is something to do."""
        now, was_busy = monotonic(), self._busy
        if was_busy:
            self._seconds += now - self._looked
        self._looked, self._busy = now, tally.files < tally.waiting
        if self._bar is not None and self._task is not None:
            line = self._figures(tally)
            self._bar.update(self._task, description=line, completed=tally.files, total=tally.waiting)
        elif was_busy and now - self._said >= _EVERY:
            self._said = now
            self._say(f"{tally.files}/{tally.waiting} tệp, {self._figures(tally)}, còn {self._left(tally)}")

    def finished(self, record: FileRecord, failures: tuple[Failure, ...]) -> None:
        """Say what went wrong with a file; of one that is done nothing."""
        self._tell_failures(record, failures)

    def _tell_failures(self, record: FileRecord, failures: tuple[Failure, ...]) -> None:
        for failure in failures[:_TOLD]:
            self._say(f"{shown(record.path)}: {failure.problem} {failure.advice}".replace("\n", " "))
        if len(failures) > _TOLD:
            self._say(f"{shown(record.path)}: còn {len(failures) - _TOLD} trang hỏng nữa.")

    def _figures(self, tally: Tally) -> str:
        minutes = max(self._seconds, 1e-3) / 60
        speed = "" if self._is_narrow else f", {tally.pages / minutes:.0f} trang/phút"
        failed = f", {tally.failed + tally.partial} tệp có lỗi" if tally.failed + tally.partial else ""
        return f"{tally.pages} trang{speed}{failed}"

    def _left(self, tally: Tally) -> str:
        if not tally.files:
            return "chưa rõ"
        return duration(self._seconds * (tally.waiting - tally.files) / tally.files)

    def _say(self, line: str) -> None:
        if self._bar is not None:
            from rich.text import Text

            self._bar.console.print(Text(line), soft_wrap=True)
        else:
            click.echo(line, err=True)


@contextmanager
def shown_view() -> Iterator[View]:
    """What to show of a run: a bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield View(None)
        return
    from rich.console import Console

    with bar_on(Console(stderr=True)) as bar:
        yield View(bar)


def bar_on(console: Console) -> Progress:
    """The bar, with as many figures beside it as the terminal has room for."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    figures = (MofNCompleteColumn(), TextColumn("tệp, {task.description}", markup=False))
    left = (TextColumn("còn"), TimeRemainingColumn())
    wide = (BarColumn(bar_width=12), *figures, TimeElapsedColumn(), *left)
    return Progress(*((*figures, *left) if console.width < _NARROW else wide), console=console, transient=True)


def print_outcome(outcome: Outcome, output: Path | str) -> None:
    """The table at the end."""
    tally, counts = outcome.tally, outcome.counts
    rows = [
        ("Tệp trong cây", outcome.surveyed.files + outcome.surveyed.old),
        ("Làm trong lượt này", tally.files),
        ("  xong", tally.done),
        ("    trong đó trùng nội dung, chép kết quả", tally.copied),
        ("  chưa trọn (thiếu trang, dạng kết quả)", tally.partial),
        ("  hỏng", tally.failed),
        ("  chưa làm", counts[State.WAITING]),
        ("Trang đã đọc", tally.pages),
        ("Trang hỏng", tally.failed_pages),
        ("Mục bỏ qua (không phải đầu vào)", outcome.surveyed.skipped),
    ]
    closed = len(outcome.surveyed.closed)
    if closed:
        rows.append(("Thư mục không mở được", closed))
    earlier = counts[State.FAILED] + counts[State.PARTIAL] - tally.failed - tally.partial - closed
    for name, count in rows:
        if count or not name.startswith(" "):
            click.echo(f"{name:<42}{number(count):>12}")
    if earlier > 0:
        click.echo(f"Còn {number(earlier)} tệp hỏng, chưa trọn từ những lượt trước: thêm --retry-failed để thử lại.")
    click.echo(f"Kết quả: {shown(output) if isinstance(output, Path) else output}")


def print_estimate(found: Estimate, jobs: int) -> None:
    """What a run would take."""
    about = "" if found.counted == found.files else f" (ước tính từ {number(found.counted)} tệp)"
    click.echo(f"{'Tệp cần làm':<30}{number(found.files):>12}")
    click.echo(f"{'Trang':<30}{number(found.pages):>12}{about}")
    if found.unreadable:
        click.echo(f"{'Tệp, thư mục không mở được':<30}{number(len(found.unreadable)):>12}{about}")
        for path, failure in found.unreadable[:_LISTED]:
            click.echo(f"  {shown(path)}: {failure.problem}")
        if len(found.unreadable) > _LISTED:
            click.echo(f"  và {number(len(found.unreadable) - _LISTED)} tệp khác")
    if found.seconds is not None and found.disk is not None:
        click.echo(f"{'Thời gian':<30}{duration(found.seconds):>12} với {jobs} tiến trình")
        click.echo(f"{'Chỗ trống cho kết quả':<30}{size(found.disk):>12}")
        click.echo(f"Ước tính từ {found.sampled} trang đọc thử; chưa ghi gì.")


def number(count: int) -> str:
    """`1.234.567`."""
    return f"{count:,}".replace(",", ".")


def duration(seconds: float) -> str:
    """`2 ngày 3 giờ`, `12 phút`, `40 giây`."""
    if seconds < 100:
        return f"{seconds:.0f} giây"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} phút"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} giờ {minutes} phút"
    return f"{hours // 24} ngày {hours % 24} giờ"


def size(count: float) -> str:
    """`1,2 GB`."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}".replace(".", ",")
        count /= 1000
    return f"{count:.3g} TB".replace(".", ",")
