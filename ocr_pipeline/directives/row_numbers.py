"""The numbers of the rows of a task table: those that could not be read, and rows that go on from another's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.document import Directive

NUMBER = re.compile(r"(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.)]?")
"""The number of a row or of a group of rows."""


def numbered(rows: Sequence[Directive]) -> list[Directive]:
    """The rows, with the number that its neighbours give to one whose number could not be read."""
    labels = [row.label for row in rows]
    for index in range(1, len(labels) - 1):
        around = [label.rstrip(".)") for label in labels[index - 1 : index + 2]]
        if all(map(str.isdecimal, around)) and int(around[0]) + 2 == int(around[2]):
            middle = str(int(around[0]) + 1)
            if around[1] == 2 * middle:  # `22` for `2`, read twice
                labels[index] = labels[index].replace(around[1], middle)
    for index in range(1, len(labels)):
        before, after = labels[index - 1], labels[index + 1] if index + 1 < len(labels) else ""
        if not NUMBER.fullmatch(labels[index]) and before.rstrip(".").isdecimal():
            between = int(before.rstrip(".")) + 1
            if not after.rstrip(".").isdecimal() or int(after.rstrip(".")) == between + 1:
                labels[index] = before.replace(before.rstrip("."), str(between))
    second = labels[1].rstrip(".)") if len(labels) > 1 else ""
    if second in ("2", "02") and len(labels[0]) <= len(labels[1]) and not NUMBER.fullmatch(labels[0]):
        labels[0] = labels[1].replace("2", "1")
    labels = _alike(labels)
    any_number = any(labels)
    return [replace(row, label=label) if any_number else row for row, label in zip(rows, labels, strict=True)]


def _alike(labels: list[str]) -> list[str]:
    """The numbers, all with the mark that most of them have: one bracket among bare numbers is a speck."""
    numbers = [label.rstrip(".)") for label in labels]
    if not all(number.isdecimal() for number in numbers if number):
        return labels
    marks = [label.removeprefix(number) for label, number in zip(labels, numbers, strict=True) if number]
    mark = max(marks, key=marks.count, default="")
    return [number and number + mark for number in numbers] if 2 * marks.count(mark) > len(labels) else labels


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
