"""`ocr-pipeline run`: the main job, from scans and garbled texts to right text and directives."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
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

FORMATS = ("json", "md", "txt", "csv")


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
    help="Ghi kết quả vào THƯ_MỤC, mỗi dạng một tệp: a.pdf cho a.pdf.json, a.pdf.md...; nếu tệp có nhiều văn bản: "
    "a.pdf.1.json, a.pdf.2.json...",
)
@click.option(
    "-f",
    "--format",
    "formats",
    metavar="json,md,txt,csv",
    callback=_formats,
    help="Các dạng kết quả, cách nhau bằng dấu phẩy; với -o mặc định là cả bốn, không có -o thì chỉ một dạng.",
)
@click.option("--text", "with_text", is_flag=True, help="In cả văn bản đã phục hồi trước bảng tóm tắt.")
@click.option("--no-split", is_flag=True, help="Coi cả tệp là một văn bản, không tách các văn bản quét chung.")
@click.option("--password", metavar="MẬT_KHẨU", help="Mật khẩu của tệp PDF có khóa.")
@click.option(
    "--debug-images",
    "pictures",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Ghi ảnh PNG sau từng bước xử lý của từng trang vào THƯ_MỤC, mỗi tệp một thư mục con.",
)
@models_option
def command(
    files: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...],
    with_text: bool,
    no_split: bool,
    password: str | None,
    pictures: Path | None,
    models: Path | None,
) -> None:
    """Từ bản quét, PDF, ảnh: ra văn bản đúng và danh sách việc được giao.

    TỆP là PDF (bản quét hay bản điện tử), ảnh PNG/JPEG/TIFF, hoặc văn bản OCR lỗi (.txt; UTF-8, TCVN3, VNI...).

    Không có -o: in bản tóm tắt; thêm -f thì in đúng dạng đó. Tệp hỏng được báo một dòng, các tệp khác vẫn chạy.
    Nhiều văn bản trong một tệp được tách ra; phụ lục đi với văn bản của nó.
    """
    from ocr_pipeline.settings import ImagingOptions, Options, RestorationOptions, SourceOptions

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
                shown_steps = ImagingOptions(None if pictures is None else pictures / path.name)
                one = replace(options, imaging=shown_steps)
                for document in _process(path, one, f"[{number}/{len(inputs)}]", targets, split=not no_split):
                    if formats:
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

    def claim(self, path: Path, part: int | None = None) -> None:
        """Raise OutputError where the results of this input, or its document `part`, would do harm when written."""
        stem = _stem(path, part)
        other = self._claimed.setdefault(stem.casefold(), path)  # some file systems know no case
        if other != path:
            raise OutputError(
                f"kết quả sẽ đè lên kết quả của {shown(other)} vì trùng tên tệp.",
                "Hãy chạy riêng tệp này với -o khác.",
            )
        for name in self._formats:
            target = self._folder / f"{stem}.{name}"
            if _identity(target) in self._originals:
                raise OutputError(f"kết quả sẽ đè lên tệp đầu vào {shown(target)}.", "Hãy chọn thư mục khác với -o.")

    def write(self, path: Path, document: Document, part: int | None) -> None:
        """Write the document in every format; `part` is its number where the file holds several."""
        from ocr_pipeline.exports import EXPORTERS
        from ocr_pipeline.exports.files import write_file

        self.claim(path, part)
        for name in self._formats:
            write_file(self._folder / f"{_stem(path, part)}.{name}", EXPORTERS[name](document))


def _stem(path: Path, part: int | None) -> str:
    return path.name if part is None else f"{path.name}.{part}"


def _prepare(folder: Path) -> None:
    """Stop here where nothing could be written later."""
    from ocr_pipeline.exports.files import make_folder

    try:
        make_folder(folder)
    except OutputError as error:
        fail(folder, error)
        sys.exit(error.exit_code)


def _process(
    path: Path, options: Options, position: str, targets: _Targets | None, *, split: bool
) -> Sequence[Document]:
    """Write the documents of a file as they come, or hand them back where they are to be printed."""
    from ocr_pipeline.exports.outline import all_rows
    from ocr_pipeline.pipeline import process, process_all

    start = perf_counter()
    kept: list[Document] = []
    ranges: list[tuple[int, int]] = []
    encodings: set[str] = set()
    items = 0
    try:
        with _one_input(), page_progress(shown(path), position) as progress:
            documents = process_all(path, options, progress) if split else iter([process(path, options, progress)])
            for part, document in _numbered(documents):
                if targets is None:
                    kept.append(document)  # the bar and the results may share a terminal
                else:
                    targets.write(path, document, part)
                ranges.append(document.page_range)
                encodings |= {page.encoding for page in document.pages if page.encoding}
                items += sum(1 for _ in all_rows(document.structure))
    except PipelineError:
        if ranges and targets is not None:
            report(f"{shown(path)}: đã ghi {len(ranges)} văn bản trước chỗ hỏng, {_pages(ranges)}", always=True)
        raise
    seconds = f"{perf_counter() - start:.1f}".replace(".", ",")
    always = targets is not None
    report(f"{shown(path)}: {document.source.pages} trang, {items} mục, {seconds} giây", always=always)
    if encodings:
        report(
            f"{shown(path)}: chữ theo bảng mã {', '.join(sorted(encodings))} đã được chuyển sang Unicode", always=True
        )
    if len(ranges) > 1:
        report(
            f"{shown(path)}: tách thành {len(ranges)} văn bản, {_pages(ranges)} (--no-split: giữ làm một)", always=True
        )
    return kept


def _numbered(documents: Iterator[Document]) -> Iterator[tuple[int | None, Document]]:
    """The documents of a file with their numbers, or None for the only one; so each waits for the next."""
    number, held = 0, next(documents)
    while True:
        try:
            following = next(documents, None)
        except Exception:
            yield number + 1, held  # it is whole: the damage came after the head of the next one
            raise
        if following is None:
            break
        number += 1
        yield number, held
        held = following
    yield (number + 1 if number else None), held


def _pages(ranges: Sequence[tuple[int, int]]) -> str:
    """`trang 1-4, 5`."""
    return "trang " + ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def _print(document: Document, name: str, *, first: bool) -> None:
    """One format on standard output; of several tables only the first brings its row of titles."""
    from ocr_pipeline.exports import EXPORTERS

    content = EXPORTERS[name](document)
    write_output(None, content if first or name != "csv" else content.partition(b"\r\n")[2])


def _summarise(document: Document, *, with_text: bool) -> None:
    from ocr_pipeline.cli.summary import print_summary

    print_summary(document, with_text=with_text)
