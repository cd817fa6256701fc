"""Pages that were read and wait for the others of their file: one file a page, so that none is read twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from ocr_pipeline.batch.storage import Storage
from ocr_pipeline.document import Page
from ocr_pipeline.exports.as_json import dense, from_data

_shared = lru_cache(10_000)(int)
"""The sides of boxes are the same numbers on every page, and a third of what the words of a long document take."""


def spool_of(pages: Storage, digest: str, settings: str) -> Storage:
    """Where the pages of this content, read with these settings, wait."""
    return pages.below(f"{digest}-{settings}")


def put_page(spool: Storage, page: Page, seconds: float) -> None:
    """Keep a page, and how long it took to read it."""
    spool.put(f"{page.number}.json", dense({"seconds": seconds, "page": page}))


def numbers_in(spool: Storage) -> set[int]:
    """Numbers of the pages that wait."""
    names = map(PurePosixPath, spool.names(""))
    return {int(name.stem) for name in names if name.suffix == ".json"}


def pages_in(spool: Storage, numbers: Iterable[int]) -> Iterator[tuple[Page, float]]:
    """The waiting pages, with the seconds that each took."""
    for number in numbers:
        record = json.loads(spool.read(f"{number}.json"), parse_int=_shared)
        page: Page = from_data(Page, record["page"])
        yield page, record["seconds"]
