"""Pages that were read and wait for the others of their file: one file a page, so that none is read twice."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from ocr_pipeline.document import Page
from ocr_pipeline.exports.as_json import from_data, to_data


def spool_folder(pages: Path, digest: str, settings: str) -> Path:
    """Where the pages of this content, read with these settings, wait."""
    return pages / f"{digest}-{settings}"


def put_page(spool: Path, page: Page, seconds: float) -> None:
    """Keep a page, and how long it took to read it."""
    content = json.dumps({"seconds": seconds, "page": to_data(page)}, ensure_ascii=False).encode()
    draft = spool / f"{secrets.token_hex(8)}.tmp"
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(spool / f"{page.number}.json")


def numbers_in(spool: Path) -> set[int]:
    """Numbers of the pages that wait."""
    names = (Path(entry.name) for entry in os.scandir(spool)) if spool.is_dir() else ()
    return {int(name.stem) for name in names if name.suffix == ".json"}


def pages_in(spool: Path, numbers: Iterable[int]) -> Iterator[tuple[Page, float]]:
    """The waiting pages, with the seconds that each took."""
    for number in numbers:
        record = json.loads((spool / f"{number}.json").read_bytes())
        page: Page = from_data(Page, record["page"])
        yield page, record["seconds"]
