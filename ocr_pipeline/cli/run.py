"""`ocr-pipeline run`: the main job, from scans and garbled texts to right text and directives."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.models import models_option
from ocr_pipeline.cli.outputs import KNOWN, USUAL, Files, Outputs, Printed, folder_option, formats_help, formats_option
from ocr_pipeline.cli.progress import page_progress, report
from ocr_pipeline.cli.streams import fail, shown
from ocr_pipeline.errors import PipelineError

if TYPE_CHECKING:
    from ocr_pipeline.document import Document
    from ocr_pipeline.settings import Options


@click.command("run", cls=VietnameseCommand, epilog=formats_help(KNOWN))
@click.argument("files", metavar="TỆP...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@folder_option
@formats_option("với -o mặc định là json, md, txt, csv, tables.csv; không có -o thì chỉ một dạng", KNOWN)
@click.option(
    "--combined",
    "stem",
    metavar="TÊN",
    help="Với -o: csv, jsonl, xlsx, parquet, ics thành một tệp chung cho mọi đầu vào: TÊN.csv, TÊN.xlsx...",
)
@click.option("--text", "with_text", is_flag=True, help="In cả văn bản đã phục hồi trước bảng tóm tắt.")
@click.option("--no-split", is_flag=True, help="Coi cả tệp là một văn bản, không tách các văn bản quét chung.")
@click.option(
    "-j", "--jobs", metavar="SỐ", type=click.IntRange(1, 1024), help="Số trang đọc cùng lúc; mặc định theo số nhân."
)
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
    stem: str | None,
    with_text: bool,
    no_split: bool,
    jobs: int | None,
    password: str | None,
    pictures: Path | None,
    models: Path | None,
) -> None:
    """Từ bản quét, PDF, ảnh: ra văn bản đúng và danh sách việc được giao.

    TỆP là PDF (bản quét hay bản điện tử), ảnh PNG/JPEG/TIFF, hoặc văn bản OCR lỗi (.txt; UTF-8, TCVN3, VNI...).

    Không có -o: in bản tóm tắt; thêm -f thì in đúng dạng đó, bảng và lịch thì một bảng cho mọi đầu vào. Tệp hỏng được
    báo một dòng, các tệp khác vẫn chạy.
    Nhiều văn bản trong một tệp được tách ra; phụ lục đi với văn bản của nó.
    """
    from ocr_pipeline.batch.options import pages_at_once
    from ocr_pipeline.settings import ImagingOptions, Options, RestorationOptions, SourceOptions

    if with_text and (folder is not None or formats):
        raise click.UsageError("--text chỉ dùng khi in bản tóm tắt, không đi cùng -o và -f")
    inputs = list({path.absolute(): path for path in files}.values())
    if stem is not None and folder is None:
        raise click.UsageError("--combined cần -o THƯ_MỤC")
    source = SourceOptions(password=password)
    outputs: Outputs
    if folder is None:
        outputs = Printed(formats, len(inputs), source, with_text=with_text)
    else:
        outputs = Files(folder, formats or USUAL, inputs, stem, source=source)
    options = Options(source=source, restoration=RestorationOptions(models=models))
    failed = False
    try:
        for number, path in enumerate(inputs, 1):
            try:
                with _one_input(OSError):  # those of standard output end the run
                    outputs.claim(path)
                    shown_steps = ImagingOptions(None if pictures is None else pictures / path.name)
                    one = replace(options, imaging=shown_steps)
                    position = f"[{number}/{len(inputs)}]"
                    _process(path, one, position, outputs, jobs or pages_at_once(), split=not no_split)
            except PipelineError as error:
                fail(path, error)
                failed = True
    finally:  # what is done is kept when the run is interrupted
        with _one_input(OSError):
            outputs.finish()
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


def _process(path: Path, options: Options, position: str, outputs: Outputs, jobs: int, *, split: bool) -> None:
    """Hand over the documents of a file as they come, or when the progress bar is gone where they are printed."""
    from ocr_pipeline.batch.side_by_side import read_side_by_side
    from ocr_pipeline.exports.outline import all_rows
    from ocr_pipeline.pipeline import process, process_all

    start = perf_counter()
    kept: list[tuple[int | None, Document]] = []
    ranges: list[tuple[int, int]] = []
    encodings: set[str] = set()
    items = 0
    try:
        with _one_input(), page_progress(shown(path), position) as progress:
            read = partial(read_side_by_side, path, jobs)
            given = path, options, progress, read
            documents = process_all(*given) if split else iter([process(*given)])
            for part, document in _numbered(documents):
                if outputs.on_screen:
                    kept.append((part, document))
                else:
                    outputs.take(path, document, part)
                ranges.append(document.page_range)
                encodings |= {page.encoding for page in document.pages if page.encoding}
                items += sum(1 for _ in all_rows(document.structure))
    except PipelineError:
        if ranges and not outputs.on_screen:
            report(f"{shown(path)}: đã ghi {len(ranges)} văn bản trước chỗ hỏng, {_pages(ranges)}", always=True)
        raise
    seconds = f"{perf_counter() - start:.1f}".replace(".", ",")
    report(f"{shown(path)}: {document.source.pages} trang, {items} mục, {seconds} giây", always=not outputs.on_screen)
    if encodings:
        report(
            f"{shown(path)}: chữ theo bảng mã {', '.join(sorted(encodings))} đã được chuyển sang Unicode", always=True
        )
    if len(ranges) > 1:
        report(
            f"{shown(path)}: tách thành {len(ranges)} văn bản, {_pages(ranges)} (--no-split: giữ làm một)", always=True
        )
    for part, document in kept:
        outputs.take(path, document, part)


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
