"""The table of line patterns: what a printed line may begin with, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from ocr_pipeline.directives.comparison import REMEMBERED, comparable, is_capitals, squeeze
from ocr_pipeline.directives.labels import LETTERS, LOWER, UPPER, Label, Level
from ocr_pipeline.directives.roman_numbers import roman_number, roman_value
from ocr_pipeline.lexicons import read_rows

SPECKS_COST = 0.3
EXTRA_STROKE = 0.9  # a number left out of a series costs a little less
STOPLESS = 0.9  # a Roman number without its stop
UNLIKE = 2.2  # a capital letter read for a digit that does not look like it
OTHER_DIGIT = 2.6  # a digit read as another one; three numbers left out of a series cost a little less
_SPECKS = re.compile(
    rf"[.,:;–—’‘'`·-]\s?(?=\d{{1,2}}-\s[{UPPER}])|[.,:;]\s?(?=\d{{1,2}}\s[{UPPER}])"
    r"|(?:[^\w\s(“\"]|_){1,4}\s?(?=\w{1,3}\s?[.)](?:\s|[^\W\d])|[ĐDđd]i[ềêeế]u\s\w{1,3}\s?[.:]"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)/-]?\s[{UPPER}])"
)
"""Marks before a label that belong to the paper, not to the text."""

LABEL_PATTERNS: dict[str, str] = {
    "word": (
        r"(?P<word>phần(?:\s+thứ)?|chương|mục|tiểu mục|[đd]i[ềêeế]u)\s+"
        r"(?P<which>[ivxlc]+|\d{1,3}[a-zđ]?|[l|]|nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)\s?(?P<stop>[.:]|,(?=\s)|(?=\s|$))"
    ),
    "dotted": r"(?P<dotted>\d{1,2}(?:[.,]\d{1,2}){1,3})(?:[.)/-](?=\s|$|[^\W\d])|,(?=\s[^\W\d])|(?=\s))",
    "arabic": r"(?P<arabic>\d{1,3})\s?(?P<arabic_stop>[.)](?=\s|$|-?[^\W\d])|/(?=\s)|-(?=\s|[^\W\d]{2}))(?:(?<=\.)-)?",
    "bracketed": r"\((?P<bracketed>\d{1,2}|[ivx]{1,5}|[a-zđ])\)",
    "roman": r"(?P<roman>[ivxlch]{1,6})\s?(?P<roman_stop>[./)-])(?=\s|$|[^\W\d])",
    "stopless": r"(?P<stopless>[ivxh]{1,4})\s+(?=[^\W\d_]{2})",
    "letter": r"(?P<letter>[a-zđ])\s?(?P<letter_stop>[).}\]/-])(?:(?<=\))[-.](?=\s|[^\W\d]))?(?=\s|$|[^\W\d])",
    "stroke": r"(?P<stroke>[|!\]])\s?[.,)](?=\s)",
    "bullet": r"(?P<bullet>[-+*•·●○▪■~_=¬»])(?P<more>(?:\s?[-~_=*.„])*)(?=[\s\w“\"(]|$)",
    "bare": r"(?P<bare>\d{1,2})(?P<bare_stop>[,;:]?)\s(?=[^\W\d_])",
    "unknown": (
        r"(?P<unknown>(?:[^\W\d_]|[^\s\w.,;:()\"'“”+*-])|[^\W\d_]{2}(?=\s?\))|[^\W\d_]?[^\s\w.,;:()\"'“”+*-][^\W\d_]?)"
        r"\s?(?P<unknown_stop>[.)])(?=\s)"
    ),
}
"""What a numbered or dashed line begins with, matched against its comparable form."""

_LABEL = {name: re.compile(pattern) for name, pattern in LABEL_PATTERNS.items()}
_WORD_LEVELS = {"phần": Level.PART, "chương": Level.CHAPTER, "mục": Level.SECTION, "tiểu mục": Level.SUBSECTION}
_WORD_NUMBERS = ["một", "nhất", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
_WORD_VALUES = dict(zip(_WORD_NUMBERS, (1, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10), strict=True))
_ARABIC = (Level.ARABIC, Level.ARABIC_BRACKET)
_DOTTED_LEVELS = {2: Level.DOTTED2, 3: Level.DOTTED3, 4: Level.DOTTED4}


@lru_cache(maxsize=REMEMBERED)
def label_readings(text: str) -> tuple[Label, ...]:
    """All readings of the label at the start of a line, the plain one first; none where there is no label.

    >>> [(label.level.name, label.ordinal) for label in label_readings("I. MỤC TIÊU")]
    [('ROMAN', 1), ('ARABIC', 1), ('ROMAN', 2), ('ROMAN', 3), ('LETTER', 9), ('ARABIC', None)]
    >>> label_readings("IH. TỔ CHỨC THỰC HIỆN")[0].printed
    'III.'
    >>> label_readings("Sở Nội vụ")
    ()
    """
    specks = _SPECKS.match(text)
    if specks and (readings := label_readings(text[specks.end() :])):
        return tuple(replace(one, end=one.end + specks.end(), cost=one.cost + SPECKS_COST) for one in readings)
    head = comparable(text[:24])
    first = head[:1]
    if first.isdecimal():
        names: tuple[str, ...] = ("dotted", "arabic", "bare")
    elif first in "pcmtdđ" and first:
        names = ("word", "roman", "letter", "unknown")
    elif first.isalpha():
        names = ("roman", "stopless", "letter", "unknown")
    else:
        names = ("bracketed", "bullet", "stroke", "unknown")
    for name in names:
        if (found := _LABEL[name].match(head)) and (readings := tuple(_READERS[name](found, text))):
            return readings
    return ()


@cache
def _look_alikes() -> dict[str, list[int]]:
    """The digits for which another sign is read in a label."""
    rows = tuple(read_rows("label_look_alikes.tsv"))
    return {sign: [int(digit) for other, digit in rows if other == sign] for sign, _ in rows}


def _printed(text: str, end: int) -> str:
    return squeeze(text[:end]).replace(" .", ".").replace(" )", ")").replace(" -", "-").replace(" /", "/")


def _word(found: re.Match[str], text: str) -> Iterator[Label]:
    word, which = squeeze(found["word"]), found["which"]
    level = Level.ARTICLE if word[-1] == "u" else _WORD_LEVELS[word.removesuffix(" thứ")]
    rest, stop = text[found.end() :].strip(), found["stop"]
    if level is Level.ARTICLE and not stop and rest:
        return  # `Điều 5 Luật Đất đai`: a mention, not a label
    if not text[0].isupper() or (stop == "," and not (level is Level.ARTICLE and rest[:1].isupper())):
        return
    printed, stop, misread = squeeze(text[: found.end()]), stop.replace(",", "."), 1.0 if stop == "," else 0.0
    if level is Level.ARTICLE and which in ("l", "|", "i"):
        yield Label(level, 1, f"Điều 1{stop}", found.end(), 0.3 + misread)
        return
    if level is Level.ARTICLE:
        printed = f"Điều {which}{stop}"
    digits = re.match(r"\d+", which)
    ordinal = int(digits.group()) if digits else _WORD_VALUES.get(which) or roman_value(which)
    yield Label(level, ordinal, printed, found.end(), misread)
    for more in (1, 2):  # strokes that the reading lost: `Phần II.` for `Phần III.`
        if ordinal and roman_value(which) and roman_number(ordinal + more).lower() == which + "i" * more:
            longer = printed.replace(text[found.start("which") : found.end("which")], roman_number(ordinal + more))
            yield Label(level, ordinal + more, longer, found.end(), 0.6 + 0.4 * more)


def _dotted(found: re.Match[str], text: str) -> Iterator[Label]:
    parts = tuple(map(int, re.split("[.,]", found["dotted"])))
    closed = found.end() > found.end("dotted")
    rest, damaged = text[found.end() :].lstrip(), "," in found.group()
    if damaged and not closed:
        return  # `2,5 triệu`
    if (damaged or not closed) and not rest[:1].isupper():
        return
    printed, cost = _printed(text, found.end()).replace(",", "."), 0.5 if damaged else 0.0
    label = Label(_DOTTED_LEVELS[len(parts)], parts[-1], printed, found.end(), cost, ".", parts[:-1])
    yield label
    for at, part in enumerate(parts):
        for digit in _look_alikes().get(str(part), ()):  # `9.2.` for `5.2.`
            other = (*parts[:at], digit, *parts[at + 1 :])
            written = ".".join(map(str, other)) + printed[len(found["dotted"]) :]
            yield replace(label, ordinal=other[-1], printed=written, cost=cost + OTHER_DIGIT, prefix=other[:-1])


def _arabic(found: re.Match[str], text: str) -> Iterator[Label]:
    value, stop, end = int(found["arabic"]), found["arabic_stop"], found.end()
    if stop == "-" and not re.match(rf"\s|[{UPPER}][{LOWER}]", text[end:]):
        return  # `41-NQ/TU`
    printed, level = _printed(text, end).replace(".-", "."), _ARABIC[stop == ")"]  # a speck behind the stop
    yield Label(level, value, printed, end, 0.0, stop)
    if value == 1 and stop != ")":
        yield Label(Level.ROMAN, 1, f"I{stop}", end, 0.9, stop)
    for digit in _look_alikes().get(found["arabic"], ()):
        yield Label(level, digit, f"{digit}{stop}", end, OTHER_DIGIT, stop)


def _bracketed(found: re.Match[str], text: str) -> Iterator[Label]:
    inner, printed = found["bracketed"], _printed(text, found.end())
    if inner.isdecimal():
        yield Label(Level.ARABIC_BRACKET, int(inner), printed, found.end(), 0.0, "(")
    elif value := roman_value(inner):
        yield Label(Level.ROMAN_BRACKET, value, printed, found.end(), 0.0, "(")
    if inner in LETTERS:
        yield Label(Level.POINT, LETTERS.index(inner) + 1, printed, found.end(), 0.2, "(")


def _roman(found: re.Match[str], text: str) -> Iterator[Label]:
    letters, stop, end = found["roman"].replace("vv", "v"), found["roman_stop"], found.end()  # a `V` read twice
    if letters.startswith("cc"):
        return  # a `c` read twice
    value, capital = roman_value(letters), text[: len(letters)].isupper()
    small_l = text[: len(letters)].strip("l") == ""
    if value and capital:
        yield Label(Level.ROMAN, value, _printed(text, end).replace("Vv", "V"), end, 0.0, stop)
    elif value and stop == ")" and not small_l:
        yield Label(Level.ROMAN_BRACKET, value, _printed(text, end), end, 0.0, stop)
    elif value and not small_l:
        yield Label(Level.ROMAN, value, f"{letters.upper()}{stop}", end, 0.9, stop)
    if letters.replace("l", "i") in ("i", "ii"):
        size = len(letters)
        yield Label(_ARABIC[stop == ")"], (1, 11)[size - 1], f"{'1' * size}{stop}", end, 0.3 if small_l else 0.6, stop)
        if small_l:
            yield Label(Level.ROMAN, size, f"{'I' * size}{stop}", end, 0.7, stop)
    for more in (1, 2):  # strokes that the reading lost: `I.` for `III.`
        if value and capital and roman_number(value + more) == letters.upper() + "I" * more:
            yield Label(Level.ROMAN, value + more, f"{roman_number(value + more)}{stop}", end, 0.6 + 0.4 * more, stop)
    if value and capital and value % 5 in (2, 3):  # one that is none: `III.` for `II.`
        yield Label(Level.ROMAN, value - 1, f"{roman_number(value - 1)}{stop}", end, EXTRA_STROKE, stop)
    if len(letters) == 1:
        yield from _lettered(letters, stop, text, end)
    repaired = None if value else roman_value(letters.replace("l", "i").replace("h", "ii"))
    if repaired and (capital or len(letters) > 1):
        yield Label(Level.ROMAN, repaired, f"{roman_number(repaired)}{stop}", end, 0.3, stop)


def _stopless(found: re.Match[str], text: str) -> Iterator[Label]:
    """A Roman number whose stop is lost, before a heading in capitals: `II NHIỆM VỤ CỤ THỂ`, which may be the third."""
    heading, letters = text[found.end() :], found["stopless"]
    value = roman_value(letters.replace("h", "ii"))
    if value and text[: len(letters)].isupper() and is_capitals(heading) and len(heading.split()) > 1:
        for more in range(3):
            if not more or roman_number(value + more) == letters.upper() + "I" * more:
                cost = STOPLESS + 0.3 * more
                yield Label(Level.ROMAN, value + more, f"{roman_number(value + more)}.", found.end(), cost)


def _letter(found: re.Match[str], text: str) -> Iterator[Label]:
    yield from _lettered(found["letter"], found["letter_stop"], text, found.end())


def _lettered(letter: str, stop: str, text: str, end: int) -> Iterator[Label]:
    """Readings of `a)`, `a.`, `A.`; `d)` may be a misread `đ)`, the other way round, and any letter another one."""
    if letter not in LETTERS:
        return
    closing, damaged = (")", 0.2) if stop in "}]" else (stop, 0.0)
    if text[0].isupper() and closing != ")":
        yield Label(Level.LETTER, LETTERS.index(letter) + 1, f"{letter.upper()}{closing}", end, damaged, closing)
        for digit in _look_alikes().get(text[0], ()):
            yield Label(Level.ARABIC, digit, f"{digit}{closing}", end, 1.4, closing)  # `S-` for `5-`
        yield Label(Level.ARABIC, None, closing, end, UNLIKE, closing)
        return
    if closing != ")" and is_capitals(text[end:]):  # `c. TỔ CHỨC THỰC HIỆN`
        yield Label(Level.LETTER, LETTERS.index(letter) + 1, f"{letter.upper()}{closing}", end, 0.4, closing)
    odd = 0.4 if text[0].isupper() else damaged
    yield Label(Level.POINT, LETTERS.index(letter) + 1, f"{letter}{closing}", end, odd, closing)
    if letter in "dđ":
        other = "đ" if letter == "d" else "d"
        yield Label(Level.POINT, LETTERS.index(other) + 1, f"{other}{closing}", end, 0.5 + odd, closing)
    elif closing == ")":
        yield Label(Level.POINT, None, closing, end, 2.2, closing)
    else:
        yield Label(Level.ARABIC, None, closing, end, 1.4, closing)  # `o-` for `5-`


def _stroke(found: re.Match[str], _: str) -> Iterator[Label]:
    yield Label(Level.ARABIC, 1, "1.", found.end(), 0.4)


def _bullet(found: re.Match[str], text: str) -> Iterator[Label]:
    """Readings of a dash, plus or star; a star before a whole sentence may be a misread dash."""
    sign, end = found["bullet"], found.end()
    if sign == "+" and not found["more"]:
        yield Label(Level.PLUS, None, "+", end, 0.0, "+")
    elif sign == "-":
        yield Label(Level.DASH, None, "-", end, 0.2 if found["more"] else 0.0, "-")
    elif sign in "~_=¬" or (found["more"] and sign != "»"):
        yield Label(Level.DASH, None, "-", end, 0.5, "-")
    elif sign == "»":  # a round bullet as Tesseract reads it
        yield Label(Level.STAR, None, "•", end, 0.5, "•")
        yield Label(Level.DASH, None, "-", end, 0.6, "-")
    else:
        yield Label(Level.STAR, None, sign, end, 0.0, sign)
        yield Label(Level.DASH, None, "-", end, 0.25 if text.rstrip().endswith((".", ";")) else 0.8, "-")


def _bare(found: re.Match[str], text: str) -> Iterator[Label]:
    """A number whose stop is lost, before a capital letter."""
    if text[found.end()].isupper():
        cost = SPECKS_COST if found["bare_stop"] else 0.9
        if found["bare"] == "1" and found["bare_stop"] and is_capitals(text[found.end() :]):
            yield Label(Level.ROMAN, 1, "I.", found.end(), 0.9, ".")
        yield Label(Level.ARABIC, int(found["bare"]), f"{found['bare']}.", found.end(), cost, ".")


def _unknown(found: re.Match[str], _: str) -> Iterator[Label]:
    """A label whose number or letter cannot be read; its place in the series tells which it is."""
    level, stop = (Level.POINT, ")") if found["unknown_stop"] == ")" else (Level.ARABIC, ".")
    yield Label(level, None, stop, found.end(), 1.4, stop)


_READERS = {
    "word": _word,
    "dotted": _dotted,
    "arabic": _arabic,
    "bracketed": _bracketed,
    "roman": _roman,
    "stopless": _stopless,
    "letter": _letter,
    "stroke": _stroke,
    "bullet": _bullet,
    "bare": _bare,
    "unknown": _unknown,
}
