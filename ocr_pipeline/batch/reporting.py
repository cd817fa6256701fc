"""The quality report of a tree, made from its manifest when a run has ended."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from ocr_pipeline.batch.manifest import open_manifest
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import Places
from ocr_pipeline.batch.storage import Disk, Storage
from ocr_pipeline.reports import ReportOptions, write_quality_report


def report_on(places: Places, options: BatchOptions, elapsed: float, read: int) -> str:
    """Write `report.html`, `.json` and `.csv` on all files of the manifest to the output; the name of the page.

    `elapsed` are the seconds of this run, `read` the pages that it has read.
    """
    shown = ReportOptions(
        seed=str(places.source),
        elapsed=elapsed,
        read=read,
        originals=link_to(places.source, places.output),
        source=options.pipeline.source,
    )
    output = places.output
    if isinstance(output, Disk):
        output = Disk(output.root, output.root)  # the drafts of the run have gone with it
    with open_manifest(places.manifest, read_only=True) as manifest:
        return write_quality_report(manifest.records, places.source, output, shown, manifest.skipped)


def link_to(source: Storage, output: Storage) -> str:
    """How a link from a page in the output to the originals begins, ended by a slash."""
    if not isinstance(source, Disk):
        return f"{quote(str(source), safe=':/')}/"
    if not isinstance(output, Disk):
        return f"{source.root.as_uri()}/"
    way = Path(os.path.relpath(source.root, output.root)).as_posix()
    return f"{quote(os.fsencode(way))}/"
