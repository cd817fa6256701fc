"""Tests see the shipped models, whatever models of their own the person who runs them has; and a real browser."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import settings

_DATA = tempfile.TemporaryDirectory(prefix="ocr_pipeline-tests-")
os.environ["XDG_DATA_HOME"] = _DATA.name
os.chmod(_DATA.name, 0o755)  # noqa: PTH101  (processes of other users look there too)

settings.register_profile("untimed", deadline=None)  # speed belongs in benchmarks
settings.load_profile("untimed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BROWSER_SECONDS = 120


@pytest.fixture
def dump(tmp_path: Path) -> Callable[[Path], str]:
    """A function that opens a page in headless Chromium and gives what its scripts made of it, as HTML."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page is only read as HTML")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files")

    def dumped(page: Path) -> str:
        command = [CHROMIUM, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            watchdog = Timer(BROWSER_SECONDS, process.kill)
            watchdog.start()
            assert process.stdout is not None
            text = ""
            for line in process.stdout:
                text += line
                if "</html>" in line:  # Chromium does not always end by itself then
                    break
            watchdog.cancel()
            process.kill()
        return text

    return dumped
