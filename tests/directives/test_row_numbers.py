"""Numbers of the rows of a task table: read ones stand, misread ones are counted from those around them and told."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives.row_numbers import renumbered
from ocr_pipeline.document import Directive

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "row_numbers.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_numbers(case: dict[str, Any]) -> None:
    titles = case.get("titles", ())
    groups = [[row(label, title=at in titles) for at, label in enumerate(read)] for read in case["read"]]
    rows = renumbered(groups, recognised=case["recognised"])
    assert [[row.label for row in own] for own in rows] == case["numbers"]
    for read, own in zip(case["read"], rows, strict=True):
        for label, row_ in zip(read, own, strict=True):
            changed = label.rstrip(".)") not in ("", row_.label.rstrip(".)"))
            assert bool(row_.notes) == changed, label


def row(label: str, *, title: bool) -> Directive:
    return Directive(label, "Rà soát", deadline_text=None if title else "Quý I/2026")
