"""What the manifest in an output folder tells of the run that wrote it, for packages that are made of the results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.archives import PackageOptions, Software
from ocr_pipeline.batch.manifest import Manifest, open_manifest
from ocr_pipeline.batch.names import FOLDER
from ocr_pipeline.batch.places import MANIFEST
from ocr_pipeline.recognition import probe

_PROGRAMS = "programs"


def note_programs(manifest: Manifest) -> None:
    """Keep which programs the results of this run depend on beside ocr-pipeline."""
    manifest.note(_PROGRAMS, json.dumps({"Tesseract": probe().version}))


@contextmanager
def with_history(plan: PackageOptions, out: Path) -> Iterator[PackageOptions]:
    """The plan with times, settings, outcomes and programs of the run that wrote `out`; as it is where none is known.

    OutputError where there is a manifest that cannot be read.
    """
    path = out / FOLDER / MANIFEST
    if not path.is_file():
        yield plan
        return
    with open_manifest(path, read_only=True) as manifest:
        programs = json.loads(manifest.fact(_PROGRAMS) or "{}")
        software = tuple(Software(name, version) for name, version in programs.items())
        yield replace(plan, software=software, files=manifest.records)
