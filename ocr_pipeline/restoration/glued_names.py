r"""Names of bodies in wrong-language text whose blanks were lost or moved: `UYBANNHANDAN`, `SOY té`, `S@Taichinh`.

>>> [(edit.before, edit.after) for edit in glued_names("UYBANNHANDAN CONG HOA XA HOI\nSOY TE Doc lap\nSO Y TE")]
[('UYBANNHANDAN', 'ỦY BAN NHÂN DÂN'), ('SOY TE', 'SỞ Y TẾ')]
>>> [(edit.before, edit.after) for edit in glued_names("2 | Cong an tinh, SOY té | S@Taichinh | Quy I/2025")]
[('SOY té', 'Sở Y tế'), ('S@Taichinh', 'Sở Tài chính')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.restoration.head_words import HEAD
from ocr_pipeline.vietnamese.syllable import strip_accents

SHORTEST, LONGEST = 5, 5
"""Letters of a name that tell it, and into how many parts it may be read."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|@)*")
_READ = str.maketrans("@06", "ooo", " ")
"""What an `ơ` or `ở` is read as, and the blanks."""


def glued_names(text: str) -> Iterator[Edit]:
    """The edits that part the words again, in order; names in capitals are looked for in the head alone."""
    place, seen = 0, 0
    for line in text.split("\n"):
        seen += bool(line.strip())
        words = list(_WORD.finditer(line))
        first = 0
        while first < len(words):
            size, name = next(_names_at(line, words, first, in_head=seen <= HEAD), (1, ""))
            if name:
                start, end = words[first].start(), words[first + size - 1].end()
                yield Edit(place + start, place + end, line[start:end], name, "space lost", CLOSED_SET)
            first += size
        place += len(line) + 1


def _names_at(line: str, words: list[re.Match[str]], first: int, *, in_head: bool) -> Iterator[tuple[int, str]]:
    """The names of these letters that begin at a word, with the number of words read, the longest first."""
    if not words[first].group()[0].isupper():
        return
    for size in range(min(LONGEST, len(words) - first), 0, -1):
        read = line[words[first].start() : words[first + size - 1].end()]
        if read.isupper() and not in_head:
            continue
        name = _names().get(_letters(read))
        if name and len(name.split()) != size:
            yield size, name.upper() if read.isupper() else name


def _letters(text: str) -> str:
    return strip_accents(text).lower().translate(_READ)


@cache
def _names() -> dict[str, str]:
    """Bodies and titles by their letters."""
    rows = (*((row[0],) for row in read_rows("signing_bodies.tsv")), *((row[2],) for row in read_rows("bodies.tsv")))
    titles = ((row[0],) for row in read_rows("head_phrases.tsv") if row[1].endswith("title"))
    names = [row[0].partition(" {")[0] for row in (*rows, *titles)]
    known = {_letters(name): name[0].upper() + name[1:] for name in names if " " in name}
    return {letters: name for letters, name in known.items() if len(letters) >= SHORTEST}
