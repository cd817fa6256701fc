"""How far the work is: a bar on a terminal, plain lines (an input, a step) otherwise; always on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def page_progress(name: str, position: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to be told after every page; `position` says which input of how many this is."""
    if not sys.stderr.isatty():
        yield None
        return
    with _bar() as progress:
        task = progress.add_task(f"{position} {name}", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def step_progress(steps: int) -> Iterator[Callable[[str], None]]:
    """A function to be told at the beginning of every one of so many steps what it does."""
    if not sys.stderr.isatty():
        yield lambda what: report(f"{what}...", always=True)
        return
    with _bar() as progress:
        task, done = progress.add_task("", total=steps), count()
        yield lambda what: progress.update(task, description=what, completed=next(done))


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def report(line: str, *, always: bool) -> None:
    """A plain line for the log; on a terminal, where the bar has told enough, only if `always`."""
    if always or not sys.stderr.isatty():
        click.echo(line, err=True)
