"""Whole documents of several kinds, typed one paragraph a line, against their structure."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.directives import parse_text

FOLDER = Path(__file__).parent / "cases" / "documents"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def flat(items: list[dict[str, Any]], above: str = "") -> list[tuple[Any, ...]]:
    """The tree as rows, so that a difference shows on its own line."""
    rows: list[tuple[Any, ...]] = []
    for item in items:
        path = f"{above}/{item['label']}"
        who = (list(item.get("lead", ())), list(item.get("coordinate", ())))
        when = (item.get("deadline"), item.get("deadline_text"))
        rows += [(path, item["text"], *who, *when, list(item.get("notes", ())))]
        rows += flat(item.get("children", []), path)
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_document(name: str) -> None:
    found = asdict(parse_text((FOLDER / f"{name}.txt").read_text("utf-8")))
    truth = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    derived = ("code_parts",)
    assert {key: value for key, value in found["header"].items() if value and key not in derived} == truth["header"]
    for field in ("addressees", "legal_bases", "opening", "closing", "recipients", "unparsed"):
        assert list(found[field]) == truth.get(field, []), field
    assert [[one["code"], one["date"]] for one in found["references"]] == truth["references"]
    assert found["signature"] == truth["signature"] | {"electronic": None}
    assert flat(found["directives"]) == flat(truth["directives"])
