"""Results on disk: a file is there whole, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from ocr_pipeline.errors import OutputError, StorageError, reason_of

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`: first to a new file beside it, then renamed in one step; OutputError where that fails.

    A file that is replaced hands its permissions on.
    A device or pipe (`/dev/stdout`) is written to as it is.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(content)
            return
    except OSError as error:
        raise output_error(error, path) from error
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that stands at `path` once the context has ended well; OutputError where that fails.

    A file that is replaced hands its permissions on; nothing is left of one that is not finished.
    """
    try:
        target = path.resolve()
        draft = target.parent / f".ocr-pipeline-{secrets.token_hex(8)}.tmp"
        try:
            with draft.open("x+b") as file:
                if target.is_file():
                    draft.chmod(stat.S_IMODE(target.stat().st_mode))
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:  # an interrupt must not leave half a file either
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise output_error(error, path) from error


def put_in_place(target: Path, content: bytes, drafts: Path) -> None:
    """Write `content` to `target` so that it, or what was there before, is there whole even after power loss.

    That it is the new one is sure after `sync_folder`. The draft stands in the folder `drafts`, on the same file
    system. A link at `target` is replaced, not followed. Raises OutputError, and then leaves nothing behind;
    StorageError where `drafts` is gone.
    """
    _put_in_place(target, lambda file: file.write(content), drafts)


def put_file_in_place(target: Path, source: Path, drafts: Path) -> None:
    """As `put_in_place`, with the content of the file `source`."""
    with source.open("rb") as content:
        _put_in_place(target, lambda file: shutil.copyfileobj(content, file), drafts)


def _put_in_place(target: Path, write: Callable[[IO[bytes]], object], drafts: Path) -> None:
    draft = drafts / f"{secrets.token_hex(8)}.tmp"
    try:
        _make_safely(target.parent)
        try:
            with draft.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        if not drafts.exists():
            raise StorageError(
                f"thư mục {drafts} không còn: ổ đĩa bị ngắt, hoặc có người đã xóa.",
                "Hãy nối lại ổ đĩa rồi chạy lại: phần đã xong được giữ nguyên.",
            ) from error
        raise output_error(error, target) from error


def _make_safely(folder: Path) -> None:
    """Make the folder and those above it, each known on disk to the one above."""
    if not folder.is_dir():
        _make_safely(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on disk; some network file systems cannot tell, and need not."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make sure that `folder` is there and can be written to, before hours of work are spent on what goes there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".ocr-pipeline-{secrets.token_hex(8)}.tmp"
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise output_error(error, folder) from error


def output_error(error: OSError, path: Path) -> OutputError:
    """What went wrong while writing to `path`, in words."""
    if error.errno in _FULL:
        problem = f"không ghi được {path}: ổ đĩa đầy hoặc quá hạn mức."
        return OutputError(problem, "Hãy dọn chỗ trống, hoặc chọn nơi khác cho kết quả, rồi chạy lại.")
    if error.errno in _FORBIDDEN:
        return OutputError(f"không có quyền ghi {path}.", "Hãy chọn nơi khác cho kết quả, hoặc xin quyền ghi.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return OutputError(f"không ghi được {path}: đường dẫn không dùng được.", "Hãy kiểm tra đường dẫn kết quả.")
    return OutputError(f"không ghi được {path} ({reason_of(error)}).", "Hãy chọn nơi khác cho kết quả.")
