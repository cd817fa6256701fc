"""Where the next document of a file begins."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives.splitting import split_documents
from ocr_pipeline.document import Line, Page, Zone, ZoneKind, pages_of

CASES = json.loads((Path(__file__).parent / "cases" / "splitting.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_documents_begin_where_their_heads_stand(case: dict[str, Any]) -> None:
    documents = list(split_documents(pages_of("\f".join(case["pages"]) + "\f")))
    assert [pages[0].number for pages in documents] == case["starts"]
    assert [page.number for pages in documents for page in pages] == list(range(1, len(case["pages"]) + 1))


def with_number(page: Page, number: int) -> Page:
    return replace(page, zones=(Zone(ZoneKind.PAGE_NUMBER, (Line(str(number)),)), *page.zones))


def test_a_page_number_that_goes_on_asks_for_a_whole_head() -> None:
    first, second = pages_of("\f".join(CASES[2]["pages"]))
    assert len(list(split_documents((first, with_number(second, 1))))) == 2
    assert len(list(split_documents((first, with_number(second, 2))))) == 1


def test_a_document_is_handed_on_as_soon_as_the_next_begins() -> None:
    drawn: list[int] = []

    def pages() -> Iterator[Page]:
        for page in pages_of("\f".join((*CASES[0]["pages"], "Điều 1.", "Điều 2."))):
            drawn.append(page.number)
            yield page

    assert [page.number for page in next(split_documents(pages()))] == [1]
    assert drawn == [1, 2]
