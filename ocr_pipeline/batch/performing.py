"""What a worker does with a task: plain functions that any pool of processes or machines can call."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import ExitStack
from time import perf_counter

from ocr_pipeline.batch.finishing import finish, republish
from ocr_pipeline.batch.spool import put_page
from ocr_pipeline.batch.tasks import (
    Failed,
    Finish,
    Input,
    Inspect,
    Inspected,
    PageRead,
    ReadPage,
    Republish,
    Result,
    Task,
)
from ocr_pipeline.errors import (
    InputError,
    MissingProgramError,
    ModelError,
    OutputError,
    PasswordError,
    PipelineError,
    RecognitionTimeoutError,
    StorageError,
)
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import OpenSource, open_source
from ocr_pipeline.work_records import Category, Failure

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_CHANGED = Failed(
    Failure(Category.CHANGED, "tệp thay đổi hoặc biến mất trong lúc xử lý.", "Hãy chạy lại: tệp sẽ được làm lại.")
)


def perform(task: Task) -> Result:
    """Do the task; whatever goes wrong is an answer too, and never an exception."""
    given = task.content.input if isinstance(task, (ReadPage, Finish)) else task.input
    try:
        if not given.is_as_found:
            return _CHANGED
        result = _do(task)
        return result if given.is_as_found else _CHANGED
    except StorageError as error:
        _opened.close()
        return failed(error)
    except Exception as error:
        _opened.close()
        # what a decoder says of a file that has just become another one is not worth telling
        return failed(error) if _is_known_as_found(given) else _CHANGED


def _do(task: Task) -> Result:
    match task:
        case Inspect():
            info = _opened.source(task.input, task.options).info
            return Inspected(info.sha256, info.kind, info.pages)
        case ReadPage():
            start = perf_counter()
            source = _opened.source(task.content.input, task.options, task.content.digest)
            page = read_page(source.page(task.number), task.options)
            seconds = perf_counter() - start
            put_page(task.content.spool, page, seconds)
            return PageRead(seconds)
        case Finish():
            _opened.close()  # what the last page left there is not needed beside the words of all pages
            return finish(task)
        case Republish():
            return republish(task)


def _is_known_as_found(given: Input) -> bool:
    try:
        return given.is_as_found
    except StorageError:
        return True


class _Opened:
    """The input that this process has open: the next page is mostly one of the same."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._key: object = None
        self._source: OpenSource | None = None

    def source(self, given: Input, options: Options, digest: str | None = None) -> OpenSource:
        key = (given, options)
        if self._source is None or key != self._key:
            self.close()
            path = self._stack.enter_context(given.local())
            opened = open_source(path, options.source, digest)
            self._source, self._key = self._stack.enter_context(opened), key
        return self._source

    def close(self) -> None:
        self._source = None
        self._stack.close()


_opened = _Opened()


def failed(error: BaseException) -> Failed:
    """The error as the manifest tells it."""
    full = any(isinstance(cause, OSError) and cause.errno in _FULL for cause in _chain(error))
    match error:
        case PipelineError():
            failure = Failure(_category(error), error.problem, error.advice)
            return Failed(failure, fatal=full or isinstance(error, (MissingProgramError, ModelError, StorageError)))
        case MemoryError():
            return Failed(memory_failure())
        case OSError() if full:
            advice = "Hãy dọn chỗ trống rồi chạy lại: phần đã xong được giữ nguyên."
            return Failed(Failure(Category.OUTPUT, f"ổ đĩa đầy hoặc chỉ đọc ({error}).", advice), fatal=True)
        case _ if "Insufficient memory" in str(error):  # OpenCV
            return Failed(memory_failure())
    problem = f"lỗi ngoài dự kiến ({type(error).__name__}: {error})."
    return Failed(Failure(Category.PROGRAM, problem, "Hãy gửi tệp này cho người phát triển."))


def memory_failure() -> Failure:
    """More memory was asked for than a worker may have."""
    return Failure(Category.MEMORY, "cần nhiều bộ nhớ hơn mức cho phép.", "Hãy tăng --memory, hoặc quét lại nhỏ hơn.")


def _category(error: PipelineError) -> Category:
    match error:
        case PasswordError():
            return Category.PASSWORD
        case InputError():
            return Category.INPUT
        case RecognitionTimeoutError():
            return Category.TIMEOUT
        case OutputError():
            return Category.OUTPUT
    return Category.PROGRAM


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
