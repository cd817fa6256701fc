"""The results in an output folder: one JSON a document, mirrored by relative path, each belonging to one input."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ocr_pipeline.document import Document
from ocr_pipeline.errors import UnreadableInputError, reason_of
from ocr_pipeline.exports import document_from_json

_MARK = b'"schema_version"'
_NAME = re.compile(r'"name": ("(?:[^"\\]|\\.)*")')
_HEAD = 2048
"""Bytes at the beginning of a file in which a document names its schema and source; other JSON is not ours to read."""
_ENDING = ".json"
_DIGITS = re.compile(r"(\d+)")
_PART = re.compile(r"(.*[^\d.][^.]*)\.([1-9]\d*)")
_MARKED = re.compile(r"(?P<kept>.+)~[0-9a-f]{10}(?:\.(?P<part>[1-9]\d*))?")
"""What a run calls the results of an input of a long name: the beginning of the name, and a mark."""


@dataclass(frozen=True, slots=True)
class Result:
    """A document in the output folder: `stem` is its path there without `.json` (`so-1/a.pdf.2`), with `/`.

    `input` is the relative path of its input, `part` the number of the document in it (None: the only one).
    """

    path: Path
    stem: str
    input: str
    part: int | None = None

    @property
    def folder(self) -> str:
        """The folder of its input, relative to the tree; empty for the tree itself."""
        parent = str(PurePosixPath(self.stem).parent)
        return "" if parent == "." else parent

    def read(self) -> Document:
        """The document without the words of its pages; an InputError where the file is damaged or gone."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise UnreadableInputError(
                f"không đọc được kết quả ({reason_of(error)}).", "Hãy kiểm tra quyền đọc và ổ đĩa."
            ) from error
        return document_from_json(content, with_words=False)


def results_in(out: Path, *, without: Collection[Path] = ()) -> Iterator[Result]:
    """The documents in the folder and below, those of one folder together; folders in `without` are passed over."""
    passed = {folder.resolve() for folder in without}
    for name, folders, files in os.walk(out, onerror=_refuse):
        folder = Path(name)
        folders[:] = [one for one in in_order(folders) if one[0] != "." and (folder / one).resolve() not in passed]
        for file in in_order(files):
            if not file.endswith(_ENDING) or file[0] == ".":
                continue
            head = _head(folder / file)
            if head is None or _MARK in head:
                stem = (folder / file).relative_to(out).as_posix().removesuffix(_ENDING)
                yield Result(folder / file, stem, *input_of(stem, _source_name(head or b"")))


def in_order(names: Iterable[str]) -> list[str]:
    """Names as people count: `2.pdf` before `10.pdf`, letters composed (NFC) or not side by side.

    >>> in_order(["10.pdf", "2.pdf", "Tờ trình.pdf"])
    ['2.pdf', '10.pdf', 'Tờ trình.pdf']
    """
    return sorted(names, key=lambda name: (_counted(name), name))


def _counted(name: str) -> list[tuple[int, int, str]]:
    parts = filter(None, _DIGITS.split(unicodedata.normalize("NFC", name)))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def input_of(stem: str, name: str) -> tuple[str, int | None]:
    """The relative path of a result's input, and the number of the document in it (None: the only one).

    `name` is the name that the document gives to its source; a copy of equal content may have another one.

    >>> input_of("so-1/a.pdf", "a.pdf"), input_of("so-1/a.pdf.2", "a.pdf"), input_of("b.2024.1", "b.2024.1")
    (('so-1/a.pdf', None), ('so-1/a.pdf', 2), ('b.2024.1', None))
    >>> input_of("so-1/Quyết đị~d5f9b04495.2", "Quyết định về việc.pdf")
    ('so-1/Quyết định về việc.pdf', 2)
    """
    last = PurePosixPath(stem).name
    marked = _MARKED.fullmatch(last)
    if marked and last != name and name.startswith(marked["kept"]):
        return f"{stem.removesuffix(last)}{name}", int(marked["part"]) if marked["part"] else None
    found = _PART.fullmatch(stem)
    if last == name or found is None:
        return stem, None
    return found[1], int(found[2])


def _refuse(error: OSError) -> None:
    raise UnreadableInputError(
        f"không đọc được thư mục {error.filename} ({reason_of(error)}).", "Hãy kiểm tra đường dẫn và quyền đọc."
    ) from error


def _head(path: Path) -> bytes | None:
    """The beginning of the file; None where it cannot be read, which its reader will tell."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return None


def _source_name(head: bytes) -> str:
    found = _NAME.search(head.decode("utf-8", "ignore"))
    name: str = json.loads(found[1]) if found else ""
    return name
