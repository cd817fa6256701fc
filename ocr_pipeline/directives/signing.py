"""Who signs: the authority, position and name under a document, also where a seal made the print hard to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz.distance import Postfix

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals
from ocr_pipeline.directives.covered_signing import (
    LEFT,
    SHORTEST,
    chief_of,
    deputy_of,
    hides_deputy,
    misread_authority,
    post_left,
    uncovered,
)
from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.positions import (
    AUTHORITY,
    collectives,
    is_authority,
    is_position,
    letters,
    letters_of_positions,
    misread_position,
    positions,
    signed_for,
)
from ocr_pipeline.document import Signature
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

FEW = 3
"""So many letters beside a position are traces of a seal or a signature."""

_NAME = re.compile(
    rf"(?:(?:[A-ZĐ]{{2,4}}\.?\s?)+\s|(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy)\s)?"
    rf"(?P<name>(?:[{UPPER}](?:['’]?\w)*['’]?\s+){{1,4}}[{UPPER}](?:['’]?\w)+)"
)
_HIGHLAND = re.compile(r"(?<!\S)[HK]['’]")
"""`H'` and `K'` begin given names of the Central Highlands."""
_WORD = re.compile(r"[^\W\d_]{2}")
_MARKS = re.compile(r"^[\W\d]+")
_TRACES = re.compile(
    rf"^(?:[^\w\s]+(?:\s+[^\w\s]+)*|\w?[{LOWER}]{{1,3}}|\S)\s+(?=[^\W\d_]{{2}})|^[^\w\s(]+(?=[^\W\d_]{{2}})"
)


@cache
def _surnames() -> frozenset[str]:
    """The words with which names begin."""
    return frozenset(comparable(row[0].split()[0]) for row in read_rows("surnames.tsv"))


def is_name(text: str) -> bool:
    """Whether the line is a person's full name.

    >>> is_name("Trần Đình Khoát"), is_name("Thượng tá Lò Văn Pản"), is_name("H'Yim Kđoh"), is_name("Văn phòng Tỉnh ủy")
    (True, True, True, False)
    """
    found = _NAME.fullmatch(text.strip())
    if found is None:
        return False
    return comparable(found["name"].split()[0]) in _surnames() or _HIGHLAND.search(found["name"]) is not None


def names_person(text: str) -> bool:
    """Whether the line has the form of a name, also with a surname that no list holds."""
    return _NAME.fullmatch(text.strip()) is not None


def has_junk_only(text: str) -> bool:
    """Whether the text is traces of a seal or a signature: no word of three letters that is a Vietnamese syllable."""
    return not any(len(word) > 2 and is_syllable(word.lower()) for word in re.findall(r"[^\W\d_]+", text))


def signing_line(text: str, *, party: bool) -> str | None:
    """The signer's line without traces of the seal before it, a lost `T/M` put back; None where it is none.

    >>> signing_line("ee BAN THƯỜNG VỤ", party=True), signing_line("= CHỦ TỊCH", party=False)
    ('T/M BAN THƯỜNG VỤ', 'CHỦ TỊCH')
    """
    if authority := misread_authority(text, party=party):
        position = misread_position(text)
        return position if position and len(letters(position)) > len(letters(authority)) else authority
    cleaned = text.lstrip("=~|“\"' ")
    while found := _TRACES.match(cleaned):
        cleaned = cleaned[found.end() :]
    if is_authority(cleaned) or (is_position(cleaned) and all(map(is_syllable, bare(cleaned).split()))):
        return cleaned
    body = bare(cleaned)
    if is_capitals(cleaned) and cleaned != text and body in collectives():
        return f"{'T/M' if party else 'TM.'} {cleaned}"
    return misread_position(cleaned) or (cleaned if is_position(cleaned) else None)


def without_marks(text: str) -> str:
    """A name without the marks and digits before it, any other text as it is.

    >>> without_marks("1 “Lê Văn An"), without_marks("- Sở Y tế")
    ('Lê Văn An', '- Sở Y tế')
    """
    name = _MARKS.sub("", text)
    return name if names_person(name) else text


def _without_specks(text: str) -> str:
    """A signer's line without marks and stray letters at either end."""
    text = without_marks(text)
    words = text.split()
    if is_name(text):
        return text
    while (
        len(words) > 2
        and len(words[0]) == 2
        and not is_syllable(words[0].lower())
        and names_person(" ".join(words[1:]))
    ):
        words = words[1:]  # traces of the seal before a name
    while words and not _WORD.search(words[0]) and not AUTHORITY.match(comparable(text)):
        words = words[1:]
    while words and not (_WORD.search(words[-1]) or (words[-1].isdecimal() and is_capitals(" ".join(words)))):
        words = words[:-1]
    return " ".join(words)


def _trim_position(text: str) -> tuple[str, list[str]]:
    """A position without the short words that a seal left before it (`GIA SN CHỦ TỊCH`), the few letters behind it."""
    plain = strip_accents(comparable(text))
    found = positions().search(plain)
    if found is None or len(plain) != len(text):
        return text, []
    start = found.end() - len(found.group().lstrip())
    before, after = text[:start], text[found.end() :]
    short = {before: all(len(word) <= FEW for word in before.split()), after: sum(map(str.isalpha, after)) <= FEW}
    few = [part for part in (before, after) if part.strip() and short[part]]
    kept = ("" if before in few else before) + text[start : found.end()] + ("" if after in few else after)
    return kept.strip(), [part.strip() for part in few]


def _signs_as(line: str, position: Sequence[str]) -> bool:
    """Whether a line is the signer's name; below the position a name may have a surname nobody listed.

    What ends like the position above it (`LANG VĂN PHÒNG` below `CHÁNH VĂN PHÒNG`) is that of a deputy.
    """
    if is_position(line) or (position and Postfix.similarity(letters(line), letters(position[-1])) >= LEFT):
        return False
    if position:
        return is_name(line) or (_NAME.fullmatch(line) is not None and not is_capitals(line))
    return is_name(line) and not is_capitals(line)


def _signs_in_place(position: Sequence[str], authority: str) -> bool:
    """Whether the position is that of the deputy who signs in this place: garbled columns may stand in any order."""
    deputy = deputy_of(authority)
    return deputy is not None and letters(" ".join(position)) == letters(deputy)


def _is_of_seal(part: str, authority: Sequence[str], position: Sequence[str]) -> bool:
    """Whether capitals are letters of the seal: no words behind the authority, or too few for a position."""
    size = len(letters(part))
    if size < SHORTEST and letters(" ".join(position)) in letters_of_positions():
        return True
    if not (authority or position):
        return size < FEW
    return size < SHORTEST and not position and len(part) > FEW and not is_syllable(part.lower())


def read_signature(lines: Sequence[str]) -> tuple[Signature | None, list[str]]:
    """Grammar: signature = { authority in capitals } position in capitals, name."""
    authority: list[str] = []
    position: list[str] = []
    name: str | None = None
    rest: list[str] = []
    for printed in lines:
        line = _without_specks(printed)
        rest += [word for word in printed.split() if word.isdecimal() and word not in line.split()]
        if is_authority(line) and (not position or _signs_in_place(position, line)):
            (rest if line in authority else authority).append(line)
        elif bare(line) in collectives() and is_capitals(line) and not (authority or position):
            authority.append(signed_for(line))
        elif name is None and _signs_as(line, position):
            name = line
        elif is_position(line) if name and not position else is_capitals(line) and not name:
            part, junk = _trim_position(line)
            if re.search(r"\d", part):
                rest.append(line)
                continue
            rest += junk
            if _is_of_seal(part, authority, position):
                rest.append(part)
                continue
            (authority if authority and not position and not is_position(part) else position).append(part)
        else:
            rest.append(line)
    if not position and len(authority) > 1 and not is_authority(authority[-1]):
        last = authority.pop()
        (position if len(letters(last)) >= SHORTEST else rest).append(last)
    if not (authority or position or name):
        return None, rest
    if not authority and len(position) > 1 and (chief := chief_of(position[-2:])):
        rest += [line for line in position[:-1] if letters(line) != letters(chief)]
        authority, position = [f"{'K/T' if 'BÍ THƯ' in chief else 'KT.'} {chief}"], position[-1:]
    if authority and (post := post_left(authority[-1], position)):
        rest += [line for line in position if letters(line) not in letters(post)]
        position = [post]
    position = [uncovered(" ".join(position))] if position else []
    if authority and (deputy := deputy_of(authority[-1])) and hides_deputy(" ".join(position), deputy):
        rest += [line for line in position if letters(line) not in letters(deputy)]
        position = [deputy]
    return Signature(" ".join(authority) or None, " ".join(position) or None, name), rest


def _stacked(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each signer, where the signers stand one below the other: every name ends a part of its own."""
    parts: list[list[str]] = [[]]
    for line in lines:
        parts[-1].append(line)
        if is_name(line) and not is_capitals(line):
            parts.append([])
    whole = [part for part in parts if any(is_authority(line) or is_position(line) for line in part)]
    return whole if all(part in whole for part in parts if part) else []


def read_signatures(lines: Sequence[str]) -> tuple[tuple[Signature, ...], list[str]]:
    """Grammar: signatures = signature { signature }, side by side in a joint paper or one below the other.

    >>> lines = ["TM. ỦY BAN NHÂN DÂN", "TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH", "CHỦ TỊCH", "Lê Văn An", "Trần Thị Bé"]
    >>> [(one.authority, one.name) for one in read_signatures(lines)[0]]
    [('TM. ỦY BAN NHÂN DÂN', 'Lê Văn An'), ('TM. BAN THƯỜNG TRỰC', 'Trần Thị Bé')]
    """
    stacked = _stacked(lines)
    if len(stacked) > 1:
        parts = [read_signature(part) for part in stacked]
        return tuple(one for one, _ in parts if one), [line for _, rest in parts for line in rest]
    names = [line for line in lines if is_name(line) and not is_capitals(line)]
    above = [line for line in lines if is_authority(line) or is_position(line)]
    if len(names) < 2 or len(above) % len(names) or len(above) + len(names) != len(lines):
        one, rest = read_signature(lines)
        return ((one,) if one else ()), rest
    count = len(names)
    found = (read_signature([*above[start::count], names[start]])[0] for start in range(count))
    return tuple(one for one in found if one), []
