"""What a program typeset was misread by nobody: only spaces and codes are mended, whatever its words look like."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.document import Line, Origin, Page, Zone, ZoneKind
from ocr_pipeline.restoration import restore_pages, restore_text

CASES = json.loads((Path(__file__).parent / "cases" / "typeset.json").read_text("utf-8"))
RIGHT = (Path(__file__).parents[2] / "samples" / "ke-hoach.gold.txt").read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["read"][:40])
def test_spaces_and_codes_come_back_and_letters_stay(case: dict[str, str]) -> None:
    restoration = restore_text(case["read"], origin=Origin.TEXT_LAYER)
    assert restoration.text == case["printed"]


def test_a_misspelt_word_in_a_long_text_is_told() -> None:
    text = f"{RIGHT}\nSở Xây dựng trình Ủy ban nhân dân tỉnh quyêt định giao đất.\n"
    restoration = restore_text(text, origin=Origin.TEXT_LAYER)
    assert restoration.text == text
    assert ("quyêt", "quyết") in [(one.before, one.after) for one in restoration.suggestions]


def test_garbled_text_comes_back_though_a_program_drew_it() -> None:
    read = "thue hién Nghi quyét sb 06-NQ/TU cua Tinh uy vé phat trién d6 thi"
    assert restore_text(read, origin=Origin.TEXT_LAYER).text == restore_text(read).text != read


@settings(max_examples=40)
@given(st.lists(st.sampled_from(RIGHT.split()) | st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyếộ", max_size=6), max_size=40))
def test_no_letter_changes(words: list[str]) -> None:
    text = " ".join([RIGHT, *words])
    restoration = restore_text(text, origin=Origin.TEXT_LAYER)
    for edit in restoration.edits:
        assert edit.reason == "code" or edit.after.replace(" ", "") == edit.before.replace(" ", "")


def test_pages_of_which_some_lie_under_a_scan_are_restored_as_text_that_may_be_misread() -> None:
    line = "Sở Xây dựng báo cáo kêt quả thực hiện nhiệm vụ phát triển kinh tế."

    def restored(*origins: Origin) -> list[str]:
        zone = Zone(ZoneKind.BODY, (Line(line),))
        pages = [Page(number, (zone,), origin) for number, origin in enumerate(origins, 1)]
        return [line.text for page in restore_pages(pages).pages for line in page.lines]

    mended = line.replace("kêt quả", "kết quả")
    assert restored(Origin.SCAN_LAYER, Origin.TEXT_LAYER) == [mended, mended]
    assert restored(Origin.SCAN_LAYER) == [mended]
