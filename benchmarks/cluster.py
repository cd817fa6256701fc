"""How work spreads over a cluster, and how many tasks its driver can hand out.

    python benchmarks/cluster.py [--pages N] [--tasks N] [--data DIR]

`driver`: a run whose pool answers at once, so that all the time is the driver's (dispatch, manifest). `Ray`: tasks that
take next to nothing through a local cluster; the driver's processor time a task is what bounds a large one. `scaling`:
the same N synthetic pages by one and two local processes, and by Ray nodes of one worker each, which are started here.
The machine must be quiet. `--data` is not used.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import ray
from batch import Silent
from batch_speed import TEXT, synthetic_files
from ray.cluster_utils import Cluster

from ocr_pipeline.batch.cluster import RayPool
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import held, places_of
from ocr_pipeline.batch.running import run_batch
from ocr_pipeline.batch.survey import Surveyed
from ocr_pipeline.batch.tasks import Finish, Input, Inspect, Inspected, PageRead, Published, ReadPage, Result, Task
from ocr_pipeline.pipeline import restore
from ocr_pipeline.work_records import PageRecord, State

_PAGES_A_FILE = 5
_NODE = {"num_cpus": 1, "object_store_memory": 100 << 20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=24, help="synthetic pages (default: %(default)s)")
    parser.add_argument("--tasks", type=int, default=20_000, help="tasks of the driver's part (default: %(default)s)")
    parser.add_argument("--data", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    restore("Tinh uy")  # compiles what is not compiled yet, and keeps it for the workers
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-cluster-") as name:
        measure_driver(Path(name), options.tasks)
        nodes = Nodes()
        try:
            measure_ray(Path(name), nodes, options.tasks // 10)
            measure_scaling(Path(name), nodes, options.pages)
        finally:
            nodes.close()


class Answering:
    """A pool of many workers that have always done everything already."""

    capacity = 1000

    def __init__(self, *_: object) -> None:
        self._done: deque[tuple[Task, Result]] = deque()
        self.count = 0

    @property
    def free(self) -> int:
        """Always somebody."""
        return self.capacity - len(self._done)

    def submit(self, task: Task, _seconds: float) -> None:
        """The answer is there at once."""
        self._done.append((task, answer(task)))
        self.count += 1

    def completed(self, _patience: float) -> list[tuple[Task, Result]]:
        """All that was asked."""
        found = list(self._done)
        self._done.clear()
        return found

    def close(self) -> None:
        """Nothing to end."""


def answer(task: Task) -> Result:
    match task:
        case Inspect():
            return Inspected(hashlib.sha256(task.input.name.encode()).hexdigest(), "pdf", _PAGES_A_FILE)
        case ReadPage():
            return PageRead(2.0)
        case Finish():
            numbers, doubtful = range(1, task.content.pages + 1), ("Nghị", "quyết", "số", "06-NQ/TU")
            pages = [PageRecord(number, State.DONE, 1, 2.0, 0.95, 300, 2, doubtful=doubtful) for number in numbers]
            outputs = tuple(f"{task.target.stem}.{name}" for name in task.target.formats)
            return Published(outputs, 1, 0.95, (), 0, tuple(pages), (), 0.5)
    raise TypeError(task)


def measure_driver(folder: Path, tasks: int) -> None:
    """Each file is a task to inspect it, its pages, and one to finish it."""
    source, pool = folder / "links", Answering()
    made_up_files(source, tasks // (_PAGES_A_FILE + 2), ".pdf")
    clock, processor = perf_counter(), process_time()
    run_batch(source, folder / "nothing", BatchOptions(), Starting(), make_pool=lambda *_: pool)
    clock, processor = perf_counter() - clock, process_time() - processor
    told("driver alone", pool.count, clock, processor)
    size = (folder / "nothing" / ".ocr-pipeline" / "manifest.sqlite").stat().st_size
    pages = pool.count * _PAGES_A_FILE / (_PAGES_A_FILE + 2)
    print(f"manifest: {size / pages:,.0f} bytes a page, in files of {_PAGES_A_FILE}", flush=True)


def told(what: str, count: int, clock: float, processor: float) -> None:
    each = f"{1e3 * processor / count:.2f} ms of the driver's processor each"
    print(f"{what}: {count:,} tasks, {count / clock:,.0f} a second, {each}", flush=True)


class Starting(Silent):
    """Silent about files that wait, too."""

    def surveyed(self, surveyed: Surveyed) -> None:
        """Everything waits."""


def made_up_files(folder: Path, count: int, ending: str) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{place:06}{ending}" for place in range(count)]
    for path in paths:
        path.write_text("Kết luận")
    return paths


class Nodes:
    """A Ray cluster on this machine whose nodes have one worker each."""

    def __init__(self) -> None:
        self._cluster: Any = Cluster(initialize_head=True, head_node_args=_NODE | {"include_dashboard": False})

    @property
    def address(self) -> str:
        """Where the head listens."""
        return str(self._cluster.address)

    def add(self) -> None:
        """One more machine."""
        self._cluster.add_node(**_NODE)
        self._cluster.wait_for_nodes()

    def close(self) -> None:
        """End all of them."""
        ray.shutdown()
        self._cluster.shutdown()


def measure_ray(folder: Path, nodes: Nodes, tasks: int) -> None:
    source = folder / "texts"
    files = made_up_files(source, tasks, ".txt")
    options = BatchOptions(jobs=0, cluster=nodes.address)
    places = places_of(source, folder / "nowhere", shared=True)
    asked = [Inspect(as_input(places.source, path), options.pipeline) for path in files]
    with held(places), closing(RayPool(places, options)) as pool:
        sum(1 for _ in done(pool, asked[:20]))  # the worker has started
        clock, processor = perf_counter(), process_time()
        count = sum(1 for _ in done(pool, asked))
        clock, processor = perf_counter() - clock, process_time() - processor
    told("through Ray, one worker", count, clock, processor)


def as_input(tree: Any, path: Path) -> Input:
    size, modified = tree.state(path.name)
    return Input(tree, path.name, size, modified)


def done(pool: RayPool, tasks: list[Inspect]) -> Iterator[tuple[Task, Result]]:
    waiting, in_hand = deque(tasks), 0
    while waiting or in_hand:
        while waiting and pool.free > 0:
            pool.submit(waiting.popleft(), 60.0)
            in_hand += 1
        answers = pool.completed(0.5)
        in_hand -= len(answers)
        yield from answers


def measure_scaling(folder: Path, nodes: Nodes, pages: int) -> None:
    tree = folder / "scans"
    tree.mkdir()
    synthetic_files(tree, pages)
    print(f"{pages} pages in {len(list(tree.iterdir()))} files\n{'':24}{'seconds':>9}{'pages/min':>11}{'of one':>8}")
    first: dict[str, float] = {}
    for workers in (1, 2):
        for kind in ("processes", "Ray nodes"):
            if kind == "Ray nodes" and workers == 2:
                nodes.add()
            where = ["-j", str(workers)] if kind == "processes" else ["--cluster", nodes.address]
            seconds = batch(tree, folder / f"{kind}{workers}", where)
            one = first.setdefault(kind, seconds)
            print(
                f"{kind:>12}: {workers:<10}{seconds:9.1f}{60 * pages / seconds:11.1f}{one / seconds:8.2f}", flush=True
            )


def batch(tree: Path, output: Path, where: list[str]) -> float:
    command = [sys.executable, "-m", "ocr_pipeline", "batch", str(tree), str(output), "-f", TEXT, *where]
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = perf_counter() - start
    shutil.rmtree(output)
    return seconds


if __name__ == "__main__":
    main()
