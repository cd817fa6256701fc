"""Packages to keep: for each file of documents a folder with originals, results, records, METS and PREMIS."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from ocr_pipeline.archives.mets import METS_PATH, Package, Software, mets_xml
from ocr_pipeline.archives.package_files import (
    VIETNAM,
    PackagedFile,
    copy_original,
    copy_result,
    is_signed_original,
    record_name,
    results_by_stem,
    uuid_of,
    write_described,
)
from ocr_pipeline.archives.premis import events_of, premis_xml
from ocr_pipeline.archives.record_xml import record_xml
from ocr_pipeline.archives.records import FileRecords
from ocr_pipeline.archives.tables import csv_lines, shown_file
from ocr_pipeline.archives.writing import RecordOptions, Records, write_below
from ocr_pipeline.errors import InputError, PipelineError
from ocr_pipeline.exports.files import make_folder, output_error, write_file
from ocr_pipeline.work_records import FileRecord, is_hidden

LIST = "packages.csv"
"""The list of packages, in their folder."""
_TITLES = ("Hồ sơ", "Gói", "Số tài liệu", "Số tệp")
_PREFIX = "urn_uuid_"
"""How the folder of every package begins."""


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """Where packages are written, and where the tree of the originals is.

    `software` are programs that the run used beside this one. `files` gives what the run knows of its inputs,
    for times, settings and outcomes.
    """

    folder: Path
    originals: Path
    software: tuple[Software, ...] = ()
    files: Callable[[], Iterable[FileRecord]] | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """The packages that were written, by the name of the file (hồ sơ); what failed; originals that are in none.

    `earlier` are the names of packages in the folder that this call has not written: of files that have changed since,
    or are no more. They stay, for nobody but a person can know whether they are still needed.
    """

    packages: Mapping[str, Path]
    failures: tuple[tuple[str, PipelineError], ...]
    left_out: tuple[str, ...]
    earlier: tuple[str, ...] = ()


def write_packages(out: Path, options: RecordOptions, plan: PackageOptions) -> Packed:
    """One package for every file of documents in `out`; what cannot be packed whole is not packed, and is told.

    Originals are copied and never touched; a package is there whole or not at all, and replaces an earlier one
    of the same content. OutputError where nothing can be written.
    """
    make_folder(plan.folder)
    runs = {} if plan.files is None else {file.path: replace(file, pages=()) for file in plan.files()}
    records = Records(out, replace(options, without=(*options.without, plan.folder)))
    packages: dict[str, Path] = {}
    rows: list[Sequence[str]] = [_TITLES]
    failures: list[tuple[str, PipelineError]] = []
    inputs: set[str] = set()
    for one in records:
        inputs |= {member.input for member in one.members}
        try:
            path, count = _write_package(out, one, plan, runs)
        except InputError as error:
            failures.append((shown_file(one.name), error))
            continue
        packages[one.name] = path
        rows.append((shown_file(one.name), path.name, str(len(one.members)), str(count)))
    write_file(plan.folder / LIST, csv_lines(rows, first=True))
    failures += [(str(path), error) for path, error in records.failures]
    return Packed(packages, tuple(failures), _left_out(plan, out, inputs), _earlier(plan.folder, packages.values()))


def _write_package(
    out: Path, records: FileRecords, plan: PackageOptions, runs: Mapping[str, FileRecord]
) -> tuple[Path, int]:
    """The folder of the package, and how many files it holds beside METS, PREMIS and records."""
    contents = "\n".join((records.name, *(f"{member.stem} {member.sha256}" for member in records.members)))
    identifier = f"urn:uuid:{uuid_of(contents)}".upper().replace("URN:UUID", "urn:uuid")
    draft = plan.folder / f".ocr-pipeline-{secrets.token_hex(8)}.tmp"
    try:
        count = _fill(draft, identifier, out, records, (plan, runs))
        target = plan.folder / f"{_PREFIX}{identifier.removeprefix('urn:uuid:')}"
        _put(draft, target)
    except OSError as error:
        raise output_error(error, draft) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target, count


def _fill(
    draft: Path,
    identifier: str,
    out: Path,
    records: FileRecords,
    told: tuple[PackageOptions, Mapping[str, FileRecord]],
) -> int:
    plan, runs = told
    now = datetime.now(VIETNAM).isoformat(timespec="seconds")
    files = _copies(draft, out, records, plan)
    ours = Software("ocr-pipeline", version("ocr-pipeline"))
    events = tuple(events_of(records.members, files, runs, now))
    premis = premis_xml(files, events, (ours, *plan.software))
    described = "metadata/descriptive"
    documents = zip(records.members, records.documents, _record_names(records), strict=True)
    package = Package(
        identifier=identifier,
        title=records.file.values.get("title") or records.file.values.get("Title") or "",
        created=now,
        members=records.members,
        file=write_described(draft, f"{described}/EAD.xml", record_xml(records.file), now),
        records=tuple(
            write_described(draft, f"{described}/{name}", record_xml(record), now, member.stem)
            for member, record, name in documents
        ),
        preservation=write_described(draft, "metadata/preservation/PREMIS.xml", premis, now),
        files=files,
        software=ours,
    )
    write_below(draft / METS_PATH, mets_xml(package))
    return len(files)


def _copies(draft: Path, out: Path, records: FileRecords, plan: PackageOptions) -> tuple[PackagedFile, ...]:
    """Every original once, then what was made of them."""
    originals = {member.input: member for member in records.members}
    copied = [copy_original(plan.originals, member, draft) for member in originals.values()]
    owners = {name: (member.input, name) for member in records.members for name in (member.input, member.stem)}
    for stem, names in results_by_stem(out, records.members).items():
        input_, _ = owners[stem]
        copied += [
            copy_result(out, name, owners[stem], draft)
            for name in names
            if not is_signed_original(out / name, originals[input_].sha256)
        ]
    return tuple(copied)


def _record_names(records: FileRecords) -> list[str]:
    """Names of the records of the documents; of equal ones in a file the later have their number."""
    names: list[str] = []
    for ordinal, member in enumerate(records.members, 1):
        name = record_name(member.stem)
        names.append(name if name not in names else f"EAD_doc_{ordinal:07}.xml")
    return names


def _put(draft: Path, target: Path) -> None:
    """The draft in the place of the target, which goes only when the new one is whole."""
    if target.exists():
        old = target.with_name(f"{draft.name}.old")
        target.rename(old)
        draft.rename(target)
        shutil.rmtree(old)
    else:
        draft.rename(target)


def _earlier(folder: Path, packages: Iterable[Path]) -> tuple[str, ...]:
    """The packages in the folder that are none of these."""
    now = {path.name for path in packages}
    found = (path.name for path in folder.glob(f"{_PREFIX}*") if (path / METS_PATH).is_file())
    return tuple(sorted(name for name in found if name not in now))


def _left_out(plan: PackageOptions, out: Path, inputs: set[str]) -> tuple[str, ...]:
    """Originals without a result, and folders that cannot be opened, with a slash.

    Nothing leaves the archive unseen, but for what the system leaves in folders.
    """
    passed = {out.resolve(), plan.folder.resolve()}
    found: list[str] = []

    def closed(error: OSError) -> None:
        found.append(f"{Path(error.filename).relative_to(plan.originals).as_posix()}/")

    for name, folders, names in os.walk(plan.originals, onerror=closed):
        folder = Path(name)
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and (folder / one).resolve() not in passed
        )
        paths = ((folder / one).relative_to(plan.originals).as_posix() for one in sorted(names) if not is_hidden(one))
        found += [path for path in paths if path not in inputs]
    return tuple(found)
