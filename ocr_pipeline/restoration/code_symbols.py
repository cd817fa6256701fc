"""The closed sets of which the symbols of document codes consist, and what a misread part of a symbol may have been."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.codes import marked_part
from ocr_pipeline.restoration.readings import Reading, look_alikes, numeral
from ocr_pipeline.vietnamese.syllable import is_syllable

_ASSEMBLY = re.compile(r"((?:UBTV)?QH)([\dOoIl]{1,2})")
_UNKNOWN = re.compile(r"[A-ZĐ&]{2,}[a-zđ]{0,2}[A-ZĐ&]*\d{0,3}|[A-Z]\d{1,3}")
_GLUED = re.compile(r"(.*?[A-ZĐg])([^\W\d_A-ZĐ]{2,})")


@cache
def parts() -> frozenset[str]:
    """All known parts of symbols; none of them is ever replaced."""
    return frozenset(row[0] for row in read_rows("code_symbols.tsv")) | types()


@cache
def of_role(role: str) -> frozenset[str]:
    """The parts of one role in `lexicons/code_symbols.tsv`: `type`, `issuer`, `party`."""
    return frozenset(row[0] for row in read_rows("code_symbols.tsv") if row[1:2] == (role,))


@cache
def types() -> frozenset[str]:
    """The symbols of document types."""
    rows = read_rows("document_types.tsv")
    return of_role("type") | {symbol for row in rows if len(row) > 3 for symbol in row[3].split(",") if len(symbol) > 1}


@cache
def _demanded() -> dict[str, frozenset[str]]:
    return {row[0]: frozenset(row[2].split(",")) for row in read_rows("code_symbols.tsv") if len(row) > 2}


@lru_cache(maxsize=4096)
def near(part: str, among: frozenset[str]) -> frozenset[str]:
    """The parts of which one lost its marks, has one character that was taken for its look-alike, or both.

    >>> sorted(near("GP", frozenset({"CP", "TP"}))), sorted(near("ND", types())), sorted(near("OD", types()))
    (['CP'], ['NĐ'], ['QĐ'])
    """
    found = {marked_part(part)}
    for read, printed in look_alikes("symbol"):
        place = part.find(read)
        while place >= 0:
            found.add(marked_part(part[:place] + printed + part[place + len(read) :]))
            place = part.find(read, place + 1)
    return frozenset(found & among) - {part}


def first_part(text: str) -> Iterator[Reading]:
    """Rule: first part := type | issuer | unit | `QH` term, where a type may be misread and a part may be torn."""
    compact = text.replace(" ", "")
    blanks = len(text) - len(compact)
    if compact in parts():
        yield Reading(compact, blanks)
    elif _ASSEMBLY.fullmatch(compact):
        yield from _assembly(compact, blanks)
    else:
        reason = "letter" if any(character.isdecimal() for character in compact) else "code"
        for part in near(compact, types()):
            yield Reading(part, blanks + 1, reason)


def further_part(text: str, before: str, *, party: bool) -> Iterator[Reading]:
    """Rule: further part := the issuer that the type demands | issuer | unit | `QH` term | any other capitals.

    Only an issuer of the right family is put in the place of a misread part. The next word may be glued to the last.
    """
    compact = text.replace(" ", "")
    blanks = len(text) - len(compact)
    demanded = near(compact, _demanded().get(before, frozenset()))
    candidates = demanded or near(compact, of_role("party" if party else "issuer"))
    if compact in parts() and not demanded:
        yield Reading(compact, blanks)
    elif _ASSEMBLY.fullmatch(compact):
        yield from _assembly(compact, blanks)
    elif candidates and not any(character.isdecimal() for character in compact):
        yield from (Reading(part, blanks + 1) for part in candidates)
    elif (part := without_word(text)) != text:
        yield Reading(f"{part} {text.removeprefix(part)}", 1)
    elif _UNKNOWN.fullmatch(text):
        marked = marked_part(text)
        yield Reading(marked, int(marked != text))


def without_word(text: str) -> str:
    """The part without the word that is glued to it.

    >>> without_word("CPngày"), without_word("TTg")
    ('CP', 'TTg')
    """
    glued = _GLUED.fullmatch(text)
    return glued[1] if glued and glued[1] in parts() and is_syllable(glued[2]) else text


def torn_symbol(text: str) -> Iterator[tuple[str, str]]:
    """Rule: symbol without its separator := type issuer, both of them known.

    >>> list(torn_symbol("QĐUBND")), list(torn_symbol("NĐ CP")), list(torn_symbol("CTCP"))
    ([('QĐ', 'UBND')], [('NĐ', 'CP')], [])
    """
    if text.replace(" ", "") in parts():
        return
    issuers = of_role("issuer") | of_role("party")
    for cut in range(2, len(text) - 1):
        before, after = text[:cut], text[cut:].removeprefix(" ")
        if before in types() and after in issuers:
            yield before, after


def _assembly(compact: str, blanks: int) -> Iterator[Reading]:
    """`QH` and the number of the National Assembly's term."""
    found = _ASSEMBLY.fullmatch(compact)
    term = numeral(found[2]) if found else None
    if found and term:
        yield Reading(found[1] + term.text, blanks + term.repairs, term.reason)
