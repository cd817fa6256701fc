"""Who signs: the authority, position and name under a document, also where a seal made the print hard to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz, process

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals
from ocr_pipeline.directives.tokens import LOWER, UPPER
from ocr_pipeline.document import Signature
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

FEW = 3
"""So many letters beside a position are traces of a seal or a signature."""
SHORTEST = 5
"""Fewer letters in capitals are no position: the letters of a seal (`GIA`)."""
LEFT = 6
"""So many letters of a position's end tell which one it is."""
MISREAD = 82
"""Least similarity (per cent), accents and blanks aside, at which capitals are taken for a misread position."""

_AUTHORITY = re.compile(
    r"^(?:(?:t[/.]?m|k[/.]?t|t[/.]?l|t[/.]?u[/.]?q|q)\s?[./]\s?|(?:t/m|k/t|t/l|t/u/q|t/uq)\s)(?=\w)"
)
_NAME = re.compile(
    rf"(?:(?:[A-ZĐ]{{2,4}}\.?\s?)+\s|(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy)\s)?"
    rf"(?P<name>(?:[{UPPER}](?:['’]?\w)*['’]?\s+){{1,4}}[{UPPER}](?:['’]?\w)+)"
)
_HIGHLAND = re.compile(r"(?<!\S)[HK]['’]")
"""`H'` and `K'` begin given names of the Central Highlands."""
_WORD = re.compile(r"[^\W\d_]{2}")
_TRACES = re.compile(rf"^(?:[^\w\s]+|\w?[{LOWER}]{{1,3}}|\S)\s+(?=[^\W\d_]{{2}})|^[^\w\s(]+(?=[^\W\d_]{{2}})")


@cache
def _positions() -> re.Pattern[str]:
    names = sorted((strip_accents(row[0]) for row in read_rows("positions.tsv")), key=len, reverse=True)
    words = (r"\W+".join(map(re.escape, name.split())) for name in names)  # a speck may stand between two words
    return re.compile(rf"(?:^|\s)(?:{'|'.join(words)})(?!\w)")


@cache
def _letters_of_positions() -> dict[str, str]:
    """Positions as printed, by their letters without accents and blanks."""
    return {_letters(row[0]): row[0].upper() for row in read_rows("positions.tsv")}


@cache
def _collectives() -> frozenset[str]:
    """Collectives in whose name is signed (`signing_bodies.tsv`)."""
    return frozenset(row[0] for row in read_rows("signing_bodies.tsv"))


@cache
def _surnames() -> frozenset[str]:
    """The words with which names begin."""
    return frozenset(comparable(row[0].split()[0]) for row in read_rows("surnames.tsv"))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", strip_accents(text.lower()).replace("đ", "d"))


def is_authority(text: str) -> bool:
    """Whether the line says in whose place is signed (`TM. ỦY BAN NHÂN DÂN`, `K/T CHỦ TỊCH`)."""
    return is_capitals(text) and _AUTHORITY.match(comparable(text)) is not None


def is_position(text: str) -> bool:
    """Whether the line, in capitals, holds a signer's position; lost accents are forgiven.

    >>> is_position("PHÓ CHỦ TỊCH"), is_position("PHO CHU TỊCH"), is_position("Chủ tịch")
    (True, True, False)
    """
    if is_capitals(text):
        return len(text) < 70 and _positions().search(strip_accents(bare(text))) is not None
    return text.split(" ")[0].isupper() and _positions().fullmatch(strip_accents(bare(text))) is not None


def begins_position(text: str) -> bool:
    """Whether the line, in capitals, begins with a signer's position; a speck may stand within it.

    >>> begins_position("PHÓ, BÍ THƯ"), begins_position("PCT, CHỦ TỊCH")
    (True, False)
    """
    return is_capitals(text) and _positions().match(strip_accents(comparable(text))) is not None


def misread_position(text: str) -> str | None:
    """The position whose letters these capitals nearly are, or None.

    >>> misread_position("SPHO BI THU"), misread_position("~PHÔI CỤC TRƯỞNG"), misread_position("VĂN PHÒNG")
    ('PHÓ BÍ THƯ', 'PHÓ CỤC TRƯỞNG', None)
    """
    letters = _letters(text)
    if not is_capitals(text) or not 5 <= len(letters) <= 30:
        return None
    found = process.extractOne(letters, _letters_of_positions().keys(), scorer=fuzz.ratio, score_cutoff=MISREAD)
    return _letters_of_positions()[found[0]] if found else None


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
    cleaned = text.lstrip("=~|“\"' ")
    while found := _TRACES.match(cleaned):
        cleaned = cleaned[found.end() :]
    if is_authority(cleaned) or (is_position(cleaned) and all(map(is_syllable, bare(cleaned).split()))):
        return cleaned
    body = bare(cleaned)
    if is_capitals(cleaned) and cleaned != text and body in _collectives():
        return f"{'T/M' if party else 'TM.'} {cleaned}"
    return misread_position(cleaned) or (cleaned if is_position(cleaned) else None)


def _without_specks(text: str) -> str:
    """A signer's line without marks and stray letters at either end."""
    text = re.sub(r"^\W+", "", text) if names_person(re.sub(r"^\W+", "", text)) else text
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
    while words and not _WORD.search(words[0]) and not _AUTHORITY.match(comparable(text)):
        words = words[1:]
    while words and not (_WORD.search(words[-1]) or (words[-1].isdecimal() and is_capitals(" ".join(words)))):
        words = words[:-1]
    return " ".join(words)


def _trim_position(text: str) -> tuple[str, list[str]]:
    """A position without the few letters that traces of seal or signature left beside it."""
    plain = strip_accents(comparable(text))
    found = _positions().search(plain)
    if found is None or len(plain) != len(text):
        return text, []
    start = found.end() - len(found.group().lstrip())
    before, after = text[:start], text[found.end() :]
    few = [part for part in (before, after) if part.strip() and sum(map(str.isalpha, part)) <= FEW]
    kept = ("" if before in few else before) + text[start : found.end()] + ("" if after in few else after)
    return kept.strip(), [part.strip() for part in few]


def _signs_as(line: str, *, after_position: bool) -> bool:
    """Whether a line is the signer's name; below the position a name may have a surname nobody listed."""
    if after_position:
        return is_name(line) or (_NAME.fullmatch(line) is not None and not is_capitals(line))
    return is_name(line) and not is_capitals(line)


def _deputy(authority: str) -> str | None:
    """Who signs in this place, where a closed list knows it: `KT. GIÁM ĐỐC` is signed by the `PHÓ GIÁM ĐỐC`."""
    found = re.match(r"k[/.]?t[./]?\s+", comparable(authority))
    named = authority[found.end() :].rpartition(",")[2].strip() if found else ""  # of two posts the last
    deputy = "THỨ TRƯỞNG" if bare(named) == "bộ trưởng" else f"PHÓ {named}"
    return deputy if named and _letters(deputy) in _letters_of_positions() else None


def _chief(position: Sequence[str]) -> str | None:
    """The chief of whom a stamp or seal left the end, without `KT.`, above the deputy who signs."""
    above, below = (_letters(line) for line in position)
    chief = "BỘ TRƯỞNG" if below == _letters("THỨ TRƯỞNG") else _letters_of_positions().get(below.removeprefix("pho"))
    return chief if chief and len(above) >= SHORTEST - 1 and _letters(chief).endswith(above) else None


def _hides_deputy(position: str, deputy: str) -> bool:
    """Whether a seal left of the deputy's position nothing, the chief's alone, or letters that make no words."""
    found = _positions().search(strip_accents(comparable(position)))
    if found:
        return _letters(found.group()) == _letters(deputy.partition(" ")[2])
    return not position or not all(map(is_syllable, bare(position).split()))


def _uncovered(position: str) -> str:
    """The position whose end a seal left, where a closed list knows one: `H VĂN PHÒNG` for `CHÁNH VĂN PHÒNG`."""
    letters = _letters(position)
    known = _letters_of_positions()
    if len(letters) < LEFT or _positions().search(strip_accents(comparable(position))):
        return position
    ends = sorted((one for one in known if one.endswith(letters)), key=len)
    return known[ends[0]] if ends and all(one.endswith(ends[0]) for one in ends) else position


def is_derived(signature: Signature, lines: Sequence[str]) -> bool:
    """Whether no line shows the position: it follows from the authority, or from the end that a seal left.

    >>> read = read_signature(["KT. GIÁM ĐỐC", "Lê Văn An"])[0]
    >>> read.position, is_derived(read, ["KT. GIÁM ĐỐC", "Lê Văn An"])
    ('PHÓ GIÁM ĐỐC', True)
    """
    return signature.position is not None and _letters(signature.position) not in _letters(" ".join(lines))


def read_signature(lines: Sequence[str]) -> tuple[Signature | None, list[str]]:
    """Grammar: signature = { authority in capitals } position in capitals, name."""
    authority: list[str] = []
    position: list[str] = []
    name: str | None = None
    rest: list[str] = []
    for printed in lines:
        line = _without_specks(printed)
        rest += [word for word in printed.split() if word.isdecimal() and word not in line.split()]
        if is_authority(line) and not position:
            authority.append(line)
        elif name is None and not is_position(line) and _signs_as(line, after_position=bool(position)):
            name = line
        elif name is None and (is_capitals(line) or is_position(line)):
            part, junk = _trim_position(line)
            if re.search(r"\d", part):
                rest.append(line)
                continue
            rest += junk
            (authority if authority and not position and not is_position(part) else position).append(part)
        else:
            rest.append(line)
    if not position and len(authority) > 1 and not is_authority(authority[-1]):
        last = authority.pop()
        (position if len(_letters(last)) >= SHORTEST else rest).append(last)
    if not (authority or position or name):
        return None, rest
    if not authority and len(position) == 2 and (chief := _chief(position)):
        rest += [] if _letters(position[0]) == _letters(chief) else position[:1]
        authority, position = [f"{'K/T' if 'BÍ THƯ' in chief else 'KT.'} {chief}"], position[1:]
    position = [_uncovered(" ".join(position))] if position else []
    if authority and (deputy := _deputy(authority[-1])) and _hides_deputy(" ".join(position), deputy):
        rest += [line for line in position if _letters(line) not in _letters(deputy)]
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
