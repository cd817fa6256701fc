"""Archive records of results that lie in an object store: made in a folder of this machine, put beside the results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.archives import FOLDER, RecordOptions, Written, write_records
from ocr_pipeline.archives.writing import write_below
from ocr_pipeline.batch.manifest import Manifest, open_manifest
from ocr_pipeline.batch.places import Places
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.exports import document_from_json, to_json
from ocr_pipeline.work_records import State

_PARTS = ("documents", "files")
"""Folders of records that are written anew as a whole."""


def write_remote_records(places: Places, options: RecordOptions) -> Written:
    """As `write_records` does in a folder, of the results that the manifest names; `folder` is a name in the output."""
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-") as name:
        out = Path(name)
        with open_manifest(places.manifest, read_only=True) as manifest:
            for result in _results(manifest):
                _fetch(places, result, out)
        written = write_records(out, options)
        for part in _PARTS:
            places.output.below(f"{FOLDER}/{part}").clear()
        for path in sorted(written.folder.rglob("*")):
            if path.is_file():
                places.output.put_file(path.relative_to(out).as_posix(), path)
        failures = tuple((path.relative_to(out), error) for path, error in written.failures)
    return replace(written, folder=Path(FOLDER), failures=failures)


def _results(manifest: Manifest) -> Iterator[str]:
    for state in (State.DONE, State.PARTIAL):
        for record in manifest.in_state(state):
            yield from (output for output in record.outputs if output.endswith(".json"))


def _fetch(places: Places, result: str, out: Path) -> None:
    """A result without the words of its pages, which records do not need; one that is gone has no record."""
    try:
        content = places.output.read(result)
    except FileNotFoundError:
        return
    with suppress(PipelineError):  # damaged, which the records tell; or no document
        content = to_json(document_from_json(content, with_words=False))
    write_below(out / result, content)
