"""Nothing is dropped: every word of the input stands in some field, whatever order the lines come in."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocr_pipeline.directives import parse_text

FOLDER = Path(__file__).parent / "cases"
RECOGNISED = frozenset(
    re.findall(
        r"\w+",
        "cộng hòa hoà xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc đảng cộng sản số kính gửi nơi nhận "
        "quyết định quyết nghị hỏa tốc về việc",
    )
)
"""Words of titles, mottos, marks of urgency and of the words before a field."""

DOCUMENTS = [path.read_text("utf-8") for path in sorted((FOLDER / "documents").glob("*.txt"))]
HEADS = [case["text"] for case in json.loads((FOLDER / "heads.json").read_text("utf-8")) if "KÊT" not in case["text"]]
FEET = ["\n".join(case["lines"]) for case in json.loads((FOLDER / "feet.json").read_text("utf-8"))]
LINES = [line for text in (*DOCUMENTS, *HEADS, *FEET) for line in text.splitlines() if "\t" not in line]


def words(text: str) -> Counter[str]:
    """The words and how often they come; letters and Roman numbers aside: a second `II.` is read as `III.`."""
    return Counter(word for word in re.findall(r"[^\W\d_]{2,}", text.lower()) if word.strip("ivx"))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts(part)


def own_words(item: dict[str, Any]) -> Iterator[str]:
    """Label, text and notes of an item and of those below it; bodies and deadlines only repeat its words."""
    yield from (item["label"], item["text"], *item["notes"])
    if not item["text"] or item["notes"] or not item["label"]:
        yield from (*item["lead"], *item["coordinate"], item["deadline_text"] or "")
    for child in item["children"]:
        yield from own_words(child)


def lost_words(text: str) -> dict[str, int]:
    """The words of a text that stand in no field of its structure, with their number."""
    found = asdict(parse_text(text))
    for part in (found, *found["attachments"]):
        part["directives"] = [list(own_words(item)) for item in part["directives"]]
    del found["references"], found["flags"]
    missing = words(text) - words("\n".join(texts(found)))
    return {word: count for word, count in missing.items() if word not in RECOGNISED}


@given(st.sampled_from(DOCUMENTS + HEADS))
def test_documents_as_they_are(text: str) -> None:
    assert lost_words("\n".join(line for line in text.splitlines() if "\t" not in line)) == {}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=25))
@example(["Nơi nhận:", "KẾT LUẬN", "KẾT LUẬN", "1. Sở Y tế", "PHỤ LỤC", "I. MỤC TIÊU"])
def test_any_order_of_lines(lines: list[str]) -> None:
    assert lost_words("\n".join(lines)) == {}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.integers(50, 100))
def test_wrapped_lines(text: str, width: int) -> None:
    """The same documents as printed lines of some width."""
    wrapped = []
    for line in text.splitlines():
        if "\t" not in line:
            wrapped += re.findall(rf".{{1,{width}}}(?:\s|$)", line)
    assert lost_words("\n".join(line.rstrip() for line in wrapped)) == {}
