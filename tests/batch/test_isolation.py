"""A page or file that is damaged, hangs, dies or eats memory is lost alone."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.running import run_batch
from ocr_pipeline.batch.tasks import Finish, Task
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.work_records import Category, State

from .conftest import TEXT, Inline, Scan, Seen, Tree

Spawn = Callable[..., subprocess.Popen[str]]

HANG = "sleep 600"
CRASH = "kill -9 $PPID"
EAT = f"exec {sys.executable} -c 'import time; x = bytearray(400 << 20); time.sleep(600)'"


@pytest.mark.tesseract
@pytest.mark.parametrize(
    ("does", "options", "category", "attempts"),
    [
        (HANG, ("--timeout", "12"), Category.TIMEOUT, 1),
        (CRASH, (), Category.CRASH, 2),
        (EAT, ("--memory", "500"), Category.MEMORY, 1),
    ],
    ids=["hangs", "crashes", "eats memory"],
)
def test_one_page_is_lost_alone(
    tree: Tree,
    spawn: Spawn,
    scan: Scan,
    tmp_path: Path,
    does: str,
    options: tuple[str, ...],
    category: Category,
    attempts: int,
) -> None:
    wide = Image.open(scan(tmp_path / "wide.png", 3))
    narrow = Image.open(scan(tmp_path / "narrow.png", 1))
    frames = [wide.resize((4000, 300)), narrow]
    narrow.save(tree.source / "2.tif", save_all=True, append_images=frames, dpi=(200, 200))
    process = spawn(tree.source, tree.output, "-f", "json", "-j", 2, *options, path=[misbehaving(tmp_path, does)])
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert "2.tif: trang 2: " in err
    assert "chưa trọn (thiếu trang, dạng kết quả)" in out
    assert tree.outputs() == ["2.tif.json"]
    found = tree.json("2.tif.json")
    assert [page["number"] for page in found["pages"]] == [1, 3]  # type: ignore[attr-defined]
    assert any("Thiếu trang 2" in flag["reason"] for flag in found["flags"])  # type: ignore[attr-defined]
    record = tree.records()["2.tif"]
    assert record.state is State.PARTIAL
    assert [page.state for page in record.pages] == [State.DONE, State.FAILED, State.DONE]
    lost = record.pages[1]
    assert lost.failure is not None
    assert (lost.failure.category, lost.attempts) == (category, attempts)
    outcome, seen = tree.run(formats=("json",), retry_failed=True)
    assert (seen.paths, outcome.tally.pages, outcome.imperfect) == (["2.tif"], 1, False)
    assert len(tree.json("2.tif.json")["pages"]) == 3  # type: ignore[arg-type]


def misbehaving(folder: Path, does: str) -> Path:
    """A folder with a `tesseract` that does this when a picture is very wide, and its work otherwise."""
    import shutil

    shim = folder / "bin" / "tesseract"
    shim.parent.mkdir()
    width = """head -c 40 "$1" | tr '\\n' ' ' | cut -d' ' -f2"""
    shim.write_text(
        f"""#!/bin/sh
case "$1" in
*.pgm) if [ "$({width})" -gt 1900 ] 2>/dev/null; then {does}; fi ;;
esac
exec {shutil.which("tesseract")} "$@"
"""
    )
    shim.chmod(0o755)
    return shim.parent


def make_bad_inputs(folder: Path) -> dict[str, str]:
    """Files that cannot be read, each with what is said of it."""
    (folder / "rỗng.pdf").touch()
    (folder / "chữ.pdf").write_text(TEXT, "utf-8")
    (folder / "nhiễu.tif").write_bytes(np.random.default_rng(1).bytes(5000))
    (folder / "nhị phân.txt").write_bytes(b"a\0b")
    pdf = pikepdf.new()
    pdf.save(folder / "không trang.pdf")
    pdf.add_blank_page()
    pdf.save(folder / "khóa.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    pdf.save(folder / "cụt.pdf")
    (folder / "cụt.pdf").write_bytes((folder / "cụt.pdf").read_bytes()[:-100])
    Image.new("L", (1, 1)).save(folder / "1x1.png")
    (folder / "mất.png").symlink_to("đâu.png")
    Image.new("L", (3000, 300), 255).save(folder / "nửa.jpg")
    (folder / "nửa.jpg").write_bytes((folder / "nửa.jpg").read_bytes()[:1000])
    return {
        "rỗng.pdf": "tệp rỗng",
        "chữ.pdf": "nội dung không phải",
        "nhiễu.tif": "nội dung không phải",
        "nhị phân.txt": "nhị phân",
        "không trang.pdf": "không có trang",
        "khóa.pdf": "mật khẩu",
        "cụt.pdf": "cắt cụt",
        "1x1.png": "1×1",
        "mất.png": "không có tệp",
        "nửa.jpg": "cắt cụt",
    }


def test_all_bad_inputs_at_once(tree: Tree) -> None:
    tree.text("tốt.txt")
    problems = make_bad_inputs(tree.source)
    outcome, seen = tree.run()
    assert (outcome.tally.done, outcome.tally.failed) == (1, len(problems))
    for path, problem in problems.items():
        assert problem in seen.failures[path][0].problem
        assert seen.failures[path][0].category is (Category.PASSWORD if path == "khóa.pdf" else Category.INPUT)
    assert tree.outputs() == ["tốt.txt.json", "tốt.txt.txt"]


def test_a_damaged_page_leaves_the_others_of_its_file(tree: Tree, scan: Scan) -> None:
    path = scan(tree.source / "a.pdf", 0, 1)
    content = bytearray(path.read_bytes())
    second = content.rindex(b"\xff\xd8\xff")
    end = content.index(b"endstream", second)
    content[second + 2000 : end] = b"\0" * (end - second - 2000)
    path.write_bytes(content)
    _, seen = tree.run()
    assert tree.records()["a.pdf"].state is State.PARTIAL
    assert "trang 2" in seen.failures["a.pdf"][0].problem
    assert [page["number"] for page in tree.json("a.pdf.json")["pages"]] == [1]  # type: ignore[attr-defined]


def test_files_that_change_or_vanish_during_the_run_are_taken_the_next_time(tree: Tree) -> None:
    from ocr_pipeline.batch.options import BatchOptions
    from ocr_pipeline.batch.running import run_batch
    from ocr_pipeline.work_records import Failure, FileRecord

    from .conftest import Seen

    for number in range(3):
        tree.text(f"{number}.txt", f"{TEXT}{number}\n")

    class Meddler(Seen):
        def finished(self, record: FileRecord, failures: tuple[Failure, ...]) -> None:
            super().finished(record, failures)
            if record.path == "0.txt":
                tree.text("1.txt", "Đã sửa.\n")
                (tree.source / "2.txt").unlink()

    meddler = Meddler([], {})
    outcome = run_batch(tree.source, tree.output, BatchOptions(jobs=1, formats=("txt",)), meddler)
    assert outcome.imperfect
    assert tree.outputs() == ["0.txt.txt"]
    for path in ("1.txt", "2.txt"):
        assert meddler.failures[path][0].category is Category.CHANGED
    outcome, seen = tree.run(formats=("txt",))
    assert (seen.paths, outcome.imperfect) == (["1.txt"], False)
    assert sorted(tree.records()) == ["0.txt", "1.txt"]


@pytest.mark.parametrize("lost", ["in", "out/.ocr-pipeline/drafts"])
def test_a_disk_that_is_gone_stops_the_run_and_no_file_has_failed(tree: Tree, tmp_path: Path, lost: str) -> None:
    for number in range(4):
        tree.text(f"{number}.txt", f"{TEXT}{number}")

    class Unplugged(Inline):
        def submit(self, task: Task, seconds: float) -> None:
            super().submit(task, seconds)
            if isinstance(task, Finish) and (tmp_path / lost).exists():
                (tmp_path / lost).rename(tmp_path / "ngắt")

    options, seen = BatchOptions(jobs=1, formats=("txt",)), Seen([], {})
    with pytest.raises(PipelineError, match="không còn: ổ đĩa bị ngắt"):
        run_batch(tree.source, tree.output, options, seen, make_pool=Unplugged)
    assert [record.state for record in seen.records] == [State.DONE]
    assert sorted(record.state for record in tree.records().values()) == [State.DONE, *[State.WAITING] * 3]
    if lost == "in":
        (tmp_path / "ngắt").rename(tree.source)
    assert tree.run(formats=("txt",))[0].tally.done == 3
    assert tree.outputs() == [f"{number}.txt.txt" for number in range(4)]
