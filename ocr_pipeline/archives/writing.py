"""Archive records of all documents in an output folder: read one by one, grouped in files, as tables and XML."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ocr_pipeline.archives.derivation import facts_of
from ocr_pipeline.archives.profiles import PROFILES, Profile, profile_named
from ocr_pipeline.archives.record_xml import record_xml
from ocr_pipeline.archives.records import FileRecords, Member, records_of
from ocr_pipeline.archives.results import Result, in_order, results_in
from ocr_pipeline.archives.sidecar import Assignment, Sidecar, read_sidecar
from ocr_pipeline.archives.tables import (
    MISSING_TITLES,
    Cells,
    csv_lines,
    document_rows,
    document_titles,
    file_row,
    file_titles,
    missing_row,
    records_workbook,
)
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.exports.as_xlsx import MOST_ROWS
from ocr_pipeline.exports.files import make_folder, output_error, write_file

FOLDER = "records"
"""Where in the output folder the records are written."""


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """Which profile; the table of what people know; folders below the output folder that hold no results (packages)."""

    profile: str = PROFILES[0]
    sidecar: Path | None = None
    without: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the folder, how many documents and files have a record, how many needed fields are empty.

    `warnings` are sentences about the sidecar; `failures` the results that could not be read, which have no record.
    """

    folder: Path
    documents: int
    files: int
    missing: int
    warnings: tuple[str, ...] = ()
    failures: tuple[tuple[Path, PipelineError], ...] = ()


@dataclass(slots=True)
class _Rows:
    documents: list[Cells] = field(default_factory=list)
    files: list[Cells] = field(default_factory=list)
    missing: list[Cells] = field(default_factory=list)


class Records:
    """The records of an output folder, made file by file as they are drawn; `warnings`, `failures` grow with them."""

    def __init__(self, out: Path, options: RecordOptions) -> None:
        """Find the results and lay the sidecar to them; an InputError where that cannot be read."""
        self.profile: Profile = profile_named(options.profile)
        self._results = list(results_in(out, without=(out / FOLDER, *options.without)))
        sidecar = Sidecar() if options.sidecar is None else read_sidecar(options.sidecar)
        assigned = Assignment(self.profile, sidecar, {result.stem: result.input for result in self._results})
        self._human = assigned.human
        self.warnings = tuple(assigned.warnings)
        self.failures: list[tuple[Path, PipelineError]] = []

    def __iter__(self) -> Iterator[FileRecords]:
        """Every file of documents once; the documents of each in the order of their paths."""
        self.failures.clear()
        files: dict[str, list[Result]] = {}
        for result in self._results:
            files.setdefault(self._human.file_of.get(result.stem, result.folder), []).append(result)
        for name in in_order(files):
            members = tuple(self._members(files[name]))
            if members:
                yield records_of(self.profile, name, members, self._human)

    def _members(self, results: Sequence[Result]) -> Iterator[Member]:
        for result in results:
            try:
                document = result.read()
            except PipelineError as error:
                self.failures.append((result.path, error))
                continue
            yield Member(result.stem, result.input, document.source.sha256, facts_of(document))


def write_records(out: Path, options: RecordOptions | None = None) -> Written:
    """Write the records of every document in `out` to `out/records`: tables as CSV and XLSX, a file of XML for each.

    A result that cannot be read is among the failures of what is returned, and stops no other. OutputError where
    nothing can be written.
    """
    options = options or RecordOptions()
    folder, records, rows = out / FOLDER, Records(out, options), _Rows()
    make_folder(folder)
    for old in ("documents", "files"):  # those of documents that are gone
        shutil.rmtree(folder / old, ignore_errors=True)
    for one in records:
        _write_xml(folder, one)
        rows.documents.extend(document_rows(one))
        rows.files.append(file_row(one))
        rows.missing.extend(map(missing_row, one.missing))
    warnings = (*records.warnings, *_write_tables(folder, records.profile, rows))
    counts = len(rows.documents), len(rows.files), len(rows.missing)
    return Written(folder, *counts, warnings, tuple(records.failures))


def _write_xml(folder: Path, records: FileRecords) -> None:
    write_below(folder / "files" / safe(records.name) / "EAD.xml", record_xml(records.file))
    for record in records.documents:
        write_below(folder / "documents" / f"{record.about}.xml", record_xml(record))


def _write_tables(folder: Path, profile: Profile, rows: _Rows) -> Iterator[str]:
    """The tables over all; yields what is to be told."""
    titles = {"documents": document_titles(profile), "files": file_titles(profile), "missing": MISSING_TITLES}
    for name, title in titles.items():
        write_file(folder / f"{name}.csv", csv_lines([title, *getattr(rows, name)], first=True))
    if max(len(rows.documents), len(rows.missing)) > MOST_ROWS:
        yield "nhiều dòng hơn một trang tính Excel chứa được: chỉ có các bảng CSV, không có XLSX."
    else:
        write_file(folder / "records.xlsx", records_workbook(profile, rows.documents, rows.files, rows.missing))


def write_below(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path.parent) from error
    write_file(path, content)


def safe(name: str) -> str:
    """The name of a file of documents as a path that stays below the folder that it is joined to.

    >>> safe("so-1/quý 2"), safe("../x"), safe("")
    ('so-1/quý 2', '__/x', '')
    """
    parts = ("__" if part in ("..", ".") else part.replace("\0", "_") for part in name.split("/") if part)
    return "/".join(parts)
