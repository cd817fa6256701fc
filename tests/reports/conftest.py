from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ocr_pipeline.batch.reporting import link_to
from ocr_pipeline.batch.storage import Disk
from ocr_pipeline.reports import ReportOptions, write_quality_report
from ocr_pipeline.work_records import FileRecord, SkippedRecord

from .runs import lay_out


@dataclass(frozen=True)
class Run:
    """The small run on disk, and its report."""

    source: Path
    out: Path
    files: list[FileRecord]
    page: Path


def write_report(
    files: Callable[[], Iterable[FileRecord]],
    source: Path,
    out: Path,
    options: ReportOptions | None = None,
    skipped: Sequence[SkippedRecord] = (),
) -> Path:
    """The report on a run between two folders; the path of its page."""
    originals, results = Disk(source, source), Disk(out, out)
    options = replace(options or ReportOptions(), originals=link_to(originals, results))
    return out / write_quality_report(files, originals, results, options, lambda: skipped)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = tmp_path_factory.mktemp("run")
    source, out = root / "bản gốc", root / "out"
    files = lay_out(source, out)
    return Run(source, out, files, write_report(lambda: files, source, out))
