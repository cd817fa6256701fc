"""Known names laid over the lines of a task table that arrives as plain lines: a name goes on in the line below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from ocr_pipeline.directives.plain_words import Token, attraction, plain_name

_ALIKE = 0.6
"""Least similarity, accents aside, at which a word is taken for one of a name."""
_WHOLE = 0.85
"""Least share of a name's letters that were read."""
_PRESENT = 0.6
"""So many of the words of a name stand in the table as they are, else it is not looked for."""
_NEXT_BUT_ONE, _BOND = 1.0, 0.5
"""What it costs, in letters, where a name goes on below a line that holds none of it, and between words of a phrase."""
_COLLECTIVE = frozenset(("cac", "nhung"))
"""Small words with which a name may begin."""
_HEAD_ALONE = 1.0
"""What it costs where a name goes on below its first word."""

Lines = Sequence[Sequence[Token]]


@dataclass(frozen=True, slots=True)
class _Trail:
    """The words found for a name, where the last of them stands, which comes next, and the letters read otherwise."""

    tokens: tuple[Token, ...]
    line: int
    index: int
    following: int
    cost: float

    @property
    def worth(self) -> float:
        """Long names that were read as they are count most."""
        return sum(len(token.form) for token in self.tokens) - 3 * self.cost


def with_names(lines: Lines, names: Sequence[str]) -> list[tuple[Token, ...]]:
    """The words of a table, those of a name found as a whole with a number for it and their places in it."""
    words = [[token for token in line if token.form.isalnum() and token.time < 2] for line in lines]
    present = {token.form for line in words for token in line}
    found: list[tuple[float, tuple[Token, ...]]] = []
    for name in dict.fromkeys(tuple(form for form in plain_name(name) if form.isalnum()) for name in names):
        if len(name) > 1 and sum(form in present for form in name) >= _PRESENT * len(name):
            found += [(one.worth, one.tokens) for one in _trails(words, name)]
    found.sort(key=lambda one: -one[0])
    places: dict[Token, tuple[int, int]] = {}
    for number, (_, tokens) in enumerate(found, 1):
        if not any(token in places for token in tokens):
            places |= {token: (number, at) for at, token in enumerate(_with_signs(lines, tokens), 1)}
    return [tuple(replace(one, name=places.get(one, (0, 0))) for one in line) for line in lines]


def _with_signs(lines: Lines, tokens: Sequence[Token]) -> Iterator[Token]:
    """The words of a name with the dashes and commas behind all but the last."""
    for token, following in zip(tokens, (*tokens[1:], None), strict=True):
        yield token
        line = lines[token.line]
        sign = next((one for one, two in zip(line[1:], line, strict=False) if two is token), None)
        if following and sign and sign is not following and not sign.form.isalnum() and not sign.bar:
            yield sign


def _trails(lines: Lines, name: Sequence[str]) -> Iterator[_Trail]:
    """The best way to read the name from each word with which it may begin."""
    most = (1 - _WHOLE) * sum(map(len, name))
    for number, line in enumerate(lines):
        for index, token in enumerate(line):
            cost = _difference(name[0], token.form)
            if cost <= most and (token.capital or token.form in _COLLECTIVE):
                ways = _continued(lines, name, _Trail((token,), number, index, 1, cost), most)
                if best := max(ways, key=lambda way: way.worth, default=None):
                    yield best


def _continued(lines: Lines, name: Sequence[str], trail: _Trail, most: float) -> Iterator[_Trail]:
    """All ways to go on: on the line, anywhere on one of the next two, or without a word that was lost."""
    if trail.cost > most:
        return
    if trail.following == len(name):
        yield trail
        return
    wanted = name[trail.following]
    for line, index, cost in _places(lines, trail):
        token = lines[line][index]
        cost += trail.cost + _difference(wanted, token.form)
        after = _Trail((*trail.tokens, token), line, index, trail.following + 1, cost)
        yield from _continued(lines, name, after, most)
    lost = replace(trail, following=trail.following + 1, cost=trail.cost + len(wanted))
    yield from _continued(lines, name, lost, most)


def _places(lines: Lines, trail: _Trail) -> Iterator[tuple[int, int, float]]:
    """The words with which a name may go on, and what that costs."""
    here = lines[trail.line]
    following = here[trail.index + 1] if trail.index + 1 < len(here) else None
    if following and following.bar < 2:
        yield trail.line, trail.index + 1, 0.0
    left = _bond(here[trail.index], following) + _HEAD_ALONE * (trail.following == 1)
    for below in (1, 2):
        line = lines[trail.line + below] if trail.line + below < len(lines) else ()
        for index, token in enumerate(line):
            torn = left + (_bond(line[index - 1], token) if index else 0.0)
            yield trail.line + below, index, _NEXT_BUT_ONE * (below - 1) + torn


def _bond(token: Token, following: Token | None) -> float:
    """What it costs, in letters, where a name goes on elsewhere between two words: those of a phrase stand together."""
    if following is None or following.bar or token.time or following.time:
        return 0.0
    return _BOND * max(0.0, attraction(token.word, following.word))


@lru_cache(maxsize=1 << 15)
def _difference(word: str, other: str) -> float:
    """How many letters of a word were read otherwise; more than any name allows where they are not alike."""
    if word == other:
        return 0.0
    alike = Levenshtein.normalized_similarity(word, other) >= _ALIKE
    return float(Levenshtein.distance(word, other)) if alike else 99.0
