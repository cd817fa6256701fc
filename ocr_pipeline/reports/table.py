"""All files of a run, and what is none, as CSV: what the page can show only in part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ocr_pipeline.exports.as_csv import guard
from ocr_pipeline.reports.choice import FIELD_NAMES, doubts_of, draw, least_sure
from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.work_records import FileRecord, SkippedRecord, State

STATE_NAMES = {State.DONE: "xong", State.PARTIAL: "chưa trọn", State.FAILED: "hỏng", State.WAITING: "chưa làm"}
_SKIPPED = "bỏ qua"
TITLES = (
    "Tệp",
    "Trạng thái",
    "Số trang",
    "Trang hỏng",
    "Số văn bản",
    "Độ tin cậy",
    "Trang kém nhất",
    "Thiếu",
    "Điểm cần xem lại",
    "Giây",
    "Số lần thử",
    "Trùng nội dung với",
    "Lỗi",
    "Nên làm",
    "Ghi chú",
    "Kiểm tra",
)


def table_csv(
    files: Iterable[FileRecord], skipped: Iterable[SkippedRecord], options: ReportOptions, reach: float
) -> bytes:
    """One row a file, then one for everything that is no input, in UTF-8 with byte order mark.

    `reach` is the number up to which chance chooses files.
    """
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(TITLES)
    for file in files:
        writer.writerow(guard(cell) for cell in _row(file, options, reach))
    for item in skipped:
        cells = {"Tệp": item.path, "Trạng thái": _SKIPPED, "Lỗi": item.reason}
        writer.writerow(guard(cells.get(title, "")) for title in TITLES)
    return table.getvalue().encode("utf-8-sig", "replace")


def _row(file: FileRecord, options: ReportOptions, reach: float) -> tuple[str, ...]:
    failure = file.failure
    return (
        file.path,
        STATE_NAMES[file.state],
        str(len(file.pages)),
        str(sum(1 for page in file.pages if page.state is State.FAILED)),
        str(file.documents),
        _share(file.confidence),
        _share(least_sure(file)),
        "; ".join(FIELD_NAMES.get(name, name) for name in file.missing),
        str(file.flags),
        f"{file.seconds:.1f}",
        str(file.attempts),
        file.same_as or "",
        failure.problem if failure else "",
        failure.advice if failure else "",
        "; ".join(file.remarks),
        _check(file, options, reach),
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _check(file: FileRecord, options: ReportOptions, reach: float) -> str:
    if file.same_as is not None or file.state not in (State.DONE, State.PARTIAL):
        return ""
    doubts = doubts_of(file, options)
    if doubts:
        return f"mức 1: {'; '.join(doubts)}"
    return "ngẫu nhiên" if draw(file, options) <= reach else ""
