"""The whole way: files in, documents out; the truth of the samples and of freshly typeset documents is exact."""

import json
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from jsonschema import validate
from numpy.typing import NDArray
from PIL import Image

import ocr_pipeline
from ocr_pipeline.cli.summary import print_summary
from ocr_pipeline.document import (
    Directive,
    Document,
    Edit,
    Line,
    Origin,
    Page,
    Word,
    Zone,
    ZoneKind,
    text_of,
)
from ocr_pipeline.errors import MissingInputError
from ocr_pipeline.evaluation.structure import compare_structure
from ocr_pipeline.evaluation.text import bag_scores, text_scores
from ocr_pipeline.exports import document_from_json, to_json
from ocr_pipeline.pipeline import page_flags
from ocr_pipeline.restoration import replay
from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, SyntheticDocument, gold_json, load_document
from ocr_pipeline.synthesis.degrade import Wear, degrade, grey
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import page_images

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "ocr_pipeline/exports/document.schema.json").read_text("utf-8"))
ROWS = [line.split("\t") for line in (ROOT / "tests/cases/samples.tsv").read_text("utf-8").splitlines()]
FLOORS = {ROOT / "samples" / name: tuple(map(float, floors)) for name, *floors in ROWS if not name.startswith("#")}
DOUBTS = json.loads((ROOT / "tests/cases/doubts.json").read_text("utf-8"))
TYPESET = ("party-conclusion", "party-resolution", "state-decision", "state-notice", "state-letter")


@cache
def read_scan(path: Path) -> Document:
    return ocr_pipeline.process(path)


@pytest.fixture(params=FLOORS, ids=lambda path: path.name)
def scan(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.mark.tesseract
@pytest.mark.slow
def test_a_sample_scan_reads_as_its_truth(scan: Path) -> None:
    document = read_scan(scan)
    gold = scan.with_suffix(".gold.txt").read_text("utf-8")
    recall, precision, directives = FLOORS[scan]
    scores = bag_scores(document.text, gold)
    assert scores.syllable_recall >= recall
    assert scores.syllable_precision >= precision
    truth = json.loads(scan.with_suffix(".gold.json").read_text("utf-8"))
    header = document.structure.header
    assert (header.system, header.type) == (truth["header"]["system"], truth["header"]["type"])
    assert compare_structure(document.structure, truth).scores["directives"].f1 >= directives


def test_every_sample_scan_is_measured() -> None:
    scans = {path for path in (ROOT / "samples").iterdir() if path.suffix in (".pdf", ".tif", ".jpg", ".png")}
    assert scans == set(FLOORS)


@pytest.mark.tesseract
@pytest.mark.slow
def test_what_a_scan_brings_is_whole(scan: Path) -> None:
    document = read_scan(scan)
    assert document.source.pages == len(document.pages)
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    assert {page.origin for page in document.pages} == {Origin.OCR}
    assert document.confidence is not None
    assert 0.5 < document.confidence <= 1
    assert list(page_flags(document.pages)) == []
    for page in document.pages:
        for line in page.lines:
            for word in line.words:
                assert word.box is not None
                assert 0 <= word.box.left < word.box.right <= (page.width or 0)
                assert 0 <= word.box.top < word.box.bottom <= (page.height or 0)
    assert_edits_explain_the_text(document)
    assert_json_round_trip(document)


def assert_edits_explain_the_text(document: Document) -> None:
    for edit in (*document.edits, *document.suggestions):
        assert document.raw_text[edit.start : edit.end] == edit.before
    assert replay(document.raw_text, document.edits) == text_of(document.pages)


def assert_json_round_trip(document: Document) -> None:
    content = to_json(document)
    validate(json.loads(content), SCHEMA)
    assert document_from_json(content) == document


@pytest.mark.parametrize("name", TYPESET)
def test_a_born_digital_document_is_read_without_a_mistake(tmp_path: Path, name: str) -> None:
    truth: SyntheticDocument = load_document(FOLDER / f"{name}.json")
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(document_pdf(truth))
    document = ocr_pipeline.process(str(path))
    assert {page.origin for page in document.pages} == {Origin.TEXT_LAYER}
    assert document.confidence is None
    assert document.edits == ()
    gold = gold_text(truth)
    assert text_scores(document.text, gold).wer < 0.01
    comparison = compare_structure(document.structure, json.loads(gold_json(truth.structure)))
    assert all(score.f1 > 0.9 for score in comparison.scores.values()), comparison.mismatches
    assert_json_round_trip(document)


def test_garbled_text_becomes_a_structure(tmp_path: Path) -> None:
    path = tmp_path / "ocr.txt"
    path.write_text(
        "TINH UY KHANH HOA\nS6 544-KL/TU\nPANG CONG SAN VIET NAM\nKhanh Hoa, ngay 06 thang 02 nam 2024\nKET LUAN\n"
        "vé tiép tuc trién khai thuc hién Nghi quyét s6 06-NQ/TU\n"
        "1. So Xay dung cha tri, phéi hop voi S¢ Tai chinh ra sodt quy hoach\n"
        "- Hoan thanh trudc ngay 30/6/2024.\n",
        "utf-8",
    )
    document = ocr_pipeline.process(path)
    header = document.structure.header
    assert (header.code, header.type, header.issuer) == ("544-KL/TU", "Kết luận", "TỈNH ỦY KHÁNH HÒA")
    first = document.structure.directives[0]
    assert first.lead == ("Sở Xây dựng",)
    assert first.children[0].deadline == "2024-06-30"
    assert document.damage > 0.3
    assert_edits_explain_the_text(document)


def test_doubts_reach_the_document_and_the_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DOUBTS[1]["text"], "utf-8")
    document = ocr_pipeline.process(path)
    assert [edit.after for edit in document.suggestions] == ["71-KL/TU"]
    assert "header.code" in {flag.field for flag in document.structure.flags}
    assert document.suggestions[0] in document.doubtful
    assert_json_round_trip(document)
    print_summary(document, with_text=False)
    out = " ".join(capsys.readouterr().out.split())
    made = len(document.doubtful) - 1
    assert f"{made + 1} chỗ đọc chưa chắc: {made} đã sửa, 1 chỉ đề nghị (xem mục Chỗ cần xem lại" in out


def test_progress_is_told_after_every_page(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Trang một\f Trang hai\fTrang ba", "utf-8")
    told: list[tuple[int, int]] = []
    ocr_pipeline.process(path, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.tesseract
def test_a_page_of_which_nothing_can_be_read_is_flagged_and_a_blank_one_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    white = Image.new("L", (827, 1169), 255)
    grain = Image.effect_noise((206, 292), 120).resize((827, 1169)).point(lambda value: 255 if value > 100 else 0)
    white.save(tmp_path / "trang.tif", save_all=True, append_images=[grain, white])
    document = ocr_pipeline.process(tmp_path / "trang.tif")
    assert [page.blank for page in document.pages] == [True, False, True]
    flags = [flag for flag in document.structure.flags if flag.field.startswith("pages")]
    assert [flag.field for flag in flags] == ["pages[1]"]
    assert flags[0].reason.startswith("Trang 2 ")
    print_summary(document, with_text=False)
    assert "trang trắng: 1, 3" in capsys.readouterr().out


def back_of(front: NDArray[np.uint8], strength: float) -> NDArray[np.uint8]:
    """The blank back of a grey page: its print shines through, mirrored, beside a punch hole and a few specks."""
    ink = cv2.GaussianBlur(255 - np.ascontiguousarray(front[:, ::-1]), (0, 0), 1.5)
    back = np.clip(255 - strength * ink, 0, 255).astype(np.uint8)
    cv2.circle(back, (70, 800), 18, 30, -1)
    return degrade(back, Wear(skew=0.4, noise=3, specks=4), 3)


@pytest.mark.tesseract
def test_backs_of_sheets_are_blank_and_bad_fronts_are_not(tmp_path: Path) -> None:
    front = grey(next(page_images(document_pdf(load_document(FOLDER / "state-decision.json")), 150)))
    pages = (front, back_of(front, 0.1), back_of(front, 0.45), degrade(front, Wear(blur=3.2, noise=20), 5))
    first, *rest = (Image.fromarray(page) for page in pages)
    first.save(tmp_path / "scan.tif", save_all=True, append_images=rest, dpi=(150, 150))
    document = ocr_pipeline.process(tmp_path / "scan.tif")
    assert [page.blank for page in document.pages] == [False, True, True, False]
    assert [flag.field for flag in document.structure.flags if flag.field.startswith("pages")] == ["pages[3]"]
    assert not any(page.lines for page in document.pages if page.blank)


def test_low_confidence_is_flagged_for_scans_only() -> None:
    def page(number: int, origin: Origin, confidence: float | None) -> Page:
        line = Line("Sở Y tế", tuple(Word(word, confidence=confidence) for word in ("Sở", "Y", "tế")))
        return Page(number, (Zone(ZoneKind.BODY, (line,)),), origin)

    pages = (
        page(1, Origin.OCR, 0.9),
        page(2, Origin.OCR, 0.3),
        page(3, Origin.TEXT_LAYER, None),
        Page(4, (), Origin.TEXT),
    )
    assert [(flag.field, "30%" in flag.reason) for flag in page_flags(pages)] == [("pages[1]", True)]


def test_python_interface() -> None:
    assert set(ocr_pipeline.__all__) == {"process", "process_all", "restore", "parse"}
    restored = ocr_pipeline.restore("thue hién Nghi quyét cua Tinh uy")
    assert restored.text == "thực hiện Nghị quyết của Tỉnh ủy"
    assert all(isinstance(edit, Edit) for edit in restored.edits)
    structure = ocr_pipeline.parse("Số 06-NQ/TU\nNGHỊ QUYẾT\nvề y tế\n1. Sở Y tế chủ trì thực hiện.")
    assert isinstance(structure.directives[0], Directive)
    assert asdict(structure)["header"]["code"] == "06-NQ/TU"
    with pytest.raises(MissingInputError):
        ocr_pipeline.process("/khong/co")
    with pytest.raises(AttributeError):
        _ = ocr_pipeline.khong_co


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = "import sys, ocr_pipeline; print({'numpy', 'cv2', 'numba', 'pypdfium2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
