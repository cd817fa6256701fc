"""The tables of words in and around the names of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.phrases import Phrases, Words
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
    >>> is_dashed("Phòng Lao động", "- Phòng Nội vụ"), is_dashed("Sở Lao động", "- Thương binh nặng được trợ cấp.")
    (False, False)
    """
    rest = re.sub(r"^[-–—] ", "", behind)
    if rest == behind or not rest[:1].isupper():
        return False
    before = before.rstrip()
    left, words = comparable(before), Words.of(rest)
    return any(
        left.endswith(f" {one}") and before[-len(one)].isupper() and _begins_whole(words, two) for one, two in dashed()
    )


def _begins_whole(words: Words, name: str) -> bool:
    """Whether a text begins with this part of a name, and the name goes on or ends behind it, not a word of its own."""
    size = len(name.split())
    if words.forms[:size] != tuple(name.split()):
        return False
    ends = not words.form(size).isalpha() or words.form(size) == "và" or words.is_capital(size)
    return ends or any(
        one.match(words, size) for one in (parts("level"), parts("tail"), table("leads"), table("coordinate"))
    )


@cache
def verbs() -> Phrases:
    """Verbs and adverbs with which a task begins (`task_verbs.txt`)."""
    return Phrases(row[0] for row in read_rows("task_verbs.txt"))
