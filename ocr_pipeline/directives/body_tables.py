"""The tables of words in and around the names of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.phrases import Phrases
from ocr_pipeline.lexicons import read_rows

_JOINT = re.compile(r",\s*|\s+và\s+")


@cache
def table(role: str) -> Phrases:
    """The phrases with this role around names (`body_phrases.tsv`)."""
    return Phrases(words for words, kind in read_rows("body_phrases.tsv") if kind == role)


@cache
def parts(part: str) -> Phrases:
    """The words that are this part of a name (`body_words.tsv`)."""
    found = [words for words, kind in read_rows("body_words.tsv") if kind == part]
    return Phrases([*found, *_cited()] if part == "tail" else found)


def _cited() -> Iterator[str]:
    """Which ones are meant, by the paper itself: `được giao nhiệm vụ tại Thông báo này`."""
    papers = ("văn bản", *(row[0] for row in read_rows("document_types.tsv")))
    cited = [words for words, kind in read_rows("body_words.tsv") if kind == "cited"]
    return (f"{words} {paper} này" for words in cited for paper in papers)


@cache
def topics() -> Phrases:
    """What the proper parts of names are joined of: `văn hóa`, `thể thao`, `du lịch`."""
    names = (words for words, kind in read_rows("body_words.tsv") if kind == "name")
    return Phrases(topic for name in names for topic in re.split(r",\s*|\s+-\s+|\s+và\s+", name))


@cache
def dashed() -> frozenset[tuple[str, str]]:
    """What stands before and behind the dash of a name, in small letters: `lao động` and `thương binh`."""
    names = [words for words, kind in read_rows("body_words.tsv") if kind == "name"]
    names += [name for row in read_rows("places.tsv") for name in row[-1].lower().split(", ")]
    split = (comparable(name).split(" - ") for name in names)
    return frozenset((_JOINT.split(one)[-1], _JOINT.split(two)[0]) for parts in split for one, two in pairwise(parts))


def is_dashed(before: str, behind: str) -> bool:
    """Whether a name goes on behind its dash at the start of a line.

    >>> is_dashed("Giám đốc các sở: Lao động", "- Thương binh và Xã hội, Y tế")
    True
    >>> is_dashed("Phòng Lao động", "- Phòng Nội vụ")
    False
    """
    rest = behind.removeprefix("- ")
    if rest == behind or not rest[:1].isupper():
        return False
    before = before.rstrip()
    left, right = comparable(before), f"{comparable(rest)} "
    return any(
        right.startswith((f"{two} ", f"{two},")) and left.endswith(f" {one}") and before[-len(one)].isupper()
        for one, two in dashed()
    )


@cache
def verbs() -> Phrases:
    """Verbs and adverbs with which a task begins (`task_verbs.txt`)."""
    return Phrases(row[0] for row in read_rows("task_verbs.txt"))
