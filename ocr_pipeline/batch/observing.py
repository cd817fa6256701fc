"""What a run tells whoever looks on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ocr_pipeline.batch.survey import Surveyed
from ocr_pipeline.work_records import Failure, FileRecord, State


@dataclass
class Tally:
    """What a run has done so far; `waiting` are the files it set out to do, `seconds` what its page readings took.

    `surveys` counts how often the tree was looked at.
    """

    surveys: int = 0
    waiting: int = 0
    done: int = 0
    partial: int = 0
    failed: int = 0
    copied: int = 0
    pages: int = 0
    failed_pages: int = 0
    seconds: float = 0.0

    @property
    def files(self) -> int:
        """Files that are through."""
        return self.done + self.partial + self.failed

    def count(self, record: FileRecord) -> None:
        """A file is through."""
        match record.state:
            case State.DONE:
                self.done += 1
            case State.PARTIAL:
                self.partial += 1
            case _:
                self.failed += 1


class Observer(Protocol):
    """Who is told how it goes."""

    def surveyed(self, surveyed: Surveyed) -> None:
        """The tree has been looked at."""

    def tell(self, tally: Tally) -> None:
        """Called often; what is shown is the observer's choice."""

    def finished(self, record: FileRecord, failures: tuple[Failure, ...]) -> None:
        """A file is through; `failures` are what went wrong with it or its pages."""
