"""Click in Vietnamese: headings of the help pages and the wording of usage errors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

_HEADINGS = {"Options": "Tùy chọn", "Commands": "Các lệnh"}


class VietnameseFormatter(click.HelpFormatter):
    """Help pages with Vietnamese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how to call the program."""
        super().write_usage(prog, args, "Cách dùng: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of a list of options or commands."""
        super().write_heading(_HEADINGS.get(heading, heading))


class VietnameseContext(click.Context):
    """A context whose help pages are in Vietnamese."""

    formatter_class = VietnameseFormatter


class VietnameseCommand(click.Command):
    """A command whose help page is in Vietnamese."""

    context_class = VietnameseContext

    def get_help_option_names(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Help is asked for by either name."""
        return ["-h", "--help"]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help page."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Hiện trợ giúp này rồi thoát."
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  (click's signature)
        """The whole first sentence: cut off in the middle it would not say what the command does."""
        return super().get_short_help_str(sys.maxsize)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, but for the words of the error where there is an argument too many."""
        if ctx.allow_extra_args:  # a group, whose commands follow
            return super().parse_args(ctx, args)
        ctx.allow_extra_args = True
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            raise click.UsageError(f"thừa {' '.join(extra)}", ctx)
        return extra

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the program's name in the usage line."""
        return [piece.replace("[OPTIONS]", "[TÙY CHỌN]") for piece in super().collect_usage_pieces(ctx)]


class Folder(click.Path):
    """A folder that must be there."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of the folder; a usage error where there is none."""
        if not Path(value).is_dir():
            self.fail(
                f"{value} không phải thư mục" if Path(value).exists() else f"không có thư mục {value}", param, ctx
            )
        return super().convert(value, param, ctx)


def usage_message(error: click.UsageError) -> str:
    """The error on one line, and where to read how to call the command."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    path = error.ctx.command_path if error.ctx else "ocr-pipeline"
    return f"Lỗi: {_problem(error)} Xem cách dùng: {path} --help"


def _problem(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"không có tùy chọn {error.option_name}."
        case click.MissingParameter(param=click.Parameter() as parameter):
            return f"thiếu {_name(parameter).rstrip('.')}."
        case click.BadParameter(param=click.Parameter() as parameter, message=message):
            return f"{_name(parameter)}: {_wanted(parameter.type) or message.rstrip('.')}."
        case click.BadOptionUsage(message=message) if "does not take" in message:
            return f"tùy chọn {error.option_name} không nhận giá trị."
        case click.BadOptionUsage():
            return f"tùy chọn {error.option_name} cần một giá trị."
        case _:
            return f"{error.message.rstrip('.')}."


def _wanted(kind: click.ParamType[Any]) -> str:
    """What a value of one of click's own kinds must be; empty for kinds whose errors are Vietnamese already."""
    match kind:
        case click.Choice(choices=choices):
            return f"phải là một trong: {', '.join(choices)}"
        case click.IntRange(min=least, max=most):
            return f"phải là số nguyên {_between(least, most)}"
        case click.FloatRange(min=least, max=most):
            return f"phải là số {_between(least, most)}"
        case click.Tuple(types=kinds):
            return next(filter(None, map(_wanted, kinds)), "")
        case click.Path(dir_okay=False):
            return "phải là một tệp, không phải thư mục"
        case _:
            return ""


def _between(least: float | None, most: float | None) -> str:
    return f"từ {least:g} trở lên" if most is None else f"từ {least:g} đến {most:g}"


def _name(parameter: click.Parameter) -> str:
    return (
        parameter.make_metavar(click.Context(click.Command(None)))
        if isinstance(parameter, click.Argument)
        else parameter.opts[-1]
    )
