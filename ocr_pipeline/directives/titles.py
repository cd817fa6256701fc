"""Fixed words of the head: names of kinds of documents, national titles, marks of urgency, `QUYẾT ĐỊNH:`."""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from ocr_pipeline.directives.comparison import REMEMBERED, bare, is_capitals
from ocr_pipeline.document import ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

SIMILAR = 85
"""Least similarity (per cent) at which a misread fixed phrase is taken for the right one."""


@cache
def _types() -> dict[str, tuple[str, str]]:
    """Comparable name → type, and the word with which the subject then begins."""
    return {row[0]: (row[1], row[2] if len(row) > 2 else "") for row in read_rows("document_types.tsv")}


@cache
def phrases(role: str) -> tuple[str, ...]:
    """The fixed phrases with this role (`head_phrases.tsv`)."""
    return tuple(phrase for phrase, kind in read_rows("head_phrases.tsv") if kind == role)


@lru_cache(maxsize=REMEMBERED)
def document_type(text: str) -> tuple[str, str] | None:
    """Type and first word of the subject, where the line is nothing but the name of a kind of document.

    >>> document_type("KÊT LUẬN"), document_type("THÔNG BÁO KẾT LUẬN"), document_type("Kết luận này")
    (('Kết luận', ''), ('Thông báo', 'Kết luận'), None)
    """
    name = bare(text)
    if found := _types().get(name):
        return found
    if not is_capitals(text) or not 4 < len(name) < 30:
        return None
    similar = most_similar(name, tuple(_types()))
    return _types()[similar] if similar else None


def most_similar(name: str, phrases: tuple[str, ...]) -> str | None:
    """The phrase that the name is, but for accents or a misread letter."""
    plain = strip_accents(name)
    same = next((phrase for phrase in phrases if strip_accents(phrase) == plain), None)
    match = same or process.extractOne(name, phrases, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return match if match is None or isinstance(match, str) else match[0]


@lru_cache(maxsize=REMEMBERED)
def is_phrase(text: str, role: str) -> bool:
    """Whether the text is, but for accents or a misread letter, one of the fixed phrases with this role."""
    return most_similar(bare(text), phrases(role)) is not None


def is_motto(text: str, zone: ZoneKind) -> bool:
    """Whether a line is the motto, in the right column of the head also where words of it were misread.

    >>> is_motto("Độc sài tị Tự do Hạn! phúc", ZoneKind.HEAD_RIGHT), is_motto("V/v tự do đi lại", ZoneKind.HEAD_LEFT)
    (True, False)
    """
    if zone is ZoneKind.HEAD_RIGHT and not any(map(str.isdigit, text)):  # a date may stand on the same line
        return any(part in bare(text) for part in phrases("motto_part")) or is_phrase(text, "motto")
    return is_phrase(text, "motto")


def is_operative(text: str) -> bool:
    """Whether the line opens the operative part.

    >>> is_operative("QUYẾT ĐỊNH:"), is_operative("QUYÉT ĐINH:"), is_operative("QUY ĐỊNH")
    (True, True, False)
    """
    if not is_capitals(text) or len(text) > 24:
        return False
    return bare(text) in phrases("operative") or (bare(text) not in _types() and is_phrase(text, "operative"))
