"""The group of commands, and what happens when one of them fails."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from ocr_pipeline.cli.messages import VietnameseCommand, usage_message
from ocr_pipeline.errors import PipelineError

COMMANDS = ("run", "batch", "restore", "parse", "doctor", "evaluate", "train", "records")
"""Each is a module of this package, which holds the click command as `command`."""

_OUTPUT_GONE = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LazyGroup(VietnameseCommand, click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """The commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            raise click.UsageError(f"không có lệnh {cmd_name}; các lệnh: {', '.join(COMMANDS)}", ctx)
        command: click.Command = import_module(f"ocr_pipeline.cli.{cmd_name}").command
        return command


@click.group(cls=LazyGroup, subcommand_metavar="LỆNH ...")
@click.version_option(package_name="ocr-pipeline", message="%(prog)s %(version)s", help="Hiện phiên bản rồi thoát.")
def group() -> None:
    """Biến bản quét hoặc văn bản OCR lỗi của văn bản hành chính thành văn bản đúng và danh sách việc được giao.

    Mã thoát: 0 tốt đẹp, 1 có đầu vào hỏng, 2 gọi sai cách.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    sys.exit(_exit_code(args))


def _exit_code(args: Sequence[str] | None) -> int:
    try:
        code = group.main(args, prog_name="ocr-pipeline", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        click.echo(usage_message(error), err=True)
        return 2
    except PipelineError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng theo yêu cầu.", err=True)
        return 128 + signal.SIGINT
    except OSError as error:
        if error.errno not in _OUTPUT_GONE:
            raise
        if error.errno != errno.EPIPE:  # whoever read our output has left (`| head`): nothing to say
            click.echo("Không ghi được đầu ra chuẩn: ổ đĩa đầy. Hãy dọn chỗ trống rồi chạy lại.", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit
        return 1
    return code if isinstance(code, int) else 0
