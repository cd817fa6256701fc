"""Several documents in one file: where the next one begins, by its head, page numbers and the end of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ocr_pipeline.directives.comparison import comparable, is_capitals
from ocr_pipeline.directives.lines import PrintedLine, printed_lines
from ocr_pipeline.directives.page_numbers import number_alone
from ocr_pipeline.directives.titles import document_type, phrases
from ocr_pipeline.document import Page, ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

_TOP = 0.55
"""A head stands in this upper share of its page."""
_TOP_LINES = 30
"""The same where a page has no places (plain text)."""
_WHOLE_HEAD = 4
_DATE = re.compile(r"(?i)\bngay\b.{0,12}\bthang.{0,12}\bnam\s?(?:19|20)\d\d\W*$")
_CODE = re.compile(r"\W*[Ss][o06]\W(?P<digits>\W*\d)?.{0,10}[-/–]\s?[A-Z]{2}")
_ADDRESSED = re.compile(r"(?i)\W*kinh gui\b")
_BRACKETS = str.maketrans("[{<", "(((")
_NUMBER = re.compile(r"\W*(?:so\s*)?\W*(?:[a-z]?[\d.]+[a-z]?|[ivx]+|[a-z])?(?:/[\w-]+)*\W*")


def split_documents(pages: Iterable[Page]) -> Iterator[tuple[Page, ...]]:
    """The pages of a file cut into documents, each page in exactly one, as soon as the next document begins.

    Attachments and blank pages stay with the document before them, blank pages at the beginning with the first. In
    doubt there is no cut.
    """
    document: list[Page] = []
    for page in pages:
        if any(other.lines for other in document) and begins_document(page, document):
            yield tuple(document)
            document = []
        document.append(page)
    if document:
        yield tuple(document)


def begins_document(page: Page, before: Sequence[Page]) -> bool:
    """Whether a document of its own begins on the page; `before` are the pages of the document before it, so far.

    A head has a national or Party title, number, date, and the name of the document or its addressee. One of the four
    may be missing or unread where the document before has its `Nơi nhận`, but not where the page number goes on.
    """
    top = _top_lines(page)
    if not top or _is_annex(top):
        return False
    signs = _head_signs(page, top)
    ended = any(map(_has_recipients, before))
    if _goes_on(page, before):
        return ended and signs == _WHOLE_HEAD
    return signs >= _WHOLE_HEAD - ended


def _head_signs(page: Page, top: Sequence[PrintedLine]) -> int:
    """How many of title, number, date and name the head has; 0 without a title.

    Digits written by hand may be misread. Blanks (`Số: .../BC-...`, `ngày ... tháng ... năm ...`) stand in the forms of
    attachments: a date needs its year, and a number without digits counts only beside a date.
    """
    if not _has_title(page, top):
        return 0
    plain = [strip_accents(line.text) for line in top]
    dated = any(map(_DATE.search, plain))
    numbered = any(found["digits"] or dated for line in plain if (found := _CODE.match(line)))
    named = any(_ADDRESSED.match(line) for line in plain) or any(document_type(line.text) for line in top)
    return 1 + dated + numbered + named if dated or numbered else 0


def _has_title(page: Page, top: Sequence[PrintedLine]) -> bool:
    """Whether the national or Party title was seen, by recognition or in the words."""
    titles = (*phrases("state_title"), *phrases("party_title"))
    return any(zone.kind is ZoneKind.HEAD_RIGHT for zone in page.zones) or any(
        title in comparable(line.text) for line in top for title in titles
    )


def _top_lines(page: Page) -> list[PrintedLine]:
    """The lines of the upper part of the page, without stamps and page number."""
    if page.height is None:
        return printed_lines((page,))[0][:_TOP_LINES]
    limit = _TOP * page.height
    zones = (
        replace(zone, lines=tuple(line for line in zone.lines if line.box is None or line.box.top < limit))
        for zone in page.zones
    )
    return printed_lines((replace(page, zones=tuple(zones)),))[0]


@cache
def _annex_cues() -> tuple[tuple[str, str], ...]:
    return tuple((strip_accents(phrase), how) for phrase, how in read_rows("annex_cues.tsv"))


def _is_annex(top: Sequence[PrintedLine]) -> bool:
    """Whether the page says that it belongs to another document: `PHỤ LỤC II`, `(Kèm theo Quyết định số ...)`.

    The title of an attachment stands where a document has its name; below that name it is part of the subject.
    """
    named = False
    for line in top:
        plain = strip_accents(comparable(line.text)).translate(_BRACKETS).strip()
        for cue, how in _annex_cues():
            if plain.startswith(cue) and (how == "start" or not named):
                alone = _NUMBER.fullmatch(plain[len(cue) :]) is not None
                if how == "start" or alone or (how == "title" and is_capitals(line.text)):
                    return True
        named = named or document_type(line.text) is not None
    return False


def _goes_on(page: Page, before: Sequence[Page]) -> bool:
    """Whether the printed page number goes on with that of the page before, or with the count of pages."""
    number = _printed_number(page)
    last = next((found for other in reversed(before) if (found := _printed_number(other))), 0)
    return number > 1 and number in (last + 1, len(before) + 1)


def _printed_number(page: Page) -> int:
    """The printed page number, or 0."""
    lines = (line for zone in page.zones if zone.kind is ZoneKind.PAGE_NUMBER for line in zone.lines)
    return next((number for line in lines if (number := number_alone(line.text))), 0)


def _has_recipients(page: Page) -> bool:
    """Whether `Nơi nhận` stands on the page, which closes a document."""
    return any(
        zone.kind is ZoneKind.FOOT_LEFT
        or any(comparable(line.text).lstrip(" *_-").startswith("nơi nhận") for line in zone.lines)
        for zone in page.zones
    )
