"""Compile numeric kernels to machine code once, and keep the result where the user's caches live."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _cache_folder() -> Path:
    """The XDG cache folder, or a temporary one where that cannot be written (a service without a home)."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ocr_pipeline" / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="ocr_pipeline-kernels-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())

import numba  # noqa: E402  (numba reads the folder when it is imported)


def compiled(function: Kernel) -> Kernel:
    """Compile the function with numba; the plain one stays reachable as `.py_func`, the oracle of the tests."""
    return cast("Kernel", numba.njit(cache=True, nogil=True)(function))
