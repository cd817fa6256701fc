"""`ocr-pipeline records` over what other commands have written."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import TEXT, Outcome


@pytest.fixture
def out(call: Callable[..., Outcome], tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "kl.txt").write_text(TEXT, "utf-8")
    assert call("parse", tmp_path / "in" / "kl.txt", "-o", tmp_path / "out").code == 0
    return tmp_path / "out"


def test_records_and_packages(call: Callable[..., Outcome], out: Path) -> None:
    packages = out.parent / "packages"
    done = call("records", out, "--packages", packages, "--originals", out.parent / "in")
    assert done.code == 0, done.err
    assert done.err.splitlines()[0].startswith("1 tài liệu, 1 hồ sơ; còn ")
    with (out / "records" / "documents.csv").open(encoding="utf-8-sig", newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["Đường dẫn"], row["Tên loại tài liệu"]) == ("kl.txt", "32")
    (package,) = (path for path in packages.iterdir() if path.is_dir())
    held = {path.name for path in (package / "representations").rglob("*") if path.is_file()}
    assert held == {"kl.txt", *(f"kl.txt.{ending}" for ending in ("json", "md", "txt", "csv", "tables.csv"))}
    again = call("records", out)
    assert again.code == 0
    assert again.err.startswith("1 tài liệu")


def test_what_is_wrong_is_told(call: Callable[..., Outcome], out: Path) -> None:
    (out.parent / "bang.csv").write_text("path;Màu\nnope.pdf;x\n", "utf-8")
    told = call("records", out, "--sidecar", out.parent / "bang.csv")
    assert told.code == 0
    assert "bang.csv: dòng 2: không có tệp hay hồ sơ “nope.pdf”" in told.err
    assert call("records", out, "--sidecar", out.parent / "none.csv").code == 1
    assert call("records", out, "--packages", out / "p").code == 2
    wrong = call("records", out.parent / "in")
    assert (wrong.code, list((out.parent / "in").iterdir())) == (1, [out.parent / "in" / "kl.txt"])
    assert "không có kết quả JSON nào" in wrong.err
    assert call("records", out, "--profile", "tt99").code == 2
    (out.parent / "in" / "hỏng.pdf").write_bytes(b"x")
    left = call("records", out, "--packages", out.parent / "p", "--originals", out.parent / "in")
    assert left.code == 1
    assert "hỏng.pdf: chưa có kết quả, không nằm trong gói nào." in left.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--sidecar", "bang.csv"], "đi cùng --records"),
        (["--records", "--sidecar", "khong-co.csv"], "không có tệp khong-co.csv"),
        (["--records", "--sidecar", "bang.xlsx"], "--sidecar: bang.xlsx: bảng không phải UTF-8"),
        (["--records", "--sidecar", "bang.csv"], "bảng không có cột đường dẫn"),
        (["--records", "-f", "txt"], "thêm json"),
    ],
)
def test_what_would_fail_after_a_night_is_told_before_it(tmp_path: Path, options: list[str], told: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "bang.xlsx").write_bytes(b"PK\3\4\xff")
    (tmp_path / "bang.csv").write_text("tên;mã\n", "utf-8")
    command = [sys.executable, "-m", "ocr_pipeline", "batch", str(tmp_path / "in"), str(tmp_path / "out"), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "out").exists()
