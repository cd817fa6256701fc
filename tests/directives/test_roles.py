"""Every line of a document has exactly one role, whatever order the lines come in."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.directives import parse_text
from ocr_pipeline.document import LineRole, pages_of

FOLDER = Path(__file__).parent / "cases"
DOCUMENTS = [path.read_text("utf-8") for path in sorted((FOLDER / "documents").glob("*.txt"))]
LINES = [line for text in DOCUMENTS for line in text.splitlines()]
CASE = json.loads((FOLDER / "roles.json").read_text("utf-8"))


def test_roles_of_a_small_paper() -> None:
    text = "\n".join(line for line, _ in CASE)
    assert [role.value for role in parse_text(text).roles] == [role for _, role in CASE]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(LINES) | st.just(""), max_size=30))
def test_each_line_has_one_role(lines: list[str]) -> None:
    pages = pages_of("\n".join(lines))
    assert len(parse_text("\n".join(lines)).roles) == sum(len(page.lines) for page in pages)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_what_is_unparsed_has_no_other_role(text: str) -> None:
    found = parse_text(text)
    unparsed = [
        line.strip()
        for line, role in zip(text.splitlines(), found.roles, strict=True)
        if role is LineRole.UNPARSED and line.strip()
    ]
    assert set(unparsed) <= set(found.unparsed)
