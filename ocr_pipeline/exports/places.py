"""Where in an item's own text its bodies, its deadline and the documents that it cites are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from ocr_pipeline.document import Directive, Reference


class PlaceKind(StrEnum):
    """What is named at a place."""

    DEADLINE = "deadline"
    CITATION = "citation"
    LEAD = "lead"
    COORDINATE = "coordinate"


@dataclass(frozen=True, slots=True)
class Place:
    """Code points `start` to `end` of a text; `value` is what they stand for: ISO date or words, code, body."""

    start: int
    end: int
    kind: PlaceKind
    value: str


def places_in(directive: Directive, references: Iterable[Reference]) -> tuple[Place, ...]:
    """The places of `directive.text` in order, none over another; what stands elsewhere (a table's column) has none.

    They are searched for, because the fields hold words and not where these stand.

    >>> item = Directive("-", "Sở Y tế trình trước ngày 30/6/2025", ("Sở Y tế",), (), None, "trước ngày 30/6/2025")
    >>> [(place.kind.value, item.text[place.start : place.end]) for place in places_in(item, ())]
    [('lead', 'Sở Y tế'), ('deadline', 'trước ngày 30/6/2025')]
    """
    text = directive.text
    found: list[Place] = []
    if directive.deadline_text:
        _take(
            found, islice(_occurrences(text, directive.deadline_text, PlaceKind.DEADLINE, directive.deadline or ""), 1)
        )
    _take(found, _citations(text, references))
    bodies = [(name, PlaceKind.LEAD) for name in directive.lead]
    bodies += [(name, PlaceKind.COORDINATE) for name in directive.coordinate]
    for name, kind in sorted(bodies, key=lambda body: -len(body[0])):  # a short name may be part of a longer one
        _take(found, islice((place for place in _occurrences(text, name, kind, name) if _is_free(place, found)), 1))
    return tuple(sorted(found, key=lambda place: place.start))


def pieces(text: str, places: Iterable[Place]) -> Iterator[tuple[str, Place | None]]:
    """The text in pieces, each with the place that it is, or None between places; the places in order."""
    end = 0
    for place in places:
        yield text[end : place.start], None
        yield text[place.start : place.end], place
        end = place.end
    yield text[end:], None


def paragraphs(text: str, places: Iterable[Place]) -> tuple[tuple[tuple[str, Place | None], ...], ...]:
    r"""The pieces of each paragraph of the text; a place that goes over a line break is in both.

    >>> paragraphs("Sở Y tế\nbáo cáo", (Place(0, 7, PlaceKind.LEAD, "Sở Y tế"),))[1]
    (('báo cáo', None),)
    """
    lines: list[list[tuple[str, Place | None]]] = [[]]
    for piece, place in pieces(text, places):
        first, *others = piece.split("\n")
        lines[-1].append((first, place))
        lines += [[(other, place)] for other in others]
    return tuple(tuple((piece, place) for piece, place in line if piece) for line in lines)


def unplaced(directive: Directive, places: Iterable[Place]) -> Iterator[tuple[PlaceKind, str]]:
    """Bodies and deadline that the item's own text does not show: they stood in the columns of a table."""
    shown = {(place.kind, place.value) for place in places}
    yield from ((PlaceKind.LEAD, name) for name in directive.lead if (PlaceKind.LEAD, name) not in shown)
    yield from (
        (PlaceKind.COORDINATE, name) for name in directive.coordinate if (PlaceKind.COORDINATE, name) not in shown
    )
    if directive.deadline_text and all(kind is not PlaceKind.DEADLINE for kind, _ in shown):
        yield PlaceKind.DEADLINE, directive.deadline_text


def citations_in(text: str, references: Iterable[Reference]) -> tuple[Place, ...]:
    """The places where documents are cited, in the order of the text, none over another."""
    found: list[Place] = []
    _take(found, _citations(text, references))
    return tuple(sorted(found, key=lambda place: place.start))


def _take(found: list[Place], places: Iterable[Place]) -> None:
    """Add the places that stand over none of those found before."""
    for place in places:
        if _is_free(place, found):
            found.append(place)


def _is_free(place: Place, found: Iterable[Place]) -> bool:
    return all(place.end <= other.start or other.end <= place.start for other in found)


def _citations(text: str, references: Iterable[Reference]) -> Iterator[Place]:
    for code in sorted({reference.code for reference in references}, key=lambda code: (-len(code), code)):
        letters = r"\s*".join(re.escape(letter) for letter in code if not letter.isspace())
        if letters:  # blanks inside a code are how some offices print it
            for found in re.finditer(rf"(?<![\w/-]){letters}(?!\w|[-/]\w)", text):
                yield Place(found.start(), found.end(), PlaceKind.CITATION, code)


def _occurrences(text: str, phrase: str, kind: PlaceKind, value: str) -> Iterator[Place]:
    """The places of the phrase, as whole words and whatever the line breaks are."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    if words:
        for found in re.finditer(rf"(?<!\w){words}(?!\w)", text):
            yield Place(found.start(), found.end(), kind, value)
