"""What a run over a tree costs beside the reading.

    python benchmarks/batch.py [manifest] [--files N] [--data DIR]

`manifest`: how long the manifest takes for the rows of N files and their pages in batched transactions, and how long
a run takes to start over N files that are all done (a tree of links to one text, with results that are links too).
Seconds by the clock and of the processor: they differ where other programs are at work. `--data` is not used.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

from ocr_pipeline.batch.fingerprint import settings_hash
from ocr_pipeline.batch.manifest import open_manifest
from ocr_pipeline.batch.names import output_name
from ocr_pipeline.batch.observing import Tally
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import places_of
from ocr_pipeline.batch.running import run_batch
from ocr_pipeline.batch.survey import Surveyed
from ocr_pipeline.work_records import Failure, FileRecord, PageRecord, State

_FOLDER, _BATCH = 500, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=["manifest"], default="manifest")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--data", help=argparse.SUPPRESS)
    measure_manifest(parser.parse_args().files)


class Silent:
    """An observer that says nothing."""

    def surveyed(self, surveyed: Surveyed) -> None:
        """Nothing must wait."""
        assert surveyed.waiting == 0, surveyed

    def tell(self, tally: Tally) -> None:
        """Nothing is done."""

    def finished(self, record: FileRecord, failures: tuple[Failure, ...]) -> None:
        """Nothing is done."""


def measure_manifest(files: int) -> None:
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-batch-") as name:
        source, output = Path(name) / "in", Path(name) / "out"
        options = BatchOptions()
        records = made_up_tree(source, output, files, options)
        places = places_of(source, output)
        places.manifest.parent.mkdir(parents=True)
        print("| | clock s | processor s | a second |\n|---|--:|--:|--:|")
        with measured(f"rows of files and pages, {_BATCH} files a transaction", 2 * files):
            write(places.manifest, records)
        for what in ("first", "second"):
            with measured(f"start over done files, {what} time", files):
                run_batch(source, output, options, Silent())


@contextmanager
def measured(what: str, count: int) -> Iterator[None]:
    """A row of the table."""
    clock, processor = perf_counter(), process_time()
    yield
    clock, processor = perf_counter() - clock, process_time() - processor
    print(f"| {count:,} {what} | {clock:.1f} | {processor:.1f} | {count / clock:,.0f} |", flush=True)


def write(path: Path, records: Sequence[FileRecord]) -> None:
    with open_manifest(path) as manifest:
        for place in range(0, len(records), _BATCH):
            for record in records[place : place + _BATCH]:
                manifest.save([record])
                manifest.save_pages(record.path, record.pages)
            manifest.commit()


def made_up_tree(source: Path, output: Path, files: int, options: BatchOptions) -> list[FileRecord]:
    """The tree, its results, and what a manifest would say of them."""
    settings, records = settings_hash(options), []
    for place in range(files):
        folder = f"{place // _FOLDER:04}"
        if place % _FOLDER == 0:
            for root in (source, output):
                (root / folder).mkdir(parents=True)
            (source / folder / "0.txt").write_text("Kết luận")
            (output / folder / "0").touch()
        path = f"{folder}/{place % _FOLDER}.txt"
        if place % _FOLDER:
            os.link(source / folder / "0.txt", source / path)
        outputs = tuple(output_name(path, None, format_) for format_ in options.formats)
        for result in outputs:
            os.link(output / folder / "0", output / result)
        found = (source / path).stat()
        digest = hashlib.sha256(path.encode()).hexdigest()
        records.append(
            FileRecord(
                path=path,
                size=found.st_size,
                modified=found.st_mtime,
                digest=digest,
                settings=settings,
                state=State.DONE,
                documents=1,
                outputs=outputs,
                pages=(PageRecord(1, State.DONE, 1, 1.0, 0.95, 300, 2),),
                modified_ns=found.st_mtime_ns,
                stem=path,
            )
        )
    return records


if __name__ == "__main__":
    main()
