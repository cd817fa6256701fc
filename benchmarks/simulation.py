"""How long an archive of many million pages takes on many machines: a simulation in which each page is an event.

    python benchmarks/simulation.py [--pages N] [--workers N ...] [--manifest FILE] [--data DIR]

Workers take the next page as soon as they are free (list scheduling; Graham 1969, "Bounds on multiprocessing timing
anomalies"). A page passes the driver, which is one thread, and the shared disk, which is one pipe; it takes as long as
a page drawn from those that a real run took (`--manifest`, or those of the run told in docs/scaling.md).
Machines break down and come back, which costs the pages in hand; the driver dies now and then, which costs the pages
in hand everywhere and the time to look over the tree again. The end of a document is done by the worker that read its
last page. `--data` is not used.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled

HOUR, DAY = 3600.0, 86400.0
MB, TB = 1e6, 1e12
PAGE_SECONDS = (0.69, 1.59, 2.45, 2.65, 2.76, 3.0, 3.21, 3.35, 3.53, 3.68, 8.61)
"""Seconds a page at the quantiles 0, 0.1, ... 1 of a real run (42 scanned pages on two busy cores)."""
_LOSSES = 4096
"""Breakdowns drawn for one machine; more than any simulated run lives to see."""


@dataclass(frozen=True, slots=True)
class Plant:
    """Machines and what they share.

    `machine_hours` and `driver_hours` are mean times between two breakdowns, `repair_hours` and `restart_seconds` how
    long each lasts; the driver takes `driver_seconds` of its one thread for a task, the disk carries `disk_rate` bytes
    a second; a worker (a core with 1 GB of memory) costs `price` an hour.
    """

    workers: int
    workers_a_machine: int = 32
    machine_hours: float = 1000.0
    repair_hours: float = 1.0
    driver_hours: float = 500.0
    restart_seconds: float = 1800.0
    driver_seconds: float = 0.0009
    disk_rate: float = 2000 * MB
    price: float = 0.02


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be read: pages, how many a file has on average, seconds a page, bytes a page in and out."""

    pages: int
    pages_a_file: float = 5.0
    page_seconds: tuple[float, ...] = PAGE_SECONDS
    finish_seconds: float = 0.16
    bytes_in: float = 0.3 * MB
    bytes_out: float = 0.64 * MB


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds from the first page to the last file; shares of that time; pages that were read twice.

    `busy` is the share of all workers' time that went into pages that counted, `driver` and `disk` how much of their
    time these had work; `tail` is for how many seconds at the end some worker had nothing to do.
    """

    seconds: float
    busy: float
    driver: float
    disk: float
    repeated: int
    tail: float


def simulate(plant: Plant, load: Load, seed: int = 1) -> Outcome:
    """Let the plant read the load; the same seed has the same breakdowns and pages.

    Raises ValueError where there is nobody to work or nothing to do.
    """
    if plant.workers < 1 or load.pages < 1:
        raise ValueError("a plant needs workers, a load pages")
    chance = np.random.default_rng(seed)
    machines = -(-plant.workers // plant.workers_a_machine)
    losses = _breakdowns(chance, machines, plant.machine_hours * HOUR, plant.repair_hours * HOUR)
    outages = _breakdowns(chance, 1, plant.driver_hours * HOUR, plant.restart_seconds)[0]
    quantiles = np.asarray(load.page_seconds, dtype=np.float64)
    costs = np.array(
        [
            plant.driver_seconds,
            (load.bytes_in + load.bytes_out) / plant.disk_rate,
            load.finish_seconds,
            plant.repair_hours * HOUR,
            plant.restart_seconds,
        ]
    )
    counts = np.array([plant.workers, plant.workers_a_machine, load.pages, seed], dtype=np.int64)
    end, tail_begins, worked, driver, disk, repeated = _events(
        counts, 1.0 / load.pages_a_file, costs, quantiles, losses, outages
    )
    return Outcome(
        seconds=end,
        busy=worked / (end * plant.workers),
        driver=driver / end,
        disk=disk / end,
        repeated=int(repeated),
        tail=end - tail_begins,
    )


def _breakdowns(chance: np.random.Generator, count: int, between: float, lasting: float) -> NDArray[np.float64]:
    """Float64 [count, _LOSSES]: when each breaks down, in seconds from the beginning; each time it is mended first."""
    gaps = chance.exponential(between, (count, _LOSSES))
    gaps[:, 1:] += lasting
    return np.asarray(np.cumsum(gaps, axis=1))


@compiled
def _events(
    counts: NDArray[np.int64],
    last_chance: float,
    costs: NDArray[np.float64],
    quantiles: NDArray[np.float64],
    losses: NDArray[np.float64],
    outages: NDArray[np.float64],
) -> tuple[float, float, float, float, float, int]:
    """Page after page to the worker that is free first (a binary heap of the workers by that time)."""
    workers, crew, pages = counts[0], counts[1], counts[2]
    per_task, carrying, finishing, repair, restart = costs
    np.random.seed(counts[3])
    free = np.zeros(workers)  # the heap: when its worker is free,
    heap = np.arange(workers)  # and who that is
    met, stopped = np.zeros(workers, np.int64), np.zeros(workers, np.int64)
    driver_free = disk_free = driver = disk = worked = end = 0.0
    tail_begins, repeated, file_pages, left = 0.0, 0, 0, pages
    while left > 0:
        worker = heap[0]
        loss, outage = losses[worker // crew, met[worker]], outages[stopped[worker]]
        begin = max(free[0], driver_free)
        if begin < min(loss, outage):
            file_pages += 1
            is_last = np.random.random() < last_chance or left == 1
            service = per_task * (3.0 if is_last else 1.0)  # the inspection and the end of the file pass it too
            driver_free = begin + service
            begin = max(driver_free, disk_free)
            disk_free = begin + carrying
            driver += service
            disk += carrying
            place = np.random.random() * (len(quantiles) - 1)
            low = int(place)
            seconds = quantiles[low] + (quantiles[low + 1] - quantiles[low]) * (place - low)
            seconds += finishing * file_pages if is_last else 0.0
            finish = disk_free + seconds
        else:
            finish = np.inf
        if finish <= min(loss, outage):
            left -= 1
            worked += seconds
            end = max(end, finish)
            tail_begins = free[0]
            file_pages = 0 if is_last else file_pages
            back = finish
        else:  # what it had in hand, if anything, is read again by whoever is free next
            repeated += finish < np.inf
            file_pages -= finish < np.inf
            back = loss + repair if loss < outage else outage + restart
            met[worker] += loss < outage
            stopped[worker] += loss >= outage
            back = max(back, free[0])
        _sift_down(free, heap, back, worker)
    return end, tail_begins, worked, driver, disk, repeated


@compiled
def _sift_down(free: NDArray[np.float64], heap: NDArray[np.int64], back: float, worker: int) -> None:
    """Put the worker, free again at `back`, in the place of the heap's first."""
    place, workers = 0, len(heap)
    while True:
        child = 2 * place + 1
        if child >= workers:
            break
        if child + 1 < workers and free[child + 1] < free[child]:
            child += 1
        if free[child] >= back:
            break
        free[place], heap[place] = free[child], heap[child]
        place = child
    free[place], heap[place] = back, worker


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000_000, help="default: %(default)s")
    parser.add_argument("--workers", type=int, nargs="+", default=[100, 500, 1000, 2000, 4000, 8000])
    parser.add_argument("--manifest", type=Path, help="take seconds and bytes a page from this run")
    parser.add_argument("--data", help=argparse.SUPPRESS)
    options = parser.parse_args()
    load = Load(options.pages)
    if options.manifest:
        load = measured_load(options.manifest, options.pages)
    report(load, options.workers)


def measured_load(manifest: Path, pages: int) -> Load:
    """So many pages like those of a run between folders, by its manifest and the results that it names."""
    with closing(sqlite3.connect(f"{manifest.absolute().as_uri()}?mode=ro", uri=True)) as base:
        seconds = [row[0] for row in base.execute("SELECT seconds FROM pages WHERE seconds > 0")]
        worked, size, files = base.execute("SELECT sum(seconds), sum(size), count(*) FROM files").fetchone()
        (folder,) = base.execute("SELECT value FROM facts WHERE name = 'output'").fetchone()
        names = [name for (outputs,) in base.execute("SELECT outputs FROM files") for name in json.loads(outputs)]
    written = sum((Path(folder) / name).stat().st_size for name in names)
    return Load(
        pages,
        pages_a_file=len(seconds) / files,
        page_seconds=tuple(float(value) for value in np.quantile(seconds, np.linspace(0, 1, 11))),
        finish_seconds=(worked - sum(seconds)) / len(seconds),
        bytes_in=size / len(seconds),
        bytes_out=written / len(seconds),
    )


def report(load: Load, workers: Sequence[int]) -> None:
    print("seconds a page, in tenths:", " ".join(f"{value:.2f}" for value in load.page_seconds))
    print(
        f"a page at the end of its file: {load.finish_seconds:.2f} s; {load.pages_a_file:.1f} pages a file; "
        f"a page in {load.bytes_in / MB:.2f} MB, out {load.bytes_out / MB:.2f} MB"
    )
    disk_in, disk_out = load.pages * load.bytes_in / TB, load.pages * load.bytes_out / TB
    print(f"{load.pages:,} pages: {disk_in:.0f} TB in, {disk_out:.0f} TB out")
    head = ("workers", "days", "pages/s", "busy", "driver", "disk", "repeated", "tail h", "$/M pages")
    print("| " + " | ".join(head) + " |\n|" + "--:|" * len(head))
    for count in workers:
        start = perf_counter()
        plant = Plant(count)
        found = simulate(plant, load)
        cost = count * found.seconds / HOUR * plant.price / load.pages * 1e6
        print(
            f"| {count:,} | {found.seconds / DAY:.1f} | {load.pages / found.seconds:.0f} | {found.busy:.0%} | "
            f"{found.driver:.0%} | {found.disk:.0%} | {found.repeated:,} | {found.tail / HOUR:.2f} | {cost:.1f} |"
            f" <!-- simulated in {perf_counter() - start:.0f} s -->",
            flush=True,
        )


if __name__ == "__main__":
    main()
