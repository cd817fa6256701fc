r"""Names of peoples in wrong-language text, behind the words that announce them and in lists of them: a closed set.

>>> text = "déng bao Dao, Tay va Xo Dang; nguoi Ma, tiéng Mong; Luong Dao, Tay Nguyen"
>>> [(edit.before, edit.after) for edit in people_words(text)]
[('Dao', 'Dao'), ('Tay', 'Tày'), ('Xo', 'Xơ'), ('Dang', 'Đăng'), ('Ma', 'Mạ'), ('Mong', 'Mông')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.vietnamese.syllable import strip_accents

LONGEST = 3
"""Words of a name."""
_ANNOUNCED = re.compile(r"\b(?:d\wn t\wc|d\w{1,2}ng b\wo|ng\w{2,3}i|ti\w{1,2}ng)\s+(?=[A-ZĐ])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BETWEEN = re.compile(r"\s*,\s*(?:v[aàả]\s+)?|\s+(?:v[aàả]|[-–])\s+")


def people_words(text: str) -> Iterator[Edit]:
    """The words of peoples' names as the list has them, in order; also where they are right, so that they stay."""
    end = 0
    for found in _ANNOUNCED.finditer(text):
        place = found.end()
        while place >= end and (words := _name_at(text, place)):
            for word, printed in words:
                end = word.end()
                yield Edit(word.start(), end, word.group(), printed, "accents", CLOSED_SET)
            between = _BETWEEN.match(text, end)
            place = between.end() if between else end - 1


def _name_at(text: str, place: int) -> list[tuple[re.Match[str], str]]:
    """The words of the longest name that begins here, each with what was printed; none where another name goes on."""
    words: list[re.Match[str]] = []
    while len(words) <= LONGEST and (found := _WORD.match(text, place)) and found.group()[0].isupper():
        words.append(found)
        place = found.end() + 1 if text[found.end() : found.end() + 1].isspace() else len(text)
    printed = _peoples().get(_letters(" ".join(word.group() for word in words)), "")
    return list(zip(words, printed.split(), strict=True)) if printed else []


def _letters(name: str) -> str:
    return strip_accents(name).lower().replace("’", "'")


@cache
def _peoples() -> dict[str, str]:
    """The names by their letters; one that two peoples share is none."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, *others in read_rows("peoples.tsv"):
        for one in (name, *(", ".join(others).split(", ") if others else ())):
            if "-" not in one:
                found[_letters(one)].add(one)
    return {letters: names.pop() for letters, names in found.items() if len(names) == 1}
