"""Find document codes and dates that an engine broke, put right what can be read in one way only, and name the rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.code_grammar import Place, code_readings
from ocr_pipeline.restoration.date_grammar import date_findings
from ocr_pipeline.restoration.readings import Finding, Reading
from ocr_pipeline.vietnamese.syllable import strip_accents

CLOSED_SET = 9.0
"""Log odds given to a repair that the grammar allows in one way only."""

_START = re.compile(
    r"""(?<![\w.,/\\–—-])(?:[\dOIl](?=[\dOoIló]{0,5}(?:\.\d{1,2})?[a-zđA-C]?(?:[ ]\d{1,3}){0,2}
        (?:[ ]?[-/\\–—]|[A-ZĐ]{2})[^\n]{0,12}?[A-ZĐƠÔÓ0-9][A-ZĐƠÔÓ][^\n]?) | /(?=[A-ZĐƠÔ]{2,}[^\W\d_]?[ ]?[-–—/]))""",
    re.VERBOSE,
)
_CHUNK = re.compile(r"(?P<core>[\w/\\&'’–—-]+(?:\.[\w–—-]+)*)(?P<trail>[^\w\s]*)(?P<blank>[ ](?=[\w/\\–—-]))?")
_CUE = re.compile(
    r"(?:^|\n|(?<![-/\w])(?P<word>[^\W\d_]+)[ ])[^\w\n]*[sS][oốôóòồổỗộỏõọơéê6OỐÔÓÒỒỔỖỘỎÕỌƠ](?P<blank>:?)[ ]?$"
)
_NUMBER_BEFORE = re.compile(r"(?<![sS])\d[a-zđ]?[.,;:]?[ ]$")
_OVER_LINE_END = re.compile(
    r"(?<![\w/.–-])(?P<begun>\d+(?:/\d{4})?(?:[-/][A-ZĐ]\w*)*[-/])\s?\n\s*(?P<rest>[A-ZĐ][\w&]*(?:[-/][A-ZĐ][\w&]*)*)"
)
_BLANKS = re.compile(r" ?([-/]) ?")
_GAP = re.compile(r"(\d+) /(?! )")
_LONGEST = 6
"""Into how many chunks blanks may break a code."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Code points `start` to `end` that cannot be read as what must stand there, or in more than one way.

    `alternatives` are the readings between which a person has to choose, empty where there is none. `reason` is what
    is doubtful: `code`, `date`, `month`, `quarter`, `year`.
    """

    start: int
    end: int
    read: str
    alternatives: tuple[str, ...]
    reason: str


def repair_codes(text: str) -> tuple[Edit, ...]:
    """The repairs of broken codes and dates, in order; `text` is free of look-alike characters (`plain_characters`).

    Blanks beside separators alone may have been printed (`217 /QĐ-UBND`, its number written by hand): they are doubts.

    >>> [(edit.before, edit.after) for edit in repair_codes("số 37 7QĐ-BGDĐT ngày 08/6201 0")]
    [('37 7QĐ-BGDĐT', '377/QĐ-BGDĐT'), ('08/6201 0', '08/6/2010')]
    """
    result = list(_continued(text))
    for found in _findings(text):
        before = text[found.start : found.end]
        reading = found.readings[0] if len(found.readings) == 1 else None
        if reading and reading.certain and reading.text != before and not may_be_printed(before, reading.text):
            printed = _with_gap(before, reading.text)
            result.append(Edit(found.start, found.end, before, printed, reading.reason, CLOSED_SET))
    return tuple(sorted(result, key=attrgetter("start")))


def _continued(text: str) -> Iterator[Edit]:
    r"""The repairs of what stands of a code behind a line end.

    >>> [(edit.before, edit.after) for edit in repair_codes("Nghị định số 118/2025/\nNĐĐ-CP ngày 09/6/2025")]
    [('NĐĐ-CP', 'NĐ-CP')]
    """
    for found in _OVER_LINE_END.finditer(text):
        begun, rest = found["begun"], found["rest"]
        repairs = repair_codes(f"số {begun}{rest}")
        if len(repairs) == 1 and repairs[0].after.startswith(begun):
            after = repairs[0].after.removeprefix(begun)
            yield Edit(found.start("rest"), found.end("rest"), rest, after, repairs[0].reason, CLOSED_SET)


def _with_gap(read: str, code: str) -> str:
    """The code with the gap behind its number that was left for a pen, where that is all that the number has.

    >>> _with_gap("217 /QD-UBND", "217/QĐ-UBND"), _with_gap("21 7/QD-UBND", "217/QĐ-UBND")
    ('217 /QĐ-UBND', '217/QĐ-UBND')
    """
    gap = _GAP.match(read)
    number = gap[1] if gap else ""
    return f"{number} {code[len(number) :]}" if number and code.startswith(f"{number}/") else code


def may_be_printed(read: str, code: str) -> bool:
    """Whether all that is wrong is blanks beside separators, which typists put there too.

    >>> may_be_printed("22/ 12/ 2011", "22/12/2011"), may_be_printed("22/12/201 1", "22/12/2011")
    (True, False)
    """
    return _BLANKS.sub(r"\1", read) == code


def with_repairs(repairs: Sequence[Edit], decoded: Iterable[Edit]) -> list[Edit]:
    """The repairs and those of the decoder's edits that do not overlap one of them, in order."""
    ends = [repair.end for repair in repairs]
    kept = []
    for edit in decoded:
        place = bisect_right(ends, edit.start)
        if place == len(repairs) or edit.end <= repairs[place].start:
            kept.append(edit)
    return sorted([*repairs, *kept], key=attrgetter("start"))


def doubtful_codes(text: str) -> tuple[Doubt, ...]:
    """Codes and dates that are wrong, but may have been more than one thing or nothing that can be known.

    >>> [(doubt.read, doubt.alternatives) for doubt in doubtful_codes("số 1l/2020/NĐ-CP ngày 31/02/2020")]
    [('1l/2020/NĐ-CP', ('11/2020/NĐ-CP', '1/2020/NĐ-CP')), ('31/02/2020', ())]
    """
    return tuple(
        Doubt(
            found.start,
            found.end,
            text[found.start : found.end],
            tuple(one.text for one in found.readings),
            found.doubt,
        )
        for found in _findings(text)
        if len(found.readings) != 1
        or not found.readings[0].certain
        or may_be_printed(text[found.start : found.end], found.readings[0].text)
    )


@lru_cache(maxsize=1)
def _findings(text: str) -> tuple[Finding, ...]:
    """What was found in order; of two that overlap, the first. Its repairs and its doubts are asked for in turn."""
    result: list[Finding] = []
    for found in sorted([*_code_findings(text), *date_findings(text)], key=attrgetter("start")):
        if not result or found.start >= result[-1].end:
            result.append(found)
    return tuple(result)


def _code_findings(text: str) -> Iterator[Finding]:
    """The codes that are not right as they were read."""
    end = 0
    for found in _START.finditer(text):
        if found.start() >= end and (finding := _code_at(text, found.start())):
            end = finding.end
            if any(reading.text != text[finding.start : end] for reading in finding.readings):
                yield finding


def _code_at(text: str, start: int) -> Finding | None:
    """The code that begins here: of the chunks between blanks, as many as need the fewest repairs."""
    before = text[max(0, start - 40) : start]
    cued, alone = _is_cued(before), not _NUMBER_BEFORE.search(before)
    chosen: tuple[Reading, ...] = ()
    end = place = start
    for _ in range(_LONGEST):
        chunk = _CHUNK.match(text, place)
        if chunk is None:
            break
        rest = text[chunk.end("core") : chunk.end("core") + 2]
        broken = not rest.strip(" ") or rest.lstrip(" ").startswith("\n")
        readings = code_readings(text[start : chunk.end("core")], Place(cued, alone, broken))
        if readings and (not chosen or readings[0].repairs < chosen[0].repairs):
            chosen, end = readings, chunk.end("core")
        if chunk["trail"] or not chunk["blank"] or (chosen and not chosen[0].repairs):
            break
        place = chunk.end()
    return Finding(start, end, chosen, "code") if chosen else None


@cache
def _document_words() -> frozenset[str]:
    """The last words of the names of documents, without marks: behind them `số` announces a code."""
    names = {"văn bản", *(row[0] for row in read_rows("document_types.tsv"))}
    return frozenset(strip_accents(name.split()[-1]).casefold() for name in names)


def _is_cued(before: str) -> bool:
    """Whether the text ends with the `số` of a document, or with `số` at the beginning of a line."""
    found = _CUE.search(before)
    return found is not None and (not found["word"] or strip_accents(found["word"]).casefold() in _document_words())
