"""The fields of archive records as data: one profile for each circular (`lexicons/archive_fields.tsv`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import canonical

PROFILES = ("tt05-2025", "tt02-2019")
"""The circulars: TT 05/2025/TT-BNV, and TT 02/2019/TT-BNV before it."""
_ANYTHING = "*"


class Level(StrEnum):
    """What a record describes: a document, or a file of documents (hồ sơ)."""

    DOCUMENT = "document"
    FILE = "file"


class Form(StrEnum):
    """How a value is written."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `source` names what fills it (`derivation.py`), empty where only a person can. `needed_with` is the field that makes
    this one needed by holding one of `needed_values`; without it `needed` alone decides.
    """

    name: str
    title: str
    source: str
    form: Form
    length: int
    needed: bool
    needed_with: str = ""
    needed_values: tuple[str, ...] = ()

    def is_needed(self, record: Mapping[str, str]) -> bool:
        """Whether a record with these values must have the field."""
        return record.get(self.needed_with, "") in self.needed_values if self.needed_with else self.needed


@dataclass(frozen=True, slots=True)
class Code:
    """A value that a code field may hold: its code, its label, and the words that mean it."""

    code: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The fields of both levels in the order in which they are written, and the codes of each code field."""

    name: str
    document: tuple[Field, ...]
    file: tuple[Field, ...]
    codes: Mapping[str, tuple[Code, ...]]

    def fields(self, level: Level) -> tuple[Field, ...]:
        """The fields of one level."""
        return self.document if level is Level.DOCUMENT else self.file

    def coded(self, field: Field, value: str) -> str | None:
        """The value as the field writes it; None where it is no code, label, word or day that the field knows.

        >>> profile = profile_named("tt05-2025")
        >>> kind = next(field for field in profile.document if field.name == "typeName")
        >>> [profile.coded(kind, words) for words in ("Quyết định", "KẾT LUẬN", "10", "Thông tri")]
        ['02', '32', '10', '32']

        A code field may hold several, between semicolons (`Tiếng Việt; Tiếng Anh`).
        """
        match field.form:
            case Form.CODE:
                codes = [self._code(field.name, part) for part in value.split(";") if part.strip()]
                return None if None in codes else "; ".join(code for code in codes if code)
            case Form.DATE:
                return _day(value)
            case Form.NUMBER:
                return value if value.isascii() and value.isdigit() else None
            case Form.TEXT:
                return value

    def _code(self, name: str, value: str) -> str | None:
        wanted = folded(value)
        fallback = None
        for code in self.codes.get(name, ()):
            if wanted in (code.code.casefold(), folded(code.label), *map(folded, code.words)):
                return code.code
            if _ANYTHING in code.words:
                fallback = code.code
        return fallback


def folded(text: str) -> str:
    """The text as titles, labels and words are compared: without case, spaces and tone placement.

    >>> folded("Thời  hạn lưu trữ") == folded("thời hạn LƯU TRỮ"), folded("Số hoá") == folded("Số hóa")
    (True, True)
    """
    return " ".join(canonical(word) for word in text.casefold().split())


@cache
def profile_named(name: str) -> Profile:
    """The profile; KeyError where there is none of that name."""
    if name not in PROFILES:
        raise KeyError(name)
    return Profile(name, tuple(_fields(name, Level.DOCUMENT)), tuple(_fields(name, Level.FILE)), _codes(name))


def _fields(profile: str, level: Level) -> Iterator[Field]:
    for row in read_rows("archive_fields.tsv"):
        if row[:2] == (profile, level):
            _, _, name, title, source, form, length, needed, *_ = row
            other, _, values = needed.partition("=")
            condition = (other, tuple(values.split(","))) if values else ("", ())
            yield Field(name, title, source, Form(form), int(length), needed == "yes", *condition)


def _codes(profile: str) -> dict[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for owner, field, code, label, *words in read_rows("archive_codes.tsv"):
        if owner == profile:
            meant = tuple(word.strip() for word in words[0].split(";")) if words else ()
            found[field] = (*found.get(field, ()), Code(code, label, meant))
    return found


def _day(value: str) -> str | None:
    """The day as DD/MM/YYYY; ISO dates are understood too."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(value, form)
        except ValueError:
            continue
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return None
