"""The pages of one file read side by side by processes of this machine, and handed over in order."""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from ocr_pipeline.batch.fork_server import fork_server
from ocr_pipeline.batch.worker import one_thread_a_page, stand_alone
from ocr_pipeline.document import Page
from ocr_pipeline.errors import RecognitionError
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.settings import Options, SourceOptions
from ocr_pipeline.sources import OpenSource, ScannedPage, open_source

_AHEAD = 4
"""Pages a process that are asked for before they are wanted."""


def read_side_by_side(path: Path, jobs: int, source: OpenSource, options: Options) -> Iterator[Page]:
    """The pages of the open source at `path`, from the first scan on `jobs` at a time.

    Equal to `pipeline.read_pages`, errors too. Text layers are read in less time than their words take from one process
    to another.
    """
    for number, page in enumerate(source.pages, 1):
        left = range(number + 1, source.info.pages + 1)
        if jobs > 1 and left and isinstance(page, ScannedPage):
            yield from _shared(path, jobs, page, left, source.info.sha256, options)
            return
        yield read_page(page, options)


def _shared(path: Path, jobs: int, first: ScannedPage, left: range, sha256: str, options: Options) -> Iterator[Page]:
    """A scanned page, and those that are left, read by several processes."""
    with _readers(min(jobs, len(left))) as readers:
        asked = (readers.submit(_read, path, sha256, options, number) for number in left)
        try:
            coming = deque(islice(asked, _AHEAD * jobs))
            yield read_page(first, options)
            while coming:
                yield coming.popleft().result()
                coming.extend(islice(asked, 1))
        except BrokenProcessPool as error:
            raise RecognitionError(
                "tiến trình đọc trang chết đột ngột.",
                "Máy có thể thiếu bộ nhớ: hãy chạy lại với -j 1; nếu vẫn vậy, hãy gửi tệp này cho người phát triển.",
            ) from error


@contextmanager
def _readers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that read pages; all of them end at once, with their programs and files, when the context does."""
    context = fork_server(__name__)
    watched, lifeline = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="ocr-pipeline-", ignore_cleanup_errors=True) as folder:
        readers = ProcessPoolExecutor(jobs, context, _begin, (watched, dict(os.environ), folder))
        try:
            yield readers
        finally:
            lifeline.close()
            readers.shutdown(cancel_futures=True)
            watched.close()


def _begin(driver: Connection, environment: dict[str, str], temporary: str) -> None:
    stand_alone(driver, environment, temporary)
    one_thread_a_page()


def _read(path: Path, sha256: str, options: Options, number: int) -> Page:
    return read_page(_opened(path, sha256, options.source).page(number), options)


_kept_open = ExitStack()


@cache
def _opened(path: Path, sha256: str, options: SourceOptions) -> OpenSource:
    """The file, open as long as this process lasts."""
    return _kept_open.enter_context(open_source(path, options, sha256))
