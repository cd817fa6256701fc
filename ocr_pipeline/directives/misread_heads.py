"""Bodies behind the words of an order whose first word lost or changed its accents: `Chỉ đạo Bảo Phú Thọ`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from ocr_pipeline.directives.body_lists import read_bodies
from ocr_pipeline.directives.body_tables import parts
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.vietnamese.syllable import strip_accents


def read_ordered(words: Words, index: int) -> tuple[list[Body], int]:
    """The bodies behind words of an order, and the index behind them; other accents of the first word are forgiven.

    >>> words = Words.of("Chỉ đạo Bảo Phú Thọ, Đài Phát thanh tỉnh mở chuyên mục.")
    >>> [words.span(body.start, body.end) for body in read_ordered(words, 2)[0]]
    ['Bảo Phú Thọ', 'Đài Phát thanh tỉnh']
    """
    bodies, after = read_bodies(words, index, after_role=True)
    if bodies or not (words.is_capital(index) and words.is_capital(index + 1)):
        return bodies, after
    for head in _heads().get(strip_accents(words.form(index)), ()):
        forms = (*words.forms[:index], head, *words.forms[index + 1 :])
        bodies, after = read_bodies(replace(words, forms=forms), index, after_role=True)
        if bodies:
            return bodies, after
    return [], index


@cache
def _heads() -> dict[str, tuple[str, ...]]:
    """The first words of bodies by their letters without accents."""
    words = sorted(parts("head").first_words)
    return {plain: tuple(one for one in words if strip_accents(one) == plain) for plain in map(strip_accents, words)}
