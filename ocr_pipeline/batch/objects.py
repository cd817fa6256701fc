"""Object stores by fsspec: `s3://bucket/prefix`, and whatever else fsspec knows; nothing is ever half there."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr_pipeline.batch.names import FOLDER, output_stem
from ocr_pipeline.batch.storage import State, Storage
from ocr_pipeline.batch.walk import RESULTS, Found, LeftOut, is_called_input, why_hidden, why_no_input
from ocr_pipeline.errors import MissingInputError, StorageError, UnreadableInputError
from ocr_pipeline.sources.kinds import HEAD_SIZE

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SECOND = 10**9
_ADVICE = (
    "Hãy kiểm tra tên, quyền, khóa truy cập (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), địa chỉ (AWS_ENDPOINT_URL) "
    "và đường mạng rồi chạy lại: phần đã xong được giữ nguyên."
)


@dataclass(frozen=True)
class Objects:
    """All objects whose names begin with a prefix. A put is whole or not at all: no drafts, no renaming."""

    url: str

    def __str__(self) -> str:
        return self.url

    def __reduce__(self) -> tuple[type[Objects], tuple[str]]:
        """Connections stay at home."""
        return Objects, (self.url,)

    @cached_property
    def _opened(self) -> tuple[AbstractFileSystem, str]:
        from fsspec.core import url_to_fs

        filesystem, root = url_to_fs(self.url, use_listings_cache=False)
        return filesystem, root.rstrip("/")

    def open(self) -> None:
        """Load what speaks to the store, so that what is missing is told now: ImportError, or ValueError."""
        _ = self._opened

    def _key(self, name: str) -> str:
        return f"{self._opened[1]}/{name}" if name else self._opened[1]

    def below(self, folder: str) -> Objects:
        """The objects of a longer prefix."""
        return Objects(f"{self.url}/{folder}")

    def walk(self, without: Storage) -> Iterator[Found | LeftOut]:
        """Folder by folder, so that memory is that of one."""
        passed = without.url.removeprefix(f"{self.url}/") if isinstance(without, Objects) else None
        pending = [""]
        while pending:
            folder = pending.pop()
            listed = self._listed(folder)
            if folder and any(name == FOLDER for name, _ in listed):
                yield LeftOut(f"{folder}/", RESULTS)
                continue
            names = {name for name, entry in listed if entry["type"] != "directory"}
            inner = []
            for name, entry in listed:
                path = f"{folder}/{name}" if folder else name
                if entry["type"] != "directory":
                    yield self._judged(path, entry, names)
                elif name.startswith("."):
                    yield LeftOut(f"{path}/", "thư mục ẩn.")
                elif path != passed:
                    inner.append(path)
            pending += reversed(inner)

    def _listed(self, folder: str) -> list[tuple[str, dict[str, Any]]]:
        """Names in a folder with what is known of them; an object that only stands for its folder is none."""
        prefix = f"{self._key(folder)}/"
        with _told(self.url), suppress(FileNotFoundError):
            entries = self._opened[0].ls(prefix, detail=True)
            named = ((entry["name"].removeprefix(prefix).rstrip("/"), entry) for entry in entries)
            return sorted((name, entry) for name, entry in named if name and "/" not in name)
        return []

    def _judged(self, path: str, entry: dict[str, Any], siblings: set[str]) -> Found | LeftOut:
        if reason := why_hidden(path.rpartition("/")[2].lower()):
            return LeftOut(path, reason)
        if not is_called_input(path.lower()):
            try:
                with _told(self.url):
                    head = self._opened[0].cat_file(self._key(path), start=0, end=HEAD_SIZE)
            except OSError as error:
                return LeftOut(path, f"không đọc được ({error}).")
            if reason := why_no_input(head, path):
                return LeftOut(path, reason)
        size, modified = _state(entry)
        return Found(path, output_stem(path, siblings), size, modified)

    def state(self, name: str) -> State | None:
        """Size and time of change; in the nanoseconds, which S3 does not tell, stands a hash of the ETag."""
        with _told(self.url), suppress(FileNotFoundError):
            return _state(self._opened[0].info(self._key(name)))
        return None

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """A copy in a temporary folder, which goes in the end."""
        with tempfile.TemporaryDirectory(prefix="ocr-pipeline-") as folder:
            path = Path(folder) / f"input{Path(name).suffix[:10]}"
            try:
                with _told(self.url):
                    self._opened[0].get_file(self._key(name), str(path))
            except FileNotFoundError as error:
                raise MissingInputError("không có tệp này.", "Hãy kiểm tra lại kho lưu trữ.") from error
            except PermissionError as error:
                raise UnreadableInputError("không có quyền đọc tệp này.", "Hãy xin quyền đọc trong kho.") from error
            yield path

    def read(self, name: str) -> bytes:
        """The whole object."""
        with _told(self.url):
            content: bytes = self._opened[0].cat_file(self._key(name))
        return content

    def put(self, name: str, content: bytes) -> None:
        """One put."""
        with _told(f"{self.url}/{name}", written=True):
            self._opened[0].pipe_file(self._key(name), content)

    def put_file(self, name: str, path: Path) -> None:
        """One put, of several parts where the file is large."""
        with _told(f"{self.url}/{name}", written=True):
            self._opened[0].put_file(str(path), self._key(name))

    def names(self, folder: str) -> frozenset[str]:
        """Names in the folder."""
        return frozenset(name for name, _ in self._listed(folder))

    def remove(self, names: Iterable[str]) -> None:
        """Take away objects, one by one: some stores stop where one of many is not there."""
        for name in names:
            with _told(self.url), suppress(FileNotFoundError):
                self._opened[0].rm_file(self._key(name))

    def clear(self) -> None:
        """Take away every object of the prefix."""
        with _told(self.url), suppress(FileNotFoundError):
            self._opened[0].rm(self._opened[1], recursive=True)

    def settle(self, folder: str) -> None:
        """A put that was answered is safe."""


def open_objects(url: str) -> Objects:
    """The objects below this address; StorageError where nothing here can speak to such a store."""
    objects = Objects(url.rstrip("/"))
    try:
        objects.open()
    except ImportError as error:
        raise StorageError(
            f"chưa cài thư viện để truy cập {url} ({error}).", 'Hãy chạy: pip install "ocr-pipeline[cluster]"'
        ) from error
    except ValueError as error:
        raise StorageError(f"không hiểu địa chỉ {url} ({error}).", "Ví dụ địa chỉ đúng: s3://kho/quet") from error
    return objects


def _state(entry: dict[str, Any]) -> State:
    modified = entry.get("LastModified") or entry.get("created") or entry.get("mtime") or 0
    seconds = modified.timestamp() if isinstance(modified, datetime) else float(modified)
    if "ETag" not in entry:
        return int(entry["size"]), int(seconds * _SECOND)
    mark = hashlib.sha256(str(entry["ETag"]).encode()).digest()
    return int(entry["size"]), int(seconds) * _SECOND + int.from_bytes(mark[:8], "big") % _SECOND


@contextmanager
def _told(where: str, *, written: bool = False) -> Iterator[None]:
    """What goes wrong with a store becomes a StorageError; reading, a missing or closed object stays what it is."""
    try:
        yield
    except (FileNotFoundError, PermissionError) as error:
        if not written:
            raise
        raise StorageError(f"không ghi được {where} ({_first_line(error)}).", _ADVICE) from error
    except StorageError:
        raise
    except Exception as error:  # every store has errors of its own
        raise StorageError(f"không dùng được {where} ({_first_line(error)}).", _ADVICE) from error


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
