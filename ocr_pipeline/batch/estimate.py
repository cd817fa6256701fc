"""What a run would take: files and pages counted, time and disk estimated from a sample that is really worked on."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_pipeline.batch.manifest import open_manifest
from ocr_pipeline.batch.options import BatchOptions, memory_for
from ocr_pipeline.batch.places import Places, places_of
from ocr_pipeline.batch.pool import Pool, ProcessPool
from ocr_pipeline.batch.storage import Disk
from ocr_pipeline.batch.survey import Survey
from ocr_pipeline.batch.tasks import (
    Content,
    Failed,
    Finish,
    Input,
    Inspect,
    Inspected,
    PageRead,
    Published,
    ReadPage,
    Result,
    Target,
    Task,
)
from ocr_pipeline.batch.walk import Found
from ocr_pipeline.work_records import Failure

_COUNTED, _SAMPLED, _PAGES = 2000, 8, 2
"""Files whose pages are counted at most, files of the sample, and pages of each of them."""
_SEED = 20250101
_NOWHERE = Disk(Path(), Path())


@dataclass(frozen=True, slots=True)
class Estimate:
    """`pages` is exact where `counted` is all of the `files`; times in seconds, disk in bytes; None: nothing to try.

    `unreadable` are the files and folders that cannot be opened, with the reason.
    """

    files: int
    counted: int
    unreadable: tuple[tuple[str, Failure], ...]
    pages: int
    sampled: int
    seconds: float | None
    disk: int | None


def estimate(
    source: Path | str, output: Path | str, options: BatchOptions, tell: Callable[[int, int], None]
) -> Estimate:
    """What `run_batch` would do now; nothing is written below `output`. `tell` hears how many files are counted."""
    from ocr_pipeline.batch.fingerprint import settings_hash

    places = places_of(source, output, options.manifest)
    chance = random.Random(_SEED)
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-") as folder:
        due, closed = _due(places, Path(folder), options, settings_hash(options))
        chosen = due if len(due) <= _COUNTED else chance.sample(due, _COUNTED)
        pool = ProcessPool(options.jobs, options.memory or memory_for(options.jobs), Path(folder))
        with closing(pool):
            inspected = list(_inspected(places, chosen, options, pool, tell))
            readable = [content for content in inspected if isinstance(content, Content)]
            pages = sum(content.pages for content in readable)
            sample = chance.sample(readable, min(_SAMPLED, len(readable)))
            seconds, disk, read = _tried(sample, options, pool, Path(folder))
    share = len(due) / len(chosen) if chosen else 1.0
    total = round(pages * share)
    return Estimate(
        files=len(due),
        counted=len(chosen),
        unreadable=tuple(sorted([*closed, *(one for one in inspected if not isinstance(one, Content))])),
        pages=total,
        sampled=read,
        seconds=seconds * total / options.jobs if read else None,
        disk=round(disk * total) if read else None,
    )


Unreadable = tuple[str, Failure]


def _due(places: Places, folder: Path, options: BatchOptions, settings: str) -> tuple[list[Found], list[Unreadable]]:
    """What waits, by the manifest as it is, or by none; and the folders that cannot be looked into."""
    there = places.manifest.exists()
    with open_manifest(places.manifest if there else folder / "manifest", read_only=there) as manifest:
        found = list(Survey(places, manifest, options, settings).due())
    due = [item for item in found if isinstance(item, Found)]
    return due, [(item.path, item.failure) for item in found if not isinstance(item, Found) and item.failure]


def _inspected(
    places: Places, chosen: Sequence[Found], options: BatchOptions, pool: Pool, tell: Callable[[int, int], None]
) -> Iterator[Content | Unreadable]:
    """What is in each file; its path and the reason where it cannot be opened."""
    inputs = [Input(places.source, found.path, found.size, found.modified_ns) for found in chosen]
    tasks = [Inspect(given, options.pipeline) for given in inputs]
    for done, (task, result) in enumerate(_all(pool, tasks, options.timeout), 1):
        tell(done, len(tasks))
        match task, result:
            case Inspect(input=given), Inspected():
                yield Content(given, result.digest, result.kind, result.pages, _NOWHERE)
            case Inspect(input=given), Failed(failure=failure):
                yield given.name, failure


def _tried(sample: Sequence[Content], options: BatchOptions, pool: Pool, folder: Path) -> tuple[float, float, int]:
    """Seconds of one worker and bytes of results a page, and on how many pages that rests."""
    few = []
    for place, content in enumerate(sample):
        few.append(replace(content, spool=Disk(folder, folder).below(f"{place}")))
    numbers = [(content, number) for content in few for number in range(1, min(content.pages, _PAGES) + 1)]
    reads = [ReadPage(content, number, options.pipeline) for content, number in numbers]
    warm = reads[: options.jobs]  # what is loaded and compiled once must not count for every page
    for _ in _all(pool, warm, options.timeout):
        pass
    seconds = sum(result.seconds for _, result in _all(pool, reads, options.timeout) if isinstance(result, PageRead))
    ends = []
    for place, content in enumerate(few):
        lost = tuple((number, "") for number in range(_PAGES + 1, content.pages + 1))
        target = Target(Disk(folder, folder), f"ket-qua/{place}", options.formats)
        ends.append(Finish(content, target, options.pipeline, options.split, lost))
    for _ in _all(pool, ends[: options.jobs], options.timeout):
        pass
    seconds += sum(result.seconds for _, result in _all(pool, ends, options.timeout) if isinstance(result, Published))
    written = sum(path.stat().st_size for path in (folder / "ket-qua").glob("*"))
    count = max(len(numbers), 1)
    return seconds / count, written / count, len(numbers)


def _all(pool: Pool, tasks: Sequence[Task], seconds: float) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, in the order of their ends."""
    waiting, in_hand = list(reversed(tasks)), 0
    while waiting or in_hand:
        while waiting and pool.free:
            pool.submit(waiting.pop(), seconds)
            in_hand += 1
        for answer in pool.completed(1.0):
            in_hand -= 1
            yield answer
