r"""Districts and communes in wrong-language text: behind their kind stands one of those of the paper's own province.

>>> text = "UBND TINH LANG SON\nyéu cau Huyén uy Van Lang, Chi Lang; xa Hoang Van Thu, thon Lang Don"
>>> [(edit.before, edit.after) for edit in locality_words(text) if edit.before != edit.after]
[('Van', 'Văn'), ('Lang', 'Lãng'), ('Lang', 'Lăng'), ('Hoang', 'Hoàng'), ('Van', 'Văn'), ('Thu', 'Thụ')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.listed_names import WORD, letters_of, listed_names
from ocr_pipeline.restoration.places import DISTRICTS

HEAD = 10
"""The paper's own province is told within so many lines that hold something."""
_KIND = re.compile(
    r"\b(?:x\w|ph\w{2,3}ng|th\w tr\wn|huy\w{1,2}n(?: \w{1,2}y)?|qu\wn(?: \w{1,2}y)?|th\w x\w(?: \w{1,2}y)?"
    r"|th\w{1,3}nh ph\w(?: \w{1,2}y)?|UBND|HĐND|HDND)\s+(?=[A-ZĐ])",
    re.IGNORECASE,
)


def locality_words(text: str) -> Iterator[Edit]:
    """The words of such names as the list has them, in order."""
    return listed_names(text, _KIND, _names_in(text))


def _names_in(text: str) -> dict[str, str]:
    """The places of the provinces that the head names, or of whose districts it names one."""
    lines = [line for line in text.splitlines() if line.strip()][:HEAD]
    words = [letters_of(word) for line in lines for word in WORD.findall(line)]
    runs = {" ".join(words[first : first + size]) for first in range(len(words)) for size in (2, 3)}
    told = runs & _provinces().keys() or {_districts()[run] for run in runs & _districts().keys()}
    found: dict[str, set[str]] = defaultdict(set)
    for province in told:
        for letters, names in _provinces()[province].items():
            found[letters] |= names
    return {letters: next(iter(names)) for letters, names in found.items() if len(names) == 1}


@cache
def _districts() -> dict[str, str]:
    """For the letters of each district the only province (its letters) that has one of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, province, _, kind, names in read_rows("places.tsv"):
        for name in names.split(", ") if province and kind in DISTRICTS else ():
            found[letters_of(name)].add(letters_of(province))
    return {district: next(iter(provinces)) for district, provinces in found.items() if len(provinces) == 1}


@cache
def _provinces() -> dict[str, dict[str, set[str]]]:
    """For the letters of each province the names of its districts and communes, by their letters."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for _, province, _, _, names in read_rows("places.tsv"):
        for name in names.split(", ") if province else ():
            if all(map(WORD.fullmatch, name.split())):
                found[letters_of(province)][letters_of(name)].add(name)
    return {province: dict(places) for province, places in found.items()}
