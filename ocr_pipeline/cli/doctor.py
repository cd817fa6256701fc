"""`ocr-pipeline doctor`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.errors import MissingProgramError, ModelError, PipelineError

_LANGUAGES = ("vie", "osd")
_MODELS = ("Mô hình ngôn ngữ", "Bảng nhầm lẫn (sai tiếng)", "Bảng nhầm lẫn (đúng tiếng)")
"""In the order of `models.PARTS`."""


@click.command("doctor", cls=VietnameseCommand)
def command() -> None:
    """Kiểm tra mọi chương trình và thư viện cần có.

    Python, các thư viện, Tesseract với tiếng Việt, Poppler, các mô hình đang dùng và mã kiểm tra của chúng. Mã thoát 1
    nếu còn thiếu, kèm cách cài.
    """
    checks: list[tuple[str, Callable[[], str]]] = [
        ("ocr-pipeline", lambda: version("ocr-pipeline")),
        ("Python", platform.python_version),
        ("Tesseract", _tesseract),
        ("Poppler (pdftoppm)", _poppler),
        ("Phục hồi", _restoration),
        *((name, _model(place)) for place, name in enumerate(_MODELS)),
        *((name, _library(name)) for name in _libraries()),
    ]
    missing = 0
    for name, check in checks:
        try:
            click.echo(f"  có     {name:<26} {check()}")
        except PipelineError as error:
            missing += 1
            state = "HỎNG " if isinstance(error, ModelError) else "THIẾU"
            click.echo(f"  {state}  {name:<26} {error.problem} {error.advice}")
    click.echo(f"Còn {missing} thứ thiếu hoặc hỏng." if missing else "Mọi thứ đã sẵn sàng.")
    sys.exit(1 if missing else 0)


def _tesseract() -> str:
    from ocr_pipeline.recognition import probe

    installed = probe()
    for language in _LANGUAGES:
        if language not in installed.languages:
            raise MissingProgramError(
                f"chưa có dữ liệu “{language}”.", f"Hãy cài đặt: sudo apt install tesseract-ocr-{language}"
            )
    return f"{installed.version} ({', '.join(installed.languages)})"


def _poppler() -> str:
    from ocr_pipeline.sources.rendering import probe

    return probe()


def _restoration() -> str:
    from ocr_pipeline.lexicons import lexicon_folder
    from ocr_pipeline.pipeline import restore

    try:
        return restore("Nghi quyét cua Tinh uy").text
    except OSError as error:
        raise ModelError(f"không đọc được mô hình trong {lexicon_folder()}.", "Hãy cài lại ocr-pipeline.") from error


def _model(place: int) -> Callable[[], str]:
    def check() -> str:
        from ocr_pipeline.lexicons import lexicon_folder
        from ocr_pipeline.models import model_paths, require_whole

        part = model_paths().parts[place]
        require_whole(part)
        whose = "đi kèm" if part.parent == lexicon_folder() else "của bạn"
        return f"{whose}, khớp mã kiểm tra: {part}"

    return check


def _libraries() -> list[str]:
    """Names of the packages that this one depends on."""
    needed = requires("ocr-pipeline") or []
    return [line.split(">")[0].split(";")[0].strip() for line in needed if "extra ==" not in line]


def _library(name: str) -> Callable[[], str]:
    def check() -> str:
        try:
            return version(name)
        except PackageNotFoundError as error:
            raise MissingProgramError("chưa cài đặt.", f"Hãy chạy: pip install {name}") from error

    return check
