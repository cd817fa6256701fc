"""The pages of one file read side by side by processes of this machine, and handed over in order."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from ocr_pipeline.batch.fork_server import fork_server
from ocr_pipeline.batch.worker import one_thread_a_page, stand_alone
from ocr_pipeline.document import Page
from ocr_pipeline.errors import RecognitionError
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.settings import Options, SourceOptions
from ocr_pipeline.sources import LayerPage, OpenSource, ScannedPage, open_source

MANY = 40
"""So many pages with a text layer take as long as starting a process."""
_AHEAD = 4
"""Pages a process that are asked for before they are wanted."""
_KEPT = 32
"""Pages a process that may wait for one before them."""

Read = Callable[[int], Page]


def read_side_by_side(path: Path, jobs: int, source: OpenSource, options: Options) -> Iterator[Page]:
    """The pages of the open source at `path`, `jobs` at a time where that is worth it: scans, and long files.

    Equal to `pipeline.read_pages`, errors too.
    """
    for number, page in enumerate(source.pages, 1):
        left = range(number + 1, source.info.pages + 1)
        if jobs > 1 and left and (isinstance(page, ScannedPage) or (isinstance(page, LayerPage) and len(left) >= MANY)):
            yield from _shared(path, jobs, page, left, source, options)
            return
        yield read_page(page, options)


def _shared(
    path: Path, jobs: int, first: ScannedPage | LayerPage, left: range, source: OpenSource, options: Options
) -> Iterator[Page]:
    """A page, and those that are left by several processes.

    A scan is read by other programs, so that this process has time to hand out the next one; of other pages it reads
    as many as the rest.
    """
    scanned = isinstance(first, ScannedPage)
    with _readers(min(jobs, len(left)) if scanned else jobs - 1) as readers:

        def ask(number: int) -> Future[Page]:
            return readers.submit(_read, path, source.info.sha256, options, number)

        def here(number: int) -> Page:
            return read_page(source.page(number), options)

        at_once = partial(read_page, first, options)
        try:
            yield from _in_order(at_once, left, ask, None if scanned else here, _AHEAD * jobs, _KEPT * jobs)
        except BrokenProcessPool as error:
            raise RecognitionError(
                "tiến trình đọc trang chết đột ngột.",
                "Máy có thể thiếu bộ nhớ: hãy chạy lại với -j 1; nếu vẫn vậy, hãy gửi tệp này cho người phát triển.",
            ) from error


def _in_order(
    first: Callable[[], Page],
    numbers: range,
    ask: Callable[[int], Future[Page]],
    here: Read | None,
    ahead: int,
    kept: int,
) -> Iterator[Page]:
    """The first page, and others as they come, or as they are read `here` as long as the next one has not come."""
    left = iter(numbers)
    coming = {one: ask(one) for one in islice(left, ahead)}
    yield first()
    for number in numbers:
        while True:
            asked = sum(not page.done() for page in coming.values())
            coming |= {one: ask(one) for one in islice(left, ahead - asked)}
            waits = here is not None and not coming[number].done() and len(coming) < kept
            own = next(left, None) if waits else None
            if here is None or own is None:
                break
            coming[own] = _done(here, own)
        yield coming.pop(number).result()


def _done(read: Read, number: int) -> Future[Page]:
    """A page that has been read, or the error that came of it."""
    done: Future[Page] = Future()
    try:
        done.set_result(read(number))
    except Exception as error:
        done.set_exception(error)
    return done


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
