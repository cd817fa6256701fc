"""The records of one file (hồ sơ) and its documents: what was read, what people have set, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.archives.derivation import FROM_FILE, Facts, Standing, of_document, of_file
from ocr_pipeline.archives.profiles import Field, Form, Level, Profile
from ocr_pipeline.archives.sidecar import Human


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a file: its stem in the output folder, its input, the SHA-256 of that, and what it tells."""

    stem: str
    input: str
    sha256: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the document or file that it is about, and its values, with all fields of the profile in order."""

    level: Level
    about: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is needed and empty; `hint` is what the paper says instead of a value, empty where nothing."""

    level: Level
    about: str
    field: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FileRecords:
    """A file of documents: its name (a folder, empty for the tree itself), its record and those of its documents."""

    name: str
    members: tuple[Member, ...]
    file: Record
    documents: tuple[Record, ...]
    missing: tuple[Missing, ...]


def records_of(profile: Profile, name: str, members: Sequence[Member], human: Human) -> FileRecords:
    """The record of the file, and one of every member, numbered in the order in which they come.

    What people have set counts before what was read.
    """
    all_facts = [member.facts for member in members]
    set_for_file = human.every_file | human.files.get(name, {})
    file_values = {
        field.name: set_for_file.get(field.name) or _written(profile, field, of_file(field.source, all_facts))
        for field in profile.file
    }
    file = Record(Level.FILE, name, file_values)
    documents = []
    for ordinal, member in enumerate(members, 1):
        standing, given = Standing(ordinal, file_values), human.documents.get(member.stem, {})
        values = {
            field.name: given.get(field.name)
            or _written(profile, field, of_document(field.source, member.facts, standing))
            for field in profile.document
        }
        documents.append(Record(Level.DOCUMENT, member.stem, values))
    missing = list(_missing(profile, file))
    asked = frozenset(one.field for one in missing)
    for record, member in zip(documents, members, strict=True):
        missing += _missing(profile, record, member.facts, asked)
    return FileRecords(name, tuple(members), file, tuple(documents), tuple(missing))


def _written(profile: Profile, field: Field, value: str | None) -> str:
    """The value as the field writes it; a maintenance that the file has as it stands there."""
    if not value:
        return ""
    coded = profile.coded(field, value)
    return value if coded is None and field.form is not Form.CODE else coded or ""


def _missing(
    profile: Profile, record: Record, facts: Facts | None = None, asked: frozenset[str] = frozenset()
) -> Iterator[Missing]:
    """What a person has to fill in; not for a document what one of the fields `asked` of its file would fill."""
    for field in profile.fields(record.level):
        asked_there = not asked.isdisjoint(FROM_FILE.get(field.source, ()))
        if not record.values[field.name] and field.is_needed(record.values) and not asked_there:
            yield Missing(record.level, record.about, field.name, field.title, _hint(field, facts))


def _hint(field: Field, facts: Facts | None) -> str:
    """The printed words where the paper leaves a value to be filled in by hand."""
    if facts is None:
        return ""
    header = facts.header
    printed = {
        "number": header.code_text or header.code,
        "notation": header.code_text or header.code,
        "date": header.date_text,
    }
    return printed.get(field.source) or ""
