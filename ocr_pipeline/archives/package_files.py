"""The files of a package: copied with their checksums, each with its place, its use and the input it comes from."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from ocr_pipeline.archives.records import Member
from ocr_pipeline.archives.writing import write_below
from ocr_pipeline.errors import DamagedInputError, MissingInputError, UnreadableInputError, reason_of
from ocr_pipeline.exports.files import output_error

VIETNAM = timezone(timedelta(hours=7))
LONGEST_NAME = 255
"""Bytes that file systems allow a name."""
_CHUNK = 1 << 20
_TYPES = {".md": "text/markdown", ".jsonl": "application/jsonl", ".ics": "text/calendar", ".hocr": "text/html"}


class Use(StrEnum):
    """What a file of a package is; the values name its folder under `representations`."""

    ORIGINAL = "original"
    SEARCHABLE = "searchable"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file in a package: its path there, what it is, its bytes, and the input and stem that it belongs to."""

    path: str
    use: Use | None = None
    sha256: str = ""
    size: int = 0
    created: str = ""
    input: str = ""
    stem: str = ""

    @property
    def href(self) -> str:
        """Its path as a relative URL."""
        return quote(os.fsencode(self.path))

    @property
    def identifier(self) -> str:
        """A name that is valid as an XML id, and that another run gives again."""
        return f"ID-{uuid_of(f'{self.path} {self.sha256}')}".upper()

    @property
    def media_type(self) -> str:
        """Its MIME type, by its name."""
        ending = PurePosixPath(self.path).suffix.lower()
        return _TYPES.get(ending) or mimetypes.guess_type(f"x{ending}")[0] or "application/octet-stream"


def uuid_of(text: str) -> UUID:
    """The same UUID for the same text, in which names may stand that are no UTF-8."""
    return uuid5(NAMESPACE_URL, text.encode("utf-8", "backslashreplace").decode())


def iso_time(seconds: float) -> str:
    """Unix seconds as ISO 8601 in Vietnamese time.

    >>> iso_time(0)
    '1970-01-01T07:00:00+07:00'
    """
    return datetime.fromtimestamp(seconds, VIETNAM).isoformat(timespec="seconds")


def vietnamese_time(iso: str) -> str:
    """An ISO time with any offset in Vietnamese time.

    >>> vietnamese_time("2026-03-01T20:15:00+00:00")
    '2026-03-02T03:15:00+07:00'
    """
    return datetime.fromisoformat(iso).astimezone(VIETNAM).isoformat(timespec="seconds")


def copy_original(root: Path, member: Member, package: Path) -> PackagedFile:
    """The input of a document in the package, byte for byte; an InputError where it is gone, closed or another now."""
    name = member.input
    place = PackagedFile(f"representations/{Use.ORIGINAL}/data/{name}", Use.ORIGINAL, input=name, stem=name)
    try:
        original = (root / name).open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise MissingInputError(f"không thấy tệp gốc {name}.", "Hãy kiểm tra thư mục sau --originals.") from error
    except OSError as error:
        problem = f"không đọc được tệp gốc {name} ({reason_of(error)})."
        raise UnreadableInputError(problem, "Hãy kiểm tra quyền đọc và ổ đĩa.") from error
    with original:
        copied = _copy(original, package, place)
    if copied.sha256 != member.sha256:
        raise DamagedInputError(
            f"tệp gốc {name} đã khác với tệp được xử lý (SHA-256 không khớp).",
            "Hãy xử lý lại tệp này rồi đóng gói lại.",
        )
    return copied


def copy_result(out: Path, name: str, owner: tuple[str, str], package: Path) -> PackagedFile:
    """The result `out/name` in the package: a PDF is a searchable copy, all else text; `owner` is (input, stem)."""
    use = Use.SEARCHABLE if name.lower().endswith(".pdf") else Use.TEXT
    place = PackagedFile(f"representations/{use}/data/{name}", use, input=owner[0], stem=owner[1])
    try:
        result = (out / name).open("rb")
    except OSError as error:
        raise UnreadableInputError(
            f"không đọc được kết quả {name} ({reason_of(error)}).", "Hãy kiểm tra quyền đọc và ổ đĩa."
        ) from error
    with result:
        return _copy(result, package, place)


def is_signed_original(result: Path, sha256: str) -> bool:
    """Whether a PDF among the results is the input itself, kept there beside its copy for its digital signature."""
    if result.suffix.lower() != ".pdf":
        return False
    try:
        with result.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError as error:
        raise output_error(error, result) from error


def _copy(original: BinaryIO, package: Path, place: PackagedFile) -> PackagedFile:
    target, digest = package / place.path, hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            while chunk := original.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
            seen = os.fstat(original.fileno())
            size = copy.tell()
        os.utime(target, (seen.st_atime, seen.st_mtime))
    except OSError as error:
        raise output_error(error, target) from error
    return replace(place, sha256=digest.hexdigest(), size=size, created=iso_time(seen.st_mtime))


def write_described(package: Path, path: str, content: bytes, created: str, stem: str = "") -> PackagedFile:
    """Write a file of metadata into the package."""
    write_below(package / path, content)
    return PackagedFile(path, None, hashlib.sha256(content).hexdigest(), len(content), created, stem=stem)


def record_name(stem: str) -> str:
    """The name of a document's record in a package, by the circular: standard, kind, name of the document.

    >>> record_name("so-1/a.pdf")
    'EAD_doc_a.pdf.xml'
    """
    name = f"EAD_doc_{PurePosixPath(stem).name}.xml"
    if len(os.fsencode(name)) <= LONGEST_NAME:
        return name
    return f"EAD_doc_{hashlib.sha256(os.fsencode(stem)).hexdigest()}.xml"


def results_by_stem(out: Path, members: Iterable[Member]) -> Mapping[str, list[str]]:
    """The relative paths of the files in the output folder that were written for each document, or for its whole input.

    A file belongs to the longest name with which its own begins: `a.pdf.2.json` to `a.pdf.2`, not to `a.pdf`.
    """
    names: dict[Path, set[str]] = defaultdict(set)
    for member in members:
        for path in (member.stem, member.input):
            names[(out / path).parent].add(PurePosixPath(path).name)
    found: dict[str, list[str]] = defaultdict(list)
    for folder, known in names.items():
        for result in sorted(folder.iterdir()):
            owner = next((stem for stem in _beginnings(result.name) if stem in known), None)
            if owner is not None and result.is_file():
                found[(folder / owner).relative_to(out).as_posix()].append(result.relative_to(out).as_posix())
    return found


def _beginnings(name: str) -> Iterator[str]:
    """`a.pdf.2.json`: `a.pdf.2`, `a.pdf`, `a`."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name
