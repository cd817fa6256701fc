import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from ocr_pipeline.batch.manifest import open_manifest
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.performing import perform
from ocr_pipeline.batch.running import Outcome, run_batch
from ocr_pipeline.batch.survey import Surveyed
from ocr_pipeline.batch.tasks import Result, Task
from ocr_pipeline.work_records import Failure, FileRecord

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
HIDDEN = ".ocr-pipeline"
REPORT = {"report.html", "report.json", "report.csv"}
TEXT = (ROOT / "tests" / "cli" / "cases" / "conclusion.txt").read_text("utf-8")


@dataclass
class Seen:
    """An observer that keeps what it was told."""

    records: list[FileRecord]
    failures: dict[str, tuple[Failure, ...]]

    def surveyed(self, surveyed: Surveyed) -> None:
        pass

    def tell(self, tally: object) -> None:
        pass

    def finished(self, record: FileRecord, failures: tuple[Failure, ...]) -> None:
        self.records.append(record)
        self.failures[record.path] = failures

    @property
    def paths(self) -> list[str]:
        return sorted(record.path for record in self.records)


class Inline:
    """A pool that does its one task in this process."""

    capacity = 1

    def __init__(self, *_: object) -> None:
        self._done: list[tuple[Task, Result]] = []

    @property
    def free(self) -> int:
        return 1 - len(self._done)

    def submit(self, task: Task, seconds: float) -> None:
        self._done.append((task, perform(task)))

    def completed(self, patience: float) -> list[tuple[Task, Result]]:
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Tree:
    """A tree, its output, and runs over it in this process."""

    source: Path
    output: Path

    def text(self, path: str, text: str = TEXT) -> Path:
        target = self.source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    def run(self, **options: object) -> tuple[Outcome, Seen]:
        seen = Seen([], {})
        chosen = BatchOptions(**({"jobs": 2, "formats": ("json", "txt")} | options))
        return run_batch(self.source, self.output, chosen, seen), seen

    def outputs(self) -> list[str]:
        """What was made of the inputs; the report on all of them is left aside."""
        files = (path for path in self.output.rglob("*") if path.is_file() and HIDDEN not in path.parts)
        return sorted({str(path.relative_to(self.output)) for path in files} - REPORT)

    def json(self, name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.output / name).read_bytes())
        return found

    def records(self) -> dict[str, FileRecord]:
        with open_manifest(self.output / HIDDEN / "manifest.sqlite", read_only=True) as manifest:
            return {record.path: record for record in manifest.records()}

    def skipped(self) -> dict[str, str]:
        with open_manifest(self.output / HIDDEN / "manifest.sqlite", read_only=True) as manifest:
            return {item.path: item.reason for item in manifest.skipped()}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "in").mkdir()
    return Tree(tmp_path / "in", tmp_path / "out")


@pytest.fixture
def spawn() -> Callable[..., subprocess.Popen[str]]:
    """Start the command in a process of its own; what it starts ends with it."""

    def start(*arguments: object, path: Sequence[Path] = ()) -> subprocess.Popen[str]:
        found = os.pathsep.join([*map(str, path), os.environ["PATH"]])
        command = [sys.executable, "-m", "ocr_pipeline", "batch", *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=os.environ | {"PATH": found}, cwd=ROOT, **pipes)  # type: ignore[call-overload,no-any-return]

    return start


Scan = Callable[..., Path]


@pytest.fixture
def scan() -> Scan:
    """Save pages of a few printed lines, which are quick to read; each number gives other lines."""

    def save(path: Path, *numbers: int) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(SAMPLES / "cong-van-hoa-toc.jpg") as whole:
            tops = [1000 + 150 * number for number in numbers]
            strips = [whole.crop((0, top, whole.width, top + 150)) for top in tops]
        several = {"save_all": True, "append_images": strips[1:]} if len(strips) > 1 else {}
        strips[0].save(path, dpi=(200, 200), **({"resolution": 200} if path.suffix == ".pdf" else {}), **several)
        return path

    return save
