r"""Newspapers of provinces in wrong-language text: `Bao Yén Bai` is *Báo Yên Bái*, as often as *Bảo* begins a name.

>>> text = "chi dao Bao Yén Bai, Dai Phat thanh; Bdo Thai Binh; xa Bao Nhai, Bao Ha"
>>> [(edit.before, edit.after) for edit in newspaper_words(text) if edit.before != edit.after]
[('Bao', 'Báo'), ('Yén', 'Yên'), ('Bai', 'Bái'), ('Bdo', 'Báo'), ('Thai', 'Thái'), ('Binh', 'Bình')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.restoration.listed_names import letters_of, listed_names

_NEWSPAPER = re.compile(r"(?<![\w-])(?P<word>B\wo)\s(?=[A-ZĐ])")


def newspaper_words(text: str) -> Iterator[Edit]:
    """The words of such names, in order."""
    words = {found.end(): found for found in _NEWSPAPER.finditer(text)}
    for edit in listed_names(text, _NEWSPAPER, _provinces()):
        if found := words.get(edit.start):
            yield Edit(found.start(), found.end("word"), found["word"], "Báo", "accents", CLOSED_SET)
        yield edit


@cache
def _provinces() -> dict[str, str]:
    """The provinces and cities of today and of before, by their letters."""
    rows = read_rows("places.tsv")
    return {letters_of(name): name for _, province, _, _, names in rows if not province for name in names.split(", ")}
