"""What a quality report shows and which documents it asks people to check."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_pipeline.settings import SourceOptions


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The defaults fit a page of less than 3 MB for a run of any size.

    A file with a page below `low_confidence` is marked for checking: at 0.8 a third of the words of a blurred page is
    wrong. Of the others `share` is drawn by the digest of `seed`, path and content, and never fewer than `fewest`
    files. `rows` limits each table, `checked` the files with a form. `elapsed` is how many seconds the last run
    took (None: from the first start to the last end), `read` how many pages were read in that time (None: all).
    `originals` is how links to originals begin. `source` opens them for the thumbnails of `pictures` pages, `width`
    pixels wide, of `bytes_of_pictures` together at most.
    """

    low_confidence: float = 0.8
    share: float = 0.05
    fewest: int = 5
    seed: str = ""
    rows: int = 100
    checked: int = 300
    pictures: int = 24
    width: int = 320
    bytes_of_pictures: int = 1_200_000
    elapsed: float | None = None
    read: int | None = None
    originals: str = ""
    source: SourceOptions = field(default_factory=SourceOptions)
