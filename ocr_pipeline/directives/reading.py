"""Pages as people read them: natural order, printed lines joined to paragraphs, no page numbers, no stamps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from functools import reduce
from itertools import groupby

from ocr_pipeline.directives.comparison import bare, is_capitals
from ocr_pipeline.directives.lines import PrintedLine, are_paragraphs, printed_lines
from ocr_pipeline.directives.page_tables import without_repeated_heads
from ocr_pipeline.directives.paragraphs import join, paragraphs_of
from ocr_pipeline.directives.titles import document_type
from ocr_pipeline.directives.tokens import label_readings
from ocr_pipeline.document import Page, Structure, Zone, ZoneKind

_JOINED = frozenset({ZoneKind.BODY, ZoneKind.TABLE, ZoneKind.FOOT_LEFT})
"""Zones of running text; the lines of head and signature stand for themselves."""

_RULE = re.compile(r"\*|[-–—_=.*]{3,}")
"""A rule or the lone asterisk under a Party issuer; other lines without a letter are specks."""


def reading_text(pages: Sequence[Page], structure: Structure) -> str:
    r"""The text of the pages, every paragraph, head line and table row ended by a newline.

    `structure` is what was parsed from the pages: an issuer, a subject or a recipient that it found over several lines
    stands on one.

    >>> from ocr_pipeline.document import Header, pages_of
    >>> reading_text(pages_of("Căn cứ Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển\nđô thị;"), Structure(Header()))
    'Căn cứ Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển đô thị;\n'
    """
    lines, _ = printed_lines([_with_e_signatures(page) for page in without_repeated_heads(pages)])
    lines = [line for line in lines if not line.is_rule or _RULE.fullmatch(line.text)]
    whole = are_paragraphs(lines)
    lines = list(_merged(lines, _known_units(structure)))
    runs = groupby(lines, key=lambda line: (_setting(line), line.zone is ZoneKind.FOOT_LEFT, is_capitals(line.text)))
    return "".join(text + "\n" for (setting, _, _), run in runs for text in _texts(run, setting, whole=whole))


def _known_units(structure: Structure) -> frozenset[str]:
    header = structure.header
    units = (header.parent_issuer, header.issuer, header.authority, header.subject, *structure.recipients)
    return frozenset(bare(unit) for unit in units if unit)


_UNIT = ZoneKind.HEAD_LEFT
"""A unit over several lines stands for itself wherever it is, as the lines of a head do."""


def _merged(lines: Sequence[PrintedLine], units: frozenset[str]) -> Iterator[PrintedLine]:
    """The lines, those that make up one of the units put together."""
    place = 0
    while place < len(lines):
        line, end = lines[place], place + 1
        text = line.text
        while any(unit.startswith(bare(text)) for unit in units) and bare(text) not in units and end < len(lines):
            text = join(text, lines[end].text)
            end += 1
        if end - place > 1 and bare(text) in units:
            line, place = replace(line, text=text, zone=_UNIT), end - 1
        yield line
        place += 1


class _Setting(Enum):
    """How a line is set, which tells how it goes on."""

    APART = "apart"
    CENTRED = "centred"
    RUNNING = "running"


def _setting(line: PrintedLine) -> _Setting:
    """Rules, head, signature, names of documents and what begins on the right stand apart; a subject is centred."""
    if line.is_rule or line.zone not in _JOINED or (is_capitals(line.text) and document_type(line.text)):
        return _Setting.APART
    if line.begins_right and "\t" not in line.text:
        return _Setting.APART
    return _Setting.CENTRED if line.centred and not label_readings(line.text) else _Setting.RUNNING


def _texts(run: Iterable[PrintedLine], setting: _Setting, *, whole: bool) -> Iterable[str]:
    if setting is _Setting.RUNNING or whole:
        return [paragraph.text for paragraph in paragraphs_of(list(run), whole=whole)]
    texts = [line.text for line in run]
    return texts if setting is _Setting.APART else [reduce(join, texts)]


def _with_e_signatures(page: Page) -> Page:
    """The page with its visible e-signatures among the lines that are read: they say who signed and when."""
    return replace(page, zones=tuple(map(_signature_as_foot, page.zones)))


def _signature_as_foot(zone: Zone) -> Zone:
    return replace(zone, kind=ZoneKind.FOOT_RIGHT) if zone.kind is ZoneKind.E_SIGNATURE else zone
