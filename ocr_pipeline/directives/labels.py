"""Labels of items as values: their kind, their place in a series, and the letters that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = UPPER.lower()
LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Points are lettered in the order of the Vietnamese alphabet (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""


class Level(IntEnum):
    """Kinds of labels, from the widest part of a document to the narrowest."""

    PART = 1
    CHAPTER = 2
    SECTION = 3
    SUBSECTION = 4
    ARTICLE = 5
    LETTER = 6
    ROMAN = 7
    ARABIC = 8
    DOTTED2 = 9
    DOTTED3 = 10
    DOTTED4 = 11
    ARABIC_BRACKET = 12
    POINT = 13
    ROMAN_BRACKET = 14
    DASH = 15
    PLUS = 16
    STAR = 17


@dataclass(frozen=True, slots=True)
class Label:
    """One reading of a line's label: its level, place in the series (None: any), cost, and where the text starts.

    `prefix` is `(1, 2)` for `1.2.3.`: the labels that should stand above it.
    """

    level: Level
    ordinal: int | None
    printed: str
    end: int
    cost: float = 0.0
    style: str = "."
    prefix: tuple[int, ...] = ()
