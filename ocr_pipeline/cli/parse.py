"""`ocr-pipeline parse`: right text in, structure out."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.outputs import USUAL, Files, Outputs, Printed, folder_option, formats_help, formats_option
from ocr_pipeline.cli.progress import report
from ocr_pipeline.cli.streams import STANDARD, fail, read_input
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.exports.formats import EXPORTERS


@click.command("parse", cls=VietnameseCommand, epilog=formats_help(EXPORTERS))
@click.argument("file", metavar="[TỆP|-]", default=STANDARD, type=click.Path(path_type=Path, readable=False))
@folder_option
@formats_option("mặc định là json, với -o là json, md, txt, csv", EXPORTERS)
def command(file: Path, folder: Path | None, formats: tuple[str, ...]) -> None:
    """Tách văn bản đúng thành phần đầu, việc được giao, nơi nhận, chữ ký.

    TỆP là văn bản UTF-8, mỗi dòng là một dòng in hoặc một đoạn; bỏ trống hoặc `-` là đầu vào chuẩn.
    """
    from ocr_pipeline.directives import parse_pages
    from ocr_pipeline.directives.reading import reading_text
    from ocr_pipeline.document import Document, Source, text_of
    from ocr_pipeline.sources.opening import shown_name
    from ocr_pipeline.sources.text import text_pages

    outputs: Outputs = Printed(formats or ("json",), 1) if folder is None else Files(folder, formats or USUAL, (file,))
    name = Path("stdin") if file == STANDARD else file
    try:
        outputs.claim(name)
        content = read_input(file)
        pages = text_pages(content)
        if pages[0].encoding:
            report(f"chữ theo bảng mã {pages[0].encoding} đã được chuyển sang Unicode", always=True)
        source = Source(shown_name(file), "text", hashlib.sha256(content).hexdigest(), len(pages))
        structure = parse_pages(pages)
        document = Document(source, pages, structure, reading_text(pages, structure), raw_text=text_of(pages))
        outputs.take(name, document)
        outputs.finish()
    except PipelineError as error:
        fail(file, error)
        sys.exit(error.exit_code)
