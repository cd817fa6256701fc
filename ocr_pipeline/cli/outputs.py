"""The results of a command: the option that names their formats, the files they become, and what is printed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

import click

from ocr_pipeline.cli.progress import report
from ocr_pipeline.cli.streams import STANDARD, fail, shown, write_output
from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.formats import EXPORTERS, SOURCE_FORMATS, Format, Several, SourceFormat

if TYPE_CHECKING:
    from ocr_pipeline.document import Document
    from ocr_pipeline.settings import SourceOptions

Command = TypeVar("Command", bound=Callable[..., object])

USUAL = ("json", "md", "txt", "csv", "tables.csv")
"""What is written to a folder where nobody asks for anything else."""


KNOWN: Mapping[str, Format | SourceFormat] = {**EXPORTERS, **SOURCE_FORMATS}
"""Every format of a command whose inputs have pages to show."""


def _names(known: Mapping[str, object], values: tuple[str, ...]) -> tuple[str, ...]:
    """The formats of comma-separated lists, each once."""
    names = tuple(dict.fromkeys(name.strip().lower() for value in values for name in value.split(",") if name.strip()))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"không có dạng {', '.join(unknown)}; các dạng: {', '.join(known)}")
    return names


def formats_help(known: Mapping[str, Format | SourceFormat]) -> str:
    """What stands below the options on the help page of a command with `-f`."""
    width = max(map(len, known))
    return "\b\nCác dạng:\n" + "\n".join(f"  {name:{width}}  {format_.description}" for name, format_ in known.items())


def formats_option(default: str, known: Mapping[str, Format | SourceFormat]) -> Callable[[Command], Command]:
    """The option `-f`, for one of the formats `known`; `default` says what holds without it."""

    def chosen(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
        return _names(known, values)

    return click.option(
        "-f",
        "--format",
        "formats",
        metavar="DẠNG[,DẠNG...]",
        multiple=True,
        callback=chosen,
        help=f"Các dạng kết quả (xem dưới), cách nhau bằng dấu phẩy hoặc lặp lại -f; {default}.",
    )


def folder_option(command: Command) -> Command:
    """The option `-o`: the folder for the files; `-` is standard output, as without it."""
    return click.option(
        "-o",
        "--output",
        "folder",
        metavar="THƯ_MỤC",
        type=click.Path(path_type=Path),
        callback=lambda _ctx, _parameter, folder: None if folder == STANDARD else folder,
        help="Ghi kết quả vào THƯ_MỤC, mỗi dạng một tệp: a.pdf cho a.pdf.json, a.pdf.xlsx...; nếu tệp có nhiều "
        "văn bản: a.pdf.1.json, a.pdf.2.json...",
    )(command)


class Outputs(Protocol):
    """Where the results of a command go, one input after the other.

    `on_screen`: they may share a terminal with a progress bar.
    """

    on_screen: bool

    def claim(self, path: Path) -> None:
        """Raise OutputError where the results of this input cannot be written without harm."""

    def take(self, path: Path, document: Document, part: int | None = None) -> None:
        """A document of an input; `part` is its number where the input holds several."""

    def finish(self) -> None:
        """No more inputs: what is made of all of them can be made now."""


class Printed:
    """Results on standard output: a summary, or one format; a table or calendar is one for all inputs."""

    on_screen = True

    def __init__(
        self, formats: Sequence[str], inputs: int, source: SourceOptions | None = None, *, with_text: bool = False
    ) -> None:
        """Raise UsageError where the formats cannot go to standard output."""
        if len(formats) > 1:
            raise click.UsageError("nhiều dạng kết quả thì cần -o THƯ_MỤC")
        self._format = KNOWN[formats[0]] if formats else None
        self._source = source
        if self._format and inputs > 1 and self._format.several is Several.APART:
            raise click.UsageError(f"mỗi tệp {formats[0]} chỉ chứa một văn bản: nhiều đầu vào thì cần -o THƯ_MỤC")
        if self._format and self._format.binary and sys.stdout.isatty():
            raise click.UsageError(f"dạng {formats[0]} không in ra màn hình được: cần -o THƯ_MỤC, hoặc > tệp")
        self._with_text = with_text
        self._gathered: list[Document] = []

    def claim(self, path: Path) -> None:
        """Nothing is written over anything here."""

    def take(self, path: Path, document: Document, part: int | None = None) -> None:
        """Print the document, or keep it for the table; OutputError for a second one where a file holds one alone."""
        if self._format is None:
            from ocr_pipeline.cli.summary import print_summary

            print_summary(document, with_text=self._with_text)
        elif self._format.several is Several.TOGETHER:
            self._gathered.append(_for_tables(document))
        elif part is not None and part > 1 and self._format.several is Several.APART:
            raise OutputError(
                f"{shown(path)} có nhiều văn bản, mỗi tệp kết quả chỉ chứa một: chỉ văn bản đầu được in.",
                "Hãy thêm -o THƯ_MỤC, hoặc --no-split.",
            )
        elif isinstance(self._format, SourceFormat):
            content = io.BytesIO()
            _write_searchable(path, document, content, self._source)
            write_output(None, content.getvalue())
        else:
            write_output(None, self._format(document))

    def finish(self) -> None:
        """Print the table over all documents."""
        if isinstance(self._format, Format) and self._gathered:
            write_output(None, self._format(*self._gathered))
            _tell_empty(self._format.ending, self._gathered)


class Files:
    """Results as files in a folder: none is written over an input, nor over the results of another input.

    With a `stem`, tables and calendars are one file for all inputs, called by it.
    """

    on_screen = False

    def __init__(
        self,
        folder: Path,
        formats: Sequence[str],
        inputs: Sequence[Path],
        stem: str | None = None,
        *,
        source: SourceOptions | None = None,
    ) -> None:
        """Raise UsageError for a stem that is no name, or where nothing can be together."""
        self._folder = folder
        self._source = source
        self._together = tuple(name for name in formats if stem and KNOWN[name].several is Several.TOGETHER)
        apart = (name for name in formats if name not in self._together)
        self._apart = tuple(sorted(apart, key=SOURCE_FORMATS.__contains__))  # what may fail comes last
        self._stem = stem or ""
        if stem and Path(stem).name != stem:
            raise click.UsageError("--combined: TÊN là tên tệp, không có thư mục và không có đuôi")
        if stem and not self._together:
            can = ", ".join(name for name, known in EXPORTERS.items() if known.several is Several.TOGETHER)
            raise click.UsageError(f"--combined cần một trong các dạng {can} sau -f")
        self._originals = frozenset(map(_identity, inputs)) - {None}
        self._claimed: dict[str, Path] = {}
        self._gathered: list[Document] = []
        _prepare(folder)

    def claim(self, path: Path, part: int | None = None) -> None:
        """Raise OutputError where the results of this input, or its document `part`, would do harm when written."""
        stem = _stem(path, part)
        other = self._claimed.setdefault(stem.casefold(), path)  # some file systems know no case
        if other != path:
            raise OutputError(
                f"kết quả sẽ đè lên kết quả của {shown(other)} vì trùng tên tệp.",
                "Hãy chạy riêng tệp này với -o khác.",
            )
        for name in self._apart:
            self._spare_originals(self._target(stem, name))

    def take(self, path: Path, document: Document, part: int | None = None) -> None:
        """Write the files of one document, keep it for the files over all of them."""
        self.claim(path, part)
        for name in self._apart:
            target = self._target(_stem(path, part), name)
            if name in SOURCE_FORMATS:
                from ocr_pipeline.exports.files import whole_file

                with whole_file(target) as file:
                    _write_searchable(path, document, file, self._source)
            else:
                write_output(target, EXPORTERS[name](document))
                _tell_empty(name, [document])
        if self._together:
            self._gathered.append(_for_tables(document))

    def finish(self) -> None:
        """Write the files over all documents; OutputError where one cannot be written."""
        for name in self._together if self._gathered else ():
            target = self._target(self._stem, name)
            self._spare_originals(target)
            write_output(target, EXPORTERS[name](*self._gathered))
            _tell_empty(name, self._gathered)

    def _spare_originals(self, target: Path) -> None:
        if _identity(target) in self._originals:
            raise OutputError(f"kết quả sẽ đè lên tệp đầu vào {shown(target)}.", "Hãy chọn thư mục khác với -o.")

    def _target(self, name: str, format_: str) -> Path:
        return self._folder / f"{name}.{KNOWN[format_].ending}"


def _write_searchable(path: Path, document: Document, file: BinaryIO, options: SourceOptions | None) -> None:
    """Write the searchable PDF, and say what a person should know of it."""
    from ocr_pipeline.searchable import signatures_of, signers_of, write_searchable_pdf

    for remark in write_searchable_pdf(path, document, file, options).remarks:
        report(f"{shown(path)}: {remark}", always=True)
    if signatures := signatures_of(path, options):
        signers = signers_of(signatures)
        report(f"{shown(path)}: bản gốc có chữ ký số ({signers}); bản PDF mới không còn, hãy giữ bản gốc", always=True)


def _for_tables(document: Document) -> Document:
    """What tables and calendars are made of; the words of all pages would fill the memory in a long run."""
    pages = tuple(replace(page, zones=()) for page in document.pages)
    return replace(document, pages=pages, text="", raw_text="", edits=(), suggestions=())


def _stem(path: Path, part: int | None) -> str:
    return path.name if part is None else f"{path.name}.{part}"


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file, however it is spelt; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(folder: Path) -> None:
    """Stop here where nothing could be written later."""
    from ocr_pipeline.exports.files import make_folder

    try:
        make_folder(folder)
    except OutputError as error:
        fail(folder, error)
        sys.exit(error.exit_code)


def _tell_empty(format_: str, documents: Sequence[Document]) -> None:
    """Say why a calendar has no entry: whoever opens it must not think that it failed."""
    from ocr_pipeline.exports.outline import all_rows

    items = (row.directive for document in documents for row in all_rows(document.structure))
    if format_ == "ics" and not any(item.deadline or item.deadline_text for item in items):
        names = ", ".join(dict.fromkeys(document.source.name for document in documents))
        report(f"{names}: không tìm thấy thời hạn nào, tệp lịch (ics) không có mục nào", always=True)
