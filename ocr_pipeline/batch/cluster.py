"""A pool over the machines of a Ray cluster, which may come and go while the work goes on."""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any

from ocr_pipeline.batch.host import Host, Mark
from ocr_pipeline.batch.names import FOLDER
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import Places
from ocr_pipeline.batch.pool import START
from ocr_pipeline.batch.tasks import Failed, Result, Task
from ocr_pipeline.errors import ClusterError, PipelineError
from ocr_pipeline.work_records import Category, Failure

if TYPE_CHECKING:
    from concurrent.futures import Future

LOCAL = "local"
"""The address of a cluster that is started for this run, on this machine."""
_LOOK, _DESERTED, _GRACE = 5.0, 600.0, 60.0
"""Seconds: between two looks for new machines, that no machine at all is borne, that a late answer is waited for."""
_KNOCK = 10.0
"""Seconds that the head of a cluster may take to open its door."""
_LOSSES = 3
"""A task that so many machines were lost with is to blame itself."""
_OBJECTS = 100 << 20
"""Bytes for Ray's own store where we start it: what travels is small."""

_log = logging.getLogger(__name__)


@dataclass
class _Machine:
    """A host, its name for people, and how many workers it has; `ready` when it has shown that it works as we do."""

    name: str
    actor: Any
    slots: int
    busy: int = 0
    ready: bool = False


@dataclass(frozen=True, slots=True)
class _InHand:
    """A task and its time on a machine (by the identifier of its node)."""

    task: Task
    seconds: float
    node: str
    deadline: float


class RayPool:
    """The workers of all machines of the cluster; see `Pool`.

    A lost machine is not the fault of what it had in hand: that goes to another machine. Tasks are handed out as
    machines have workers free, never more, so that neither Ray's memory nor ours grows.
    """

    def __init__(self, places: Places, options: BatchOptions) -> None:
        """Raises ClusterError where Ray is not installed or the cluster is not there."""
        self._ray, self._owned = _connected(options.cluster or LOCAL)
        self._places, self._options = places, options
        self._settings = _settings(options)
        self._mark = Mark(f"{FOLDER}/cluster", secrets.token_hex(16).encode())
        places.output.put(self._mark.name, self._mark.content)
        self._machines: dict[str, _Machine] = {}
        self._refused: dict[str, str] = {}
        self._in_hand: dict[int, _InHand] = {}
        self._waiting: deque[tuple[Task, float]] = deque()
        self._losses: Counter[Task] = Counter()
        self._answers: SimpleQueue[tuple[int | str, Future[Any]]] = SimpleQueue()
        self._sent, self._looked, self._manned = 0, 0.0, monotonic()
        self._look_for_machines()

    @property
    def capacity(self) -> int:
        """One task a worker; one may wait for the first machine."""
        return max(sum(machine.slots for machine in self._machines.values() if machine.ready), 1)

    @property
    def free(self) -> int:
        """Workers that have nothing to do."""
        return self.capacity - len(self._in_hand) - len(self._waiting)

    def submit(self, task: Task, seconds: float) -> None:
        """Give the task to the machine with most workers free, or keep it until there is one."""
        self._waiting.append((task, seconds))
        self._hand_out()

    def completed(self, patience: float) -> list[tuple[Task, Result]]:
        """What the machines have answered; lost ones are taken out here, new ones in."""
        if monotonic() - self._looked >= _LOOK:
            self._look_for_machines()
            self._end_overdue()
        found = list(self._taken(patience))
        self._hand_out()
        return found

    def close(self) -> None:
        """End all workers; the cluster goes on, unless it was started for this run."""
        closing = [machine.actor.close.remote() for machine in self._machines.values() if machine.ready]
        with suppress(self._ray.exceptions.RayError):
            self._ray.wait(closing, num_returns=len(closing), timeout=_LOOK) if closing else None
        for machine in self._machines.values():
            self._ray.kill(machine.actor)
        self._machines.clear()
        with suppress(PipelineError):
            self._places.output.remove([self._mark.name])
        if self._owned:
            self._ray.shutdown()

    def _hand_out(self) -> None:
        while self._waiting:
            machines = [(node, machine) for node, machine in self._machines.items() if machine.ready]
            node, machine = max(machines, key=lambda item: item[1].slots - item[1].busy, default=("", None))
            if machine is None or machine.busy >= machine.slots:
                return
            task, seconds = self._waiting.popleft()
            self._sent += 1
            machine.busy += 1
            self._in_hand[self._sent] = _InHand(task, seconds, node, monotonic() + START + seconds + _GRACE)
            self._await(self._sent, machine.actor.perform.remote(task, seconds))

    def _await(self, key: int | str, reference: Any) -> None:
        """Have the answer in the queue when it is there."""
        reference.future().add_done_callback(lambda future: self._answers.put((key, future)))

    def _taken(self, patience: float) -> Iterator[tuple[Task, Result]]:
        """All answers that are there, after the first has been waited for."""
        with suppress(Empty):
            key, future = self._answers.get(timeout=patience)
            while True:
                if isinstance(key, str):
                    self._met(key, future)
                else:
                    yield from self._answer(key, future)
                key, future = self._answers.get_nowait()

    def _answer(self, key: int, future: Future[Any]) -> Iterator[tuple[Task, Result]]:
        sent = self._in_hand.pop(key)
        if (machine := self._machines.get(sent.node)) is not None:
            machine.busy -= 1
        error = future.exception()
        if error is None:
            self._losses.pop(sent.task, None)
            yield sent.task, future.result()
            return
        self._lose(sent.node)
        self._losses[sent.task] += 1
        if self._losses[sent.task] < _LOSSES:
            self._waiting.appendleft((sent.task, sent.seconds))
            return
        del self._losses[sent.task]
        problem = f"mất liên lạc với {_LOSSES} máy lần lượt trong lúc làm ({type(error).__name__})."
        yield sent.task, Failed(Failure(Category.CRASH, problem, "Hãy xem nhật ký của Ray, rồi chạy --retry-failed."))

    def _look_for_machines(self) -> None:
        """Start a host on every machine that has none; raise ClusterError where there has been none for long."""
        self._looked = monotonic()
        alive = {node["NodeID"]: node for node in self._ray.nodes() if node["Alive"]}
        for node in self._machines.keys() - alive.keys():
            self._lose(node)
        for node, known in alive.items():
            slots = int(known["Resources"].get("CPU", 0))
            if self._options.jobs:
                slots = min(slots, self._options.jobs - sum(machine.slots for machine in self._machines.values()))
            if node not in self._machines and node not in self._refused and slots > 0:
                self._start(node, known["NodeManagerHostname"], slots)
        if any(machine.ready for machine in self._machines.values()):
            self._manned = self._looked
        elif self._looked - self._manned > _DESERTED or (self._refused and not self._machines):
            reasons = " ".join(self._refused.values()) or "Không máy nào còn nhân rỗi."
            raise ClusterError(f"cụm Ray không có máy nào dùng được. {reasons}", "Xem `ray status` rồi chạy lại.")

    def _start(self, node: str, name: str, slots: int) -> None:
        place = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(node, soft=False)
        actor = (
            self._ray.remote(Host)
            .options(num_cpus=slots, max_concurrency=slots + 1, scheduling_strategy=place)
            .remote(slots, self._options)
        )
        self._machines[node] = _Machine(name, actor, slots)
        self._await(node, actor.settings.remote(self._places, self._mark))

    def _met(self, node: str, future: Future[Any]) -> None:
        """A new machine has said how it would work: it is used where that is as we would."""
        machine = self._machines.get(node)
        if machine is None:
            return
        error = future.exception()
        if error is None and future.result() == self._settings:
            machine.ready = True
            self._manned = monotonic()
            return
        if error is None:
            reason = "bản cài hoặc mô hình, Tesseract khác với máy điều khiển."
        else:
            cause = getattr(error, "cause", None) or error
            reason = str(cause).strip().splitlines()[-1]
        self._refused[node] = f"Máy {machine.name}: {reason}"
        _log.warning("Không dùng máy %s: %s", machine.name, reason)
        self._lose(node)

    def _lose(self, node: str) -> None:
        """Work no more with a machine; one that is still there is met anew at the next look."""
        machine = self._machines.pop(node, None)
        if machine is not None:
            self._ray.kill(machine.actor)

    def _end_overdue(self) -> None:
        """A machine that does not keep to its own limits has gone wrong as a whole."""
        now = monotonic()
        for node in {sent.node for sent in self._in_hand.values() if now > sent.deadline}:
            self._lose(node)


def _settings(options: BatchOptions) -> str:
    from ocr_pipeline.batch.fingerprint import settings_hash

    return settings_hash(options)


def _connected(address: str) -> tuple[Any, bool]:
    """Ray, connected to the cluster, and whether it was started here; ClusterError where that cannot be."""
    try:
        import ray
        import ray.util.scheduling_strategies
    except ImportError as error:
        raise ClusterError(f"chưa cài Ray ({error}).", 'Hãy chạy: pip install "ocr-pipeline[cluster]"') from error
    if ray.is_initialized():
        return ray, False
    try:
        with _own_signals():
            if address == LOCAL:
                ray.init(include_dashboard=False, object_store_memory=_OBJECTS, logging_level=logging.ERROR)
            else:
                _knock(address)
                ray.init(address=address, logging_level=logging.ERROR, log_to_driver=False)
    except Exception as error:  # Ray's own, and whatever the connection meets
        reason = str(error).strip().splitlines()[0]
        raise ClusterError(
            f"không vào được cụm Ray ở {address} ({reason}).",
            "Hãy kiểm tra bằng `ray status`; mở cụm bằng `ray start --head`, hoặc thử --cluster local.",
        ) from error
    return ray, True


def _knock(address: str) -> None:
    """Raise OSError where nobody listens at `host:port`: Ray would try for many minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and "/" not in host:
        socket.create_connection((host, int(port)), _KNOCK).close()


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray ends the program at once when it is told to stop; what is noted must be made safe before that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
