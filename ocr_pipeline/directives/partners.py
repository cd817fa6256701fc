"""Partners: told between a body and its verb (`cùng với Thanh tra tỉnh`), and bodies that only help others."""

from __future__ import annotations

from ocr_pipeline.directives.body_lists import read_bodies
from ocr_pipeline.directives.body_tables import table
from ocr_pipeline.directives.phrases import Words


def behind_partners(words: Words, index: int) -> int:
    """Where the words behind partners begin, if some are told at `index`, else `index`.

    >>> words = Words.of("Hội Nông dân tỉnh, có sự tham gia của các hợp tác xã, vận động nông dân")
    >>> words.form(behind_partners(words, 4))
    'vận'
    """
    start = index + (words.form(index) == ",")
    size = table("coordinate").match(words, start)
    bodies, after = read_bodies(words, start + size, after_role=True) if size else ([], index)
    return after + (words.form(after) == ",") if bodies else index


def is_partner(words: Words, index: int) -> bool:
    """Whether the body before only helps: `các sở, ngành theo chức năng phối hợp thực hiện`."""
    index += table("manner").match(words, index)
    partners, leads = (table(role).match(words, index) for role in ("partners", "leads"))
    return partners > leads and not _names_partner(words, index + leads)


def _names_partner(words: Words, index: int) -> bool:
    """Whether the words of a partner are followed by its name, so that the body before leads."""
    size = table("coordinate").match(words, index)
    return size > 0 and bool(read_bodies(words, index + size, after_role=True)[0])
