"""Pages as people read them: natural order, printed lines joined to paragraphs, no page numbers, no stamps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from ocr_pipeline.directives.comparison import is_capitals
from ocr_pipeline.directives.head import document_type
from ocr_pipeline.directives.lines import PrintedLine, are_paragraphs, printed_lines
from ocr_pipeline.directives.paragraphs import paragraphs_of
from ocr_pipeline.document import Page, Zone, ZoneKind

_JOINED = frozenset({ZoneKind.BODY, ZoneKind.TABLE, ZoneKind.FOOT_LEFT})
"""Zones of running text; the lines of head and signature stand for themselves."""

_RULE = re.compile(r"\*|[-–—_=.*]{3,}")
"""A rule or the lone asterisk under a Party issuer; other lines without a letter are specks."""


def reading_text(pages: Sequence[Page]) -> str:
    r"""The text of the pages, every paragraph, head line and table row ended by a newline.

    >>> from ocr_pipeline.document import pages_of
    >>> reading_text(pages_of("Căn cứ Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển đô thị của\ntỉnh;"))
    'Căn cứ Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển đô thị của tỉnh;\n'
    """
    lines, _ = printed_lines([_with_e_signatures(page) for page in pages])
    lines = [line for line in lines if not line.is_rule or _RULE.fullmatch(line.text)]
    whole = are_paragraphs(lines)
    runs = groupby(lines, key=lambda line: (_stands_apart(line), is_capitals(line.text)))
    return "".join(text + "\n" for (apart, _), run in runs for text in _texts(run, apart=apart, whole=whole))


def _stands_apart(line: PrintedLine) -> bool:
    """Whether the line is a paragraph by itself: a rule, a line of head or signature, the name of the document."""
    if line.is_rule or line.zone not in _JOINED:
        return True
    return is_capitals(line.text) and document_type(line.text) is not None


def _texts(run: Iterable[PrintedLine], *, apart: bool, whole: bool) -> Iterable[str]:
    if apart:
        return [line.text for line in run]
    return [paragraph.text for paragraph in paragraphs_of(list(run), whole=whole)]


def _with_e_signatures(page: Page) -> Page:
    """The page with its visible e-signatures among the lines that are read: they say who signed and when."""
    return replace(page, zones=tuple(map(_signature_as_foot, page.zones)))


def _signature_as_foot(zone: Zone) -> Zone:
    return replace(zone, kind=ZoneKind.FOOT_RIGHT) if zone.kind is ZoneKind.E_SIGNATURE else zone
