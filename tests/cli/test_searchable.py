"""`run -f pdf`: the searchable PDF, which needs the input beside what was read of it."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.files import whole_file
from ocr_pipeline.searchable import pdf_a_faults

from .conftest import TEXT, Outcome

Call = Callable[..., Outcome]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """An empty sheet."""
    path = tmp_path / "trang.png"
    Image.new("L", (827, 1169), 255).save(path, dpi=(100, 100))
    return path


def test_a_pdf_stands_beside_the_other_results(call: Call, scan: Path, tmp_path: Path) -> None:
    outcome = call("run", scan, "-f", "pdf,json", "-o", tmp_path / "ra")
    assert (outcome.code, outcome.err.count("\n")) == (0, 1)
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == ["trang.png.json", "trang.png.pdf"]
    assert pdf_a_faults(tmp_path / "ra" / "trang.png.pdf") == ()


def test_a_pdf_can_go_to_standard_output(scan: Path) -> None:
    command = [sys.executable, "-m", "ocr_pipeline", "run", scan, "-f", "pdf"]
    done = subprocess.run(command, capture_output=True, check=True)
    with pikepdf.open(io.BytesIO(done.stdout)) as pdf:
        assert len(pdf.pages) == 1


def test_plain_text_gets_the_other_results_and_a_line(call: Call, text_file: Path, tmp_path: Path) -> None:
    outcome = call("run", text_file, "-f", "pdf,json", "-o", tmp_path / "ra")
    assert outcome.code == 1
    assert "không có hình trang" in outcome.err
    assert [path.name for path in (tmp_path / "ra").iterdir()] == [f"{text_file.name}.json"]


def test_a_closed_pdf_is_opened_by_its_password(call: Call, tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    outcome = call("run", tmp_path / "a.pdf", "-f", "pdf", "-o", tmp_path / "ra", "--password", "b")
    assert outcome.code == 0
    assert pdf_a_faults(tmp_path / "ra" / "a.pdf.pdf") == ()


def test_what_cannot_be_pdf_a_is_told(call: Call, tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(b"0 0 0 0.01 k 0 0 9 9 re f")
        pdf.save(tmp_path / "a.pdf")
    outcome = call("run", tmp_path / "a.pdf", "-f", "pdf", "-o", tmp_path / "ra")
    assert outcome.code == 0
    assert "chưa phải PDF/A: màu CMYK" in outcome.err


def test_parsing_text_offers_no_pdf(call: Call, text_file: Path) -> None:
    outcome = call("parse", text_file, "-f", "pdf")
    assert outcome.code == 2
    assert "không có dạng pdf" in outcome.err


def test_a_file_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text(TEXT, "utf-8")

    def broken() -> None:
        with whole_file(tmp_path / "a.pdf") as file:
            file.write(b"half")
            raise OutputError("a", "b")

    with pytest.raises(OutputError):
        broken()
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_text("utf-8") == TEXT
