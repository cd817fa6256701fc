"""Printed lines: what belongs to the paper and not to the text."""

import pytest

from ocr_pipeline.directives.lines import printed_lines
from ocr_pipeline.document import Box, Line, Origin, Page, Zone, ZoneKind


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("Trân trọng ./.", "Trân trọng ./."),
        ("Thực hiện nghiêm quy định này. — ^", "Thực hiện nghiêm quy định này."),
        ("chấp thuận của Bộ Nội vụ -", "chấp thuận của Bộ Nội vụ -"),
        ("' Căn cứ Luật Đất đai;", "Căn cứ Luật Đất đai;"),
        ("z UBND TỈNH KIÊN GIANG", "UBND TỈNH KIÊN GIANG"),
        ("mem THÔNG TƯ", "THÔNG TƯ"),
        ("của BAN THƯỜNG VỤ TỈNH ỦY", "của BAN THƯỜNG VỤ TỈNH ỦY"),
    ],
)
def test_loose_marks_of_a_scanned_line(read: str, kept: str) -> None:
    lines = tuple(Line(text, box=Box(100, 40 * at, 900, 40 * at + 30)) for at, text in enumerate([read] * 4))
    page = Page(1, (Zone(ZoneKind.BODY, lines),), Origin.OCR, 1000, 1400)
    printed, aside = printed_lines([page])
    assert {line.text for line in printed} == {kept}
    assert [word for word in read.split() if word.isalnum() and word not in kept.split()] * 4 == aside
