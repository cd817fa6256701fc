"""What a run over a tree says: on narrow and wide terminals, in its first line, and in the table at the end."""

from io import StringIO
from pathlib import Path
from time import monotonic

import pytest
from rich.console import Console

from ocr_pipeline.batch.estimate import Estimate
from ocr_pipeline.batch.observing import Tally
from ocr_pipeline.batch.running import Outcome
from ocr_pipeline.batch.survey import Surveyed
from ocr_pipeline.cli.batch_view import View, bar_on, print_estimate, print_outcome
from ocr_pipeline.work_records import Category, Failure, FileRecord, State

TALLY = Tally(waiting=123_456, done=12_000, failed=340, partial=5, pages=98_765)
COUNTS = {State.DONE: 12_000, State.FAILED: 342, State.PARTIAL: 5, State.WAITING: 111_111}


@pytest.mark.parametrize("width", [60, 100, 160])
def test_the_numbers_that_count_fit_on_any_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(width=width, file=StringIO(), force_terminal=True, color_system=None)
    with bar_on(console) as bar:
        view = View(bar)
        monkeypatch.setattr("ocr_pipeline.cli.batch_view.monotonic", lambda: monotonic() + 36_000)
        view.tell(TALLY)
        with console.capture() as capture:
            console.print(bar.get_renderable())
    assert "12345/123456 tệp, 98765 trang" in capture.get()
    assert "345 tệp có lỗi" in capture.get()
    assert "…" not in capture.get()
    assert max(map(len, capture.get().replace("\x1b[2K", "").replace("\r", "").splitlines())) <= width
    assert ("165 trang/phút" in capture.get()) == (width > 90)


def test_a_log_is_silent_while_a_watched_folder_rests_and_rests_are_no_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [monotonic()]
    monkeypatch.setattr("ocr_pipeline.cli.batch_view.monotonic", lambda: clock[0])
    view = View(None)

    def look(seconds: float, files: int, waiting: int, pages: int) -> str:
        clock[0] += seconds
        view.tell(Tally(waiting=waiting, done=files, pages=pages))
        return capsys.readouterr().err.rstrip()

    assert look(60, 1, 2, 10) == "1/2 tệp, 10 trang, 10 trang/phút, còn 60 giây"
    assert look(60, 2, 2, 20) == "2/2 tệp, 20 trang, 10 trang/phút, còn 0 giây"
    assert [look(60, 2, 2, 20) for _ in range(600)] == [""] * 600
    assert look(1, 2, 3, 20) == ""  # a new file
    assert look(60, 2, 3, 30) == "2/3 tệp, 30 trang, 10 trang/phút, còn 90 giây"


def test_the_first_line_tells_what_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    View(None).surveyed(Surveyed(files=3, waiting=2, outdated=0, skipped=1, old=16))
    assert capsys.readouterr().err == (
        "3 tệp, 2 cần làm, 16 tệp sửa trước ngày --since, 1 mục bỏ qua vì không phải đầu vào.\n"
    )


def test_a_folder_that_cannot_be_opened_is_told_at_once_and_is_no_failure_of_earlier(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failure = Failure(Category.INPUT, "không mở được thư mục (không có quyền).", "Hãy xin quyền đọc thư mục.")
    closed = tuple(FileRecord(f"{number}/", 0, 0.0, "", "", State.FAILED, failure=failure) for number in range(25))
    surveyed = Surveyed(files=1, waiting=1, outdated=0, skipped=0, closed=closed)
    View(None).surveyed(surveyed)
    first, *folders, last = capsys.readouterr().err.splitlines()
    assert (first, len(folders), last) == ("1 tệp, 1 cần làm.", 20, "và 5 thư mục khác không mở được.")
    assert folders[0] == "0/: không mở được thư mục (không có quyền). Hãy xin quyền đọc thư mục."
    counts = dict.fromkeys(State, 0) | {State.DONE: 1, State.FAILED: 25}
    print_outcome(Outcome(Tally(waiting=1, done=1), surveyed, counts), Path("ra"))
    out = capsys.readouterr().out
    assert f"{'Thư mục không mở được':<42}{25:>12}" in out.splitlines()
    assert "--retry-failed" not in out


def test_the_table_tells_what_waits_and_what_failed_before(capsys: pytest.CaptureFixture[str]) -> None:
    print_outcome(Outcome(TALLY, Surveyed(123_456, 123_456, 0, 0), COUNTS), Path("ra"))
    lines = capsys.readouterr().out.splitlines()
    assert f"{'  chưa làm':<42}{'111.111':>12}" in lines
    assert "Còn 2 tệp hỏng, chưa trọn từ những lượt trước: thêm --retry-failed để thử lại." in lines


def test_an_estimate_names_what_cannot_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    failure = Failure(Category.INPUT, "tệp rỗng (0 byte).", "Hãy kiểm tra lại tệp gốc.")
    unreadable = tuple((f"{number}.pdf", failure) for number in range(25))
    print_estimate(Estimate(30, 30, unreadable, 5, 0, None, None), jobs=2)
    out = capsys.readouterr().out
    assert "  0.pdf: tệp rỗng (0 byte).\n" in out
    assert out.endswith("  và 5 tệp khác\n")
