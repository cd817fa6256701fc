"""What a model card says, in Vietnamese: when and from what a model was made, its size, and how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ocr_pipeline.training.adaptation import HELD_OUT, OTHER_COUNT, SYLLABLE_COUNT, Trained
from ocr_pipeline.training.counting import HELD_OUT_SHARE
from ocr_pipeline.training.language_model import SIZES
from ocr_pipeline.training.texts import Text

Weighted = tuple[Text, int]


def number(value: int) -> str:
    """A whole number as it is written in Vietnamese.

    >>> number(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", ".")


def decimal(value: float, places: int = 1) -> str:
    """A decimal number as it is written in Vietnamese.

    >>> decimal(0.347, 2)
    '0,35'
    """
    return f"{value:.{places}f}".replace(".", ",")


def language_model_card(texts: Sequence[Weighted], trained: Trained) -> str:
    """The section of a language model."""
    if trained.weight is None:
        made = "từ đầu, chỉ từ các văn bản dưới đây"
        words = "âm tiết gặp ít nhất 12 lần, từ khác ít nhất 80 lần"
        held_out = f"một trong {HELD_OUT_SHARE} dòng"
    else:
        made = f"nội suy với mô hình đi kèm; phần của các văn bản dưới đây: {decimal(trained.weight, 3)}"
        words = f"của mô hình đi kèm, thêm âm tiết gặp {SYLLABLE_COUNT} lần và từ khác gặp {OTHER_COUNT} lần"
        held_out = f"một trong {HELD_OUT} dòng để chọn trọng số, một trong {HELD_OUT} dòng để đo"
    rows = (
        ("Ngày học", date.today().isoformat()),
        ("Cách học", made),
        ("Loại", f"Kneser-Ney nội suy, bậc {len(trained.ngrams)}"),
        ("Số n-gram", ", ".join(f"{order}-gram {number(count)}" for order, count in enumerate(trained.ngrams, 1))),
        ("Tỉa", f"từ văn bản giữ nhiều nhất {', '.join(map(number, SIZES))} chuỗi 2, 3, 4 từ gặp hơn một lần"),
        ("Từ vựng", f"{number(trained.vocabulary)} từ, {number(len(trained.new_words))} từ mới ({words})"),
        ("Cỡ văn bản", f"{number(trained.tokens)} từ sau khi nhân trọng số"),
        ("Giữ riêng", f"{held_out}; {number(trained.held_out)} dòng để đo"),
        ("Độ rối (perplexity)", f"mô hình đi kèm {decimal(trained.before)}, mô hình này {decimal(trained.after)}"),
    )
    return f"{_rows(rows)}\n\n{_sources(texts)}"


def confusions_card(texts: Sequence[Weighted], pairs: int, bad_lines: int, groups: int, *, from_scratch: bool) -> str:
    """The section of a confusion table."""
    rows = (
        ("Ngày học", date.today().isoformat()),
        ("Cách học", "từ đầu" if from_scratch else "cộng vào bảng đi kèm"),
        ("Số cặp đọc/in", f"{number(pairs)}, bỏ {number(bad_lines)} dòng hỏng"),
        ("Số nhóm chữ", number(groups)),
    )
    return f"{_rows(rows)}\n\n{_sources(texts)}"


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _sources(texts: Sequence[Weighted]) -> str:
    """A table of the sources with their weights, sizes and checksums."""
    head = ["| Nguồn | Trọng số | Cỡ (byte) | SHA-256 |", "|---|--:|--:|---|"]
    return "\n".join(
        head
        + [
            f"| {_cell(Path(text.name).name)} | {weight} | {number(len(text.content))} | {text.sha256} |"
            for text, weight in texts
        ]
    )


def _cell(name: str) -> str:
    return name.replace("|", "\\|")
