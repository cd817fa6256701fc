"""Nothing is dropped: every word of the input stands in some field, whatever order the lines come in."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocr_pipeline.directives import parse_text
from ocr_pipeline.directives.covered_signing import misread_authority, opening_authority
from ocr_pipeline.directives.positions import misread_position
from ocr_pipeline.directives.recipients import with_heading

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


def is_put_back(line: str) -> bool:
    """Whether closed lists tell what was printed here, as under a seal: `SPHO BI THU`, `TIME BAN THƯỜNG VỤ`."""
    split = line.split()
    tails = [" ".join(split[start:]) for start in range(len(split))]
    ways = (misread_position, partial(misread_authority, party=True), partial(opening_authority, beside_heading=True))
    read = [one for tail in tails for way in ways if (one := way(tail))]
    return with_heading(line) != line or any(one not in tails for one in read)


LINES = [line for text in (*DOCUMENTS, *HEADS, *FEET) for line in text.splitlines() if not is_put_back(line)]


LABEL = re.compile(r"^\W*\d+(?:\.\d+)*(?:[.):]|\s?[-–—])", re.MULTILINE)
COLUMN_NAMES = re.compile(r"^S?TT\t.*$", re.MULTILINE | re.IGNORECASE)


def words(text: str) -> Counter[str]:
    """The words and numbers and how often they come; single letters and Roman numbers aside: they may be labels."""
    found = re.findall(r"\d+|[^\W\d_]{2,}", text.lower())
    return Counter(word for word in found if word.strip("ivx"))


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
    """Label, text and notes of an item and of those below it; bodies and deadline where its text does not hold them."""
    yield from (item["label"], item["text"], *item["notes"])
    text = " ".join(item["text"].split())
    yield from (part for part in (*item["lead"], *item["coordinate"], item["deadline_text"] or "") if part not in text)
    for child in item["children"]:
        yield from own_words(child)


def lost_words(text: str, counted: str) -> dict[str, int]:
    """The words of `counted`, part of a text, that stand in no field of its structure, with their number."""
    found = asdict(parse_text(text))
    for part in (found, *found["attachments"]):
        part["directives"] = [list(own_words(item)) for item in part["directives"]]
    del found["references"], found["flags"]
    missing = words(COLUMN_NAMES.sub("", counted)) - words("\n".join(texts(found)))
    return {word: count for word, count in missing.items() if word not in RECOGNISED}


@given(st.sampled_from(DOCUMENTS + HEADS))
def test_documents_as_they_are(text: str) -> None:
    assert lost_words(text, text) == {}


@settings(max_examples=150)
@given(st.lists(st.sampled_from(LINES) | st.integers(0, 999).map(str) | st.just(""), min_size=1, max_size=25))
@example(["Nơi nhận:", "- Lưu: VT.", "T/M BAN CHẤP HÀNH", "BAN QUẢN LÝ DỰ ÁN 5", "GIÁM ĐỐC", "Lê Văn An 27"])
@example(["T/M BAN THƯỜNG VỤ", "2 oeiq Hà Thị Mơ"])
@example(["1. Sở Y tế báo cáo số người mắc bệnh của toàn tỉnh là", "15"])
@example(["I. ĐÁNH GIÁ CHUNG", "1\tBan hành quy chế\tSở Công Thương\tCông an thành phố\tTháng 8/2025\tQuyết định"])
@example(["HỘI ĐỒNG NHÂN DÂN TỈNH GIA LAI", *["06-02-2024 10:30:29 +07:00"] * 2])
@example(["Nơi nhận:", "KẾT LUẬN", "KẾT LUẬN", "1. Sở Y tế", "PHỤ LỤC", "I. MỤC TIÊU"])
@example(["Hà Nội, ngày khỗ tháng 6 năm 2025", *["An Bình, ngày 12 tháng 3 năm 2024"] * 2])
def test_any_order_of_lines(lines: list[str]) -> None:
    """Labels aside: in another order a second `1.` is read as `2.`."""
    text = "\n".join(lines)
    assert lost_words(text, LABEL.sub("", text)) == {}


@settings(max_examples=60)
@given(st.sampled_from(DOCUMENTS), st.integers(50, 100))
def test_wrapped_lines(text: str, width: int) -> None:
    """The same documents as printed lines of some width."""
    wrapped: list[str] = []
    for line in text.splitlines():
        wrapped += [line] if "\t" in line else re.findall(rf".{{1,{width}}}(?:\s|$)", line)
    printed = "\n".join(line.rstrip() for line in wrapped)
    assert lost_words(printed, printed) == {}
