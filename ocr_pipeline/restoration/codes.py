"""The grammar of document codes: number, year and symbol, whose letters come from closed sets; digits stay."""

from __future__ import annotations

import re
from functools import cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "ð": "đ"})
"""The Icelandic eth is not the Vietnamese letter that it looks like."""
_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _symbols() -> dict[str, str]:
    """Each part of a code's symbol by its form without marks; forms that stand for two parts are left out."""
    found: dict[str, set[str]] = {}
    for row in read_rows("code_symbols.tsv"):
        found.setdefault(strip_accents(row[0]), set()).add(row[0])
    return {plain: parts.pop() for plain, parts in found.items() if len(parts) == 1}


def repair_code(code: str) -> str:
    """The code with the marks of its symbol put back where only one part of the closed set can be meant.

    >>> repair_code("12/2020/ND-CP"), repair_code("87-BC/ÐU"), repair_code("544-KL/TU")
    ('12/2020/NĐ-CP', '87-BC/ĐU', '544-KL/TU')
    """
    return _LETTERS.sub(lambda part: _symbols().get(part.group(), part.group()), code.translate(_LOOK_ALIKES))
