"""Positions of signers and those for whom they sign: the closed lists, and lines that hold one of them."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

MISREAD = 82
"""Least similarity (per cent), accents and blanks aside, at which capitals are taken for a misread position."""

AUTHORITY = re.compile(
    r"^(?:(?:t[/.]?m|k[/.]?t|t[/.]?l|t[/.]?u[/.]?q|q)\s?[./]\s?|(?:t/m|k/t|t/l|t/u/q|t/uq)\s)(?=\w)(?!\d+\W*$)"
)


@cache
def positions() -> re.Pattern[str]:
    """Any position (`positions.tsv`), without accents; a speck may stand between two words."""
    names = sorted((strip_accents(row[0]) for row in read_rows("positions.tsv")), key=len, reverse=True)
    words = (r"\W+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?:^|\s)(?:{'|'.join(words)})(?!\w)")


@cache
def letters_of_positions() -> dict[str, str]:
    """Positions as printed, by their letters without accents and blanks."""
    return {letters(row[0]): row[0].upper() for row in read_rows("positions.tsv")}


@cache
def collectives() -> frozenset[str]:
    """Collectives in whose name is signed (`signing_bodies.tsv`)."""
    return frozenset(row[0] for row in read_rows("signing_bodies.tsv"))


def signed_for(collective: str) -> str:
    """A collective with the mark that a paper is signed for it, as its papers write it (`T/M BAN THƯỜNG VỤ`)."""
    marks = {row[0]: row[1] for row in read_rows("signing_bodies.tsv")}
    return f"{marks[bare(collective)]} {collective}"


def posts_of(collective: str) -> dict[str, str]:
    """The positions of those who sign for a collective (`signing_posts.tsv`), by their letters, where they are listed.

    >>> posts_of("ỦY BAN NHÂN DÂN")
    {'chutich': 'CHỦ TỊCH', 'phochutich': 'PHÓ CHỦ TỊCH', 'phochutichthuongtruc': 'PHÓ CHỦ TỊCH THƯỜNG TRỰC'}
    """
    rows = [row for row in read_rows("signing_posts.tsv") if comparable(collective).startswith(row[0])]
    return {letters(position): position.upper() for _, position in rows}


def letters(text: str) -> str:
    """The letters of a text, small and without accents."""
    return re.sub(r"[^a-z]", "", strip_accents(text.lower()).replace("đ", "d"))


def is_authority(text: str) -> bool:
    """Whether the line says in whose place is signed (`TM. ỦY BAN NHÂN DÂN`, `K/T CHỦ TỊCH`)."""
    return is_capitals(text) and AUTHORITY.match(comparable(text)) is not None


def is_position(text: str) -> bool:
    """Whether the line, in capitals, holds a signer's position; lost accents are forgiven.

    >>> is_position("PHÓ CHỦ TỊCH"), is_position("PHO CHU TỊCH"), is_position("Chủ tịch")
    (True, True, False)
    """
    if is_capitals(text):
        return len(text) < 70 and positions().search(strip_accents(bare(text))) is not None
    return text.split(" ")[0].isupper() and positions().fullmatch(strip_accents(bare(text))) is not None


def begins_position(text: str) -> bool:
    """Whether the line, in capitals, begins with a signer's position; a speck may stand within it.

    >>> begins_position("PHÓ, BÍ THƯ"), begins_position("PCT, CHỦ TỊCH")
    (True, False)
    """
    return is_capitals(text) and positions().match(strip_accents(comparable(text))) is not None


def misread_position(text: str) -> str | None:
    """The position whose letters these capitals nearly are, or None.

    >>> misread_position("SPHO BI THU"), misread_position("~PHÔI CỤC TRƯỞNG"), misread_position("VĂN PHÒNG")
    ('PHÓ BÍ THƯ', 'PHÓ CỤC TRƯỞNG', None)
    """
    read = letters(text)
    if not is_capitals(text) or not 5 <= len(read) <= 30:
        return None
    found = process.extractOne(read, letters_of_positions().keys(), scorer=fuzz.ratio, score_cutoff=MISREAD)
    return letters_of_positions()[found[0]] if found else None
