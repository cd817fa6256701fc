"""The result for one document: its pages, structure, text, and every change that was made."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_pipeline.document.pages import Page, Table
from ocr_pipeline.document.structure import Structure

SCHEMA_VERSION = "1.5"
"""Version of the JSON form of `Document`; the first number changes when a reader would break."""

SURE = 2.0
"""Natural log-odds from which a change is taken for sure; below, about every third is wrong."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change made or suggested by restoration: code points `start` to `end` of the text as read, `before`, `after`.

    `log_odds` is the natural logarithm of the odds of `after` against keeping `before`. A doubtful change has in
    `alternatives` what else may have been printed there, likeliest first.
    """

    start: int
    end: int
    before: str
    after: str
    reason: str
    log_odds: float
    alternatives: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return self.log_odds < SURE


@dataclass(frozen=True, slots=True)
class Source:
    """The input as it came: its name, kind (`pdf`, `image`, `text`), SHA-256, and pages of all its documents."""

    name: str
    kind: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Document:
    """The result: the pages as restored, the structure, every edit, and the suggestions (offsets into `raw_text`).

    `text` is the restored text as people read it: natural order, one paragraph a line, no page numbers, no stamps.
    `raw_text` is what was read before restoration: the lines of all pages in reading order, each ended by a newline.
    `confidence` is the mean word confidence (0 to 1), None where nothing was recognised from pixels.
    `damage` is the estimated share of words that were wrong in `raw_text` (0 to 1).
    `suggestions` are changes that were not made, because their odds are too low; none overlaps an edit.
    `tables` are the tables of all pages, in order.
    """

    source: Source
    pages: tuple[Page, ...]
    structure: Structure
    text: str = ""
    edits: tuple[Edit, ...] = ()
    raw_text: str = ""
    confidence: float | None = None
    damage: float = 0.0
    suggestions: tuple[Edit, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def page_range(self) -> tuple[int, int]:
        """Numbers of its first and last page in the file, which may hold other documents."""
        return self.pages[0].number, self.pages[-1].number

    @property
    def doubtful(self) -> tuple[Edit, ...]:
        """The edits and suggestions that a person should look at, most doubtful first."""
        found = (edit for edit in (*self.edits, *self.suggestions) if edit.doubtful)
        return tuple(sorted(found, key=lambda edit: abs(edit.log_odds)))
