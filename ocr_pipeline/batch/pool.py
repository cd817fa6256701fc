"""Workers that can be waited for, timed, and replaced; the driver knows them by the `Pool` protocol only."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol

from ocr_pipeline.batch.fork_server import fork_server
from ocr_pipeline.batch.memory import memory_of
from ocr_pipeline.batch.tasks import Failed, Result, Task
from ocr_pipeline.batch.worker import READY, work
from ocr_pipeline.work_records import Category, Failure

_LOOK = 0.25
"""Seconds between two looks at clocks and memory."""
START = 600.0
"""Seconds that a worker may take to start: the first one on a machine compiles the search."""


class Pool(Protocol):
    """Somebody who does tasks, several at a time, in any order.

    Every task that is submitted comes back once, with a result or with what became of it: a worker that died, took too
    long or too much memory is replaced, and its task is `Failed` with the category that says so.
    """

    @property
    def capacity(self) -> int:
        """How many tasks can be worked on at once."""

    @property
    def free(self) -> int:
        """How many more can be submitted now."""

    def submit(self, task: Task, seconds: float) -> None:
        """Have the task done within so many seconds; only where something is free."""

    def completed(self, patience: float) -> list[tuple[Task, Result]]:
        """What has come back, as soon as there is something, or nothing after `patience` seconds."""

    def close(self) -> None:
        """End all workers at once; what they had in hand is lost."""


@dataclass
class _Worker:
    """A process, our end of its pipe, the pipe that only its driver holds, and what it has in hand."""

    process: BaseProcess
    tasks: Connection
    lifeline: Connection
    temporary: Path
    ready: bool = False
    task: Task | None = None
    seconds: float = 0.0
    deadline: float = 0.0


class ProcessPool:
    """Processes of this machine, each in a group of its own with the programs that it starts."""

    def __init__(self, jobs: int, memory: int, temporary: Path) -> None:
        """`memory` in bytes is for each worker with its Tesseract; `temporary` is a folder for their files."""
        self._context = fork_server("ocr_pipeline.batch.preload")
        self._jobs, self._memory, self._temporary = jobs, memory, temporary
        self._workers: list[_Worker] = []

    @property
    def capacity(self) -> int:
        """One task a worker."""
        return self._jobs

    @property
    def free(self) -> int:
        """Workers that have nothing to do, or have not been needed yet."""
        return self._jobs - sum(worker.task is not None for worker in self._workers)

    def submit(self, task: Task, seconds: float) -> None:
        """Give the task to a worker; its time begins when the worker is there."""
        worker = next((worker for worker in self._workers if worker.task is None), None) or self._start()
        worker.task, worker.seconds = task, seconds
        worker.deadline = monotonic() + (seconds if worker.ready else START)
        with suppress(OSError):  # it has died: `completed` finds out
            worker.tasks.send(task)

    def completed(self, patience: float) -> list[tuple[Task, Result]]:
        """What the workers have answered; who is late, too large or dead is ended here."""
        until = monotonic() + patience
        while True:
            found = list(self._answers(max(0.0, min(_LOOK, until - monotonic()))))
            found += self._overdue()
            if found or monotonic() >= until:
                return found

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        watched, lifeline = self._context.Pipe(duplex=False)
        temporary = Path(tempfile.mkdtemp(dir=self._temporary))
        arguments = theirs, watched, dict(os.environ), str(temporary), self._memory
        process = self._context.Process(target=work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        watched.close()
        worker = _Worker(process, ours, lifeline, temporary)
        self._workers.append(worker)
        return worker

    def _answers(self, patience: float) -> Iterator[tuple[Task, Result]]:
        busy = {worker.tasks: worker for worker in self._workers if worker.task is not None}
        if not busy:
            sleep(patience)
            return
        ready = wait(list(busy), patience)
        for worker in [worker for connection, worker in busy.items() if connection in ready]:
            try:
                answer = worker.tasks.recv()
            except (EOFError, OSError):
                yield self._lost(worker, _death(worker.process))
                continue
            if answer == READY:
                worker.ready, worker.deadline = True, monotonic() + worker.seconds
            else:
                yield self._taken(worker), answer

    def _overdue(self) -> Iterator[tuple[Task, Result]]:
        now = monotonic()
        for worker in [worker for worker in self._workers if worker.task is not None]:
            if now >= worker.deadline:
                yield self._lost(worker, _too_late(worker.seconds))
            elif worker.process.pid and memory_of(worker.process.pid) > self._memory:
                yield self._lost(worker, _too_large(self._memory))

    def _taken(self, worker: _Worker) -> Task:
        task, worker.task = worker.task, None
        assert task is not None
        return task

    def _lost(self, worker: _Worker, failure: Failure) -> tuple[Task, Result]:
        self._end(worker)
        self._workers.remove(worker)
        return self._taken(worker), Failed(failure)

    def _end(self, worker: _Worker) -> None:
        """Kill the worker with all that it started, and take away its temporary files."""
        process = worker.process
        with suppress(ProcessLookupError):  # not yet a group of its own, or gone
            if process.pid:
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()
        worker.tasks.close()
        worker.lifeline.close()
        shutil.rmtree(worker.temporary, ignore_errors=True)


def _death(process: BaseProcess) -> Failure:
    process.join(_LOOK)
    code = process.exitcode
    how = f"tín hiệu {signal.Signals(-code).name}" if code is not None and code < 0 else f"mã {code}"
    return Failure(Category.CRASH, f"tiến trình xử lý chết đột ngột ({how}).", "Hãy gửi tệp này cho người phát triển.")


def _too_late(seconds: float) -> Failure:
    return Failure(
        Category.TIMEOUT, f"chưa xong sau {seconds:g} giây, đã bị dừng.", "Hãy tăng --timeout rồi chạy --retry-failed."
    )


def _too_large(memory: int) -> Failure:
    return Failure(
        Category.MEMORY,
        f"cần hơn {memory // 1_000_000} MB bộ nhớ, đã bị dừng.",
        "Hãy tăng --memory rồi chạy --retry-failed.",
    )
