"""`ocr-pipeline run`: the main job, from scans and garbled texts to right text and directives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.models import models_option
from ocr_pipeline.cli.progress import page_progress, report
from ocr_pipeline.cli.streams import fail, shown, write_output
from ocr_pipeline.errors import OutputError, PipelineError

if TYPE_CHECKING:
    from ocr_pipeline.document import Document
    from ocr_pipeline.settings import Options

FORMATS = ("json", "md", "txt", "csv", "tables.csv")


def _formats(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The formats of a comma-separated list, each once."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in (value or "").split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        raise click.BadParameter(f"không có dạng {', '.join(unknown)}; các dạng: {', '.join(FORMATS)}")
    return names


@click.command("run", cls=VietnameseCommand)
@click.argument("files", metavar="TỆP...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Ghi kết quả vào THƯ_MỤC, mỗi dạng một tệp: a.pdf cho a.pdf.json, a.pdf.md...",
)
@click.option(
    "-f",
    "--format",
    "formats",
    metavar="json,md,txt,csv,tables.csv",
    callback=_formats,
    help="Các dạng kết quả, cách nhau bằng dấu phẩy; với -o mặc định là tất cả, không có -o thì chỉ một dạng. "
    "csv: mỗi dòng một việc được giao; tables.csv: các bảng in trong văn bản, mỗi dòng một dòng của bảng.",
)
@click.option("--text", "with_text", is_flag=True, help="In cả văn bản đã phục hồi trước bảng tóm tắt.")
@click.option("--password", metavar="MẬT_KHẨU", help="Mật khẩu của tệp PDF có khóa.")
@models_option
def command(
    files: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...],
    with_text: bool,
    password: str | None,
    models: Path | None,
) -> None:
    """Từ bản quét, PDF, ảnh: ra văn bản đúng và danh sách việc được giao.

    TỆP là PDF (bản quét hay bản điện tử), ảnh PNG/JPEG/TIFF, hoặc văn bản OCR lỗi (.txt, UTF-8).

    Không có -o: in bản tóm tắt; thêm -f thì in đúng dạng đó. Tệp hỏng được báo một dòng, các tệp khác vẫn chạy.
    """
    from ocr_pipeline.settings import Options, RestorationOptions, SourceOptions

    if folder is None and len(formats) > 1:
        raise click.UsageError("nhiều dạng kết quả thì cần -o THƯ_MỤC")
    if with_text and (folder is not None or formats):
        raise click.UsageError("--text chỉ dùng khi in bản tóm tắt, không đi cùng -o và -f")
    options = Options(source=SourceOptions(password=password), restoration=RestorationOptions(models=models))
    inputs = list({path.absolute(): path for path in files}.values())
    targets = None if folder is None else _Targets(folder, formats or FORMATS, frozenset(map(_identity, inputs)))
    failed = printed = False
    for number, path in enumerate(inputs, 1):
        try:
            with _one_input(OSError):  # those of standard output end the run
                if targets is not None:
                    targets.claim(path)
                document = _process(path, options, f"[{number}/{len(inputs)}]", always=targets is not None)
                if targets is not None:
                    targets.write(path, document)
                elif formats:
                    _print(document, formats[0], first=not printed)
                    printed = True
                else:
                    _summarise(document, with_text=with_text)
        except PipelineError as error:
            fail(path, error)
            failed = True
    sys.exit(1 if failed else 0)


@contextmanager
def _one_input(*passed: type[Exception]) -> Iterator[None]:
    """One input's surprise must not end the others' work; errors of the kinds `passed` go on as they are."""
    try:
        yield
    except PipelineError:
        raise
    except passed:
        raise
    except Exception as error:
        raise PipelineError(
            f"lỗi ngoài dự kiến ({type(error).__name__}: {error}).", "Hãy gửi tệp này cho người phát triển."
        ) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file, however it is spelt; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Targets:
    """The result files of a run: none is written over an input, nor over the results of another input."""

    def __init__(self, folder: Path, formats: tuple[str, ...], originals: frozenset[tuple[int, int] | None]) -> None:
        self._folder, self._formats, self._originals = folder, formats, originals - {None}
        self._claimed: dict[str, Path] = {}
        _prepare(folder)

    def claim(self, path: Path) -> None:
        """Raise OutputError where the results of this input cannot be written without harm."""
        other = self._claimed.setdefault(path.name.casefold(), path)  # some file systems know no case
        if other != path:
            raise OutputError(
                f"kết quả sẽ đè lên kết quả của {shown(other)} vì trùng tên tệp.",
                "Hãy chạy riêng tệp này với -o khác.",
            )
        for name in self._formats:
            if _identity(self._target(path, name)) in self._originals:
                raise OutputError(
                    f"kết quả sẽ đè lên tệp đầu vào {shown(self._target(path, name))}.", "Hãy chọn thư mục khác với -o."
                )

    def write(self, path: Path, document: Document) -> None:
        """Write the document in every format."""
        from ocr_pipeline.exports import EXPORTERS
        from ocr_pipeline.exports.files import write_file

        for name in self._formats:
            write_file(self._target(path, name), EXPORTERS[name](document))

    def _target(self, path: Path, name: str) -> Path:
        return self._folder / f"{path.name}.{name}"


def _prepare(folder: Path) -> None:
    """Stop here where nothing could be written later."""
    from ocr_pipeline.exports.files import make_folder

    try:
        make_folder(folder)
    except OutputError as error:
        fail(folder, error)
        sys.exit(error.exit_code)


def _process(path: Path, options: Options, position: str, *, always: bool) -> Document:
    from ocr_pipeline.exports.outline import all_rows
    from ocr_pipeline.pipeline import process

    start = perf_counter()
    with _one_input(), page_progress(shown(path), position) as progress:
        document = process(path, options, progress)
    items = sum(1 for _ in all_rows(document.structure))
    seconds = f"{perf_counter() - start:.1f}".replace(".", ",")
    report(f"{shown(path)}: {document.source.pages} trang, {items} mục, {seconds} giây", always=always)
    return document


def _print(document: Document, name: str, *, first: bool) -> None:
    """One format on standard output; of several tables only the first brings its row of titles."""
    from ocr_pipeline.exports import EXPORTERS

    content = EXPORTERS[name](document)
    write_output(None, content if first or not name.endswith("csv") else content.partition(b"\r\n")[2])


def _summarise(document: Document, *, with_text: bool) -> None:
    from ocr_pipeline.cli.summary import print_summary

    print_summary(document, with_text=with_text)
