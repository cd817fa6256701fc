"""What only people know, from a table beside the scans: values of fields, and which document is in which file."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ocr_pipeline.archives.profiles import Field, Level, Profile, folded
from ocr_pipeline.errors import DamagedInputError, UnreadableInputError, reason_of

PATH_TITLES = frozenset(map(folded, ("path", "đường dẫn", "tệp", "tệp tin", "đường dẫn tệp")))
"""Titles of the column that says what a row is about."""
FILE_TITLES = frozenset(map(folded, ("hồ sơ", "thuộc hồ sơ", "dossier")))
"""Titles of the column that says in which file (hồ sơ) a document is."""
EVERY_FILE = "*"
"""The path of a row whose values hold for every file that has none of its own."""
_DELIMITERS = ";,\t"
_NAMES = {Level.DOCUMENT: "tài liệu", Level.FILE: "hồ sơ"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `path` as it stands there, `values` by the titles of the columns, `file` of a document."""

    number: int
    path: str
    values: Mapping[str, str]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The rows of the table, and what is wrong with it, a sentence each."""

    rows: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Human:
    """The values that people have set: for documents by stem, for files by name or for all; the file of a document."""

    documents: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    every_file: dict[str, str] = field(default_factory=dict)
    file_of: dict[str, str] = field(default_factory=dict)


def read_sidecar(path: Path) -> Sidecar:
    """The table at `path`: CSV in UTF-8, with or without byte order mark, between commas, semicolons or tabs.

    Raises an InputError where it cannot be read, or has no column that names paths.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInputError(f"không đọc được bảng ({reason_of(error)}).", "Hãy kiểm tra đường dẫn.") from error
    except UnicodeDecodeError as error:
        raise DamagedInputError(
            "bảng không phải UTF-8.", "Trong Excel hãy lưu lại: CSV UTF-8 (Comma delimited)."
        ) from error
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    titles = [title.strip() for title in next(lines, [])]
    about = next((place for place, title in enumerate(titles) if folded(title) in PATH_TITLES), None)
    if about is None:
        raise DamagedInputError(
            f"bảng không có cột đường dẫn; dòng đầu là: {', '.join(titles) or 'trống'}.",
            "Hãy đặt tên cột đầu là path (đường dẫn của tệp hoặc thư mục, tính từ thư mục gốc).",
        )
    rows, warnings = [], []
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(titles):
            warnings.append(f"dòng {number}: nhiều ô hơn dòng tiêu đề; các ô thừa bị bỏ qua.")
        row = _row(number, dict(zip(titles, (cell.strip() for cell in cells), strict=False)), titles[about])
        if row.path:
            rows.append(row)
        else:
            warnings.append(f"dòng {number}: không có đường dẫn, bị bỏ qua.")
    return Sidecar(tuple(rows), tuple(warnings))


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first line; spreadsheets in Vietnamese write semicolons."""
    first = text.split("\n", 1)[0]
    return max(reversed(_DELIMITERS), key=first.count)


def _row(number: int, cells: Mapping[str, str], about: str) -> Row:
    values = {
        title: text for title, text in cells.items() if text and title != about and folded(title) not in FILE_TITLES
    }
    file = next((text for title, text in cells.items() if folded(title) in FILE_TITLES), "")
    return Row(number, cells.get(about, ""), values, _tidy(file))


def _tidy(path: str) -> str:
    """A path as the output folder spells it: `/` between folders, none at the ends, no `./`."""
    text = str(PurePosixPath(path.replace("\\", "/")))
    return "" if text == "." else text.strip("/")


class Assignment:
    """The rows of a sidecar laid to the documents and files that are there; `warnings` tells what fits nothing."""

    def __init__(self, profile: Profile, sidecar: Sidecar, stems: Mapping[str, str]) -> None:
        """`stems` names the input of each document: `a.pdf.2` is in `a.pdf`."""
        self.human = Human()
        self.warnings: list[str] = list(sidecar.warnings)
        self._profile = profile
        self._by_input: dict[str, list[str]] = {}
        for stem, path in stems.items():
            self._by_input.setdefault(path, []).append(stem)
        self._unfit: set[tuple[str, Level]] = set()
        self._files = {_parent(path) for path in stems.values()} | {row.file for row in sidecar.rows if row.file}
        self._folders = {folder for path in self._by_input for folder in _folders_of(path)}
        names = (*self._folders, *self._files, *self._by_input, *stems)
        self._spellings = {unicodedata.normalize("NFC", name): name for name in names}
        self._moved: dict[str, str] = {}
        for row in sidecar.rows:
            self._lay(row, stems)
        self._move(stems)

    def _lay(self, row: Row, stems: Mapping[str, str]) -> None:
        if row.path == EVERY_FILE:
            self.human.every_file.update(self._values(row, Level.FILE))
            return
        name = self._known(row, stems)
        if name is None:
            return
        documents = self._by_input.get(name) or ([name] if name in stems else [])
        file = self._spellings.get(unicodedata.normalize("NFC", row.file), row.file)
        if not documents:
            if file and name in self._folders:
                self._moved[name] = file
            self.human.files.setdefault(file or name, {}).update(self._values(row, Level.FILE))
            return
        values = dict(self._values(row, Level.DOCUMENT))
        for stem in documents:
            self.human.documents.setdefault(stem, {}).update(values)
            if file:
                self.human.file_of[stem] = file

    def _move(self, stems: Mapping[str, str]) -> None:
        """Put what lies in a moved folder into its new file; an own row counts first, then the nearest folder."""
        for stem, path in stems.items():
            folder = next((folder for folder in _folders_of(path) if folder in self._moved), None)
            if folder is not None:
                self.human.file_of.setdefault(stem, self._moved[folder])

    def _known(self, row: Row, stems: Mapping[str, str]) -> str | None:
        path = _tidy(row.path)
        if path in self._files or path in self._by_input or path in stems or (row.file and path in self._folders):
            return path
        composed = unicodedata.normalize("NFC", path)
        found = self._spellings.get(composed)
        if found is None:
            self.warnings.append(f"dòng {row.number}: không có tệp hay hồ sơ “{composed}” trong thư mục kết quả.")
            return None
        self.warnings.append(
            f"dòng {row.number}: “{composed}” được gõ bằng chữ dựng sẵn hoặc tổ hợp khác với tên tệp (NFC, NFD);"
            " đã hiểu là cùng một tên."
        )
        return found

    def _values(self, row: Row, level: Level) -> Iterator[tuple[str, str]]:
        """Names of fields and their values as the profile writes them."""
        fields = {folded(name): one for one in self._profile.fields(level) for name in (one.title, one.name)}
        for title, text in row.values.items():
            one = fields.get(folded(title))
            if one is not None:
                yield one.name, self._checked(row, one, text)
            elif (title, level) not in self._unfit:
                self._unfit.add((title, level))
                self.warnings.append(self._unfit_column(row, title, level))

    def _unfit_column(self, row: Row, title: str, level: Level) -> str:
        other = Level.FILE if level is Level.DOCUMENT else Level.DOCUMENT
        names = {folded(name) for one in self._profile.fields(other) for name in (one.title, one.name)}
        if folded(title) in names:
            return (
                f"dòng {row.number}: cột “{title}” không dùng cho {_NAMES[level]}, chỉ cho {_NAMES[other]}; bị bỏ qua."
            )
        return f"cột “{title}” không phải là trường nào của {self._profile.name}; bị bỏ qua."

    def _checked(self, row: Row, one: Field, text: str) -> str:
        """The value as the profile writes it; what a person wrote is kept even where it does not fit, and told."""
        value = self._profile.coded(one, text)
        if value is None:
            known = ", ".join(f"{code.code} {code.label}" for code in self._profile.codes.get(one.name, ()))
            wanted = {"date": "ngày dạng DD/MM/YYYY", "number": "số"}.get(one.form, f"một trong: {known}")
            self.warnings.append(f"dòng {row.number}: {one.title} “{text}” không phải là {wanted}; được giữ nguyên.")
            return text
        if len(value) > one.length:
            self.warnings.append(f"dòng {row.number}: {one.title} dài {len(value)} ký tự, hơn {one.length} cho phép.")
        return value


def _parent(path: str) -> str:
    return _tidy(str(PurePosixPath(path).parent))


def _folders_of(path: str) -> Iterator[str]:
    """The folders above, the nearest first: of `a/b/c.pdf` `a/b`, `a`, and the tree itself."""
    return map(_tidy, map(str, PurePosixPath(path).parents))
