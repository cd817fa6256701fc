"""Words of a text, and tables of phrases that are found among them, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.labels import LOWER

_WORD = re.compile(r"\w+(?:&\w+)*|[^\w\s'`´]|\n")

_APOSTROPHES = frozenset("'’`´")
_SHORTENED = frozenset({"tp", "tx", "tt", "q", "p", "h", "ts", "ths", "gs", "pgs", "bs"})
"""Levels and degrees that a full stop may follow inside a name: `UBND TP. Uông Bí`, `TS. Bùi Ngọc Tân`."""
_IN_SENTENCE = re.compile(rf"(?<=\s)\.|\.(?=[^\W\d_]|\s[{LOWER}])")  # a full stop that ends nothing is a speck


@dataclass(frozen=True, slots=True)
class Words:
    """The words, punctuation marks and line breaks of a text: comparable forms, where each begins and ends.

    `capitals` tells which begin with a capital letter, or go on with one that does (`Đắk R'lấp`).
    """

    text: str
    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    capitals: tuple[bool, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """Split a text."""
        plain = comparable(text)
        found: list[re.Match[str]] = []
        for match in _WORD.finditer(plain):
            shortened = match[0] == "." and found and found[-1][0] in _SHORTENED and found[-1].end() == match.start()
            shortened = shortened and text[found[-1].start()].isupper()
            if not shortened and (match[0] != "." or not _IN_SENTENCE.match(text, match.start())):
                found.append(match)
        forms = tuple([match[0] for match in found])
        starts = tuple([match.start() for match in found])
        ends = tuple([match.end() for match in found])
        return cls(text, forms, starts, ends, _capitals(text, starts, ends))

    def __len__(self) -> int:
        return len(self.forms)

    def form(self, index: int) -> str:
        """The comparable word, or an empty one beyond either end."""
        return self.forms[index] if 0 <= index < len(self.forms) else ""

    def is_capital(self, index: int) -> bool:
        """Whether the word begins with a capital letter, or goes on with one that does."""
        return 0 <= index < len(self.capitals) and self.capitals[index]

    def span(self, first: int, end: int) -> str:
        """The printed text of the words from `first` up to `end`, runs of blanks closed up; beyond the last none."""
        end = min(end, len(self))
        return " ".join(self.text[self.starts[first] : self.ends[end - 1]].split()) if end > first else ""


def _capitals(text: str, starts: Sequence[int], ends: Sequence[int]) -> tuple[bool, ...]:
    found = [text[start].isupper() for start in starts]
    if not _APOSTROPHES.isdisjoint(text):
        for index in range(1, len(found)):
            apart = starts[index] - ends[index - 1]
            found[index] |= apart == 1 and text[starts[index] - 1] in _APOSTROPHES and found[index - 1]
    return tuple(found)


class Phrases:
    """A table of phrases by their first word.

    >>> table = Phrases(["phối hợp", "phối hợp với"])
    >>> table.match(Words.of("chủ trì, phối hợp với Sở Y tế"), 3)
    3
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(tuple(_WORD.findall(comparable(phrase))) for phrase in phrases)
        self._sizes: dict[str, list[int]] = {}  # of the phrases by their first word, the longest first
        for words in sorted(self._phrases, key=len, reverse=True):
            sizes = self._sizes.setdefault(words[0], [])
            if len(words) not in sizes:
                sizes.append(len(words))

    def match(self, words: Words, index: int) -> int:
        """Number of words of the longest phrase that begins at `index`, or 0."""
        forms = words.forms
        if 0 <= index < len(forms):
            for size in self._sizes.get(forms[index], ()):
                if (found := forms[index : index + size]) in self._phrases:
                    return len(found)
        return 0

    @property
    def first_words(self) -> frozenset[str]:
        """The words with which a phrase may begin."""
        return frozenset(self._sizes)
