"""The grammar of document codes: number, year and symbol, whose letters come from closed sets; digits stay."""

from __future__ import annotations

import re
from functools import cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _look_alikes() -> dict[int, str]:
    return {ord(row[0]): row[1] for row in read_rows("look_alikes.tsv")}


def plain_characters(text: str) -> str:
    """The text with characters replaced that only look like the Vietnamese ones (`lexicons/look_alikes.tsv`).

    One for one, so that places in the text stay what they were.

    >>> plain_characters("BCSÐ"), plain_characters("1⁄2024")
    ('BCSĐ', '1/2024')
    """
    return text.translate(_look_alikes())


@cache
def _symbols() -> dict[str, str]:
    """Each part of a code's symbol by its form without marks; forms that stand for two parts are left out."""
    found: dict[str, set[str]] = {}
    for row in read_rows("code_symbols.tsv"):
        found.setdefault(strip_accents(row[0]), set()).add(row[0])
    return {plain: parts.pop() for plain, parts in found.items() if len(parts) == 1}


def repair_code(code: str) -> str:
    """The code with the marks of its symbol put back where only one part of the closed set can be meant.

    >>> repair_code("12/2020/ND-CP"), repair_code("87-BC/DU"), repair_code("544-KL/TU")
    ('12/2020/NĐ-CP', '87-BC/ĐU', '544-KL/TU')
    """
    return _LETTERS.sub(lambda part: marked_part(part.group()), code)


def marked_part(part: str) -> str:
    """One part of a symbol with its marks, where only one part of the closed set can be meant.

    >>> marked_part("BKHDT"), marked_part("HD")
    ('BKHĐT', 'HD')
    """
    return _symbols().get(part, part)
