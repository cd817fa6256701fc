"""Who leads and who is a partner, by the item's own words."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.directives.bodies import NamedBody, find_bodies
from ocr_pipeline.directives.tables import split_bodies

FOLDER = Path(__file__).parent / "cases"
CASES = json.loads((FOLDER / "bodies.json").read_text("utf-8"))
CELLS = json.loads((FOLDER / "body_cells.json").read_text("utf-8"))
DEPARTMENTS = st.sampled_from(
    [
        "Sở Y tế",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Công an tỉnh",
        "Sở Nông nghiệp và Môi trường",
        "Tỉnh đoàn",
        "Cục Thuế tỉnh",
    ]
)


def texts(bodies: Iterable[NamedBody]) -> list[str]:
    return [body.text for body in bodies]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:70])
def test_sentence(case: dict[str, Any]) -> None:
    lead, coordinate = find_bodies(case["text"], case.get("issuers", ()))
    assert (texts(lead), texts(coordinate)) == (case["lead"], case["coordinate"])
    for body in (*lead, *coordinate):
        assert " ".join(case["text"][body.start : body.end].split()) == body.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:70])
def test_a_sentence_may_break_off_anywhere(case: dict[str, Any]) -> None:
    words = case["text"].split()
    for size in range(1, len(words)):
        part = " ".join(words[:size])
        lead, coordinate = find_bodies(part)
        assert all(part[body.start : body.end] for body in (*lead, *coordinate))


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["text"])
def test_table_cell(case: dict[str, Any]) -> None:
    assert list(split_bodies(case["text"])) == case["bodies"]


@given(st.lists(DEPARTMENTS, min_size=1, max_size=4, unique=True), DEPARTMENTS)
def test_any_list_of_departments_is_taken_apart(leaders: list[str], partner: str) -> None:
    lead, coordinate = find_bodies(f"{', '.join(leaders)} chủ trì, phối hợp với {partner} rà soát, báo cáo kết quả.")
    assert texts(lead) == leaders
    assert texts(coordinate) == [partner]
