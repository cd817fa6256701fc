"""The end of a cluster that runs on each of its machines: the same processes as on one machine, one task a call."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from ocr_pipeline.batch.options import BatchOptions, memory_for
from ocr_pipeline.batch.places import Places
from ocr_pipeline.batch.pool import ProcessPool
from ocr_pipeline.batch.storage import Disk
from ocr_pipeline.batch.tasks import Result, Task
from ocr_pipeline.errors import PipelineError

_LOOK = 60.0
"""Seconds between two looks of a waiting call; an answer ends it at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a machine must find in the output to see that it is the driver's own."""

    name: str
    content: bytes


class Host:
    """A machine's workers. `perform` is called by as many threads as there are `slots`, each with a worker of its own.

    So whatever is promised of `ProcessPool` (time, memory, a worker that dies alone) holds on every machine.
    """

    def __init__(self, slots: int, options: BatchOptions) -> None:
        # the forked workers must not load the program that Ray started as if it were ours
        vars(sys.modules["__main__"]).pop("__file__", None)
        self._temporary = _own_folder()
        memory = options.memory or memory_for(slots)
        self._options = options
        self._pools: SimpleQueue[ProcessPool] = SimpleQueue()
        self._all = [ProcessPool(1, memory, self._temporary) for _ in range(slots)]
        for pool in self._all:
            self._pools.put(pool)

    def settings(self, places: Places, mark: Mark) -> str:
        """The hash of the settings as this machine would work with them.

        Raises a PipelineError where the machine lacks something, or sees other files than the driver.
        """
        from ocr_pipeline.batch.fingerprint import settings_hash

        try:
            seen = places.output.read(mark.name)
        except FileNotFoundError:
            seen = b""
        there = not isinstance(places.source, Disk) or places.source.root.is_dir()
        if seen != mark.content or not there:
            missing = places.output if seen != mark.content else places.source
            raise PipelineError(
                f"máy này không thấy {missing}.",
                "Vào và ra phải nằm trên ổ chung, cùng đường dẫn ở mọi máy, hoặc s3://.",
            )
        return settings_hash(self._options)

    def perform(self, task: Task, seconds: float) -> Result:
        """Have a worker do the task within so many seconds."""
        pool = self._pools.get()
        try:
            pool.submit(task, seconds)
            while not (answers := pool.completed(_LOOK)):
                pass
            return answers[0][1]
        finally:
            self._pools.put(pool)

    def close(self) -> None:
        """End the workers, take away their temporary files."""
        for pool in self._all:
            pool.close()
        shutil.rmtree(self._temporary, ignore_errors=True)


def _own_folder() -> Path:
    """A folder for temporary files; those of hosts that were killed go."""
    common = Path(tempfile.gettempdir()) / f"ocr-pipeline-cluster-{os.getuid()}"
    common.mkdir(mode=0o700, exist_ok=True)
    for folder in common.iterdir():
        if not Path(f"/proc/{folder.name.partition('-')[0]}").exists():
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=common))
