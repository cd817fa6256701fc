"""Training lines made of the lexicons: places, bodies, persons and codes where official papers name them."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.training.person_names import PersonNames

LINES_A_PLACE = {"province": 30, "district": 7, "commune": 2}
"""In how many contexts each place is named, by its level."""
LINES_A_CENTRAL_BODY = 20
LOCAL_BODIES = {"province": 9_000, "district": 4_500, "commune": 3_500}
"""How many lines name a body of the level."""
PERSONS, DOCUMENTS, LISTS_A_ROW = 6_500, 4_500, 1
TYPES_OF = {"Nghị định": "Chính phủ", "Thông tư": "Bộ "}
"""How the names of the bodies begin that alone issue a type of document."""
_PARTY_SYMBOL = re.compile(r".*(?:TU|HU|ĐU|ThU|TW|ĐTN)|UBKT")
_JOINT = re.compile(r"liên|phối hợp|hợp đồng|hợp nhất|ghi nhớ|thỏa thuận|thông tri|lệnh|giấy mời", re.IGNORECASE)
"""Types that no single body issues under a number, or hardly ever."""


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit: its kind and name, and the units above it from the nearest on, each with its kind."""

    level: str
    kind: str
    name: str
    above: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The name with its kind: `huyện Tuy An`."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Body:
    """A body of one level of administration, or of one kind of unit there; the name has places for that unit."""

    level: str
    kind: str
    name: str
    symbol: str
    positions: tuple[str, ...]


@cache
def read_places() -> tuple[Place, ...]:
    """All administrative units of `places.tsv`, in its order."""
    rows = read_rows("places.tsv")
    kinds = {name: kind for _, province, _, kind, names in rows if not province for name in names.split(", ")}
    places = []
    for period, province, district, kind, names in rows:
        below_province = "commune" if district or period == "after" else "district"
        level = below_province if province else "province"
        above = tuple(unit for unit in (district, province and f"{kinds[province]} {province}") if unit)
        places += [Place(level, kind, name, above) for name in names.split(", ")]
    return tuple(places)


@cache
def read_bodies() -> tuple[Body, ...]:
    """All bodies of `bodies.tsv`."""
    return tuple(
        Body(level, kind, name, symbol, tuple(positions.split("; ")) if positions else ())
        for level, kind, name, symbol, positions in read_rows("bodies.tsv")
    )


def leader_of(position: str, body: str) -> str:
    """Position and body in one, words that both share said once.

    >>> leader_of("Chánh Văn phòng", "Văn phòng Tỉnh ủy Phú Yên"), leader_of("Giám đốc", "Sở Nội vụ")
    ('Chánh Văn phòng Tỉnh ủy Phú Yên', 'Giám đốc Sở Nội vụ')
    """
    words = position.split()
    shared = next(
        (
            count
            for count in range(len(words), 0, -1)
            if body.lower().startswith(" ".join(words[-count:]).lower() + " ")
        ),
        0,
    )
    return f"{position} {' '.join(body.split()[shared:])}"


def fill(context: str, values: Mapping[str, str]) -> str:
    """The context with the values in their places, in capitals where the place is written in capitals.

    >>> fill("ỦY BAN NHÂN DÂN {UNIT}", {"unit": "huyện Tuy An"}), fill("UBND {unit}", {"unit": "huyện Tuy An"})
    ('ỦY BAN NHÂN DÂN HUYỆN TUY AN', 'UBND huyện Tuy An')
    """
    return context.format_map({**{key.upper(): value.upper() for key, value in values.items()}, **values})


class LexiconText:
    """Makes the lines; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._names = PersonNames(self._random)
        self._contexts = {
            of: [context for _, context in rows] for of, rows in groupby(read_rows("contexts.tsv"), lambda row: row[0])
        }
        self._types = [
            (row[0].capitalize(), row[3].split(",")[0])
            for row in read_rows("document_types.tsv")
            if len(row) > 3 and not _JOINT.search(row[0])
        ]
        self._places: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in read_places():
            self._places[place.level, place.kind].append(place)
            self._places[place.level, ""].append(place)
        self._bodies: dict[str, list[Body]] = defaultdict(list)
        for body in read_bodies():
            self._bodies[body.level].append(body)

    def lines(self) -> Iterator[str]:
        """All lines, each once."""
        seen: set[str] = set()
        for line in self._all_lines():
            if line not in seen:
                seen.add(line)
                yield line

    def _all_lines(self) -> Iterator[str]:
        places = read_places()
        for place in places:
            yield from self._place_lines(place)
        for _, row in groupby(places, lambda place: (place.kind, place.above)):
            yield from self._list_lines(list(row))
        for body in read_bodies():
            if body.level == "central":
                for _ in range(LINES_A_CENTRAL_BODY):
                    yield self._body_line(body, body.name)
        for level, count in LOCAL_BODIES.items():
            for _ in range(count):
                yield self._body_line(*self._body(level))
        for _ in range(PERSONS):
            yield self._line("person", self._person_values())
        for _ in range(DOCUMENTS):
            yield self._document_line()

    def _line(self, of: str, values: Mapping[str, str]) -> str:
        return fill(self._random.choice(self._contexts[of]), {**self._dates(), **values})

    def _dates(self) -> dict[str, str]:
        day, month, year = self._random.randint(1, 28), self._random.randint(1, 12), self._random.randint(1996, 2026)
        return {
            "day": f"{day}/{month}/{year}",
            "date": f"ngày {day:02d} tháng {month if month > 2 else f'0{month}'} năm {year}",
            "number": str(self._random.randint(10, 99)),
        }

    def _place_lines(self, place: Place) -> Iterator[str]:
        values = {"unit": place.unit, "name": place.name, "parent": ", ".join(place.above)}
        contexts = self._contexts[place.level]
        for context in self._random.sample(contexts, min(LINES_A_PLACE[place.level], len(contexts))):
            yield fill(context, values | self._dates())

    def _list_lines(self, row: Sequence[Place]) -> Iterator[str]:
        """Lines that name several units of one kind in one place."""
        if len(row) < 2 or not row[0].above:
            return
        for _ in range(LISTS_A_ROW):
            chosen = self._random.sample(row, min(len(row), self._random.randint(2, 6)))
            names = ", ".join(place.name for place in chosen[:-1]) + f" và {chosen[-1].name}"
            yield self._line("places", {"kind": row[0].kind, "names": names, "parent": row[0].above[0]})

    def _body(self, level: str) -> tuple[Body, str]:
        """A body of the level, and its name in some place."""
        body = self._random.choice(self._bodies[level])
        if level == "central":
            return body, body.name
        place = self._random.choice(self._places[level, body.kind])
        return body, body.name.format(unit=place.unit, name=place.name)

    def _person_values(self) -> dict[str, str]:
        person, is_woman = self._names.make()
        other, _ = self._names.make()
        he = "bà" if is_woman else "ông"
        return {"person": person, "other": other, "he": he, "He": he.capitalize()}

    def _body_line(self, body: Body, name: str) -> str:
        leader = leader_of(self._random.choice(body.positions), name) if body.positions else name
        return self._line("body", {"body": name, "leader": leader, **self._person_values()})

    def _document_line(self) -> str:
        level = self._random.choice(("central", "province", "province", "district", "commune"))
        body, name = self._body(level)
        while not body.symbol:
            body, name = self._body(level)
        allowed = [pair for pair in self._types if name.startswith(TYPES_OF.get(pair[0], ""))]
        type_name, symbol = self._random.choice(allowed)
        values = {"type": type_name, "body": name, **self._dates()}
        number = self._random.randint(1, 2999)
        if _PARTY_SYMBOL.fullmatch(body.symbol):
            code = f"{number}-{symbol}/{body.symbol}"
        elif type_name in TYPES_OF:
            code = f"{number % 200}/{values['day'][-4:]}/{symbol}-{body.symbol}"
        else:
            code = f"{number}/{symbol}-{body.symbol}"
        return self._line("document", {**values, "code": code})


def lexicon_lines(seed: int = 1) -> tuple[str, ...]:
    """The training lines of the lexicons."""
    return tuple(LexiconText(seed).lines())
