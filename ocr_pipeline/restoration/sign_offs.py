r"""Sign-offs below `Nơi nhận` whose beginning a seal made hard to read: for whom is signed, and the signer's position.

>>> [(edit.before, edit.after) for edit in sign_off_repairs("Nơi nhận: ee BAN THƯỜNG VỤ\n- Như trên; SPHO BI THU")]
[('ee BAN THƯỜNG VỤ', 'T/M BAN THƯỜNG VỤ'), ('SPHO BI THU', 'PHÓ BÍ THƯ')]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.fixed_lines import FIXED_LINE
from ocr_pipeline.vietnamese.syllable import canonical, is_syllable, strip_accents

COVERED = 1.5
"""The log odds that are told where a seal left hardly a letter of a word, and only its place tells it."""
SHORTEST, _LONGEST = 3, 7
"""Letters of a word of which one may be misread; words of the longest sign-off."""
SLASHED = 3.0
"""The log odds that are told where only the slash of `T/M` was lost, which Tesseract hardly ever sees."""
LEFT = 6
"""So many letters of the end tell a phrase of which one word stands twice."""
LONG = 8
"""Of so many letters of a phrase one may be misread."""
_RECIPIENTS = re.compile(r"^\W*N[oơớờởỡợ0][il] nh\S", re.MULTILINE)
_SIGNED_FOR = re.compile(r"(?<!\w)(?:(?:TM|KT|TL|TUQ)\.|[TK]/[MTL]) ?[^\W\d_]{2}")
_WORD = re.compile(r"[^\W\d_]+")
_FOR_ANOTHER = re.compile(r"\bK[./]?T[.,]?\s+(?P<whom>[^\W\d_].*)")
_AUTHORITY = re.compile(r"(?:[TK][./]?[MTL]|TUQ|Q)[.,]?")
_TRACES = re.compile(r"(?<!\S)(?=\S)(?P<traces>[^\W\d_]{0,6}[^\w\s;:,.)]*) $")
_GLUED = re.compile(r"(?<!\S)[^\W\d_]?[^\w\s./]+$")
_GLUED_DIGITS = re.compile(r"(?:^|[;:,.)])\W*(?<!\S)(?P<traces>[^\w\s./]?[^\W\d_]?\d{1,2})$")
"""Digits glued to a sign-off, behind the left column or alone: no number stands there, but a seal's edge."""
_LEFT_OF_DEPUTY = re.compile(r"(?<!\S)[^\w\s]?[1lI|H][0O] $")
"""What a seal left of `PHÓ`, read with the wrong language: `10 CHU TICH`."""
_LEFT_COLUMN_ENDS = re.compile(r"(?:^|[;:,.)])\s*$")
_LEFT_COLUMN = re.compile(r".*(?:(?<!\bPHO)(?<!\bPHÓ)(?<!\WHO)[;,.)]|(?<![A-ZĐ]{2}):)\s(?=.*\w)")
"""Up to its last stop; one behind `PHÓ` is a speck."""


@dataclass(frozen=True, slots=True)
class _SignOff:
    """The words of a position or collective that end a line, and where they were read."""

    words: tuple[str, ...]
    start: int
    end: int


def sign_off_repairs(text: str, *, damaged: bool = False) -> tuple[Edit, ...]:
    """Edits of the sign-offs, in order; in `damaged` text, read with the wrong language, seals are read as digits too.

    What stands above the last `Nơi nhận`, or where it was not read above the first `TM.`, is none.
    """
    edits: list[Edit] = []
    place, whom = foot_start(text), ""
    for line in text[place:].split("\n"):
        sign_off = _sign_off(line)
        edit = _repair(line, sign_off, whom, damaged=damaged) if sign_off else None
        if edit:
            edits.append(replace(edit, start=place + edit.start, end=place + edit.end))
        if found := _FOR_ANOTHER.search(line):
            whom = _letters(found["whom"])
        place += len(line) + 1
    return tuple(edits)


def foot_start(text: str) -> int:
    """Where the last `Nơi nhận` stands, or where it was not read the first `TM.`; the end where there is neither."""
    places = [found.start() for found in _RECIPIENTS.finditer(text)]
    signed = _SIGNED_FOR.search(text)
    return places[-1] if places else signed.start() if signed else len(text)


def ends_in_sign_off(line: str) -> bool:
    """Whether the line ends in a position, or in those for whom is signed.

    >>> ends_in_sign_off("- Nhu trén; PHO CHU TICH"), ends_in_sign_off("- Chu tich UBND tinh;")
    (True, False)
    """
    return _sign_off(line) is not None


def _repair(line: str, found: _SignOff, whom: str, *, damaged: bool) -> Edit | None:
    """The edit within the line; `whom` is the one in whose stead is signed.

    Who signs for another is no such person, but the deputy.
    """
    printed = " ".join(found.words)
    cut = len(_letters(line[found.start : found.end])) < len(_letters(printed)) - 1
    odds = COVERED if cut else FIXED_LINE
    before = line[: found.start]
    glued, digits = _GLUED.search(before), _GLUED_DIGITS.search(before) if damaged else None
    start = glued.start() if glued else digits.start("traces") if digits else found.start
    odds = COVERED if digits else odds
    traces = _TRACES.search(line[:start])
    deputy = _deputies().get(printed) if whom.endswith(_letters(printed)) else None
    mark = _marks().get(printed)
    left = _LEFT_OF_DEPUTY.search(before) if damaged and printed in _deputies() else None
    if left and _LEFT_COLUMN_ENDS.search(before[: left.start()]):
        start, printed, odds = left.start(), _deputies()[printed], COVERED
    elif traces and deputy and not _WORD.search(traces["traces"]):
        start, printed, odds = traces.start(), deputy, COVERED
    elif traces and mark == "T/M" and traces["traces"] == "TM":
        start, printed, odds = traces.start(), f"{mark} {printed}", SLASHED
    elif traces and mark and _is_covered(line[: traces.start()], traces["traces"]):
        start, printed, odds = traces.start(), f"{mark} {printed}", COVERED
    read, printed = line[start : found.end], printed.upper()
    same = canonical(read) == canonical(printed)
    return None if same else Edit(start, found.end, read, printed, "fixed line", odds)


def _is_covered(before: str, traces: str) -> bool:
    """Whether these are traces of the mark before a collective, neither one that can be read nor the left column."""
    if not traces or _AUTHORITY.fullmatch(traces) or not _LEFT_COLUMN_ENDS.search(before):
        return False
    return (bool(before) and len(traces) <= SHORTEST) or not is_syllable(traces)


def _end_of_left_column(line: str) -> int:
    found = _LEFT_COLUMN.match(line)
    return found.end() if found else 0


def _sign_off(line: str) -> _SignOff | None:
    """The longest sign-off in capitals at the end of the line."""
    words = list(_WORD.finditer(line, _end_of_left_column(line)))
    tails = [
        words[first:] for first in range(len(words)) if _in_capitals("".join(one.group() for one in words[first:]))
    ]
    found, like = (next(filter(None, map(way, tails)), None) for way in (_spelt, _alike))
    covers = like and (found is None or len(_letters(line[like.start : found.start])) >= SHORTEST)
    return like if covers else found


def _spelt(tail: Sequence[re.Match[str]]) -> _SignOff | None:
    """The sign-off with which these words begin, the name of the body behind it (`TRƯỞNG PHÒNG TỔ CHỨC`)."""
    read = [one.group() for one in tail]
    for size in range(min(len(tail), _LONGEST), 0, -1):
        if found := _meant(read[:size], _phrases() if size == len(tail) else _before_bodies()):
            return _SignOff(found, tail[0].start(), tail[size - 1].end())
    return None


def _in_capitals(letters: str) -> bool:
    return sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _meant(read: Sequence[str], phrases: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The phrase of these letters; or the only one of which a letter was misread, or the first word cut or grown."""
    words = [_letters(word) for word in read]
    if phrase := phrases.get("".join(words)):
        return phrase
    fitting = [phrase for phrase in phrases.values() if _fits(words, phrase)] if _in_capitals(read[0]) else []
    if not fitting and len(cut := "".join(words)) >= LEFT:
        twice = [letters for letters, phrase in phrases.items() if phrase[-1] in phrase[:-1]]  # `vụ trưởng vụ`
        fitting = [phrases[letters] for letters in twice if letters.endswith(cut)]
    shortest = min(fitting, key=len, default=())
    return shortest if shortest and all(phrase[-len(shortest) :] == shortest for phrase in fitting) else None


def _alike(tail: Sequence[re.Match[str]]) -> _SignOff | None:
    """The only sign-off of which these are the letters but for one in eight."""
    letters = _letters(" ".join(one.group() for one in tail))
    fitting = {
        phrase
        for wanted, phrase in _phrases().items()
        if letters != wanted and Levenshtein.distance(letters, wanted) <= len(wanted) // LONG
    }
    return _SignOff(fitting.pop(), tail[0].start(), tail[-1].end()) if len(fitting) == 1 else None


def _fits(read: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the words are those of the phrase but for a letter of one, or but for what is lost of the first."""
    first, *rest = wanted = [_letters(word) for word in phrase]
    if "".join(read[1:]) == "".join(rest):
        if first.endswith(read[0]):
            return len(read[0]) + len(rest) >= SHORTEST
        if len(rest) > 1 and not is_syllable(read[0]):  # traces of the seal are glued to it
            return read[0].endswith(first[1:]) and len(read[0]) - len(first) < SHORTEST
    wrong = [(one, other) for one, other in zip(read, wanted, strict=False) if one != other]
    if len(read) != len(wanted) or len(wanted) == 1 or len(wrong) != 1:
        return False
    return len(wrong[0][0]) >= SHORTEST and Levenshtein.distance(*wrong[0]) == 1


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    return "".join(_WORD.findall(strip_accents(text).lower()))


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The words of positions and collectives by their letters."""
    rows = (*read_rows("positions.tsv"), *read_rows("signing_bodies.tsv"))
    return {_letters(row[0]): tuple(row[0].split()) for row in rows}


@cache
def _before_bodies() -> dict[str, tuple[str, ...]]:
    """The positions behind which the name of the body may stand, by their letters."""
    return {_letters(row[0]): tuple(row[0].split()) for row in read_rows("positions.tsv") if row[1:] == ("of",)}


@cache
def _marks() -> dict[str, str]:
    """How it is written that a paper is signed for a collective."""
    return {row[0]: row[1] for row in read_rows("signing_bodies.tsv")}


@cache
def _deputies() -> dict[str, str]:
    """The deputy of each position that has one."""
    positions = {row[0] for row in read_rows("positions.tsv")}
    return {name: f"phó {name}" for name in positions if f"phó {name}" in positions} | {"bộ trưởng": "thứ trưởng"}
