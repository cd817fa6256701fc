"""Learn from real machine-read text that has no transcription: restore it, and trust only what is certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ocr_pipeline.restoration import restore_text
from ocr_pipeline.training.pairs import Pair

LINES_A_TEXT = 60
CERTAIN = 5.0
"""Least log odds of an edit that is believed."""


def certain_pairs(lines: Iterable[str]) -> Iterator[Pair]:
    """Pairs of read and printed words: edits beyond doubt, and the words that restoration left as they were."""
    stream = iter(lines)
    while batch := list(islice(stream, LINES_A_TEXT)):
        text = "\n".join(line.strip() for line in batch)
        place = 0
        for edit in restore_text(text).edits:
            yield from ((word, word) for word in text[place : edit.start].split())
            if edit.log_odds >= CERTAIN and " " not in edit.before + edit.after:
                yield edit.before, edit.after
            place = edit.end
        yield from ((word, word) for word in text[place:].split())
