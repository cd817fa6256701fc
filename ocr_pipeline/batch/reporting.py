"""The quality report of a tree, made from its manifest when a run has ended."""

from __future__ import annotations

from pathlib import Path

from ocr_pipeline.batch.manifest import open_manifest
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import Places
from ocr_pipeline.batch.storage import Disk
from ocr_pipeline.reports import ReportOptions, write_quality_report


def report_on(places: Places, options: BatchOptions, elapsed: float) -> Path | None:
    """Write `report.html`, `.json` and `.csv` on all files that the manifest knows to the output folder.

    `elapsed` are the seconds of this run. None where input or output is an object store: a report links to files and
    shows pictures of them.
    """
    if not isinstance(places.source, Disk) or not isinstance(places.output, Disk):
        return None
    shown = ReportOptions(seed=str(places.source), elapsed=elapsed, source=options.pipeline.source)
    with open_manifest(places.manifest, read_only=True) as manifest:
        return write_quality_report(manifest.records, places.source.root, places.output.root, shown)
