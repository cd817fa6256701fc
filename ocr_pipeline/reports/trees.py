"""What a report needs of the tree of the originals and of that of the results, wherever they lie."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Tree(Protocol):
    """Files that are known by their names below it, with `/`; what goes wrong is a PipelineError or an OSError."""

    def local(self, name: str) -> AbstractContextManager[Path]:
        """The file as one that programs of this machine can open."""

    def read(self, name: str) -> bytes:
        """The whole file."""

    def put(self, name: str, content: bytes) -> None:
        """Write a file so that it, or what was there before, is there whole."""
