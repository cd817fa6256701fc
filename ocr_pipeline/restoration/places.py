"""Where a paper was issued, in wrong-language text: the place before its date is a unit of the closed list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.vietnamese.syllable import strip_accents

HEAD = 14
"""Place and date stand within so many lines that hold something."""
LONGEST = 4
"""Words of a place."""
_BEFORE_DATE = re.compile(
    r"(?<![\w/–-])(?P<words>(?:[^\W\d_]+ )*[^\W\d_]+)\s?[,.] ?ng[^\W\d_]{1,3}y (?:\w{1,3} )?th\w{2,4}g "
)
_WORD = re.compile(r"[^\W\d_]+")
DISTRICTS = frozenset({"quận", "huyện", "thị xã", "thành phố"})


def place_words(text: str) -> Iterator[Edit]:
    r"""The words of the place in the head, as the list has them; of units that are read alike the largest.

    >>> [(edit.before, edit.after) for edit in place_words("TINH UY AN GIANG\n* Tinh Bien, ngay 05 thang 7 nam 2017")]
    [('Tinh', 'Tịnh'), ('Bien', 'Biên')]
    """
    place, seen = 0, 0
    for line in text.split("\n"):
        seen += bool(line.strip())
        if seen > HEAD:
            return
        if found := _BEFORE_DATE.search(line):
            words = list(_WORD.finditer(line, *found.span("words")))[-LONGEST:]
            yield from _edits(words, place)
        place += len(line) + 1


def _edits(words: list[re.Match[str]], place: int) -> Iterator[Edit]:
    """The edits of the longest place that these words end in."""
    for first in range(len(words)):
        part = words[first:]
        name = _named(" ".join(word.group() for word in part))
        if name and all(word.group().istitle() for word in part):
            for word, printed in zip(part, name.split(), strict=True):
                yield Edit(place + word.start(), place + word.end(), word.group(), printed, "accents", CLOSED_SET)
            return


def _named(read: str) -> str:
    """The place of these letters, if there is only one of its rank."""
    names = _places().get(strip_accents(read).lower(), {})
    highest = [name for name, rank in names.items() if rank == min(names.values())]
    return highest[0] if len(highest) == 1 else ""


@cache
def _places() -> dict[str, dict[str, int]]:
    """For the letters of each place its names, with their rank: province, district, commune."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for _, province, _, kind, names in read_rows("places.tsv"):
        rank = 0 if not province else 1 if kind in DISTRICTS else 2
        for name in names.split(", "):
            if all(map(_WORD.fullmatch, name.split())):
                known = found[strip_accents(name).lower()]
                known[name] = min(rank, known.get(name, rank))
    return dict(found)
