"""Labels at the beginnings of lines that the outline decides: `IlI-` behind `II-` is III, a second `d)` is `đ)`.

A digit stays; letters, Roman numerals and marks may change, where the labels beside leave one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile, zip_longest

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET, with_repairs
from ocr_pipeline.vietnamese.syllable import strip_accents

LOST_STROKE = 1.5
"""The log odds that are told where the numeral is well formed as it was read, and only its place is wrong."""
ONES = "lLI|!"
"""What is read for the 1 of a label."""
_REST = re.compile(r".*")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_NO_LETTERS = "l|1"
"""Strokes that no printed numeral has."""
_STROKES = {ord("l"): "I", ord("|"): "I", ord("1"): "I", ord("H"): "II"}
_TWICE = re.compile(r"[Vv]{2}")
"""A V of which the engine saw a part once more (`Vv.`, `IvV-`)."""
_ROMAN = re.compile(r"^[ \t]*(?P<label>(?=[IVXlH1|v]*[IVXH])[IVXlH1|v]{1,5})(?:[.)]|[ ]?[-–—]) ", re.MULTILINE)
_POINT = re.compile(r"^[ \t]*(?P<label>[a-zđCOS])\) ", re.MULTILINE)
_LETTER = re.compile(r"(?:\A|(?<=[.;:\n]\n))[ \t]*(?P<label>(?P<letter>[a-zđLIZSJ|!])[.,-]?) (?=[^\W\d_a-zđ][^\W\d_])")
_ENDS = frozenset(".;:")
_NUMBER = re.compile(r"^[ \t]*(?P<label>\d{1,2})(?P<mark>[.,)-]) ", re.MULTILINE)


def outline_readings(text: str) -> list[Edit]:
    r"""What was printed at each label whose place in the outline is known, in order; most are as they were read.

    >>> [edit.after for edit in outline_readings("I- VỊ TRÍ\nIl- NHIEM VU\nIlI- TO CHUC")]
    ['I', 'II', 'III']
    >>> [edit.after for edit in outline_readings("I- VI TRI\nIIl- NHIEM VU\n1- So Y te")]
    ['I', 'II']
    """
    return with_repairs(list(_numbers(text)), [*_numerals(text), *_points(text), *_marks(text)])


def label_repairs(text: str) -> list[Edit]:
    r"""Labels of text read with the right language that cannot be: malformed numerals, letters for numbers.

    Points stay: a text may cite them in any order. So do all numerals from one on that may be a word (`H. Củ Chi`).

    >>> [(edit.before, edit.after) for edit in label_repairs("I. VỊ TRÍ\nH. NHIỆM VỤ\n1. Sở\n2. Ban.\no. Hội\n4. Đoàn")]
    [('H', 'II'), ('o.', '3.')]
    """
    numerals = list(_numerals(text))
    behind = [*(edit.before.translate(_STROKES) for edit in numerals[1:]), ""]
    certain = takewhile(lambda pair: _is_heading(text, *pair), zip(numerals, behind, strict=False))
    headings = [edit for edit, _ in certain]
    found = with_repairs([edit for edit in _numbers(text) if edit.before[0] not in ONES], headings)
    return [edit for edit in found if edit.before != edit.after]


def _is_heading(text: str, edit: Edit, behind: str) -> bool:
    """Whether a numeral is that of a heading: in capitals, or with the next numeral of its row behind it."""
    if "H" not in edit.before:
        return True
    heading = _REST.match(text, edit.end)
    capitals = heading is not None and heading.group().isupper()
    return capitals or behind == _NUMERALS[_NUMERALS.index(edit.after) + 1]


def _numerals(text: str) -> Iterator[Edit]:
    """Roman numerals of headings, each the next one of its row, or the first of a new row.

    A numeral that is the one before again lost a stroke, where the next one has a stroke more. A last stroke that is
    none of a numeral (`IIl-` behind `I-`) is dirt, where the numeral behind does not go on from it.
    """
    last = 0
    for found, after in zip_longest(labels := list(_ROMAN.finditer(text)), labels[1:]):
        read = found["label"]
        meant = _TWICE.sub("V", read).translate(_STROKES)
        wanted = _NUMERALS[last] if last < len(_NUMERALS) else ""
        again = last > 1 and meant == _NUMERALS[last - 1] and wanted == meant + "I"
        extra = last > 0 and meant == wanted + "I" and read[-1] in _NO_LETTERS and not _goes_on(meant, after)
        if again or extra or meant == wanted or (meant in _NUMERALS and not set("Hv") & set(read)):
            printed = wanted if again or extra else meant
            last = _NUMERALS.index(printed) + 1
            yield _reading(found.span("label"), read, printed, LOST_STROKE if again or extra else CLOSED_SET)


def _goes_on(numeral: str, after: re.Match[str] | None) -> bool:
    """Whether the label behind is the next one of the row."""
    place = _NUMERALS.index(numeral) + 1 if numeral in _NUMERALS else len(_NUMERALS)
    return after is not None and after["label"].translate(_STROKES) in _NUMERALS[place : place + 1]


def _points(text: str) -> Iterator[Edit]:
    """The letters of points, each the next one of its row; `d` and `đ` are read alike, and `c` and `C`, `o`, `s`."""
    wanted = "a"
    for found in _POINT.finditer(text):
        read = found["label"]
        printed = wanted if strip_accents(read.lower()) == strip_accents(wanted) else read
        if printed.isupper():
            continue  # no letter of the row
        if printed in (wanted, "a"):
            yield _reading(found.span("label"), read, printed, CLOSED_SET)
        wanted = _LETTERS[_LETTERS.find(printed) + 1 :][:1]


def _marks(text: str) -> Iterator[Edit]:
    """A comma behind a number whose neighbours in the row have a stop is a stop; the last one begins a sentence."""
    labels = list(_NUMBER.finditer(text))
    stops = {place for place, label in enumerate(labels) if label["mark"] == "."}
    beside: dict[int, set[int]] = {}
    for place, (one, other) in enumerate(pairwise(labels)):
        if int(other["label"]) == int(one["label"]) + 1:
            beside.setdefault(place, set()).add(place + 1)
            beside.setdefault(place + 1, set()).add(place)
    for place, label in enumerate(labels):
        near = beside.get(place, set())
        begins = text[: label.start()].rstrip()[-1:] in _ENDS and text[label.end() :][:1].isupper()
        ends = begins and near == {place - 1} and near <= stops
        if label["mark"] == "," and (ends or _in_row(int(label["label"]), near, stops)):
            yield _reading(label.span("mark"), ",", ".", CLOSED_SET)


def _numbers(text: str) -> Iterator[Edit]:
    """A letter before the one paragraph between two numbers of a row is the number left out; a stroke before 2 is 1."""
    last, start = 0, 0
    for after in _NUMBER.finditer(text):
        missing = int(after["label"]) - 1
        mark = "-" if after["mark"] == "-" else "."
        found = list(_LETTER.finditer(text, start, after.start()))
        if missing == last + 1 > 1 and len(found) == 1:
            yield _reading(found[0].span("label"), found[0]["label"], f"{missing}{mark}", LOST_STROKE)
        elif missing == 1 != last and found and found[-1]["letter"] in ONES:
            yield _reading(found[-1].span("label"), found[-1]["label"], f"1{mark}", LOST_STROKE)
        last, start = missing + 1, after.end()


def _in_row(number: int, beside: set[int], stops: set[int]) -> bool:
    """Whether the labels next to this one have stops: one before and one behind, or one behind the first of the row."""
    return beside <= stops and len(beside) == (1 if number == 1 else 2)


def _reading(span: tuple[int, int], read: str, printed: str, odds: float) -> Edit:
    return Edit(*span, read, printed, "label", odds)
