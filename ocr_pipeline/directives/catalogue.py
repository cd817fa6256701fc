"""Bodies as rows of a catalogue (`bodies.tsv`), whatever form their name has, seen from the body that issued the paper.

An identifier is `level/unit/name` in plain letters: `province/ha-tinh/so-tai-chinh`, `central//bo-y-te`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.document import Header
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

_LEVELS = {
    "tỉnh": "province",
    "thành phố": "province",
    "huyện": "district",
    "thị xã": "district",
    "quận": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
_PARTY_UNITS = {"tỉnh ủy": "tỉnh", "thành ủy": "thành phố", "huyện ủy": "huyện", "quận ủy": "quận", "thị ủy": "thị xã"}
_UNIT = re.compile(rf"\s+(?P<kind>{'|'.join(_LEVELS)})(?:\s+(?P<name>[^,;]+))?$")
_PARTY = re.compile(rf"(?P<kind>{'|'.join(_PARTY_UNITS)})(?:\s+(?P<name>[^,;]+))?$")
_COLLECTIVE = re.compile(r"^(?:các|những|mọi|từng|mỗi|toàn thể)\s")


@dataclass(frozen=True, slots=True)
class Unit:
    """The administrative unit for which the issuer speaks: its kind and its name, comparable."""

    kind: str
    name: str


@cache
def _names() -> dict[str, str]:
    """Level by comparable name, without the unit that the name ends in."""
    rows = read_rows("bodies.tsv")
    return {comparable(re.sub(r"\s*\{(?:unit|name)\}", "", row[2])).strip(): row[0] for row in rows}


def catalogue_names() -> Collection[str]:
    """The comparable names of all bodies of the catalogue, without their units."""
    return _names().keys()


@cache
def _aliases() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rows = sorted(read_rows("body_aliases.tsv"), key=lambda row: len(row[0]), reverse=True)
    return tuple((short, re.compile(rf"(?<!\w){re.escape(short)}(?!\w)"), full) for short, full in rows)


def short_form(name: str) -> str:
    """A comparable name with the short forms of its parts.

    >>> short_form("văn phòng hội đồng nhân dân và ủy ban nhân dân")
    'văn phòng hđnd và ubnd'
    """
    for short, full in read_rows("body_aliases.tsv"):
        name = name.replace(full, short)
    return name


def issuing_unit(header: Header) -> Unit | None:
    """The unit of the issuer, or of the body above it.

    >>> issuing_unit(Header(issuer="TỈNH ỦY HÀ TĨNH"))
    Unit(kind='tỉnh', name='hà tĩnh')
    """
    for issuer in filter(None, (header.issuer, header.parent_issuer)):
        plain = comparable(squeeze(issuer))
        if (found := _PARTY.search(plain)) and found["name"]:
            return Unit(_PARTY_UNITS[found["kind"]], found["name"])
        if (found := _UNIT.search(plain)) and found["name"]:
            return Unit(found["kind"], found["name"])
    return None


def body_id(name: str, issuer: Unit | None) -> str | None:
    """The identifier of a body, or None where it is a collective or stands in no catalogue.

    >>> unit = Unit("tỉnh", "hà tĩnh")
    >>> body_id("UBND tỉnh", unit), body_id("Sở Tài chính", unit), body_id("Các sở, ban, ngành", unit)
    ('province/ha-tinh/uy-ban-nhan-dan', 'province/ha-tinh/so-tai-chinh', None)
    """
    plain = comparable(squeeze(name))
    if _COLLECTIVE.match(plain):
        return None
    for short, pattern, full in _aliases():
        if short in plain:
            plain = pattern.sub(full, plain)
    if level := _names().get(plain):
        unit = issuer.name if issuer and level != "central" and _LEVELS[issuer.kind] == level else ""
        return _identifier(level, unit, plain)
    if found := _UNIT.search(plain):
        level, unit, stem = _LEVELS[found["kind"]], found["name"], plain[: found.start()]
    elif found := _PARTY.search(plain):
        level, unit, stem = _LEVELS[_PARTY_UNITS[found["kind"]]], found["name"], plain[: found.end("kind")]
    else:
        return None
    if stem not in _names():
        return None
    own = issuer.name if issuer and _LEVELS[issuer.kind] == level else ""
    return _identifier(level, unit or own, stem)


def _identifier(level: str, unit: str, name: str) -> str:
    return "/".join((level, _slug(unit), _slug(name)))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", strip_accents(text).replace("đ", "d")).strip("-")
