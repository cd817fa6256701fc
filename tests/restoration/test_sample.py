from pathlib import Path

from ocr_pipeline.evaluation.text import text_scores
from ocr_pipeline.restoration import restore_text

SAMPLES = Path(__file__).parents[2] / "samples"


def test_the_wrong_language_sample_comes_back() -> None:
    raw = (SAMPLES / "544-KL-TU.ocr.txt").read_text("utf-8")
    truth = (SAMPLES / "544-KL-TU.read.txt").read_text("utf-8")
    restoration = restore_text(raw)
    assert text_scores(raw, truth).wer > 0.8
    assert text_scores(restoration.text, truth).wer < 0.012
    assert restoration.damage > 0.8


def test_right_samples_are_left_alone() -> None:
    for path in SAMPLES.glob("*.gold.txt"):
        assert restore_text(path.read_text("utf-8")).edits == (), path.name
