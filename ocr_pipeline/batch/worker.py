"""A worker: a process that does one task after the other, and ends with everything it started when its driver does."""

from __future__ import annotations

import gc
import os
import resource
import signal
import tempfile
import threading
from multiprocessing.connection import Connection

from ocr_pipeline.batch.tasks import Task

_THREADS = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ONE_THREAD = dict.fromkeys(_THREADS, "1")
"""Pages are read side by side: more threads for one page cost more than they bring."""
YOUNG = 20_000
"""So many new objects are looked through for garbage at once; a page of words has some thousand."""
READY = "ready"
"""The first answer of a worker: from now on its tasks are timed."""


def work(tasks: Connection, driver: Connection, environment: dict[str, str], temporary: str, memory: int) -> None:
    """Take tasks from `tasks` and answer there, until it is closed.

    The other end of `driver` is held by the driver alone. `memory` bounds the bytes of each process; what it and
    Tesseract take together is watched from outside.
    """
    stand_alone(driver, environment, temporary)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

    from ocr_pipeline.batch.performing import perform

    one_thread_a_page()
    tasks.send(READY)
    while True:
        try:
            task: Task = tasks.recv()
        except EOFError:
            return
        tasks.send(perform(task))


def stand_alone(driver: Connection, environment: dict[str, str], temporary: str) -> None:
    """Make this process a group of its own that ends when the other end of `driver` is closed."""
    os.setpgid(0, 0)  # the terminal's Ctrl-C is for the driver; and all of this can be ended at once
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(driver,), daemon=True).start()
    os.environ.update(environment | ONE_THREAD | {"TMPDIR": temporary})
    tempfile.tempdir = temporary
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def one_thread_a_page() -> None:
    """Prepare a process in which all code is loaded for page after page."""
    import cv2

    cv2.setNumThreads(1)
    keep_what_is_loaded()


def keep_what_is_loaded() -> None:
    """Do not look for garbage in what stays to the end, nor after every few words: pages hold no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def _end_with(driver: Connection) -> None:
    """End this process and what it started when the driver is gone, also by a kill."""
    try:
        driver.recv()
    except (EOFError, OSError):
        os.killpg(0, signal.SIGKILL)
