"""Which files people should check by hand: all that are in doubt, and a random share of the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ocr_pipeline.reports.numbers import percent
from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.reports.shortlist import Shortlist
from ocr_pipeline.work_records import FileRecord, State

FIELD_NAMES = {
    "code": "Số, ký hiệu",
    "date": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "type": "Loại văn bản",
    "subject": "Trích yếu",
}
"""The head fields that a complete paper has, in the words of the report."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file to be checked; `reasons` is empty where chance chose it."""

    file: FileRecord
    reasons: tuple[str, ...] = ()


def least_sure(file: FileRecord) -> float | None:
    """The confidence of the page of a file that was read least surely; None where nothing was read from pixels."""
    known = [page.confidence for page in file.pages if page.confidence is not None and not page.blank]
    return min(known) if known else file.confidence


def lacking(names: Iterable[str]) -> str:
    """The fields that are missing, as a reason.

    >>> lacking(["code", "date"])
    'thiếu số, ký hiệu, ngày ban hành'
    """
    return f"thiếu {', '.join(FIELD_NAMES.get(name, name).lower() for name in names)}"


def doubts_of(file: FileRecord, options: ReportOptions) -> tuple[str, ...]:
    """Why a file must be checked (level 1); empty where nothing speaks against it, or there is nothing to check."""
    if file.state not in (State.DONE, State.PARTIAL):
        return ()
    reasons = []
    if file.state is State.PARTIAL:
        reasons.append("có trang không đọc được")
    if file.missing:
        reasons.append(lacking(file.missing))
    sure = least_sure(file)
    if sure is not None and sure < options.low_confidence:
        reasons.append(f"có trang độ tin cậy {percent(sure, 0)}")
    return tuple(reasons)


def draw(file: FileRecord, options: ReportOptions) -> float:
    """A number from 0 to 1 that chance gives the file: another run over the same content gives it again."""
    digest = hashlib.sha256("\0".join((options.seed, file.path, file.digest)).encode("utf-8", "surrogateescape"))
    return int.from_bytes(digest.digest()[:8]) / 2**64


class Choice:
    """The files to be checked, chosen while they come by."""

    def __init__(self, options: ReportOptions) -> None:
        self._options = options
        self.doubtful: Shortlist[Chosen] = Shortlist(options.checked)
        self._drawn: Shortlist[tuple[float, FileRecord]] = Shortlist(max(options.checked // 2, options.fewest))
        self._within_share = 0

    def add(self, file: FileRecord) -> None:
        """Look at one file; copies of others and failed ones are not checked."""
        if file.state not in (State.DONE, State.PARTIAL) or file.same_as is not None:
            return
        reasons, bare = doubts_of(file, self._options), replace(file, pages=())
        if reasons:
            sure = least_sure(file)
            self.doubtful.add((file.state is not State.PARTIAL, 1.0 if sure is None else sure), Chosen(bare, reasons))
        else:
            chance = draw(file, self._options)
            self._within_share += chance < self._options.share
            self._drawn.add((chance,), (chance, bare))

    @property
    def random(self) -> tuple[Chosen, ...]:
        """The files that chance chose: those within the share, but never too few; as many as the page can show."""
        kept = self._drawn.items
        return tuple(
            Chosen(file)
            for place, (chance, file) in enumerate(kept)
            if chance < self._options.share or place < self._options.fewest
        )

    @property
    def random_seen(self) -> int:
        """How many files chance chose, shown or not."""
        return max(self._within_share, len(self.random))

    def reach(self) -> float:
        """The number from 0 to 1 below which, or at which, chance chose a file."""
        return max((self._options.share, *(draw(one.file, self._options) for one in self.random[-1:])))
