"""The tables of words in and around the names of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.directives.phrases import Phrases
from ocr_pipeline.lexicons import read_rows


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
def verbs() -> Phrases:
    """Verbs and adverbs with which a task begins (`task_verbs.txt`)."""
    return Phrases(row[0] for row in read_rows("task_verbs.txt"))
