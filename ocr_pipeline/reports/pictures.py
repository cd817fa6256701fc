"""Thumbnails of pages, drawn by a process of its own: a page that hangs or crashes costs its picture, nothing else."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from time import monotonic

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.reports.trees import Tree

TIMEOUT = 20.0
"""Seconds for one picture; the first one waits for the process to start."""
_PATIENCE = 3
"""Pictures that may fail one after the other in a process that has drawn none."""
_CHUNK = 1 << 16


class Pictures:
    """Draws thumbnails of originals below `source`, until their bytes together reach the limit."""

    def __init__(self, source: Tree, options: ReportOptions) -> None:
        self._source, self._options = source, options
        self._left = options.bytes_of_pictures
        self._patience = _PATIENCE
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def picture(self, path: str, number: int) -> str | None:
        """The page as a `data:` URL; None where it cannot be drawn, or there are enough."""
        if self._left <= 0 or self._patience <= 0:
            return None
        content = self._draw(path, number)
        self._left -= len(content)
        return f"data:image/jpeg;base64,{content}" if content and self._left >= 0 else None

    def _draw(self, path: str, number: int) -> str:
        """The JPEG in base64, empty where there is none."""
        source = self._options.source
        asked = {"number": number, "width": self._options.width, "max_pixels": source.max_pixels}
        try:
            with self._source.local(path) as original:
                where = {"path": os.fspath(original), "password": source.password}
                answer = self._answer(json.dumps(asked | where).encode() + b"\n")
        except (OSError, PipelineError):  # the process has gone, or the original
            answer = None
        if answer is None:
            self._patience -= 1
            self._stop()
            return ""
        self._patience = _PATIENCE
        return answer

    def _answer(self, line: bytes) -> str | None:
        """What the process writes on its next line; None where it does not in time."""
        if self._worker is None:
            command = [sys.executable, "-m", "ocr_pipeline.sources.thumbnails"]
            self._worker = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
        asked, answered = self._worker.stdin, self._worker.stdout
        assert asked is not None
        assert answered is not None
        asked.write(line)
        read, end = b"", monotonic() + TIMEOUT
        while not read.endswith(b"\n"):
            if not select.select([answered], [], [], max(end - monotonic(), 0))[0]:
                return None
            chunk = os.read(answered.fileno(), _CHUNK)
            if not chunk:
                return None
            read += chunk
        return read.strip().decode()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None
