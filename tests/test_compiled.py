"""Where compiled kernels are kept when the user has no home."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ocr_pipeline.compiled import _cache_folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return tmp_path


def test_a_user_without_entry_and_home(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)  # as for a uid without entry: KeyError
    folder = _cache_folder()
    assert folder == temporary / f"ocr_pipeline-kernels-{os.getuid()}"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert _cache_folder() == folder


def test_a_home_that_cannot_be_written(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (temporary / "home").touch()
    monkeypatch.setenv("HOME", str(temporary / "home"))
    assert _cache_folder() == _cache_folder() == temporary / f"ocr_pipeline-kernels-{os.getuid()}"


def test_a_folder_that_others_may_write_is_not_used(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled code is run as it is found there."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    laid = temporary / f"ocr_pipeline-kernels-{os.getuid()}"
    laid.mkdir()
    laid.chmod(0o777)
    folder = _cache_folder()
    assert folder != laid
    assert folder.is_dir()


def test_a_home_is_used(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(temporary / "home"))
    assert _cache_folder() == temporary / "home/.cache/ocr_pipeline/kernels"


def test_who_waits_for_the_first_compilation_is_told_why(tmp_path: Path) -> None:
    """On the error stream, once, however many kernels there are; and not where they lie in the cache."""
    (tmp_path / "kernels.py").write_text(
        "from ocr_pipeline.compiled import compiled\n"
        "def one(value):\n    return value + 1\n"
        "def two(value):\n    return value + 2\n"
        "print(compiled(one)(1), compiled(two)(1))\n"
    )
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    told = [
        subprocess.run(
            [sys.executable, tmp_path / "kernels.py"], env=environment, check=True, capture_output=True, text=True
        )
        for _ in range(2)
    ]
    assert [run.stdout for run in told] == ["2 3\n", "2 3\n"]
    assert told[0].stderr.count("\n") == 1
    assert "biên dịch" in told[0].stderr
    assert told[1].stderr == ""
