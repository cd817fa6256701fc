"""Tasks on their way to the pool and back: who is free gets the next; what ended its worker is tried again, alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ocr_pipeline.batch.pool import Pool
from ocr_pipeline.batch.tasks import Failed, Finish, Inspect, ReadPage, Republish, Result, Task
from ocr_pipeline.work_records import Category

Owner = TypeVar("Owner")

_SLOWEST = 1_000_000
"""Bytes a second at which a file is read at least."""
_PAGE_SECONDS = 10.0
"""What the end of a document may take, a page."""


def time_limit(task: Task, timeout: float) -> float:
    """Seconds that the task may take, where a page may take `timeout`."""
    match task:
        case Inspect():
            return timeout + task.input.size / _SLOWEST
        case ReadPage():
            return timeout
        case Finish():
            return timeout + _PAGE_SECONDS * task.content.pages
        case Republish():
            return timeout + _PAGE_SECONDS * len(task.results)


@dataclass(frozen=True, slots=True)
class Sent(Generic[Owner]):
    """A task, whose it is, and how often it has been tried."""

    task: Task
    owner: Owner
    attempt: int = 1


class Dispatch(Generic[Owner]):
    """Keeps the pool busy with the tasks that come from `following`, which answers None where there are none now.

    A worker's sudden end may be the fault of its neighbours, who took all the memory: so the task comes again when all
    others are through, and only then is it to blame.
    """

    def __init__(self, pool: Pool, timeout: float, following: Callable[[], tuple[Task, Owner] | None]) -> None:
        self._pool, self._timeout, self._following = pool, timeout, following
        self._sent: dict[Task, Sent[Owner]] = {}
        self._again: deque[Sent[Owner]] = deque()

    def fill(self) -> bool:
        """Give work to everybody who is free; False where nobody has anything to do."""
        while self._pool.free:
            sent = self._next()
            if sent is None:
                break
            self._sent[sent.task] = sent
            self._pool.submit(sent.task, time_limit(sent.task, self._timeout))
        return bool(self._sent)

    def answers(self, patience: float) -> Iterator[tuple[Sent[Owner], Result]]:
        """What has come back within so many seconds."""
        for task, result in self._pool.completed(patience):
            sent = self._sent.pop(task)
            crashed = isinstance(result, Failed) and result.failure.category is Category.CRASH
            if crashed and sent.attempt == 1:
                self._again.append(replace(sent, attempt=2))
            else:
                yield sent, result

    def _next(self) -> Sent[Owner] | None:
        if self._again or any(sent.attempt > 1 for sent in self._sent.values()):
            return None if self._sent else self._again.popleft()
        following = self._following()
        return None if following is None else Sent(*following)
