"""What kill -9 does to a run over a tree: killed at random moments and started again, it must end as if undisturbed.

    python benchmarks/kill.py [--kills N] [--seed N] [--data DIR]

A small made-up tree (texts, one of many pages, pictures, a TIFF of several pages, equal contents, damaged files) is
done once without disturbance. Then it is done again and again, each run killed after a random time, until one comes
through; this is repeated until N runs have been killed. After every kill each file in the output must be, byte for
byte, one of the undisturbed output, and no page that had been read before may have been read again; after the last run
all results must be there. Calls of Tesseract are counted too: more than in the undisturbed run are made only for the
pages that were in hand when a run was killed. `--data` is not used.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
JOBS = 2
KILLS_A_ROUND = 10
"""So often a round is killed at most: on a busy machine no run would ever come through."""
HIDDEN = ".ocr-pipeline"


@dataclass
class Counts:
    """What was seen: runs killed, of them while work was in hand, rounds that came through, faults found."""

    kills: int = 0
    at_work: int = 0
    rounds: int = 0
    files_compared: int = 0
    pages_seen: int = 0
    calls: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="runs to kill at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", help=argparse.SUPPRESS)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-kill-") as name:
        folder = Path(name)
        make_tree(folder / "in")
        log = counting_tesseract(folder)
        run(folder, "first").wait()  # the first run of an installation compiles, and would tell no usual time
        log.write_bytes(b"")
        start = time.monotonic()
        run(folder, "undisturbed").wait()
        duration = time.monotonic() - start
        truth, usual = contents(folder / "undisturbed"), log.stat().st_size
        counts = Counts()
        while counts.kills < given.kills:
            log.write_bytes(b"")
            one_round(folder, truth, (chance.uniform(0.05, duration) for _ in range(KILLS_A_ROUND)), counts)
            counts.calls += log.stat().st_size
    report(counts, truth, usual, duration)
    return 1 if counts.faults else 0


def make_tree(tree: Path) -> None:
    """Inputs of every kind that are quick to read."""
    text = (ROOT / "samples" / "544-KL-TU.ocr.txt").read_text("utf-8")
    paragraphs = [line for line in text.splitlines() if len(line) > 40]
    for folder in ("a", "b/c"):
        (tree / folder).mkdir(parents=True)
        for number in range(6):
            lines = paragraphs[number : number + 3]
            (tree / folder / f"văn bản {number}.txt").write_text("\n".join([folder, *lines]), "utf-8")
    (tree / "dài.txt").write_text("\f".join(paragraphs[number % len(paragraphs)] for number in range(40)), "utf-8")
    shutil.copy(tree / "a" / "văn bản 0.txt", tree / "b" / "bản sao.txt")
    scan = Image.open(ROOT / "samples" / "cong-van-hoa-toc.jpg")
    strips = [scan.crop((0, top, scan.width, top + 220)) for top in (1000, 1200, 1400, 1600, 1800)]
    strips[0].save(tree / "b" / "ảnh.png", dpi=(200, 200))
    strips[1].save(tree / "b" / "ảnh khác.png", dpi=(200, 200))
    shutil.copy(tree / "b" / "ảnh.png", tree / "a" / "cùng ảnh.png")
    strips[2].save(tree / "tập.tif", save_all=True, append_images=strips[3:], dpi=(200, 200))
    (tree / "hỏng.pdf").write_bytes((ROOT / "samples" / "ket-luan.pdf").read_bytes()[:5000])
    (tree / "rỗng.tif").touch()


def counting_tesseract(folder: Path) -> Path:
    """A `tesseract` before the real one on the PATH that writes a byte a call into the log that is returned."""
    log, shim = folder / "calls", folder / "bin" / "tesseract"
    log.touch()
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nprintf . >> "{log}"\nexec "{shutil.which("tesseract")}" "$@"\n')
    shim.chmod(0o755)
    return log


def run(folder: Path, output: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "ocr_pipeline", "batch", folder / "in", folder / output, "--jobs", str(JOBS)]
    environment = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(list(map(str, command)), env=environment, stdout=quiet, stderr=quiet)


def one_round(folder: Path, truth: dict[str, bytes], moments: Iterator[float], counts: Counts) -> None:
    """Kill after so many seconds and start again, until a run comes through or no moment is left."""
    output = folder / "disturbed"
    shutil.rmtree(output, ignore_errors=True)
    before: dict[str, int] = {}
    while True:
        process = run(folder, output.name)
        try:
            code = process.wait(next(moments, None))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            counts.kills += 1
            pages = waiting_pages(output)
            counts.at_work += bool(pages)
            counts.pages_seen += len(pages.keys() & before.keys())
            again = [page for page in pages.keys() & before.keys() if pages[page] != before[page]]
            counts.faults += [f"{page} was read twice" for page in again]
            before = pages
            compare(contents(output), truth, counts, whole=False)
            continue
        counts.rounds += 1
        if code != 1:  # two inputs are damaged
            counts.faults.append(f"exit code {code}")
        compare(contents(output), truth, counts, whole=True)
        if left := [path for part in ("drafts", "work/pages") for path in (output / HIDDEN / part).glob("*")]:
            counts.faults.append(f"left over: {left[0]}")
        return


def waiting_pages(output: Path) -> dict[str, int]:
    """When each page was written that has been read and waits for others of its file."""
    folder = output / HIDDEN / "work" / "pages"
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.glob("*/*.json")}


def contents(output: Path) -> dict[str, bytes]:
    """Every result by its name; what the run keeps for itself is left out."""
    files = [path for path in output.rglob("*") if path.is_file() and HIDDEN not in path.parts]
    files = [path for path in files if path.parent != output or path.stem != "report"]  # it tells the times of its run
    return {str(path.relative_to(output)): path.read_bytes() for path in files}


def compare(found: dict[str, bytes], truth: dict[str, bytes], counts: Counts, *, whole: bool) -> None:
    counts.files_compared += len(found)
    counts.faults += [f"{name} differs" for name in found if found[name] != truth.get(name)]
    if whole:
        counts.faults += [f"{name} is missing" for name in truth.keys() - found.keys()]


def report(counts: Counts, truth: dict[str, bytes], usual: int, duration: float) -> None:
    print(f"undisturbed run: {len(truth)} results, {usual} calls of Tesseract, {duration:.1f} s")
    print(
        f"killed: {counts.kills} runs, {counts.at_work} of them with read pages waiting; came through: {counts.rounds}"
    )
    print(f"compared byte for byte: {counts.files_compared} results; looked at again: {counts.pages_seen} read pages")
    print(f"calls of Tesseract: {counts.calls}, undisturbed {usual * counts.rounds}")
    print(f"faults: {len(counts.faults)}")
    for fault in counts.faults[:20]:
        print(f"  {fault}")


if __name__ == "__main__":
    sys.exit(main())
