"""One tree of errors: every failure that a user can meet says what is wrong, what to do next, and its exit code."""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "hết chỗ trống",
    errno.EDQUOT: "quá hạn mức ổ đĩa",
    errno.ENOENT: "không tìm thấy",
    errno.EIO: "ổ đĩa báo lỗi đọc, ghi",
    errno.ESTALE: "ổ đĩa mạng đã mất kết nối",
    errno.EHOSTDOWN: "ổ đĩa mạng đã mất kết nối",
    errno.ENOTCONN: "ổ đĩa mạng đã mất kết nối",
    errno.ENODEV: "ổ đĩa không còn",
    errno.ENXIO: "ổ đĩa không còn",
    errno.ELOOP: "liên kết đi vòng tròn",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EMFILE: "quá nhiều tệp đang mở",
    errno.ENFILE: "quá nhiều tệp đang mở",
}


def reason_of(error: OSError) -> str:
    """What the system says is wrong, in Vietnamese where that is one of the usual things.

    >>> reason_of(PermissionError(errno.EACCES, "Permission denied")), reason_of(OSError(errno.EDOM, "odd"))
    ('không có quyền', 'odd')
    """
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class PipelineError(Exception):
    """Base of all expected failures; `problem` and `advice` are one short sentence each, in Vietnamese."""

    exit_code = 1

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{problem} {advice}")
        self.problem = problem
        self.advice = advice

    def __reduce__(self) -> tuple[type[PipelineError], tuple[str, str]]:
        """Errors cross process borders whole."""
        return type(self), (self.problem, self.advice)


class InputError(PipelineError):
    """The input cannot be worked on: missing, empty, damaged, of an unknown kind, too small or too large."""


class MissingInputError(InputError):
    """There is no such file."""


class UnreadableInputError(InputError):
    """The file is there but may not be read."""


class EmptyInputError(InputError):
    """The file holds no bytes, or a PDF holds no page."""


class UnknownFormatError(InputError):
    """The content is none of PDF, PNG, JPEG, TIFF or UTF-8 text, whatever the name says."""


class DamagedInputError(InputError):
    """The file is of a known kind but broken."""


class PasswordError(InputError):
    """The PDF is encrypted and no password, or a wrong one, was given."""


class ImageSizeError(InputError):
    """The picture has too few or too many pixels to be a page."""


class OutputError(PipelineError):
    """The result cannot be written: no permission, no such folder, disk full."""


class StorageError(OutputError):
    """A disk or an object store is gone, cannot be reached or does not let us in: nothing else can go on either."""


class ClusterError(PipelineError):
    """Ray is not installed, or there is no cluster that works as this machine does."""


class MissingProgramError(PipelineError):
    """An external program or its language data is not installed."""


class RecognitionError(PipelineError):
    """The OCR engine failed."""


class RecognitionTimeoutError(RecognitionError):
    """The OCR engine did not answer in time."""


class ModelError(PipelineError):
    """A language or error model is missing or does not match this version."""
