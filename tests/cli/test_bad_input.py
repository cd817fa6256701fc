import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr_pipeline import restore
from ocr_pipeline.cli.outputs import USUAL
from ocr_pipeline.cli.streams import shown

from .conftest import TEXT, Outcome

Call = Callable[..., Outcome]


def make_bad_input(kind: str, folder: Path) -> Path:
    """A file that cannot be worked on."""
    path = folder / f"{kind}.pdf"
    match kind:
        case "missing":
            pass
        case "empty":
            path.touch()
        case "text":
            path.write_text(TEXT, "utf-8")
        case "random":
            path.write_bytes(np.random.default_rng(1).bytes(5000))
        case "truncated" | "encrypted":
            pdf = pikepdf.new()
            for _ in range(9):
                pdf.add_blank_page()
            protection = pikepdf.Encryption(owner="a", user="b")
            pdf.save(path, encryption=protection if kind == "encrypted" else False)
            if kind == "truncated":
                path.write_bytes(path.read_bytes()[:-200])
        case "no-pages":
            pikepdf.new().save(path)
        case "1x1":
            path = path.with_suffix(".png")
            Image.new("L", (1, 1)).save(path)
        case "huge":
            path = path.with_suffix(".tif")
            row = Image.new("1", (60_000, 8), 1)
            row.save(path, compression="group4")
            content = bytearray(path.read_bytes())
            with Image.open(path) as image:
                offset = image.tag_v2._offset if hasattr(image.tag_v2, "_offset") else image.tag_v2.offset
            count = int.from_bytes(content[offset : offset + 2], "little")
            for entry in range(offset + 2, offset + 2 + 12 * count, 12):
                if int.from_bytes(content[entry : entry + 2], "little") == 257:  # ImageLength
                    content[entry + 2 : entry + 12] = (
                        b"\4\0" + (1).to_bytes(4, "little") + (60_000).to_bytes(4, "little")
                    )
            path.write_bytes(content)
        case "folder":
            path.mkdir()
    return path


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("missing", "không có tệp này"),
        ("empty", "tệp rỗng"),
        ("text", "nội dung không phải PDF hay ảnh"),
        ("random", "nội dung không phải PDF hay ảnh"),
        ("truncated", "cắt cụt"),
        ("encrypted", "--password"),
        ("no-pages", "không có trang nào"),
        ("1x1", "1×1"),
        ("huge", "Hãy giảm kích thước"),
        ("folder", "thư mục"),
    ],
)
def test_one_line_says_it_and_the_other_inputs_are_worked_on(
    call: Call, text_file: Path, tmp_path: Path, kind: str, problem: str
) -> None:
    bad, out = make_bad_input(kind, tmp_path), tmp_path / "ra"
    outcome = call("run", bad, text_file, "-o", out)
    assert outcome.code == 1
    (line,) = [line for line in outcome.err.splitlines() if line.startswith(shown(bad))]
    assert problem in line
    assert len(outcome.err.splitlines()) == 2
    assert sorted(path.name for path in out.iterdir()) == [f"ket-luan.txt.{f}" for f in sorted(USUAL)]


def test_an_encrypted_file_opens_with_its_password(call: Call, tmp_path: Path) -> None:
    path = make_bad_input("encrypted", tmp_path)
    assert call("run", path, "--password", "b", "-f", "txt").code == 0
    assert call("run", path, "--password", "c").code == 1


def test_an_input_in_a_closed_folder(call_unprivileged: Call, open_folder: Path) -> None:
    closed = open_folder / "dong"
    closed.mkdir()
    (closed / "a.txt").write_text(TEXT, "utf-8")
    (open_folder / "b.pdf").touch()
    closed.chmod(0)
    outcome = call_unprivileged("run", closed / "a.txt", open_folder / "b.pdf")
    assert outcome.code == 1
    first, second = outcome.err.splitlines()
    assert first.startswith(f"{closed}/a.txt: không có quyền đọc")
    assert second.startswith(f"{open_folder}/b.pdf: tệp rỗng")


def test_a_closed_file_is_one_line_and_the_next_is_looked_at(call_unprivileged: Call, open_folder: Path) -> None:
    closed = open_folder / "closed.txt"
    closed.write_text(TEXT, "utf-8")
    closed.chmod(0)
    (open_folder / "b.pdf").touch()
    outcome = call_unprivileged("run", closed, open_folder / "b.pdf")
    assert outcome.code == 1
    first, second = outcome.err.splitlines()
    assert first.startswith(f"{closed}: không có quyền đọc")
    assert second.startswith(f"{open_folder}/b.pdf: tệp rỗng")


def test_a_closed_output_folder_is_noticed_before_the_work(call_unprivileged: Call, open_folder: Path) -> None:
    closed = open_folder / "dong"
    closed.mkdir(mode=0o555)
    closed.chmod(0o555)
    (open_folder / "a.txt").write_text(TEXT, "utf-8")
    for target in (closed, closed / "moi"):
        outcome = call_unprivileged("run", open_folder / "a.txt", "-o", target)
        assert (outcome.code, len(outcome.err.splitlines())) == (1, 1)
        assert "không có quyền ghi" in outcome.err
    assert list(closed.iterdir()) == []


def test_an_output_folder_that_is_a_file(call: Call, text_file: Path) -> None:
    outcome = call("run", text_file, "-o", text_file)
    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1
    assert "không ghi được" in outcome.err


def test_a_full_disk_leaves_nothing_half_written(spawn: Call, text_file: Path, tmp_path: Path) -> None:
    """The text fits, the JSON does not: it is told in one line, and no part of it is left."""
    out = tmp_path / "ra"
    text_file.with_name("lon.txt").write_text(TEXT * 40, "utf-8")
    limit = len(TEXT.encode()) * 20
    outcome = spawn(
        "run",
        text_file.with_name("lon.txt"),
        text_file,
        "-o",
        out,
        "-f",
        "json",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        env=os.environ | {"NUMBA_DISABLE_CACHING": "1"},
    )
    assert outcome.code == 1
    assert "ổ đĩa đầy" in outcome.err
    assert len(outcome.err.splitlines()) == 2
    assert [path.name for path in out.iterdir()] == ["ket-luan.txt.json"]


def test_a_failed_write_keeps_the_former_result(spawn: Call, text_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "cu.txt"
    target.write_text("kết quả cũ", "utf-8")
    outcome = spawn(
        "restore",
        text_file,
        "-o",
        target,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert outcome.code == 1
    assert target.read_text("utf-8") == "kết quả cũ"
    assert {path.name for path in tmp_path.iterdir()} == {"cu.txt", "ket-luan.txt"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_standard_output(spawn: Call, text_file: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ocr_pipeline", "parse", text_file], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert "ổ đĩa đầy" in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_leaves_early(text_file: Path) -> None:
    script = f'"{sys.executable}" -m ocr_pipeline parse "{text_file}" -f json | true; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("0", "1")
    assert done.stderr == ""


def _hear_interrupts() -> None:
    """What runs behind a shell's `&` ignores interrupts, and so would its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupt_stops_cleanly(tmp_path: Path) -> None:
    restore("Nghi quyét")  # the kernels are compiled and cached by now: LLVM does not hear signals
    (tmp_path / "a.txt").write_text(TEXT * 3000, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "ocr_pipeline", "run", tmp_path / "a.txt", "-o", tmp_path / "ra"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_hear_interrupts,
    )
    while not (tmp_path / "ra").exists():
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1] == "Đã dừng theo yêu cầu."
    assert list((tmp_path / "ra").iterdir()) == []


@pytest.mark.parametrize("command", ["restore", "parse"])
@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "không có chữ"), (b"\xff\xfe\xfd", "UTF-8"), (None, "không có tệp")]
)
def test_text_commands_on_bad_input(
    call: Call, tmp_path: Path, command: str, content: bytes | None, problem: str
) -> None:
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)
    outcome = call(command, path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(f"{path}: ")
    assert problem in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["restore", "parse"])
def test_text_commands_send_a_scan_to_the_command_that_reads_it(call: Call, tmp_path: Path, command: str) -> None:
    path = tmp_path / "a.pdf"
    pikepdf.new().save(path)
    outcome = call(command, path)
    assert (outcome.code, outcome.err) == (
        1,
        f"{path}: đây là PDF, không phải văn bản. Hãy dùng: ocr-pipeline run TỆP\n",
    )
