"""How processes of this machine are started: each as a copy of a server that has loaded the code once."""

from __future__ import annotations

import os
import tempfile
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.util import get_temp_dir
from pathlib import Path

from ocr_pipeline.batch.worker import ONE_THREAD

_LONGEST = 70
"""Bytes of a folder in which a socket may lie: with its own folder and name it may have 107 (unix(7))."""
_SHORT = Path("/tmp")


def fork_server(module: str) -> ForkServerContext:
    """A context whose processes have that module, and one thread for one page."""
    os.environ.update(ONE_THREAD)  # libraries count their threads when the server loads them
    context = get_context("forkserver")
    context.set_forkserver_preload([module])
    _place_sockets()
    return context


def _place_sockets() -> None:
    """Have the sockets between processes lie in a short folder where that for temporary files is a long one."""
    kept = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST and os.access(_SHORT, os.W_OK):
        tempfile.tempdir = str(_SHORT)
        try:
            get_temp_dir()  # made once, and kept
        finally:
            tempfile.tempdir = kept
