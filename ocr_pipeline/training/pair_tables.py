"""Read tables of pairs (read, tab, printed) made by people: good lines are used, bad ones told by number."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ocr_pipeline.training.confusions import Pair
from ocr_pipeline.training.texts import Text

LONGEST = 80
"""The most letters of a reading: a longer one is a line, and cutting it into groups would take very long."""
_BREAKS = ("Cc", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no pair, and why."""

    name: str
    number: int
    problem: str


def read_pairs(text: Text) -> tuple[list[Pair], list[BadLine]]:
    r"""The pairs (read, printed) of a table, and its bad lines; empty lines and comments (`# `) are neither.

    >>> read_pairs(Text("a.tsv", "sb\tsố\nthue\n".encode()))
    ([('sb', 'số')], [BadLine(name='a.tsv', number=2, problem='cần đúng hai cột cách nhau bằng dấu tab')])
    """
    pairs: list[Pair] = []
    bad: list[BadLine] = []
    for number, raw in enumerate(text.raw_lines(), 1):
        try:
            line = unicodedata.normalize("NFC", raw.decode().removeprefix("\ufeff").rstrip("\r\n"))
        except UnicodeDecodeError:
            bad.append(BadLine(text.name, number, "không phải UTF-8"))
            continue
        if not line.strip() or line.startswith("# "):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        problem = _problem(cells)
        if problem:
            bad.append(BadLine(text.name, number, problem))
        else:
            pairs.append((cells[0], cells[1]))
    return pairs, bad


def _problem(cells: list[str]) -> str:
    """Why the cells are no pair; empty where they are one."""
    if len(cells) != 2:
        return "cần đúng hai cột cách nhau bằng dấu tab"
    if not all(cells):
        return "có cột trống"
    if any(len(cell) > LONGEST for cell in cells):
        return f"dài quá {LONGEST} ký tự: cần từng từ, không cần cả dòng"
    if any(unicodedata.category(letter) in _BREAKS for cell in cells for letter in cell):
        return "có ký tự điều khiển"
    return ""
