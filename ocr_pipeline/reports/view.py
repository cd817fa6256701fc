"""What the page shows, gathered once: tables with links, thumbnails, the documents to be checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from ocr_pipeline.reports.choice import FIELD_NAMES, Chosen
from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.reports.pictures import Pictures
from ocr_pipeline.reports.plots import Plot
from ocr_pipeline.reports.sample import CheckedDocument, documents_of
from ocr_pipeline.reports.tally import Overview, PageOfFile, Tally
from ocr_pipeline.reports.trees import Tree
from ocr_pipeline.work_records import Category, FileRecord

REPORT_VERSION = "1.1"
"""Version of `report.json`; the first number changes when a reader would break."""
CATEGORY_NAMES = {
    Category.INPUT: "tệp gốc có lỗi",
    Category.PASSWORD: "có mật khẩu",
    Category.TIMEOUT: "quá thời gian",
    Category.MEMORY: "quá bộ nhớ",
    Category.CRASH: "chương trình con dừng",
    Category.CHANGED: "tệp thay đổi khi đang làm",
    Category.OUTPUT: "không ghi được kết quả",
    Category.PROGRAM: "lỗi chương trình",
}


@dataclass(frozen=True, slots=True)
class UnsurePage:
    """A page of low confidence, and its picture as a `data:` URL where there is one."""

    found: PageOfFile
    picture: str | None


@dataclass(frozen=True, slots=True)
class View:
    """Everything on the page; `run` is a name of the run, by which the browser keeps what was checked."""

    run: str
    overview: Overview
    plots: tuple[Plot, ...]
    tally: Tally
    unsure: tuple[UnsurePage, ...]
    doubtful: tuple[CheckedDocument, ...]
    random: tuple[CheckedDocument, ...]
    originals: str

    def original(self, path: str) -> str:
        """A link to an original from the folder of the page."""
        return self.originals + quote(os.fsencode(path))

    def result(self, file: FileRecord) -> str | None:
        """A link to what was read: a page to look at where there is one."""
        shown = [name for ending in (".html", ".md", ".txt") for name in file.outputs if name.endswith(ending)]
        found = next(iter([*shown, *file.results]), None)
        return None if found is None else quote(os.fsencode(found))

    @property
    def missing(self) -> tuple[tuple[str, int], ...]:
        """The head fields in the order of a head, with how many files lack them."""
        return tuple((name, self.tally.missing[key]) for key, name in FIELD_NAMES.items())

    @property
    def categories(self) -> tuple[tuple[str, int], ...]:
        """Why files failed, the most frequent reason first."""
        return tuple((CATEGORY_NAMES[Category(name)], count) for name, count in self.tally.categories.most_common())


def view_of(tally: Tally, source: Tree, out: Tree, options: ReportOptions) -> View:
    """The view of a run: thumbnails are drawn from originals below `source`, heads read from results in `out`."""
    overview = tally.overview
    with Pictures(source, options) as pictures:
        unsure = tuple(
            UnsurePage(
                found, pictures.picture(found.file.path, found.page.number) if place < options.pictures else None
            )
            for place, found in enumerate(tally.unsure.items)
        )
    return View(
        run=f"{overview.started or ''} {' '.join(overview.settings[:1])} {options.seed}".strip(),
        overview=overview,
        plots=tally.plots,
        tally=tally,
        unsure=unsure,
        doubtful=tuple(_documents(tally.choice.doubtful.items, out)),
        random=tuple(_documents(tally.choice.random, out)),
        originals=options.originals,
    )


def _documents(chosen: tuple[Chosen, ...], out: Tree) -> Iterator[CheckedDocument]:
    for one in chosen:
        yield from documents_of(one, out)


def as_data(view: View) -> dict[str, Any]:
    """The report for programs: the same tables as on the page, without pictures."""
    tally, choice = view.tally, view.tally.choice
    overview = asdict(view.overview)
    overview["pages_a_minute"], overview["changed_share"] = view.overview.pages_a_minute, view.overview.changed_share
    return {
        "report_version": REPORT_VERSION,
        "run": view.run,
        "overview": overview,
        "plots": {plot.name: [{"step": bar.label, "pages": bar.count} for bar in plot.bars] for plot in view.plots},
        "failures": dict(tally.categories),
        "failed": _listed(tally.failed.seen, map(_failed, tally.failed.items)),
        "partial": _listed(tally.partial.seen, map(_failed, tally.partial.items)),
        "skipped": _listed(tally.skipped.seen, map(asdict, tally.skipped.items)),
        "low_confidence_pages": _listed(tally.unsure.seen, map(_page, tally.unsure.items)),
        "slowest_pages": [_page(found) for found in tally.slowest.items],
        "missing_fields": dict(tally.missing),
        "incomplete": _listed(tally.incomplete.seen, map(_incomplete, tally.incomplete.items)),
        "check": {
            "doubtful": _listed(choice.doubtful.seen, map(_checked, view.doubtful)),
            "random": _listed(choice.random_seen, map(_checked, view.random)),
        },
    }


def _listed(total: int, items: Any) -> dict[str, Any]:
    return {"total": total, "items": list(items)}


def _failed(file: FileRecord) -> dict[str, Any]:
    pages = [{"page": page.number, "failure": page.failure and asdict(page.failure)} for page in file.pages]
    return {
        "path": file.path,
        "attempts": file.attempts,
        "failure": file.failure and asdict(file.failure),
        "pages": pages,
    }


def _page(found: PageOfFile) -> dict[str, Any]:
    page = found.page
    return {
        "path": found.file.path,
        "page": page.number,
        "confidence": page.confidence,
        "seconds": page.seconds,
        "words": page.words,
        "doubtful": list(page.doubtful),
    }


def _incomplete(file: FileRecord) -> dict[str, Any]:
    return {"path": file.path, "missing": list(file.missing)}


def _checked(one: CheckedDocument) -> dict[str, Any]:
    return {
        "path": one.chosen.file.path,
        "result": one.result,
        "reasons": list(one.chosen.reasons),
        "fields": {key: value for key, _, value, _ in one.fields},
    }
