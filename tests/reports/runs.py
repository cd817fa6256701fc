"""Made-up runs: a small one from a file, with real originals and results, and large ones that only count."""

import hashlib
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ocr_pipeline.exports import document_from_json, to_json
from ocr_pipeline.work_records import Category, Failure, FileRecord, PageRecord, State

ROOT = Path(__file__).parents[2]
RUN = Path(__file__).parent / "cases" / "run.json"
DOCUMENT = ROOT / "tests" / "exports" / "cases" / "conclusion.json"


def failure_of(data: dict[str, str] | None) -> Failure | None:
    return None if data is None else Failure(Category(data["category"]), data["problem"], data["advice"])


def page_of(data: dict[str, Any]) -> PageRecord:
    told = {"state": State(data["state"]), "failure": failure_of(data.get("failure"))}
    return PageRecord(**data | told | {"doubtful": tuple(data.get("doubtful", ()))})


def file_of(data: dict[str, Any]) -> FileRecord:
    lists = {name: tuple(data.get(name, ())) for name in ("missing", "outputs")}
    return FileRecord(
        **{"size": 1000, "modified": 1_700_000_000.0, "settings": "9f2c", "attempts": 1}
        | {"started": "2026-03-01T20:15:00+00:00", "finished": "2026-03-01T20:17:00+00:00"}
        | data
        | {"state": State(data["state"]), "failure": failure_of(data.get("failure"))}
        | {"digest": hashlib.sha256(data["path"].encode()).hexdigest()}
        | lists
        | {"pages": tuple(map(page_of, data.get("pages", ())))}
    )


def small_run() -> list[FileRecord]:
    return [file_of(data) for data in json.loads(RUN.read_text("utf-8"))]


def lay_out(source: Path, out: Path) -> list[FileRecord]:
    """The small run with its originals (from samples) and results on disk."""
    document = document_from_json(DOCUMENT.read_bytes())
    files = small_run()
    for file in files:
        original = source / file.path
        original.parent.mkdir(parents=True, exist_ok=True)
        sample = ROOT / "samples" / original.name
        if sample.is_file():
            shutil.copyfile(sample, original)
        for name in file.outputs:
            result = out / name
            result.parent.mkdir(parents=True, exist_ok=True)
            named = replace(document, source=replace(document.source, name=original.name))
            result.write_bytes(to_json(named) if name in file.results else b"[]")
    return files


def large_run(count: int, seed: int = 1) -> Iterator[FileRecord]:
    """`count` files of one to six pages, drawn as they are asked for."""
    chance = random.Random(seed)
    trouble = Failure(Category.INPUT, "tệp PDF bị hỏng, không mở được.", "Hãy tải hoặc sao chép lại tệp gốc.")
    for number in range(count):
        path = f"phông {number % 40:02}/hồ sơ {number % 7}/văn bản {number:06}.pdf"
        kind = chance.random()
        base = min(0.99, chance.gauss(0.94, 0.04)) if kind < 0.93 else chance.uniform(0.35, 0.85)
        pages = tuple(
            PageRecord(
                page,
                State.DONE,
                1,
                chance.lognormvariate(1.1, 0.5),
                max(0.05, min(1.0, base + chance.gauss(0, 0.02))),
                chance.randint(120, 480),
                int(300 * max(0.0, chance.gauss(1 - base, 0.03))),
                blank=chance.random() < 0.04,
                doubtful=("thuc hién", "Ủy bân", "sb 06-NQ/TU")[: chance.randint(0, 3)],
            )
            for page in range(1, chance.randint(1, 6) + 1)
        )
        file = FileRecord(
            path,
            50_000,
            1_700_000_000.0,
            hashlib.sha256(path.encode()).hexdigest(),
            "9f2c",
            State.DONE,
            1,
            "2026-03-01T13:00:00+00:00",
            f"2026-03-01T{13 + number * 9 // max(count, 1):02}:{number % 60:02}:00+00:00",
            sum(page.seconds for page in pages),
            1,
            base,
            missing=("code",) if chance.random() < 0.03 else (),
            outputs=(f"{path}.json",),
            pages=pages,
        )
        if kind < 0.01:
            file = replace(file, state=State.FAILED, pages=(), documents=0, failure=trouble, outputs=(), missing=())
        elif kind < 0.02:
            broken = replace(pages[0], state=State.FAILED, failure=replace(trouble, category=Category.TIMEOUT))
            file = replace(file, state=State.PARTIAL, pages=(broken, *pages[1:]))
        yield file
