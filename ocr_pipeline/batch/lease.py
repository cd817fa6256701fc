"""A lock in an object store, which has none: an object that says who has it, and is renewed as long as that is so."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from time import sleep, time

from ocr_pipeline.batch.storage import Storage
from ocr_pipeline.errors import OutputError, StorageError

_RENEWAL, _LIFE = 60.0, 300.0
"""Seconds: between two renewals, and until a lease that is not renewed counts for nothing."""
_DOUBT = 1.0
"""Seconds after which a lease that we took is looked at again: somebody may have taken it in the same moment."""


def this_run() -> str:
    """Who has a lock, for whoever finds it closed."""
    return f"tiến trình {os.getpid()}, máy {_machine()}, từ {datetime.now():%H:%M ngày %d/%m/%Y}"


@contextmanager
def leased(output: Storage, name: str) -> Iterator[None]:
    """The output for this run alone, as far as a store without locks can promise that.

    One of this machine is not waited for: the lock of the manifest, which is held already, says that it is dead.
    Raises OutputError where another has it, StorageError where nothing can be written.
    """
    mine = f"{this_run()}\n{secrets.token_hex(8)}"
    other = _holder(output, name)
    if other and f"máy {_machine()}," not in other:
        raise _taken(other)
    output.put(name, f"{mine}\n{time():.0f}".encode())
    if not other:
        sleep(_DOUBT)
        if (found := _holder(output, name)) and not found.startswith(mine):
            raise _taken(found)
    ended = threading.Event()
    renewing = threading.Thread(target=_renew, args=(output, name, mine, ended), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        ended.set()
        renewing.join()
        with suppress(StorageError):
            output.remove([name])


def _renew(output: Storage, name: str, mine: str, ended: threading.Event) -> None:
    while not ended.wait(_RENEWAL):
        with suppress(StorageError):  # the work itself meets the same trouble, and says so
            output.put(name, f"{mine}\n{time():.0f}".encode())


def _holder(output: Storage, name: str) -> str:
    """What the lease says; empty where there is none, or one that nobody has renewed for long."""
    try:
        text = output.read(name).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except PermissionError as error:
        raise StorageError(f"không có quyền đọc {output}/{name}.", "Hãy xin quyền đọc và ghi trong kho.") from error
    renewed = text.rpartition("\n")[2]
    return text if renewed.isdigit() and time() - int(renewed) < _LIFE else ""


def _taken(text: str) -> OutputError:
    return OutputError(
        f"nơi chứa kết quả này đang được dùng ({text.partition(chr(10))[0]}).",
        f"Hãy đợi lượt chạy ấy xong, hoặc dừng nó trước; nếu máy ấy đã chết, hãy đợi {_LIFE / 60:.0f} phút.",
    )


def _machine() -> str:
    return socket.gethostname()
