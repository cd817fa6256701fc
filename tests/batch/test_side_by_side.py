"""Pages of one file read by several processes: the same pages, the same errors, and nothing left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from ocr_pipeline.batch.side_by_side import read_side_by_side
from ocr_pipeline.document import Page
from ocr_pipeline.errors import RecognitionError
from ocr_pipeline.pipeline import read_pages
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import open_source
from ocr_pipeline.synthesis.content import FOLDER, load_document
from ocr_pipeline.synthesis.layout import document_pdf

from .conftest import Scan
from .test_isolation import CRASH, misbehaving

OPTIONS = Options()
FAIL = "exit 1"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process puts its temporary files; no socket can have a name as long as in there."""
    folder = tmp_path / ("temporary" * 10)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def one_wide(scan: Scan, tmp_path: Path) -> Path:
    """A file of five scanned pages, of which the third is wide."""
    pages = [Image.open(scan(tmp_path / f"{number}.png", number)) for number in range(1, 6)]
    pages[2] = pages[2].resize((4000, 300))
    pages[0].save(tmp_path / "five.tif", save_all=True, append_images=pages[1:], dpi=(200, 200))
    return tmp_path / "five.tif"


@pytest.mark.tesseract
def test_scans_are_read_as_one_by_one(scan: Scan, tmp_path: Path, temporary: Path) -> None:
    path = scan(tmp_path / "a.pdf", 1, 2, 3, 4)
    assert read(path, 3) == read(path, 1)
    assert nothing_is_left(temporary)


@pytest.mark.tesseract
def test_pages_with_a_text_layer_before_scans_keep_their_places(scan: Scan, tmp_path: Path, temporary: Path) -> None:
    path = tmp_path / "mixed.pdf"
    (tmp_path / "layer.pdf").write_bytes(document_pdf(load_document(FOLDER / "party-conclusion.json")))
    with pikepdf.open(tmp_path / "layer.pdf") as mixed, pikepdf.open(scan(tmp_path / "scan.pdf", 1, 2, 3)) as scanned:
        mixed.pages.extend(scanned.pages)
        mixed.save(path)
    several = read(path, 2)
    assert [page.number for page in several] == list(range(1, len(several) + 1))
    assert several == read(path, 1)
    assert nothing_is_left(temporary)


@pytest.mark.tesseract
@pytest.mark.parametrize(("does", "problem"), [(FAIL, "Tesseract"), (CRASH, "chết đột ngột")], ids=["fails", "dies"])
def test_an_error_comes_in_the_place_of_its_page(
    one_wide: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, does: str, problem: str
) -> None:
    monkeypatch.setenv("PATH", f"{misbehaving(temporary.parent, does)}{os.pathsep}{os.environ['PATH']}")
    with open_source(one_wide, OPTIONS.source) as source:
        pages = read_side_by_side(one_wide, 2, source, OPTIONS)
        before = [next(pages)] if does == CRASH else list(islice(pages, 2))
        assert [page.number for page in before] == list(range(1, len(before) + 1))
        with pytest.raises(RecognitionError, match=problem):
            list(pages)
    assert nothing_is_left(temporary)


@pytest.mark.tesseract
def test_who_takes_no_more_pages_leaves_no_process(one_wide: Path, temporary: Path) -> None:
    with open_source(one_wide, OPTIONS.source) as source:
        pages = read_side_by_side(one_wide, 2, source, OPTIONS)
        assert next(pages).number == 1
        pages.close()
    assert nothing_is_left(temporary)


@pytest.mark.tesseract
def test_an_interrupt_ends_the_programs_of_all_pages(one_wide: Path, tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    path = f"{misbehaving(tmp_path, f'echo $$ > {noted}; exec sleep 600')}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "ocr_pipeline", "run", one_wide, "-o", tmp_path / "out", "-j", "2"],
        env=os.environ | {"PATH": path},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    wait_for(lambda: noted.exists() and noted.read_text() != "")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "Đã dừng theo yêu cầu."
    wait_for(lambda: not runs(int(noted.read_text())))


def read(path: Path, jobs: int) -> list[Page]:
    with open_source(path, OPTIONS.source) as source:
        pages = read_pages(source, OPTIONS) if jobs == 1 else read_side_by_side(path, jobs, source, OPTIONS)
        return list(pages)


def nothing_is_left(temporary: Path) -> bool:
    return not multiprocessing.active_children() and not list(temporary.glob("ocr-pipeline-*"))


def runs(process: int) -> bool:
    try:
        return "sleep" in Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    """Up to a minute: machines may be busy."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)
