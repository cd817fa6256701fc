"""Runs that meet each other, a full or closed disk, a signal or a kill; and trees that grow while they are watched."""

import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import kill
import pytest

from ocr_pipeline.batch.manifest import VERSION, open_manifest
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import held, is_local, places_of
from ocr_pipeline.batch.running import run_batch, watch_batch
from ocr_pipeline.batch.survey import Survey
from ocr_pipeline.errors import OutputError, PipelineError
from ocr_pipeline.work_records import State

from .conftest import HIDDEN, TEXT, Inline, Scan, Seen, Tree

Spawn = Callable[..., subprocess.Popen[str]]
NOBODY = 65534


def test_an_output_is_for_one_run_at_a_time(tree: Tree) -> None:
    tree.text("1.txt")
    with held(places_of(tree.source, tree.output)), pytest.raises(OutputError, match=f"tiến trình {os.getpid()}"):
        tree.run()
    assert tree.run()[0].tally.done == 1


def test_an_output_belongs_to_one_tree(tree: Tree, tmp_path: Path) -> None:
    tree.text("1.txt")
    tree.run()
    other = Tree(tmp_path / "khác", tree.output)
    other.text("1.txt", "khác")
    with pytest.raises(OutputError, match="là của cây"):
        other.run()
    tree.source.rename(tmp_path / "dời")
    assert Tree(tmp_path / "dời", tree.output).run()[1].paths == []


@pytest.mark.parametrize("output", ["", ".."])
def test_an_output_that_would_become_input(tree: Tree, spawn: Spawn, output: str) -> None:
    started = spawn(tree.source, tree.source / output)
    assert "thư mục kết quả" in started.communicate(timeout=60)[1]
    assert started.returncode == 2


def test_a_manifest_that_is_not_understood_is_left_alone(tree: Tree) -> None:
    tree.text("1.txt")
    tree.run()
    path = tree.output / HIDDEN / "manifest.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(OutputError, match="mới hơn"):
        tree.run()
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(OutputError, match="bị hỏng"):
        tree.run()


def test_a_manifest_elsewhere_has_a_copy_in_the_output(tree: Tree, tmp_path: Path) -> None:
    tree.text("1.txt")
    chosen = tmp_path / "sổ" / "a.sqlite"
    tree.run(manifest=chosen)
    assert tree.records()["1.txt"].state is State.DONE  # read from the copy
    for path in chosen.parent.glob("a.sqlite*"):
        if path.is_file():
            path.unlink()
    assert tree.run(manifest=chosen)[1].paths == []


def test_local_disks_are_told_from_remote_ones(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nkho:/v1 /mnt/kho nfs4 rw 0 0\n//s/x /mnt/m\\303\\241y\\040ch\\341 cifs rw 0 0\n"
        "/dev/sdb1 /mnt/kho/trong xfs rw 0 0\nx /mnt/s3 fuse.rclone rw 0 0\n",
        "utf-8",
    )
    for folder, local in {
        "/home/a": True,
        "/mnt/kho/a": False,
        "/mnt/kho": False,
        "/mnt/khoa": True,
        "/mnt/kho/trong/a": True,
        "/mnt/s3/a/b": False,
    }.items():
        assert is_local(Path(folder), mounts) is local, folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "đĩa nhỏ"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system of a given size can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(tree: Tree, small_disk: Path) -> None:
    for number in range(12):
        tree.text(f"{number:02}.txt", f"{TEXT}{number}\n" * 12)
    full = Tree(tree.source, small_disk)
    with pytest.raises(PipelineError, match="đầy"):
        full.run(manifest=tree.source.parent / "a.sqlite")
    tree.run(manifest=tree.source.parent / "b.sqlite")
    whole = {name: (tree.output / name).read_bytes() for name in tree.outputs()}
    done = full.outputs()
    assert 0 < len(done) < len(whole)
    assert all((small_disk / name).read_bytes() == whole[name] for name in done)
    subprocess.run(["mount", "-o", "remount,size=9m", str(small_disk)], check=True)
    outcome, seen = full.run(manifest=tree.source.parent / "a.sqlite")
    assert not outcome.imperfect
    assert len(seen.paths) < 12
    assert {name: (small_disk / name).read_bytes() for name in full.outputs()} == whole
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(OutputError, match="quyền ghi"):
        full.run(manifest=tree.source.parent / "a.sqlite")


def as_nobody(work: Callable[[], int]) -> int:
    """The exit code of `work`, done by a process whom permissions bind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child runs Python code only in this thread
        child = os.fork()
    if child == 0:
        code = 70
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_what_may_not_be_read_fails_and_is_not_lost_unsaid() -> None:
    with TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o777)
        tree = Tree(Path(name) / "in", Path(name) / "out")
        tree.text("mở.txt")
        options, seen = BatchOptions(jobs=1, formats=("txt",)), Seen([], {})
        run_batch(tree.source, Path(name) / "trước", options, seen, make_pool=Inline)  # loads what others may not read
        tree.text("đóng.txt").chmod(0)
        tree.text("thư mục đóng/1.txt")
        (tree.source / "thư mục đóng").chmod(0)
        closed = Path(name) / "đóng"
        closed.mkdir(mode=0o555)

        def work() -> int:
            outcome = run_batch(tree.source, tree.output, options, seen, make_pool=Inline)
            assert outcome.imperfect
            assert [record.path for record in outcome.surveyed.closed] == ["thư mục đóng/"]
            with open_manifest(tree.output / HIDDEN / "manifest.sqlite") as manifest:
                due = list(Survey(places_of(tree.source, tree.output), manifest, options, "other settings").due())
            assert sorted(item.path for item in due) == ["mở.txt", "thư mục đóng/", "đóng.txt"]
            assert "không có quyền đọc" in seen.failures["đóng.txt"][0].problem
            failed = {path: record.failure for path, record in tree.records().items() if record.failure}
            assert sorted(failed) == ["thư mục đóng/", "đóng.txt"]
            with pytest.raises(OutputError, match="không có quyền ghi"):
                run_batch(tree.source, closed, options, seen, make_pool=Inline)
            return 0

        code = as_nobody(work)
        (tree.source / "thư mục đóng").chmod(0o755)
        assert code == 0
        assert (tree.output / "mở.txt.txt").is_file()


def test_a_watched_tree(tree: Tree) -> None:
    stop, seen, options = threading.Event(), Seen([], {}), BatchOptions(jobs=1, formats=("txt",), settle=1.0)
    watching = threading.Thread(
        target=watch_batch, args=(tree.source, tree.output, options, seen, stop.is_set), daemon=True
    )
    tree.text("0.txt", "có sẵn")
    watching.start()
    growing = tree.text("1.txt", "một")
    for _ in range(5):
        time.sleep(0.5)
        with growing.open("a", encoding="utf-8") as file:
            file.write(" hai ba")
    wait_for(lambda: seen.paths == ["0.txt", "1.txt"])
    with pytest.raises(OutputError, match="đang được dùng"):
        tree.run()
    stop.set()
    watching.join(30)
    assert not watching.is_alive()
    assert (tree.output / "1.txt.txt").read_text("utf-8").split() == ["một", *["hai", "ba"] * 5]
    assert len(seen.records) == 2  # once each, not while it grew
    assert tree.run(formats=("txt",))[1].paths == []


def test_the_report_forgets_a_failed_file_that_is_taken_away(tree: Tree, spawn: Spawn) -> None:
    tree.text("1.txt")
    (tree.source / "hỏng.pdf").write_bytes(b"%PDF-1.7\n")
    command = (tree.source, tree.output, "-f", "json")
    report = tree.output / "report.csv"
    with spawn(*command) as first:
        assert first.wait(120) == 1
    assert "hỏng.pdf" in report.read_text("utf-8-sig")
    (tree.source / "hỏng.pdf").unlink()
    with spawn(*command) as second:
        assert second.wait(120) == 0
    assert "hỏng.pdf" not in report.read_text("utf-8-sig")


def test_a_watched_tree_has_a_report_before_its_end(tree: Tree, spawn: Spawn) -> None:
    tree.text("1.txt")
    watching = spawn(tree.source, tree.output, "--watch", "-f", "json,txt")
    report = tree.output / "report.csv"
    wait_for(report.is_file)
    assert "1.txt,xong" in report.read_text("utf-8-sig")
    watching.send_signal(signal.SIGTERM)
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, "Đang theo dõi thư mục" in err) == (130, True)
    assert out.splitlines()[0].split() == ["Tệp", "trong", "cây", "1"]


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.tesseract
def test_a_run_that_is_told_to_stop_can_be_taken_up_again(tree: Tree, spawn: Spawn, scan: Scan) -> None:
    scan(tree.source / "tập.tif", 0, 1, 2, 3, 4, 5)
    started = spawn(tree.source, tree.output, "--watch", "-j", 1)
    pages = tree.output / HIDDEN / "work" / "pages"
    wait_for(lambda: any(pages.glob("*/*.json")))
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, "Đã dừng" in err) == (130, True)
    assert [line.split()[-1] for line in out.splitlines() if line.startswith(("Tệp", "  chưa"))] == ["1", "1"]
    assert tree.outputs() == []
    waiting = {path: path.stat().st_mtime_ns for path in pages.glob("*/*.json")}
    outcome, _ = tree.run()
    assert outcome.tally.pages == 6 - len(waiting)
    assert len(tree.json("tập.tif.json")["pages"]) == 6  # type: ignore[arg-type]
    assert list(pages.iterdir()) == []


def test_killed_at_random_moments(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "in", tmp_path / "out")
    for number in range(8):
        tree.text(f"{number}.txt", f"{TEXT}{number}\n")
    tree.text("bản sao.txt", f"{TEXT}0\n")
    tree.text("dài.txt", "\f".join(f"Trang {number} của văn bản." for number in range(60)))
    (tree.source / "hỏng.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "bin").mkdir()
    start = time.monotonic()
    assert kill.run(tmp_path, "undisturbed").wait() == 1
    duration = time.monotonic() - start
    truth = kill.contents(tmp_path / "undisturbed")
    counts, chance = kill.Counts(), random.Random(2)
    moments = iter([share * duration * chance.uniform(0.8, 1.2) for share in (0.2, 0.4, 0.6, 0.8)])
    kill.one_round(tmp_path, truth, moments, counts)
    assert counts.kills > 0
    assert counts.faults == []


def test_a_dry_run_counts_and_writes_nothing(tree: Tree, spawn: Spawn) -> None:
    tree.text("1.txt", f"{TEXT}\f{TEXT}")
    tree.text("2.txt")
    tree.text("rỗng.pdf", "")
    started = spawn(tree.source, tree.output, "--dry-run")
    out, err = started.communicate(timeout=120)
    assert started.returncode == 0, err
    assert [line.split()[-1] for line in out.splitlines()[:2]] == ["3", "3"]
    assert "rỗng.pdf: tệp rỗng (0 byte)." in out
    assert "Thời gian" in out
    assert not tree.output.exists()
