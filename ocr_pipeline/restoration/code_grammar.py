"""The grammar of document codes that may be broken: every way in which a stretch of text can be read as a code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from ocr_pipeline.restoration.code_symbols import first_part, further_part, of_role, parts, torn_symbol, without_word
from ocr_pipeline.restoration.readings import STROKES, Reading, best, joined, numeral, year

_MARK = re.compile(r"\s?[-–—/\\](?:\s?[-–—/\\])*\s?|(?<=[A-ZĐ])\.(?=[A-ZĐ])")
_NUMERAL = re.compile(r"[\dOoIló](?: ?[\dOoIló])*(?:(?<=\d)\.\d{1,2})?[a-zđA-C]?")
_PADDED = re.compile(r" 0\d$")
"""A number of its own behind another one (`13 06`), rather than the rest of one."""
_SYMBOL = re.compile(r"[^\W_](?:[^\W_]|[&'’]| (?=[^\W_]))*")
_DATED_DIGITS = 3
"""Numbers with a year begin anew each year; a longer one is not put together from what was read apart."""
_MEANINGS = {"-": "-", "–": "-", "—": "-", "/": "/", "\\": "/"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text stands.

    `cued`: directly behind the word `số` of a document, where only its number can stand. `alone`: no number is before
    it, so that the first digits are the whole number. `broken`: at the end of a line, where the symbol may be cut.
    """

    cued: bool
    alone: bool
    broken: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A numeral or a part of the symbol, with the separator before it as it was read; None where there is none."""

    text: str
    mark: str | None
    numeral: bool


@lru_cache(maxsize=4096)
def code_readings(read: str, place: Place) -> tuple[Reading, ...]:
    """Rule: code := State code | Party code, each perhaps cut behind a separator at the end of a line.

    >>> [reading.text for reading in code_readings("01/201 8T T-VPCP", Place(cued=True, alone=True, broken=False))]
    ['01/2018/TT-VPCP']
    """
    cut = re.search(r"(?<=\w)[-/]$", read) if place.broken else None
    tail = read[cut.start() :] if cut else ""
    body = read[: cut.start()] if cut else read
    found: list[Reading] = []
    for tokens in product(*_fields(body)):
        flat = [token for field in tokens for token in field]
        found += (joined((reading, Reading(tail))) for reading in _code(flat, place, bare=bool(cut)))
    return best(found)


def _fields(read: str) -> list[list[tuple[Token, ...]]]:
    """Rule: code := field (separator field)*; for each field, the ways to cut it into tokens."""
    fields: list[list[tuple[Token, ...]]] = []
    mark: str | None = None
    start = 0
    for found in [*_MARK.finditer(read), None]:
        text = read[start : found.start() if found else len(read)]
        if text or fields:
            fields.append(list(_tokens(text, mark)))
        if found:
            mark, start = found.group(), found.end()
    return fields


def _tokens(field: str, mark: str | None) -> Iterator[tuple[Token, ...]]:
    """Rule: field := numeral | numeral part, their separator lost | part."""
    for cut in range(len(field) + 1):
        head, rest = field[:cut], field[cut:]
        if (head and not _NUMERAL.fullmatch(head)) or (rest and not _SYMBOL.fullmatch(rest)):
            continue
        if head and not rest:
            yield (Token(head, mark, numeral=True),)
        elif rest and any(map(str.isupper, rest)):
            if not head:
                yield (Token(rest, mark, numeral=False),)
            elif not rest[0].isdecimal():
                yield Token(head, mark, numeral=True), Token(rest, None, numeral=False)


def _code(tokens: Sequence[Token], place: Place, *, bare: bool) -> Iterator[Reading]:
    """Rule: code := [numerals] separator symbol; `bare`: the symbol may consist of its first part."""
    count = next((place for place, token in enumerate(tokens) if not token.numeral), len(tokens))
    numerals, symbol = tokens[:count], tokens[count:]
    if not symbol or any(token.numeral for token in symbol) or not _may_touch(numerals, symbol, place):
        return
    party = _is_party(numerals, symbol)
    mark = _printed(symbol[0].mark, "-" if party else "/")
    if mark is None:
        return
    for cut in _cuts(symbol):
        for part in _symbol(cut, party=party, dated=count == 2, bare=bare):
            for number in _numerals(numerals, place):
                yield joined((number, _behind(number, mark, symbol[0].mark), part))


def _may_touch(numerals: Sequence[Token], symbol: Sequence[Token], place: Place) -> bool:
    """Whether the separator before the symbol is there, or may be lost: all parts known, the number whole."""
    if symbol[0].mark is not None:
        return True
    whole = place.alone and (len(numerals) == 2 or (len(numerals) == 1 and not numerals[0].text.startswith("0")))
    return whole and (len(symbol) > 1 or "QH" in symbol[0].text) and all(_known(token.text) for token in symbol)


def _known(text: str) -> bool:
    """Whether the part needs no repair of its letters: torn or with the next word glued to it, but right."""
    return without_word(text).replace(" ", "") in parts() or "QH" in text


def _is_party(numerals: Sequence[Token], symbol: Sequence[Token]) -> bool:
    """Party code := number `-` type `/` issuer; State code := number `/` [year `/`] type `-` issuer."""
    if len(numerals) != 1:
        return False
    if symbol[0].mark is None:
        return len(symbol) > 1 and symbol[1].text in of_role("party")
    return _meaning(symbol[0].mark) == "-"


def _meaning(mark: str) -> str | None:
    """What a separator was printed as: doubled ones count once, mixed ones mean nothing."""
    found = {_MEANINGS.get(character, "-") for character in mark if not character.isspace()}
    return found.pop() if len(found) == 1 else None


def _printed(mark: str | None, usual: str) -> Reading | None:
    """The separator; the `usual` one where it was lost, None where it cannot be read."""
    if mark is None:
        return Reading(usual, 1)
    meaning = _meaning(mark)
    return None if meaning is None else Reading(meaning, int(mark != meaning))


def _numerals(tokens: Sequence[Token], place: Place) -> Iterator[Reading]:
    """Rule: numerals := [number [`/` year]]"""
    if not tokens:
        yield Reading("")
    elif len(tokens) == 1:
        yield from _number(tokens[0].text, place)
    elif len(tokens) == 2 and tokens[1].mark:
        mark, found = _printed(tokens[1].mark, "/"), year(tokens[1].text)
        if mark and found and mark.text == "/" and tokens[1].text[0] not in STROKES:
            for number in _number(tokens[0].text, place):
                if number.repairs == 0 or len(number.text) <= _DATED_DIGITS:
                    yield joined((number, _behind(number, mark, tokens[1].mark), found))


def _behind(number: Reading, mark: Reading, read: str | None) -> Reading:
    """The separator behind the number; where two slashes were read, the first may have been a digit (7)."""
    doubled = read is not None and len(re.findall(r"[/\\]", read)) > 1
    return replace(mark, certain=False) if doubled and len(number.text) < 4 and number.text[:1] != "0" else mark


def _number(text: str, place: Place) -> Iterator[Reading]:
    """Rule: number := numeral [letter], blanks only where it is cued; a stroke at its end may be a slash."""
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,2})?[a-kmnp-zđA-C]?", text):
        yield Reading(text)
        return
    found = numeral(text)
    if found is None or len(found.text) > 6 or not place.alone:
        return
    if " " in text and (not place.cued or text[0] == "0"):
        return
    if (found.reason == "digit" and found.text[0] == "0" and len(found.text) > 2) or _PADDED.search(text):
        yield replace(found, certain=False)
    elif text[-1] in STROKES:
        yield Reading(found.text, found.repairs, found.reason, certain=False)
        yield Reading(found.text[:-1], found.repairs, found.reason, certain=False)
    else:
        yield found


def _cuts(symbol: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The symbol as it was cut, or cut between type and issuer where no separator is."""
    yield symbol
    if len(symbol) == 1:
        for before, after in torn_symbol(symbol[0].text):
            lost = " " if " " in symbol[0].text else None
            yield Token(before, symbol[0].mark, numeral=False), Token(after, lost, numeral=False)


def _symbol(symbol: Sequence[Token], *, party: bool, dated: bool, bare: bool) -> Iterator[Reading]:
    """Rule: symbol := first part (separator further part)*; a misread first part needs an issuer behind it."""
    issued = len(symbol) > 1 and without_word(symbol[1].text) in of_role("issuer") | of_role("party")
    for first in first_part(symbol[0].text):
        alone = len(symbol) == 1 and not bare and "QH" not in first.text
        if alone or (first.repairs and not issued and "QH" not in first.text):
            continue
        rows: list[list[Reading]] = [[first]]
        before = first.text
        for token in symbol[1:]:
            mark = _inner_mark(token, "/" if party else "-", dated=dated)
            further = further_part(token.text, before, party=party) if mark else ()
            rows.append([joined((mark, part)) for part in further if mark])
            before = token.text
        yield from map(joined, product(*rows))


def _inner_mark(token: Token, usual: str, *, dated: bool) -> Reading | None:
    """The separator before a further part; a full stop or a blank is one only behind a year and before an issuer."""
    if token.mark not in (".", " "):
        return _printed(token.mark, usual)
    return Reading(usual, 1) if dated and token.text in of_role("issuer") else None
