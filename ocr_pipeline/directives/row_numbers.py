"""The numbers of the rows of a task table: those that could not be read, and rows that go on from another's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, chain, pairwise
from string import ascii_uppercase

from ocr_pipeline.directives.roman_numbers import roman_number, roman_value
from ocr_pipeline.document import Directive

NUMBER = re.compile(r"(?:\d+|[IVX]+|[A-Za-km-zĐđ])(?:\.\d+)*[.)]?")
"""The number of a row or of a group of rows."""
_DOTTED = re.compile(r"\d+\.\d+[.)]?")
_FIRST_BELOW = re.compile(r"(?P<number>\d+)\.1[.)]?")
_FEWEST_DOTTED = 2


def renumbered(groups: Sequence[Sequence[Directive]], *, recognised: bool) -> list[list[Directive]]:
    """The rows of each group of a table, with the number that its neighbours give to one that could not be read.

    In a table that was `recognised` from a picture, a number between two that leave room for one other is that.
    """
    labels = [_of_titles(rows) for rows in groups]
    if _runs_on(labels):
        filled = _filled(list(chain.from_iterable(labels)), recognised=recognised)
        ends = [0, *accumulate(map(len, labels))]
        labels = [filled[start:end] for start, end in pairwise(ends)]
    else:
        labels = [_filled(own, recognised=recognised) for own in labels]
    if recognised:
        labels = [_below_titles(rows, own) for rows, own in zip(groups, labels, strict=True)]
    marked = list(chain.from_iterable(labels))
    alike = [_alike(own, marked) for own in labels]
    any_number = any(marked)
    return [
        [_with_number(row, label) if any_number else row for row, label in zip(rows, own, strict=True)]
        for rows, own in zip(groups, alike, strict=True)
    ]


def _with_number(row: Directive, label: str) -> Directive:
    """The row with its number."""
    return replace(row, label=label, notes=(*row.notes, *told(row.label, label)))


def told(read: str, number: str) -> tuple[str, ...]:
    """The note that keeps what was read in place of a number, or none where it was that."""
    other = read.rstrip(".)") not in ("", number.rstrip(".)"))
    return (f"Số thứ tự đọc được: {read}",) if other else ()


def _runs_on(labels: Sequence[Sequence[str]]) -> bool:
    """Whether the rows of a later group go on with the numbers of the one before."""
    first = (
        next((int(one.rstrip(".)")) - at for at, one in enumerate(own) if _is_plain(one)), 1) for own in labels[1:]
    )
    return any(start > 1 for start in first)


def _is_plain(label: str) -> bool:
    return label.rstrip(".)").isdecimal()


def _filled(labels: Sequence[str], *, recognised: bool) -> list[str]:
    """The numbers, those that could not be read counted on from the nearest that were."""
    result = list(labels)
    read = {at: int(label.rstrip(".)")) for at, label in enumerate(labels) if _is_plain(label)}
    for at, value in [*read.items()]:
        before, after = (read.get(at + step) for step in (-1, 1))
        between = before is not None and after == before + 2 and value != before + 1
        if before is not None and between and (recognised or str(value) == 2 * str(before + 1)):
            read[at] = before + 1  # `22` for `2`, read twice
            result[at] = labels[at].replace(str(value), str(before + 1))
    for at in [at for at, label in enumerate(labels) if at not in read and (recognised or not NUMBER.fullmatch(label))]:
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


def _of_titles(rows: Sequence[Directive]) -> list[str]:
    """The numbers as read; a title's that ends in a speck is that from which the rows below go on: `1L` over `1.1`."""
    labels = [row.label for row in rows]
    if sum(_DOTTED.fullmatch(label) is not None for label in labels) < _FEWEST_DOTTED:
        return labels
    for at, (row, below) in enumerate(pairwise(rows)):
        first = _FIRST_BELOW.fullmatch(below.label)
        read = NUMBER.fullmatch(row.label) is not None
        if first and not read and row.label.startswith(first["number"]) and _is_title(row):
            labels[at] = first["number"]
    return labels


def _below_titles(rows: Sequence[Directive], labels: list[str]) -> list[str]:
    """The numbers, those below a title (`2`) as its own go on (`2.1`), where those of two rows at least do."""
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


def group_labels(labels: Sequence[str], *, recognised: bool) -> list[str]:
    """The numbers of groups of rows; in a series that begins with `I` or `A` misread ones are what their place tells.

    That is so in a table that was `recognised` from a picture; there one may also be read as another number of the
    series: `G` for `C`.

    >>> [group_labels(one, recognised=True) for one in (["I", "HỆ", "KHI"], ["A", "B", "C_"], ["I", "III"])]
    [['I', 'II', 'III'], ['A', 'B', 'C'], ['I', 'III']]
    """
    romans = [roman_number(place) for place in range(1, len(labels) + 1)]
    for due, is_number in ((romans, _is_roman), (list(ascii_uppercase[: len(labels)]), _is_letter)):
        read = [label.rstrip("._") for label in labels]
        others = [one for one, own in zip(read, due, strict=True) if is_number(one) and one != own]
        if recognised and read[:1] == due[:1] and len(others) <= (read[1:2] == due[1:2]):
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
