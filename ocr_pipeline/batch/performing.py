"""What a worker does with a task: plain functions that any pool of processes or machines can call."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack
from time import perf_counter

from ocr_pipeline.batch.finishing import finish, republish
from ocr_pipeline.batch.spool import put_page
from ocr_pipeline.batch.storage import Disk
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
    reason_of,
)
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import OpenSource, open_source
from ocr_pipeline.work_records import Category, Failure

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_GONE = frozenset({errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ENODEV, errno.ENXIO})
_CHANGED = Failed(
    Failure(Category.CHANGED, "tệp thay đổi hoặc biến mất trong lúc xử lý.", "Hãy chạy lại: tệp sẽ được làm lại.")
)


def perform(task: Task) -> Result:
    """Do the task; whatever goes wrong is an answer too, and never an exception."""
    given = task.content.input if isinstance(task, (ReadPage, Finish)) else task.input
    try:
        if not given.is_as_found:
            return _changed(given)
        result = _do(task)
        return result if given.is_as_found else _changed(given)
    except StorageError as error:
        _opened.close()
        return failed(error)
    except Exception as error:
        _opened.close()
        # what a decoder says of a file that has just become another one is not worth telling
        return failed(error) if _is_known_as_found(given) else _changed(given)


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


def _changed(given: Input) -> Failed:
    """The file is gone or another one; where its whole tree is gone no other file can be read either."""
    if not isinstance(given.tree, Disk) or os.path.isdir(given.tree.root):  # noqa: PTH112  (False where a disk is gone)
        return _CHANGED
    problem = f"thư mục đầu vào {given.tree} không còn: ổ đĩa bị ngắt, hoặc có người đã dời."
    advice = "Hãy nối lại ổ đĩa rồi chạy lại: phần đã xong được giữ nguyên."
    return Failed(Failure(Category.CHANGED, problem, advice), fatal=True)


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
    numbers = {cause.errno for cause in _chain(error) if isinstance(cause, OSError)}
    hopeless = not numbers.isdisjoint(_FULL | _GONE)
    match error:
        case PipelineError():
            failure = Failure(_category(error), error.problem, error.advice)
            return Failed(failure, hopeless or isinstance(error, (MissingProgramError, ModelError, StorageError)))
        case MemoryError():
            return Failed(memory_failure())
        case OSError() if hopeless:
            problem = f"không đọc hay ghi tiếp được ({reason_of(error)})."
            advice = "Hãy dọn chỗ trống hoặc nối lại ổ đĩa, rồi chạy lại: phần đã xong được giữ nguyên."
            return Failed(Failure(Category.OUTPUT, problem, advice), fatal=True)
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
