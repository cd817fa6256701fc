"""The numbers of the rows of a task table: those that could not be read, and rows that go on from another's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from string import ascii_uppercase

from ocr_pipeline.directives.roman_numbers import roman_number, roman_value
from ocr_pipeline.document import Directive

NUMBER = re.compile(r"(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.)]?")
"""The number of a row or of a group of rows."""
_DOTTED = re.compile(r"\d+\.\d+[.)]?")
_FEWEST_DOTTED = 2


def numbered(rows: Sequence[Directive], marks: Sequence[str] = ()) -> list[Directive]:
    """The rows, with the number that its neighbours give to one whose number could not be read.

    `marks` are the numbers of all rows of the table, which have one mark behind them (`1.`, `1)`).
    """
    labels = _below_titles(rows, _filled([row.label for row in rows]))
    labels = _alike(labels, marks or labels)
    any_number = any(labels)
    return [replace(row, label=label) if any_number else row for row, label in zip(rows, labels, strict=True)]


def _filled(labels: Sequence[str]) -> list[str]:
    """The numbers, those that could not be read counted on from the nearest that were."""
    result = list(labels)
    read = {at: int(label.rstrip(".)")) for at, label in enumerate(labels) if label.rstrip(".)").isdecimal()}
    for at, value in [*read.items()]:
        before, after = (read.get(at + step) for step in (-1, 1))
        if before is not None and after == before + 2 and str(value) == 2 * str(before + 1):
            read[at] = before + 1  # `22` for `2`, read twice
            result[at] = labels[at].replace(str(value), str(before + 1))
    for at in [at for at, label in enumerate(labels) if at not in read and not NUMBER.fullmatch(label)]:
        before = max((one for one in read if one < at), default=None)
        after = min((one for one in read if one > at), default=None)
        if before is not None and (after is None or read[after] - read[before] == after - before):
            number, like = read[before] + at - before, labels[before]
        elif before is None and after is not None and read[after] > after - at:
            number, like = read[after] - (after - at), labels[after]
        else:
            continue
        printed = like.rstrip(".)")
        result[at] = f"{number:0{len(printed) if printed.startswith('0') else 1}}{like.removeprefix(printed)}"
    return result


def _below_titles(rows: Sequence[Directive], labels: list[str]) -> list[str]:
    """The numbers, those below a title (`2`) as its own go on (`2.1`), where those of most rows do and some do not."""
    if sum(_DOTTED.fullmatch(label) is not None for label in labels) < _FEWEST_DOTTED:
        return labels
    titles = [at for at, row in enumerate(rows) if labels[at].rstrip(".").isdecimal() and _is_title(row)]
    for title, following in pairwise([*titles, len(rows)]):
        number = labels[title].rstrip(".")
        for at in range(title + 1, following):
            if not re.fullmatch(rf"{number}\.\d+[.)]?", labels[at]):
                labels[at] = f"{number}.{at - title}"
    return labels


def _is_title(row: Directive) -> bool:
    return not (row.coordinate or row.deadline_text or row.notes)


def group_labels(labels: Sequence[str]) -> list[str]:
    """The numbers of groups of rows; in a series that begins with `I` or `A` misread ones are what their place tells.

    >>> group_labels(["I", "HỆ", "KHI", "IV"]), group_labels(["A", "B", "C_"]), group_labels(["I", "III"])
    (['I', 'II', 'III', 'IV'], ['A', 'B', 'C'], ['I', 'III'])
    """
    romans = [roman_number(place) for place in range(1, len(labels) + 1)]
    for due, is_number in ((romans, _is_roman), (list(ascii_uppercase[: len(labels)]), _is_letter)):
        read = [label.rstrip("._") for label in labels]
        if read[:1] == due[:1] and not any(is_number(one) and one != own for one, own in zip(read, due, strict=True)):
            return due
    return list(labels)


def _is_roman(label: str) -> bool:
    return roman_value(label.lower()) is not None


def _is_letter(label: str) -> bool:
    return len(label) == 1 and label in ascii_uppercase


def _alike(labels: list[str], marked: Sequence[str]) -> list[str]:
    """The numbers, all with the mark that most of them have: one bracket among bare numbers is a speck."""
    numbers = [label.rstrip(".)") for label in labels]
    if not all(number.isdecimal() for number in numbers if number):
        return labels
    marks = [label.removeprefix(number) for label in marked if (number := label.rstrip(".)")).isdecimal()]
    mark = max(marks, key=marks.count, default="")
    return [number and number + mark for number in numbers] if 2 * marks.count(mark) > len(marks) else labels


def nested(rows: Sequence[Directive]) -> list[Directive]:
    """The rows, those whose number goes on from the number of one above below that: `1.1` below `1`."""
    result: list[Directive] = []
    for row in rows:
        above = result[-1] if result else None
        number = above.label.rstrip(".)") if above else ""
        if above and number and re.match(rf"{re.escape(number)}\.\d", row.label):
            result[-1] = replace(above, children=(*above.children, row))
        else:
            result.append(row)
    return [replace(row, children=tuple(nested(row.children))) if row.children else row for row in result]
