"""Inputs and results in object stores: a real server on this machine that speaks S3, and fsspec's own memory."""

import json
import logging
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from ocr_pipeline.archives import RecordOptions, write_records
from ocr_pipeline.batch.lease import leased
from ocr_pipeline.batch.objects import open_objects
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import places_of
from ocr_pipeline.batch.remote_records import write_remote_records
from ocr_pipeline.batch.reporting import report_on
from ocr_pipeline.batch.running import MakePool, Outcome, run_batch, workers
from ocr_pipeline.batch.storage import Disk, storage_of
from ocr_pipeline.batch.walk import Found, LeftOut
from ocr_pipeline.errors import MissingInputError, OutputError, StorageError
from ocr_pipeline.reports import ReportOptions
from ocr_pipeline.reports.pictures import Pictures
from ocr_pipeline.work_records import State

from .conftest import HIDDEN, TEXT, Inline, Scan, Seen, Tree

boto3 = pytest.importorskip("boto3", reason="s3fs and moto are not installed: pip install 'ocr-pipeline[cluster]'")
moto_server = pytest.importorskip("moto.server", reason="moto[server] is not installed")
IN, OUT = "s3://kho/vào", "s3://kho/ra"


class Bucket:
    """What is in the bucket, as another program sees it."""

    def __init__(self, endpoint: str) -> None:
        self._client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
        self._client.create_bucket(Bucket="kho")

    def put(self, key: str, content: bytes | str) -> None:
        self._client.put_object(Bucket="kho", Key=key, Body=content)

    def get(self, key: str) -> bytes:
        content: bytes = self._client.get_object(Bucket="kho", Key=key)["Body"].read()
        return content

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket="kho", Key=key)

    def keys(self, prefix: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket="kho", Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def fill(self, tree: Path, prefix: str) -> None:
        for path in tree.rglob("*"):
            if path.is_file():
                self.put(f"{prefix}/{path.relative_to(tree)}", path.read_bytes())


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    settings = {"ENDPOINT_URL": endpoint, "ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "DEFAULT_REGION": "us-east-1"}
    for name, value in settings.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = Bucket(endpoint)
    yield found
    for key in found.keys(""):
        found.delete(key)


def run(
    source: str | Path = IN, output: str | Path = OUT, make_pool: MakePool = Inline, **options: object
) -> tuple[Outcome, Seen]:
    """A run in this process: workers would have to load what speaks to stores each time."""
    seen = Seen([], {})
    chosen = BatchOptions(**({"jobs": 1, "formats": ("json", "txt")} | options))  # type: ignore[arg-type]
    return run_batch(source, output, chosen, seen, make_pool=make_pool), seen


def fill(tree: Tree, scan: Scan) -> None:
    tree.text("a/Quyết định số 1 #%?.txt")
    tree.text("a/bản sao.txt")
    scan(tree.source / "b" / "quét.tif", 0, 1)


@pytest.mark.tesseract
def test_a_tree_in_a_store_gives_what_a_folder_gives(tree: Tree, scan: Scan, bucket: Bucket) -> None:
    fill(tree, scan)
    bucket.fill(tree.source, "vào")
    tree.run()
    outcome, seen = run(make_pool=workers, jobs=2)
    assert seen.failures == dict.fromkeys(seen.paths, ())
    assert (outcome.tally.done, outcome.tally.copied, outcome.tally.pages) == (3, 1, 3)
    results = [key for key in bucket.keys("ra/") if HIDDEN not in key]
    assert sorted(results) == [f"ra/{name}" for name in tree.outputs()]
    for name in tree.outputs():
        assert bucket.get(f"ra/{name}") == (tree.output / name).read_bytes(), name
    assert bucket.keys(f"ra/{HIDDEN}") == [f"ra/{HIDDEN}/manifest.sqlite"]


def test_a_second_run_over_a_store(tree: Tree, bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("vào/1.txt", TEXT)
    bucket.put("vào/2.txt", TEXT + "2\n")
    assert run()[1].paths == ["1.txt", "2.txt"]
    assert run()[1].paths == []
    bucket.put("vào/2.txt", TEXT + "3\n")  # the same size, in the same second
    bucket.delete("ra/1.txt.txt")
    outcome, seen = run()
    assert (seen.paths, outcome.tally.pages) == (["1.txt", "2.txt"], 1)
    assert bucket.get("ra/2.txt.txt").decode().rstrip().endswith("3")
    assert "ra/1.txt.txt" in bucket.keys("ra/1")
    (manifest,) = (tmp_path / "state").rglob("manifest.sqlite")
    for path in manifest.parent.glob("manifest*"):
        path.unlink()
    assert run()[1].paths == []  # known from the copy in the store
    (tmp_path / "copy").write_bytes(bucket.get(f"ra/{HIDDEN}/manifest.sqlite"))
    with sqlite3.connect(tmp_path / "copy") as connection:
        assert connection.execute("SELECT count(*) FROM files WHERE state = 'done'").fetchone() == (2,)
    connection.close()


@pytest.mark.tesseract
def test_a_run_between_stores_has_its_report_there(tree: Tree, scan: Scan, bucket: Bucket) -> None:
    scan(tree.source / "b" / "quét.tif", 0)
    bucket.fill(tree.source, "vào")
    bucket.put("vào/hỏng.pdf", b"%PDF-1.7")
    run(make_pool=workers)
    options = BatchOptions(formats=("json", "txt"))
    assert report_on(places_of(IN, OUT), options, 1.0, 1) == "report.html"
    page = bucket.get("ra/report.html").decode()
    assert 'href="s3://kho/v%C3%A0o/h%E1%BB%8Fng.pdf"' in page
    checked = json.loads(bucket.get("ra/report.json"))["check"]["doubtful"]["items"]
    assert [(one["path"], one["result"]) for one in checked] == [("b/quét.tif", "b/quét.tif.json")]
    assert len(bucket.get("ra/report.csv").splitlines()) == 3
    with Pictures(open_objects(IN), ReportOptions()) as pictures:
        assert str(pictures.picture("b/quét.tif", 1)).startswith("data:image/jpeg;base64,/9j/")
        assert pictures.picture("không có.tif", 1) is None


def test_records_of_results_in_a_store_are_those_of_a_folder(tree: Tree, bucket: Bucket, tmp_path: Path) -> None:
    for name in ("so-1/a.txt", "so-1/b.txt", "so-2/c.txt"):
        tree.text(name, f"{TEXT}{name}\n")
    bucket.fill(tree.source, "vào")
    sidecar = tmp_path / "bang.csv"
    sidecar.write_text("path;Thời hạn lưu trữ\nso-1;Vĩnh viễn\n", "utf-8")
    tree.run()
    write_records(tree.output, RecordOptions(sidecar=sidecar))
    options = BatchOptions(jobs=1, formats=("json", "txt"))
    run_batch(IN, OUT, options, Seen([], {}), make_pool=Inline)
    bucket.put("ra/records/documents/so-9/gone.txt.xml", b"of an earlier call")
    written = write_remote_records(places_of(IN, OUT), RecordOptions(sidecar=sidecar))
    assert (written.documents, written.files, written.failures, written.warnings) == (3, 2, (), ())
    made = {key.removeprefix("ra/"): bucket.get(key) for key in bucket.keys("ra/records/")}
    wanted = {
        str(path.relative_to(tree.output)): path for path in (tree.output / "records").rglob("*") if path.is_file()
    }
    assert made.keys() == wanted.keys()
    assert all(made[name] == path.read_bytes() for name, path in wanted.items() if path.suffix != ".xlsx")


def test_a_store_can_be_one_end_only(tree: Tree, bucket: Bucket) -> None:
    bucket.put("vào/1.txt", TEXT)
    run(output=tree.output)
    assert tree.outputs() == ["1.txt.json", "1.txt.txt"]
    tree.text("1.txt")
    run(source=tree.source)
    assert bucket.get("ra/1.txt.txt") == (tree.output / "1.txt.txt").read_bytes()


def test_inputs_are_fetched_for_as_long_as_they_are_needed(tree: Tree, bucket: Bucket) -> None:
    bucket.put("vào/1.txt", TEXT)
    bucket.put("vào/hỏng.pdf", b"%PDF-1.7")
    _, seen = run(output=tree.output)
    assert "cắt cụt" in seen.failures["hỏng.pdf"][0].problem
    assert not list(tree.output.rglob("input*"))
    with open_objects(IN).local("1.txt") as path:
        assert path.read_text("utf-8") == TEXT
    assert not path.exists()
    with pytest.raises(MissingInputError), open_objects(IN).local("không có.txt"):
        pass


def test_a_store_is_walked_as_a_folder_is(tree: Tree, bucket: Bucket) -> None:
    for name in ("b.txt", "a/b.txt.1", "a/b.txt", ".ẩn.txt", "ghi chú.md", ".git/x.txt", "a/b/c/d.pdf", "z.txt.tmp"):
        tree.text(name)
    (tree.source / "quét").write_bytes(b"%PDF-1.7")
    bucket.fill(tree.source, "vào")
    bucket.put("vào/a/", b"")  # how some programs note a folder
    for name in ("ra/x.txt", "cũ/x.txt", "cũ/.ocr-pipeline/manifest.sqlite"):
        tree.text(name)
        bucket.put(f"vào/{name}", TEXT)

    def seen(items: Iterator[Found | LeftOut]) -> list[object]:
        return [(item.path, item.stem, item.size) if isinstance(item, Found) else item for item in items]

    local, remote = storage_of(tree.source), storage_of(IN)
    assert seen(remote.walk(remote.below("ra"))) == seen(local.walk(local.below("ra")))
    assert len(seen(remote.walk(local))) == 11


def test_an_output_in_a_store_is_for_one_run_at_a_time(bucket: Bucket) -> None:
    bucket.put("vào/1.txt", TEXT)
    other = f"tiến trình 1, máy khác, từ hôm nay\n0123\n{time():.0f}"
    bucket.put(f"ra/{HIDDEN}/lock", other)
    with pytest.raises(OutputError, match="máy khác"):
        run()
    assert bucket.get(f"ra/{HIDDEN}/lock").decode() == other
    bucket.put(f"ra/{HIDDEN}/lock", other.rpartition("\n")[0] + f"\n{time() - 3600:.0f}")  # not renewed for an hour
    assert run()[0].tally.done == 1
    with leased(open_objects(OUT), "lock"):
        assert f"tiến trình {os.getpid()}" in bucket.get("ra/lock").decode()
    assert "ra/lock" not in bucket.keys("ra/")


def test_a_store_that_is_not_there_stops_the_run(
    tree: Tree, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="không ghi được s3://chua-co"):
        run(source=tree.source, output="s3://chua-co/ra")
    with pytest.raises(StorageError, match="không hiểu địa chỉ"):
        run(source="khong://a", output=tree.output)
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    from fsspec.registry import _registry

    monkeypatch.delitem(_registry, "s3", raising=False)
    with pytest.raises(StorageError, match=r"pip install .ocr-pipeline\[cluster\]"):
        run()


def test_any_store_that_fsspec_knows(tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    tree.text("a/1.txt")
    run(tree.source, "memory://kho/ra", formats=("txt",))
    store = open_objects("memory://kho/ra")
    assert store.names("a") == {"1.txt.txt"}
    assert TEXT.split()[:3] == store.read("a/1.txt.txt").decode().split()[:3]
    back = Tree(tmp_path, tmp_path / "back")
    outcome, _ = run("memory://kho/ra", back.output, formats=("txt",))
    assert (outcome.tally.done, back.outputs()) == (1, ["a/1.txt.txt.txt"])


def test_a_file_url_is_a_folder(tree: Tree) -> None:
    (tree.source / "có dấu").mkdir()
    assert storage_of((tree.source / "có dấu").as_uri()) == Disk(tree.source / "có dấu", tree.source / "có dấu")
    tree.text("1.txt")
    run(source=tree.source.as_uri(), output=tree.output.as_uri())
    assert tree.records()["1.txt"].state is State.DONE


@pytest.mark.parametrize(("source", "output"), [("s3://kho/a", "s3://kho/a/"), ("s3://kho/a/b", "s3://kho/a")])
def test_an_output_in_a_store_that_would_hold_its_input(bucket: Bucket, source: str, output: str) -> None:
    with pytest.raises(OutputError, match="thư mục kết quả không được"):
        places_of(source, output)
