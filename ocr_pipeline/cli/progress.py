"""How far the work is: a bar on a terminal, one plain line per finished input otherwise; always on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def page_progress(name: str, position: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to be told after every page; `position` says which input of how many this is."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{position} {name}", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def report(line: str, *, always: bool) -> None:
    """A plain line for the log; on a terminal, where the bar has told enough, only if `always`."""
    if always or not sys.stderr.isatty():
        click.echo(line, err=True)
