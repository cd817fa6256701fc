"""The sample scans: complete, small, of the kinds they claim to be, and readable where the wear is light."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from PIL import Image

from ocr_pipeline.synthesis.__main__ import main
from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, gold_json, load_document
from ocr_pipeline.synthesis.degrade import PRESETS
from ocr_pipeline.synthesis.scans import SAMPLES, Scan, preset_scan, write_scan

FOLDER_OF_SAMPLES = Path(__file__).parents[2] / "samples"
each = pytest.mark.parametrize("scan", SAMPLES, ids=lambda scan: scan.name)


@each
def test_sample_is_small_and_has_its_truth(scan: Scan):
    document = load_document(FOLDER / f"{scan.document}.json")
    path = FOLDER_OF_SAMPLES / scan.name
    assert 20_000 < path.stat().st_size < 1_000_000
    assert path.with_suffix(".gold.txt").read_text("utf-8") == gold_text(document)
    assert path.with_suffix(".gold.json").read_text("utf-8") == gold_json(document.structure)


def test_samples_differ_in_kind():
    with Image.open(FOLDER_OF_SAMPLES / "ke-hoach.tif") as fax:
        assert (fax.mode, fax.info["compression"], fax.n_frames) == ("1", "group4", 2)
    with Image.open(FOLDER_OF_SAMPLES / "cong-van-hoa-toc.jpg") as photo:
        assert (photo.mode, photo.format) == ("RGB", "JPEG")
    with pdfium.PdfDocument(FOLDER_OF_SAMPLES / "thong-bao.pdf") as turned:
        width, height = turned[0].get_size()
        assert width > height
    with pdfium.PdfDocument(FOLDER_OF_SAMPLES / "ket-luan.pdf") as upright:
        assert upright[0].get_size() == pytest.approx((595, 842), abs=1)
        assert not upright[0].get_textpage().get_text_range().strip()


@pytest.mark.parametrize("suffix", [".pdf", ".tif"])
def test_same_seed_same_file(tmp_path: Path, suffix: str):
    document = load_document(FOLDER / "state-ministry-letter.json")
    wear = replace(PRESETS["strong"], bitonal=suffix == ".tif", jpeg_quality=None)
    scan = Scan(f"a{suffix}", document.name, wear, seed=5, dpi=80)
    files = []
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
        files.append(write_scan(document, scan, folder).read_bytes())
    assert files[0] == files[1]


def test_a_picture_file_holds_one_page_only(tmp_path: Path):
    document = load_document(FOLDER / "party-conclusion.json")
    with pytest.raises(ValueError, match="one page"):
        write_scan(document, Scan("a.png", document.name, PRESETS["light"], seed=1, dpi=72), tmp_path)


def test_the_wear_is_in_the_file(tmp_path: Path):
    document = load_document(FOLDER / "state-ministry-letter.json")
    write_scan(document, preset_scan(document, PRESETS["strong"], seed=2, dpi=72), tmp_path)
    with pdfium.PdfDocument(tmp_path / "state-ministry-letter.pdf") as scan:
        picture = scan[0].render().to_numpy()
    assert np.median(picture) < 245, "the paper is no longer white"


def test_command_makes_every_sample(tmp_path: Path):
    result = CliRunner().invoke(main, ["samples", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        name
        for scan in SAMPLES
        for stem in [Path(scan.name).stem]
        for name in (scan.name, f"{stem}.gold.txt", f"{stem}.gold.json")
    )


@pytest.mark.tesseract
def test_tesseract_reads_nearly_all_of_the_light_sample(monkeypatch: pytest.MonkeyPatch):
    import pytesseract

    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    with pdfium.PdfDocument(FOLDER_OF_SAMPLES / "ket-luan.pdf") as pages:
        read = " ".join(pytesseract.image_to_string(page.render(scale=300 / 72).to_pil(), "vie") for page in pages)
    wanted = Counter((FOLDER_OF_SAMPLES / "ket-luan.gold.txt").read_text("utf-8").split())
    assert (wanted & Counter(read.split())).total() > 0.96 * wanted.total()
