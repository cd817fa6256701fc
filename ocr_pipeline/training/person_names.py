"""Made-up full names of persons, built of frequent surnames, middle and given names as each people builds them."""

from __future__ import annotations

import random
from collections import defaultdict

from ocr_pipeline.lexicons import read_rows

SHARES = {"viet": 90, "mong": 3, "ede": 2, "jrai": 2, "bana": 1, "koho": 1, "cotu": 1}
"""How many names in a hundred are of each style."""
TWO_MIDDLE_NAMES, NO_MIDDLE_NAME = 0.3, 0.05
COMMON_MIDDLE_NAMES = frozenset({"Văn", "Thị"})
_GIVEN_FIRST = "ede"


class PersonNames:
    """Draws full names, the frequent ones more often."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        self._pools: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for name, style, frequency in read_rows("surnames.tsv"):
            self._pools["surname", style].append((name, int(frequency)))
        for name, place, gender, style, frequency in read_rows("given_names.tsv"):
            for one in "mf" if gender == "n" else gender:
                self._pools[f"{place} {one}", style].append((name, int(frequency)))

    def make(self) -> tuple[str, bool]:
        """A full name, and whether it is a woman's."""
        gender = self._random.choice("mmf")
        (style,) = self._random.choices(list(SHARES), list(SHARES.values()))
        given = self._draw(f"given {gender}", style)
        surname = self._draw("surname", style) if ("surname", style) in self._pools else ""
        middle = self._middle(gender, style)
        order = (given, surname) if style == _GIVEN_FIRST else (surname, middle, given)
        return " ".join(part for part in order if part), gender == "f"

    def _middle(self, gender: str, style: str) -> str:
        pool = f"middle {gender}"
        if (pool, style) not in self._pools or self._random.random() < NO_MIDDLE_NAME:
            return ""
        first = self._draw(pool, style)
        if style != "viet" or self._random.random() > TWO_MIDDLE_NAMES:
            return first
        second = self._draw(pool, style)
        return first if second in COMMON_MIDDLE_NAMES or second == first else f"{first} {second}"

    def _draw(self, pool: str, style: str) -> str:
        names = self._pools[pool, style]
        ((name, _),) = self._random.choices(names, [4**frequency for _, frequency in names])
        return name
