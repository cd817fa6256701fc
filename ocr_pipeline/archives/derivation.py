"""What a read document and its file tell for sure: the sources that the table of fields names; the rest stays empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ocr_pipeline.document import Document, Header, Origin, RegionKind
from ocr_pipeline.vietnamese.syllable import is_syllable

BORN_DIGITAL, DIGITISED, MIXED = "Gốc điện tử", "Số hóa", "Hỗn hợp"
VIETNAMESE = "Tiếng Việt"
FEWEST_WORDS = 20
"""Words from which the language of a text is told."""
VIETNAMESE_SHARE = 0.7
"""Share of accented words among those that are Vietnamese syllables; names and abbreviations are none."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_HANDWRITTEN = {RegionKind.SIGNATURE: "chữ ký", RegionKind.HANDWRITING: "chữ viết tay"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is kept of a document once it is read, without its pages; values in words, None or empty where not known."""

    header: Header
    pages: int
    first_page: int
    last_page: int
    language: str | None
    origin: str | None
    handwriting: str
    recognised: bool
    edits: int
    damage: float


def facts_of(document: Document) -> Facts:
    """The facts of one document; its pages can go then."""
    first, last = document.page_range if document.pages else (0, 0)
    return Facts(
        header=document.structure.header,
        pages=len(document.pages),
        first_page=first,
        last_page=last,
        language=language_of(document.text),
        origin=origin_of(document),
        handwriting=handwriting_of(document),
        recognised=any(page.origin is Origin.OCR and not page.blank for page in document.pages),
        edits=len(document.edits),
        damage=document.damage,
    )


def language_of(text: str) -> str | None:
    """Vietnamese where most words are spelt so; None for anything else, which a person has to name.

    >>> language_of("Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành báo cáo trước ngày 30/6. " * 2)
    'Tiếng Việt'
    >>> language_of("The parties agree as follows: " * 10) is None
    True
    """
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    accented = sum(1 for word in words if not word.isascii() and is_syllable(word))
    syllables = sum(map(is_syllable, words))
    return VIETNAMESE if syllables >= VIETNAMESE_SHARE * len(words) and 2 * accented >= syllables else None


def origin_of(document: Document) -> str | None:
    """Whether the document came as paper or as data; None for plain text, of which nobody can tell."""
    origins = {page.origin for page in document.pages if not page.blank} or {page.origin for page in document.pages}
    if Origin.TEXT in origins or not origins:
        return None
    if Origin.TEXT_LAYER not in origins:
        return DIGITISED
    return MIXED if len(origins) > 1 else BORN_DIGITAL


def handwriting_of(document: Document) -> str:
    """Where something is written by hand: `chữ ký: trang 2; chữ viết tay: trang 1, 2`."""
    pages = {
        name: [str(page.number) for page in document.pages if any(region.kind is kind for region in page.regions)]
        for kind, name in _HANDWRITTEN.items()
    }
    return "; ".join(f"{name}: trang {', '.join(numbers)}" for name, numbers in pages.items() if numbers)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document stands in its file: from 1 in the order of the paths, and the values of the file's record."""

    ordinal: int
    file: Mapping[str, str]

    def value(self, source: str) -> str:
        """What the file's record has for a source, whatever the profile calls the field."""
        return next((self.file[name] for name in FROM_FILE[source] if self.file.get(name)), "")

    @property
    def file_code(self) -> str:
        """The code of the file, which only a person can give."""
        return self.value("code of the file")


def _notation(facts: Facts) -> str | None:
    parts = facts.header.code_parts
    if parts is None:
        return None
    return f"{parts.year}/{parts.symbol}" if parts.year else parts.symbol


def _issuers(facts: Facts) -> str | None:
    return "; ".join(filter(None, (facts.header.issuer, *facts.header.co_issuers))) or None


def _within(standing: Standing, digits: int) -> str | None:
    return f"{standing.file_code}.{standing.ordinal:0{digits}}" if standing.file_code else None


_OF_DOCUMENT: Mapping[str, Callable[[Facts, Standing], str | None]] = {
    "document id": lambda _, standing: _within(standing, 1),
    "document code": lambda _, standing: _within(standing, 7),
    "code of the file": lambda _, standing: standing.file_code,
    "maintenance of the file": lambda _, standing: standing.value("maintenance of the file"),
    "risk recovery of the file": lambda _, standing: standing.value("risk recovery of the file"),
    "risk recovery status of the file": lambda _, standing: standing.value("risk recovery status of the file"),
    "ordinal": lambda _, standing: str(standing.ordinal),
    "type": lambda facts, _: facts.header.type,
    "number": lambda facts, _: facts.header.code_parts.number if facts.header.code_parts else None,
    "notation": lambda facts, _: _notation(facts),
    "date": lambda facts, _: facts.header.date,
    "issuer": lambda facts, _: _issuers(facts),
    "subject": lambda facts, _: facts.header.subject,
    "language": lambda facts, _: facts.language,
    "pages": lambda facts, _: str(facts.pages),
    "secrecy, or mode of the file": lambda facts, standing: (
        facts.header.secrecy or standing.value("secrecy, or mode of the file")
    ),
    "origin": lambda facts, _: facts.origin,
    "handwriting": lambda facts, _: facts.handwriting,
}


def _days(facts: Iterable[Facts]) -> list[date]:
    return sorted(date.fromisoformat(one.header.date) for one in facts if one.header.date)


def _together(values: Sequence[str | None]) -> str | None:
    """What all have, or both; None where one is not known."""
    known = set(values)
    if None in known or not known:
        return None
    return known.pop() if len(known) == 1 else MIXED


_OF_FILE: Mapping[str, Callable[[Sequence[Facts]], str | None]] = {
    "languages": lambda facts: "; ".join(dict.fromkeys(one.language for one in facts if one.language)),
    "first date": lambda facts: days[0].isoformat() if (days := _days(facts)) else None,
    "last date": lambda facts: days[-1].isoformat() if (days := _days(facts)) else None,
    "documents": lambda facts: str(len(facts)),
    "pages of all": lambda facts: str(sum(one.pages for one in facts)),
    "origins": lambda facts: _together([one.origin for one in facts]),
}


FROM_FILE: Mapping[str, tuple[str, ...]] = {
    "document id": ("fileCode", "FileCode"),
    "document code": ("fileCode", "FileCode"),
    "code of the file": ("fileCode", "FileCode"),
    "maintenance of the file": ("maintenance", "Maintenance"),
    "secrecy, or mode of the file": ("mode", "Rights"),
    "risk recovery of the file": ("riskRecovery",),
    "risk recovery status of the file": ("riskRecoveryStatus",),
}
"""The fields of the file's record on which a source rests: what is missing there is not asked for each document."""


def of_document(source: str, facts: Facts, standing: Standing) -> str | None:
    """What a source gives for a document; None or empty where it is not known."""
    return _OF_DOCUMENT[source](facts, standing) if source else None


def of_file(source: str, facts: Sequence[Facts]) -> str | None:
    """What a source gives for a file of documents; None or empty where it is not known."""
    return _OF_FILE[source](facts) if source else None
