"""Values that rest on doubtful words or figures are flagged, and nothing else is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.directives.doubts import value_flags
from ocr_pipeline.document import (
    Attachment,
    Directive,
    Header,
    Origin,
    Reference,
    Structure,
    Word,
    pages_of,
)
from ocr_pipeline.pipeline import doubt_flags
from ocr_pipeline.restoration import restore_pages

DOUBTS = json.loads((Path(__file__).parent / "cases/doubts.json").read_text("utf-8"))


@pytest.mark.parametrize("case", DOUBTS, ids=[case["name"] for case in DOUBTS])
def test_values_that_rest_on_doubtful_words_are_flagged(case: dict) -> None:
    pages = [replace(page, origin=Origin.OCR) for page in pages_of(case["text"])]
    restored = restore_pages(pages)
    assert any(edit.doubtful for edit in (*restored.edits, *restored.suggestions))
    flags = doubt_flags(pages, restored, parse_pages(restored.pages))
    assert [[flag.field, flag.reason] for flag in flags] == case["flags"]


@pytest.mark.parametrize(
    ("sure", "flagged"), [((0.9, 0.8), []), ((0.59, 0.8), ["header.code"]), ((0.9, 0.36), ["header.date"])]
)
def test_figures_of_the_head_that_were_not_surely_read_are_flagged(
    sure: tuple[float, float], flagged: list[str]
) -> None:
    """A number or day filled in by hand is often read as another one."""
    confidences = {"280/BC-UBND": sure[0], "22": sure[1], "Độc": 0.3}
    (page,) = pages_of(
        "UBND TỈNH BÌNH AN\nSố: 280/BC-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Bình An, ngày 22 tháng 11 năm 2024\nBÁO CÁO\nVề dự toán ngân sách năm 2024\n1. Sở Tài chính theo dõi.\n"
    )
    lines = tuple(
        replace(line, words=tuple(Word(text, confidence=confidences.get(text, 0.97)) for text in line.text.split()))
        for line in page.lines
    )
    pages = (replace(page, origin=Origin.OCR, zones=(replace(page.zones[0], lines=lines),)),)
    restored = restore_pages(pages)
    assert [flag.field for flag in doubt_flags(pages, restored, parse_pages(restored.pages))] == flagged


def test_flags_name_the_values_that_differ() -> None:
    structure, otherwise = (
        Structure(
            Header(code=code, date=date, subject=subject),
            references=(Reference("06-NQ/TU"), Reference(cited)),
            directives=(Directive("1.", text, deadline=date, children=(Directive("-", "xong"),) * count),),
            attachments=(Attachment("PHỤ LỤC", (Directive("1.", text),)),),
        )
        for code, date, cited, text, count, subject in (
            ("7-KL/TU", "2024-06-30", "32-CT/TW", "161 tỷ đồng cho sb 2", 1, "về đô thị"),
            (None, None, "32-CT/TU", "lối tỷ đồng cho s6 2", 2, "vé d6 thi"),
        )
    )
    assert [flag.field for flag in value_flags(structure, otherwise)] == [
        "header.code",
        "header.date",
        "references[1].code",
        "directives[0].text",
        "directives[0].deadline",
        "directives[0].children",
        "attachments[0].directives[0].text",
    ]
    assert next(value_flags(structure, otherwise)).reason == "Dựa vào chữ đọc chưa chắc: “7-KL/TU” hay không có?"
    assert list(value_flags(structure, structure)) == []
