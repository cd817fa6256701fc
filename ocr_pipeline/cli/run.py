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
from ocr_pipeline.cli.outputs import FORMATS_HELP, USUAL, Files, Outputs, Printed, folder_option, formats_option
from ocr_pipeline.cli.progress import page_progress, report
from ocr_pipeline.cli.streams import fail, shown
from ocr_pipeline.errors import PipelineError

if TYPE_CHECKING:
    from ocr_pipeline.document import Document
    from ocr_pipeline.settings import Options


@click.command("run", cls=VietnameseCommand, epilog=FORMATS_HELP)
@click.argument("files", metavar="TỆP...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@folder_option
@formats_option("với -o mặc định là json, md, txt, csv; không có -o thì chỉ một dạng")
@click.option(
    "--combined",
    "stem",
    metavar="TÊN",
    help="Với -o: csv, jsonl, xlsx, parquet, ics thành một tệp chung cho mọi đầu vào: TÊN.csv, TÊN.xlsx...",
)
@click.option("--text", "with_text", is_flag=True, help="In cả văn bản đã phục hồi trước bảng tóm tắt.")
@click.option("--password", metavar="MẬT_KHẨU", help="Mật khẩu của tệp PDF có khóa.")
@models_option
def command(
    files: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...],
    stem: str | None,
    with_text: bool,
    password: str | None,
    models: Path | None,
) -> None:
    """Từ bản quét, PDF, ảnh: ra văn bản đúng và danh sách việc được giao.

    TỆP là PDF (bản quét hay bản điện tử), ảnh PNG/JPEG/TIFF, hoặc văn bản OCR lỗi (.txt, UTF-8).

    Không có -o: in bản tóm tắt; thêm -f thì in đúng dạng đó, bảng và lịch thì một bảng cho mọi đầu vào. Tệp hỏng được
    báo một dòng, các tệp khác vẫn chạy.
    """
    from ocr_pipeline.settings import Options, RestorationOptions, SourceOptions

    if with_text and (folder is not None or formats):
        raise click.UsageError("--text chỉ dùng khi in bản tóm tắt, không đi cùng -o và -f")
    inputs = list({path.absolute(): path for path in files}.values())
    if stem is not None and folder is None:
        raise click.UsageError("--combined cần -o THƯ_MỤC")
    outputs: Outputs
    if folder is None:
        outputs = Printed(formats, len(inputs), with_text=with_text)
    else:
        outputs = Files(folder, formats or USUAL, inputs, stem)
    options = Options(source=SourceOptions(password=password), restoration=RestorationOptions(models=models))
    failed = False
    try:
        for number, path in enumerate(inputs, 1):
            try:
                with _one_input(OSError):  # those of standard output end the run
                    outputs.claim(path)
                    document = _process(path, options, f"[{number}/{len(inputs)}]", always=folder is not None)
                    outputs.take(path, document)
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
