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

_NEWSPAPER = re.compile(r"(?:(?P<before>[^\W\d_]+) |(?<![\w-]))(?P<word>B[adi]o) (?=[A-ZĐ])")
_KINDS = frozenset({"xa", "phuong", "huyen", "quan", "tran", "thon", "ban", "buon", "ap", "con"})
"""Behind these stands the name of a place (`xa Bao Ha`), or *bão*."""


def newspaper_words(text: str) -> Iterator[Edit]:
    """The words of such names, in order."""
    words = {found.end(): found for found in _NEWSPAPER.finditer(text) if _may_be_one(found["before"] or "")}
    edits = listed_names(text, _NEWSPAPER, _provinces()) if words else ()
    for edit in edits:
        if found := words.get(edit.start):
            yield Edit(*found.span("word"), found["word"], "Báo", "accents", CLOSED_SET)
            yield edit
        elif edit.start > min(words):
            yield edit


def _may_be_one(before: str) -> bool:
    """Whether a newspaper may stand behind that word: no name of a person or place that goes on."""
    return not before.istitle() and letters_of(before) not in _KINDS


@cache
def _provinces() -> dict[str, str]:
    """The provinces and cities of today and of before, by their letters."""
    rows = read_rows("places.tsv")
    return {letters_of(name): name for _, province, _, _, names in rows if not province for name in names.split(", ")}
