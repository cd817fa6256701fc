"""`ocr-pipeline train`: an archive adapts the models to its own papers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.progress import step_progress
from ocr_pipeline.cli.streams import STANDARD, fail, read_input, shown
from ocr_pipeline.errors import EmptyInputError, InputError, ModelError, OutputError, PipelineError

if TYPE_CHECKING:
    from ocr_pipeline.training.adaptation import Tell, Trained
    from ocr_pipeline.training.card import Weighted
    from ocr_pipeline.training.pair_tables import BadLine
    from ocr_pipeline.training.texts import Text

_PATH = click.Path(path_type=Path, readable=False)
_TOLD = 20
"""How many bad lines of a table are told one by one."""

output_option = click.option(
    "-o",
    "--output",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Thư mục mô hình để ghi vào (dùng bằng --models); mặc định là thư mục dữ liệu của bạn "
    "($XDG_DATA_HOME hoặc ~/.local/share)/ocr_pipeline/models, nơi các lệnh khác tự tìm.",
)


def _required(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """The value of an option that must be given, without click's English mark of it on the help page."""
    if value is None:
        raise click.MissingParameter(ctx=ctx, param=parameter)
    return value


class TrainGroup(VietnameseCommand, click.Group):
    """A group of commands whose help pages are in Vietnamese."""


@click.group("train", cls=TrainGroup, subcommand_metavar="MÔ_HÌNH ...")
def command() -> None:
    """Học mô hình từ giấy tờ của chính kho lưu trữ.

    Mô hình mới được ghi trọn vẹn hoặc không ghi gì, kèm MODELS.md (nguồn, cỡ, kết quả đo) và SHA256SUMS.
    """


@command.command("lm", cls=VietnameseCommand)
@click.argument("texts", metavar="[TỆP|-]...", nargs=-1, type=_PATH)
@click.option(
    "--text",
    "weighted",
    metavar="TỆP SỐ",
    type=(_PATH, click.IntRange(0, 10_000)),
    multiple=True,
    help="Một văn bản tính SỐ lần, thay cho TỆP tính một lần; 0: chỉ lấy từ vựng. Có thể lặp lại. "
    "Dòng trùng tính cho tệp đầu tiên.",
)
@click.option("--from-scratch", is_flag=True, help="Chỉ học từ các văn bản này, không lấy mô hình đi kèm làm gốc.")
@click.option("--force", is_flag=True, help="Vẫn cài vào thư mục dữ liệu của bạn khi mô hình mới đo được là kém hơn.")
@output_option
def language_model(
    texts: tuple[Path, ...],
    weighted: tuple[tuple[Path, int], ...],
    from_scratch: bool,
    force: bool,
    output: Path | None,
) -> None:
    """Học mô hình ngôn ngữ từ văn bản ĐÚNG của kho lưu trữ.

    TỆP là văn bản UTF-8, mỗi dòng một đoạn, có thể nén .xz; `-` là đầu vào chuẩn; dòng bắt đầu bằng `# ` bị bỏ qua.

    Mô hình đi kèm được trộn với những gì học từ văn bản, theo trọng số tìm trên các dòng giữ riêng. Cần vài trăm dòng
    khác nhau trở lên. Chữ OCR còn lỗi sẽ làm mô hình học cả lỗi.
    """
    from ocr_pipeline.models import LANGUAGE_MODEL
    from ocr_pipeline.training.adaptation import adapt_language_model, train_from_scratch
    from ocr_pipeline.training.card import language_model_card
    from ocr_pipeline.training.model_folder import renewed, write_section

    sources = _read([*weighted, *((path, 1) for path in texts)])
    folder = _target(output)
    train = train_from_scratch if from_scratch else adapt_language_model
    with step_progress(len(sources) + (1 if from_scratch else 4)) as tell, renewed(folder, LANGUAGE_MODEL) as draft:
        lines = [(_told(text, tell), weight) for text, weight in sources]
        trained = train(lines, draft / LANGUAGE_MODEL, tell)
        if trained.worse and not force and output is None:
            raise _refused(trained)
        write_section(draft, LANGUAGE_MODEL, language_model_card(sources, trained))
    _report(trained, folder)


@command.command("confusions", cls=VietnameseCommand)
@click.argument("tables", metavar="TỆP|-...", nargs=-1, required=True, type=_PATH)
@click.option(
    "--channel",
    metavar="[wrong-language|right-language]",
    callback=_required,
    type=click.Choice(["wrong-language", "right-language"]),
    help="Chữ đọc được là của máy OCR đặt sai ngôn ngữ (wrong-language) hay đúng tiếng Việt (right-language).",
)
@click.option(
    "--weight", metavar="SỐ", type=click.IntRange(1, 10_000), default=1, help="Mỗi cặp tính SỐ lần; mặc định là 1."
)
@click.option("--from-scratch", is_flag=True, help="Chỉ đếm các cặp này, không cộng vào bảng đi kèm.")
@output_option
def confusions(tables: tuple[Path, ...], channel: str, weight: int, from_scratch: bool, output: Path | None) -> None:
    """Học bảng nhầm lẫn chữ từ các cặp đọc/in.

    TỆP là bảng UTF-8, mỗi dòng một từ: chữ máy đọc, dấu tab, chữ in thật; có thể nén .xz; `-` là đầu vào chuẩn; dòng
    bắt đầu bằng `# ` bị bỏ qua. Cần cả những từ đọc đúng. Dòng hỏng được báo và bỏ qua.
    """
    from ocr_pipeline.models import CONFUSIONS
    from ocr_pipeline.training.card import confusions_card, number
    from ocr_pipeline.training.confusion_tables import adapt_confusions
    from ocr_pipeline.training.model_folder import renewed, write_section
    from ocr_pipeline.training.pair_tables import read_pairs

    sources = _read([(path, weight) for path in tables])
    part, folder = CONFUSIONS[channel], _target(output)
    with step_progress(len(sources) + 1) as tell:
        pairs, bad = [], []
        for text, _ in sources:
            tell(f"đọc {text.name}")
            good, wrong = read_pairs(text)
            _report_bad(wrong)
            pairs += good
            bad += wrong
        tell("học các nhóm chữ")
        with renewed(folder, part) as draft:
            groups = adapt_confusions(pairs, weight, draft / part, from_scratch=from_scratch)
            card = confusions_card(sources, len(pairs), len(bad), groups, from_scratch=from_scratch)
            write_section(draft, part, card)
    click.echo(f"{number(len(pairs))} cặp đọc/in, bỏ {number(len(bad))} dòng hỏng; bảng có {number(groups)} nhóm chữ.")
    click.echo(f"Đã ghi vào {shown(folder)}")


def _read(sources: list[tuple[Path, int]]) -> list[Weighted]:
    """The texts; where some cannot be read, each is told on its line, and the program ends."""
    from ocr_pipeline.training.texts import Text

    if not sources:
        raise click.UsageError("thiếu văn bản: hãy ghi TỆP, hoặc --text TỆP SỐ.")
    if sum(path == STANDARD for path, _ in sources) > 1:
        raise click.UsageError("đầu vào chuẩn “-” chỉ dùng được một lần.")
    texts: list[Weighted] = []
    for path, weight in sources:
        try:
            content = read_input(path)
            if not content:
                raise EmptyInputError("tệp rỗng (0 byte).", "Hãy kiểm tra lại tệp gốc.")
            texts.append((Text(shown(path), content), weight))
        except PipelineError as error:
            fail(path, error)
    if len(texts) < len(sources):
        sys.exit(InputError.exit_code)
    return texts


def _target(output: Path | None) -> Path:
    """The folder to renew."""
    from ocr_pipeline.models import own_folder

    folder = output or own_folder()
    if folder is None:
        raise OutputError("không biết thư mục nhà của bạn ở đâu.", "Hãy chọn thư mục với -o.")
    return folder


def _told(text: Text, tell: Tell) -> Iterator[str]:
    """The lines of the text; that it is being read is told when the first is asked for."""
    tell(f"đọc {text.name}")
    yield from text.lines()


def _refused(trained: Trained) -> ModelError:
    from ocr_pipeline.training.card import decimal

    return ModelError(
        f"mô hình mới kém hơn mô hình đi kèm (độ rối {decimal(trained.after)} so với {decimal(trained.before)}, "
        f"đo trên {trained.held_out} dòng) nên không cài.",
        "Hãy đưa thêm văn bản đúng, hoặc ghi ra nơi khác với -o, hoặc thêm --force.",
    )


def _report(trained: Trained, folder: Path) -> None:
    """Say how the new model compares with the shipped one."""
    from ocr_pipeline.training.card import decimal, number

    if trained.weight is not None:
        click.echo(f"Trọng số của văn bản trong mô hình: {decimal(trained.weight, 3)}")
    click.echo(f"Từ vựng: {number(trained.vocabulary)} từ, {number(len(trained.new_words))} từ mới")
    click.echo(
        f"Độ rối (perplexity) trên {number(trained.held_out)} dòng giữ riêng: "
        f"mô hình đi kèm {decimal(trained.before)}, mô hình mới {decimal(trained.after)}"
    )
    if trained.worse:
        click.echo("Mô hình mới kém hơn mô hình đi kèm trên các dòng này.")
    click.echo(f"Đã ghi vào {shown(folder)}")


def _report_bad(lines: list[BadLine]) -> None:
    """Say on standard error which lines are no pairs; of very many only how many more."""
    for line in lines[:_TOLD]:
        click.echo(f"{line.name}:{line.number}: {line.problem}; bỏ qua.", err=True)
    if len(lines) > _TOLD:
        click.echo(f"{lines[0].name}: còn {len(lines) - _TOLD} dòng hỏng nữa; bỏ qua.", err=True)
