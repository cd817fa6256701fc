from dataclasses import dataclass
from pathlib import Path

import pytest

from ocr_pipeline.reports import write_quality_report
from ocr_pipeline.work_records import FileRecord

from .runs import lay_out


@dataclass(frozen=True)
class Run:
    """The small run on disk, and its report."""

    source: Path
    out: Path
    files: list[FileRecord]
    page: Path


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = tmp_path_factory.mktemp("run")
    source, out = root / "bản gốc", root / "out"
    files = lay_out(source, out)
    return Run(source, out, files, write_quality_report(lambda: files, source, out))
