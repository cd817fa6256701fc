"""Compile numeric kernels to machine code once, and keep the result where the user's caches live."""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _cache_folder() -> Path:
    """The XDG cache folder, or one of the user's own among the temporary files where there is no home to write to."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ocr_pipeline" / "kernels"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: the user has no entry in the password file and HOME is not set
        return _temporary_folder()


def _temporary_folder() -> Path:
    """A folder that lasts from process to process; numba loads code from it, so nobody else may own or write it."""
    folder = Path(tempfile.gettempdir()) / f"ocr_pipeline-kernels-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022:
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="ocr_pipeline-kernels-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())

import numba  # noqa: E402  (numba reads the folder when it is imported)
from numba.core import event  # noqa: E402

_log = logging.getLogger(__name__)


class _FirstTime(event.Listener):
    """Says once that there is a reason to wait; what lies in the cache is not compiled, and nothing is said."""

    def __init__(self) -> None:
        self.told = False

    def on_start(self, event: event.Event) -> None:  # noqa: ARG002
        """A kernel begins to be compiled."""
        if not self.told:
            self.told = True
            _log.warning("Lần chạy đầu tiên: đang biên dịch phần tính toán (chừng nửa phút), chỉ một lần này.")

    def on_end(self, event: event.Event) -> None:
        """It has been compiled."""


event.register("numba:compile", _FirstTime())  # type: ignore[no-untyped-call]


def compiled(function: Kernel) -> Kernel:
    """Compile the function with numba; the plain one stays reachable as `.py_func`, the oracle of the tests."""
    return cast("Kernel", numba.njit(cache=True, nogil=True)(function))


def inlined(function: Kernel) -> Kernel:
    """As `compiled`, but built into each kernel that calls it: a call would hand over every array, one by one."""
    return cast("Kernel", numba.njit(cache=True, nogil=True, inline="always")(function))
