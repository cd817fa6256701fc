"""Each body and each deadline says where it is named: in its item's text, and in the lines of the document."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.document import (
    Box,
    Directive,
    EvidenceKind,
    Line,
    Origin,
    Page,
    Structure,
    Word,
    Zone,
    ZoneKind,
    pages_of,
    text_of,
)

FOLDER = Path(__file__).parent / "cases" / "documents"
DOCUMENTS = [path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))]


def items(directives: Sequence[Directive]) -> Iterator[Directive]:
    for item in directives:
        yield item
        yield from items(item.children)


def all_items(structure: Structure) -> list[Directive]:
    return [*items(structure.directives), *(one for part in structure.attachments for one in items(part.directives))]


def letters(text: str) -> str:
    return "".join(text.split())


def assert_each_name_is_shown(pages: tuple[Page, ...]) -> None:
    text = text_of(pages)
    for item in all_items(parse_pages(pages)):
        named = [(one.kind, one.text) for one in item.evidence]
        assert named == [
            *((EvidenceKind.LEAD, name) for name in item.lead),
            *((EvidenceKind.COORDINATE, name) for name in item.coordinate),
            *([(EvidenceKind.DEADLINE, item.deadline_text)] if item.deadline_text else []),
        ]
        for one in item.evidence:
            if one.start is not None:
                assert letters(item.text[one.start : one.end]) == letters(one.text)
            assert one.place is not None
            assert letters(text[one.place.start : one.place.end]) == letters(one.text)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_typed_documents(text: str) -> None:
    assert_each_name_is_shown(pages_of(text))


@settings(max_examples=40)
@given(st.sampled_from(DOCUMENTS), st.integers(50, 100))
def test_printed_lines(text: str, width: int) -> None:
    wrapped: list[str] = []
    for line in text.splitlines():
        wrapped += [line] if "\t" in line else re.findall(rf".{{1,{width}}}(?:\s|$)", line)
    assert_each_name_is_shown(pages_of("\n".join(line.rstrip() for line in wrapped)))


def test_boxes_are_those_of_the_words() -> None:
    """A deadline that goes on in the next line has the box around both parts; a speck before a line is no letter."""
    texts = ("1. Giao Sở Y tế báo cáo trước", "' ngày 30/6/2025.")
    lines = tuple(
        Line(
            text,
            tuple(
                Word(word, Box(100 * at, 50 * row, 100 * at + 90, 50 * row + 40), 0.5 + 0.4 * row)
                for at, word in enumerate(text.split())
            ),
            Box(0, 50 * row, 800, 50 * row + 40),
        )
        for row, text in enumerate(texts)
    )
    page = Page(4, (Zone(ZoneKind.BODY, lines),), Origin.OCR, 900, 900, 100)
    lead, deadline = parse_pages((page,)).directives[0].evidence
    assert (lead.text, lead.start, lead.end) == ("Sở Y tế", 5, 12)
    assert lead.place is not None
    assert (lead.place.page, lead.place.box, lead.place.confidence) == (4, Box(200, 0, 490, 40), 0.5)
    assert deadline.text == "trước ngày 30/6/2025"
    assert deadline.place is not None
    assert deadline.place.box == Box(100, 0, 790, 90)


def test_a_row_that_lost_its_number() -> None:
    """The cells keep their places; what stands in another column than the text has no span in it."""
    head = "Số: 12/KH-UBND\nKẾ HOẠCH\nVề một việc\n1. Nhiệm vụ\nSTT\tNội dung\tCơ quan chủ trì\tThời hạn"
    pages = pages_of(f"{head}\n1\tRà soát\tSở Y tế\t30/6/2025\nBáo cáo\tSở Nội vụ\t30/7/2025")
    rows = parse_pages(pages)
    assert_each_name_is_shown(pages)
    assert [(one.text, one.start) for row in rows.directives[0].children for one in row.evidence] == [
        ("Sở Y tế", None),
        ("30/6/2025", None),
        ("Sở Nội vụ", None),
        ("30/7/2025", None),
    ]
