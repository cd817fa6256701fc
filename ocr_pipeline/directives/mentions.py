"""Mentions of other documents: type, code, date, issuer and subject as their words tell, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ocr_pipeline.directives.citations import coded_mentions, date_after
from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.directives.labels import UPPER
from ocr_pipeline.document import Abbreviation, Citation, Reference, Relation
from ocr_pipeline.lexicons import read_rows

_ISSUER = re.compile(
    r"\s*,?\s*(?:của|do)\s+(?P<issuer>(?:(?!\s(?:về|quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi,?|giao|ngày|thay thế"
    rf"|và\s+(?:Nghị|Quyết|Chỉ|Kết|Thông|Luật|[^\W\d_]+(?:\s[^\W\d_]+){{0,3}}\ssố))\s|\svà\s(?![{UPPER}]))"
    r"[^;.:()\n,]){3,80})"
)
_SUBJECT = re.compile(
    r"\s*,?\s*(?P<subject>(?:về|quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi(?:, bổ sung)?)\s[^;.:()\n]{3,200}?)"
    r"(?=[;.:()\n]|,\s|\s(?:và|tại)\s(?:Nghị|Quyết|Chỉ|Kết|Thông|Luật|Tờ)|$)"
)
_LAW = re.compile(
    rf"(?<!\w)(?P<type>Bộ luật|Luật|Pháp lệnh|Hiến pháp)(?:\s+(?P<name>"
    rf"[Ss]ửa đổi(?:, bổ sung)? (?:một số điều|[Đđ]iều \d+)[^;.:()\n]{{3,150}}?(?=\s+(?:ngày|năm|số)\s\d|[;.:()\n]|$)|"
    rf"[{UPPER}](?:(?!\s(?:Luật|Nghị|Quyết|Thông|Pháp)\s)[^;.:()\n\d]){{1,110}}?(?=\s+(?:ngày|năm|số)\s\d)"
    rf"|[{UPPER}][^;.:()\n\d,]{{1,110}}?(?=\s+(?:ngày|năm|số)\s|\s*[,;.:()\n]|\s+(?:và|về)\s+(?:Luật|Nghị|việc)|$)))?"
    r"(?:\s+năm\s+(?P<year>(?:19|20)\d\d))?"
)
_REACH = 140
_DEFINED = re.compile(
    r"\(?\s*(?:sau đây|dưới đây|sau)?\s*(?:được\s+)?(?:gọi|viết)\s+(?:tắt\s+|chung\s+)*là:?\s*"
    r"[\"']?(?P<short>[^)\"';,.\n]{2,60})"
)


@cache
def _types() -> re.Pattern[str]:
    names = sorted({row[0] for row in read_rows("document_types.tsv")}, key=len, reverse=True)
    between = r"(?:\s+(?!(?:tại|theo|của|và)\s)[^\W\d]+){0,3}?"
    return re.compile(rf"(?<!\w)(?P<type>{'|'.join(map(re.escape, names))}){between}\s*(?:số\s*:?\s*)?$")


@cache
def _back() -> re.Pattern[str]:
    names = sorted({row[0] for row in read_rows("document_types.tsv")}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?P<type>{'|'.join(map(re.escape, names))})\s+(?:nêu|nói)\s+trên(?!\w)")


@cache
def _relations() -> tuple[tuple[re.Pattern[str], Relation], ...]:
    return tuple((re.compile(pattern), Relation(kind)) for pattern, kind in read_rows("relations.tsv"))


def find_citations(fields: Iterable[tuple[str, str]], own: str | None) -> tuple[Citation, ...]:
    """Every mention of another document in the fields (path, text), in order.

    >>> text = "Thay thế Nghị quyết số 06-NQ/TU, ngày 11/01/2021 của Tỉnh ủy về đô thị."
    >>> found = find_citations([("opening[0]", text)], None)
    >>> [(one.code, one.type, one.date, one.issuer, one.subject, one.relations) for one in found]
    [('06-NQ/TU', 'Nghị quyết', '2021-01-11', 'Tỉnh ủy', 'về đô thị', (<Relation.REPLACES: 'replaces'>,))]
    """
    result: list[Citation] = []
    for field, text in fields:
        plain = comparable(text)
        found = [*_coded(field, text, plain, own), *_laws(field, text, plain)]
        found += _referring_back(field, text, plain, [*result, *found])
        result += sorted(found, key=lambda one: one.start)
    return tuple(result)


def _coded(field: str, text: str, plain: str, own: str | None) -> Iterable[Citation]:
    for code, start, end in coded_mentions(text):
        if code == own:
            continue
        named = _types().search(plain, max(0, start - 60), start)
        begin = named.start() if named else start
        kind = squeeze(named["type"]).capitalize() if named else None
        yield _told(Citation("", field, begin, end, code, kind), text, plain)


def _laws(field: str, text: str, plain: str) -> Iterable[Citation]:
    """Laws cited by name; one with a code (`Luật Lưu trữ số 01/2011/QH13`) is a coded mention already."""
    for found in _LAW.finditer(text):
        if re.match(r"\s+(?:ngày[^;]{0,40}?)?số\s+\d", text[found.end() :]):
            continue
        if found["name"] or found["year"] or found["type"] == "Hiến pháp":
            subject = squeeze(found["name"] or "") or None
            kind = found["type"].capitalize()
            yield _told(Citation("", field, found.start(), found.end(), None, kind, subject=subject), text, plain)


def _told(one: Citation, text: str, plain: str) -> Citation:
    """The mention with the date, issuer and subject that follow it, and what is done to the document."""
    end, day = date_after(text, one.end)
    issuer = _ISSUER.match(text, end)
    end = issuer.end() if issuer else end
    if day is None:
        end, day = date_after(text, end)
    subject = None if one.subject else _SUBJECT.match(text, end)
    end = subject.end() if subject else end
    return replace(
        one,
        text=squeeze(text[one.start : end]),
        end=end,
        date=day,
        issuer=squeeze(issuer["issuer"]) if issuer else None,
        subject=squeeze(subject["subject"]) if subject else one.subject,
        relations=_done_to(plain, one),
    )


def _done_to(plain: str, one: Citation) -> tuple[Relation, ...]:
    """What the words before the mention in the same sentence do to it."""
    if one.field.startswith("legal_bases"):
        return (Relation.BASIS,)
    before = re.split(r"[.;\n](?=\s)", plain[max(0, one.start - _REACH) : one.start])[-1]
    return tuple(relation for pattern, relation in _relations() if pattern.search(before))


def _referring_back(field: str, text: str, plain: str, cited: list[Citation]) -> Iterable[Citation]:
    """`Nghị quyết nêu trên`: the last document of that type that was cited with its code."""
    for found in _back().finditer(plain) if "trên" in plain else ():
        kind = squeeze(found["type"]).capitalize()
        last = next((one for one in reversed(cited) if one.code and one.type == kind), None)
        if last:
            words = squeeze(text[found.start() : found.end()])
            yield replace(last, text=words, field=field, start=found.start(), end=found.end(), relations=())


def references_of(citations: Iterable[Citation]) -> tuple[Reference, ...]:
    """Every cited code once, in order of first mention, with the first value that its mentions tell."""
    found: dict[str, Reference] = {}
    for one in citations:
        if one.code:
            known = found.get(one.code, Reference(one.code))
            found[one.code] = Reference(
                one.code,
                known.date or one.date,
                known.type or one.type,
                known.issuer or one.issuer,
                known.subject or one.subject,
            )
    return tuple(found.values())


def find_abbreviations(texts: Iterable[str]) -> tuple[Abbreviation, ...]:
    """Short forms that the paper defines for itself.

    >>> find_abbreviations(["Thành lập Ban Tổ chức Giải vô địch (sau đây viết tắt là Ban Tổ chức), gồm:"])
    (Abbreviation(short='Ban Tổ chức', full='Thành lập Ban Tổ chức Giải vô địch'),)
    """
    found: dict[str, Abbreviation] = {}
    for text in texts:
        plain = comparable(text)
        if "tắt" not in plain and "gọi" not in plain:
            continue
        for match in _DEFINED.finditer(plain):
            short = squeeze(text[match.start("short") : match.end("short")])
            full = _defined_by(text[: match.start()].rstrip(" ("))
            if full:
                found.setdefault(short, Abbreviation(short, full))
    return tuple(found.values())


def _defined_by(before: str) -> str:
    """The words that a short form stands for: back to a stop, or to a comma before a capital letter."""
    pieces = re.split(r"[;.(\n]\s*|,\s+", before)
    full = pieces.pop()
    while pieces and full[:1].islower() and before.endswith(f"{pieces[-1]}, {full}"):
        full = f"{pieces.pop()}, {full}"
    return squeeze(full)
