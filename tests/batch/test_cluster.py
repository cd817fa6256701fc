"""The same work on a cluster of two machines, which Ray starts here; workers, machines and the driver are ended."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.batch.running import Outcome
from ocr_pipeline.errors import ClusterError
from ocr_pipeline.work_records import State

from .conftest import HIDDEN, ROOT, TEXT, Scan, Seen, Tree

ray: Any = pytest.importorskip("ray", reason="Ray is not installed: pip install 'ocr-pipeline[cluster]'")
cluster_utils = pytest.importorskip("ray.cluster_utils")

pytestmark = pytest.mark.tesseract
_SMALL = {"num_cpus": 1, "object_store_memory": 80 << 20}
WORKER = "$PPID"
MACHINE = """$(cut -d' ' -f4 "/proc/$(cut -d' ' -f4 /proc/$PPID/stat)/stat")"""
"""The parent of the fork server, the parent of the worker."""


class Cluster:
    """Machines whose Tesseract does as it is told: kills a worker or a machine, once; waits; says when it is at work.

    With the order `version` it calls itself an older one.
    """

    def __init__(self, folder: Path) -> None:
        self.orders = folder
        (folder / "bin").mkdir()
        shim = folder / "bin" / "tesseract"
        shim.write_text(
            f"""#!/bin/sh
case "$1" in
--version)
    if [ -e "{folder}/version" ]; then echo "tesseract 4.1.1"; exit; fi ;;
*.pgm)
    if rm "{folder}/worker" 2>/dev/null; then kill -9 {WORKER}; exit 1; fi
    if rm "{folder}/machine" 2>/dev/null; then kill -9 {MACHINE}; exit 1; fi
    while [ -e "{folder}/wait" ]; do sleep 0.1; done
    if [ -e "{folder}/say" ]; then
        echo begins >> "{folder}/said"; {shutil.which("tesseract")} "$@"; echo ends >> "{folder}/said"; exit
    fi ;;
esac
exec {shutil.which("tesseract")} "$@"
"""
        )
        shim.chmod(0o755)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")
            self._cluster = cluster_utils.Cluster(
                initialize_head=True, head_node_args=_SMALL | {"include_dashboard": False}
            )
            self._cluster.add_node(**_SMALL)
        self.address: str = self._cluster.address

    def order(self, victim: str) -> Path:
        order = self.orders / victim
        order.touch()
        return order

    def at_work(self) -> list[str]:
        """Process numbers of all that its Tesseract does now."""
        program = os.fsencode(self.orders / "bin")
        return [path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline") if program in _content(path)]

    def close(self) -> None:
        ray.shutdown()
        self._cluster.shutdown()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a process that has just ended
        return b""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.close()


def run(tree: Tree, cluster: Cluster, **options: object) -> tuple[Outcome, Seen]:
    return tree.run(cluster=cluster.address, **({"jobs": 0} | options))


def contents(tree: Tree) -> dict[str, bytes]:
    return {name: (tree.output / name).read_bytes() for name in tree.outputs()}


@pytest.fixture
def expected(tree: Tree, scan: Scan, tmp_path: Path) -> dict[str, bytes]:
    """What a run on this machine alone makes of the tree."""
    scan(tree.source / "a" / "tập.tif", 0, 1, 2, 3)
    tree.text("b.txt")
    tree.text("bản sao.txt")
    alone = Tree(tree.source, tmp_path / "alone")
    alone.run()
    return contents(alone)


def test_a_cluster_gives_what_one_machine_gives_whatever_dies(
    tree: Tree, cluster: Cluster, expected: dict[str, bytes]
) -> None:
    orders = [cluster.order("worker"), cluster.order("machine")]
    outcome, seen = run(tree, cluster)
    assert not any(order.exists() for order in orders)
    assert seen.failures == dict.fromkeys(seen.paths, ())
    assert (outcome.tally.done, outcome.tally.pages, outcome.imperfect) == (3, 5, False)
    assert contents(tree) == expected
    record = tree.records()["a/tập.tif"]
    assert record.state is State.DONE
    assert sorted(page.attempts for page in record.pages) == [1, 1, 1, 2]  # the worker's end; the machine's is no fault
    assert not list((tree.output / HIDDEN / "pages").iterdir())
    assert not (tree.output / HIDDEN / "cluster").exists()
    assert run(tree, cluster)[1].paths == []


def begin(tree: Tree, cluster: Cluster, spawn: Callable[..., Any]) -> tuple[Any, Path, Path]:
    """A driver with a read page, the folder of these, and the order by which Tesseract waits."""
    driver = spawn(tree.source, tree.output, "-f", "json,txt", "--cluster", cluster.address)
    pages = tree.output / HIDDEN / "pages"
    wait_for(lambda: any(pages.glob("*/*.json")), driver)
    return driver, pages, cluster.order("wait")


def test_the_driver_is_killed_and_another_goes_on(
    tree: Tree, cluster: Cluster, expected: dict[str, bytes], spawn: Callable[..., Any]
) -> None:
    driver, pages, waiting = begin(tree, cluster, spawn)
    driver.send_signal(signal.SIGKILL)
    driver.communicate()
    spooled = {path: path.stat().st_mtime_ns for path in pages.glob("*/*.json")}
    waiting.unlink()
    outcome, _ = run(tree, cluster)
    assert outcome.tally.pages <= 5 - len([path for path in spooled if path.parent.exists()])
    assert (outcome.tally.failed, outcome.tally.partial) == (0, 0)
    assert contents(tree) == expected


def test_a_driver_that_is_told_to_stop_leaves_nothing_at_work(
    tree: Tree, cluster: Cluster, expected: dict[str, bytes], spawn: Callable[..., Any]
) -> None:
    driver, pages, waiting = begin(tree, cluster, spawn)
    wait_for(lambda: bool(cluster.at_work()), driver)
    driver.send_signal(signal.SIGTERM)
    _, err = driver.communicate(timeout=60)
    assert (driver.returncode, "Đã dừng theo yêu cầu" in err) == (130, True)
    assert cluster.at_work() == []
    assert not (tree.output / HIDDEN / "cluster").exists()
    finished = any(record.state is State.DONE for record in tree.records().values())  # the text, of one page
    read = len(list(pages.glob("*/*.json"))) + finished
    waiting.unlink()
    outcome, _ = run(tree, cluster)
    assert outcome.tally.pages == 5 - read
    assert (outcome.tally.failed, outcome.tally.partial) == (0, 0)
    assert contents(tree) == expected


def wait_for(condition: Callable[[], bool], driver: Any) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        assert driver.poll() is None, driver.communicate()
        time.sleep(0.02)


def test_no_more_workers_than_asked_for(tree: Tree, cluster: Cluster, scan: Scan) -> None:
    scan(tree.source / "tập.tif", 0, 1, 2)
    order = cluster.order("say")
    assert run(tree, cluster, jobs=1)[0].tally.pages == 3
    order.unlink()
    said = (cluster.orders / "said").read_text("utf-8").split()
    assert len(said) >= 6
    assert said == ["begins", "ends"] * (len(said) // 2)


def test_machines_of_another_version_are_not_used(tree: Tree, cluster: Cluster) -> None:
    tree.text("1.txt")
    order = cluster.order("version")
    with pytest.raises(ClusterError, match=r"khác với máy điều khiển"):
        run(tree, cluster)
    order.unlink()
    assert run(tree, cluster)[0].tally.done == 1


def test_machines_that_see_other_files_are_not_used(tree: Tree, cluster: Cluster) -> None:
    """The driver has a disk of its own where the machines see an empty folder."""
    tree.text("1.txt")
    tree.output.mkdir()
    command = [sys.executable, "-m", "ocr_pipeline", "batch", str(tree.source), str(tree.output)]
    apart = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs tmpfs "$1" && shift && exec "$@"', "sh"]
    if subprocess.run([*apart, str(tree.output), "true"], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted for one process alone here")
    told = subprocess.run(
        [*apart, str(tree.output), *command, "--cluster", cluster.address], capture_output=True, text=True, cwd=ROOT
    )
    assert told.returncode == 1
    assert f"máy này không thấy {tree.output}" in told.stderr
    assert list(tree.output.iterdir()) == []


def test_what_is_missing_is_told(tree: Tree, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.text("1.txt", TEXT)
    ray.shutdown()
    with pytest.raises(ClusterError, match=r"không vào được cụm Ray ở 127\.0\.0\.1:1"):
        tree.run(cluster="127.0.0.1:1")
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install .ocr-pipeline\[cluster\]"):
        tree.run(cluster="auto")
