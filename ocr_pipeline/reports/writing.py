"""The quality report on disk: a page for people, the same for programs, and a table of all files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from ocr_pipeline.exports.templates import page_template
from ocr_pipeline.reports import numbers
from ocr_pipeline.reports.choice import FIELD_NAMES
from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.reports.table import table_csv
from ocr_pipeline.reports.tally import Tally
from ocr_pipeline.reports.trees import Tree
from ocr_pipeline.reports.view import as_data, view_of
from ocr_pipeline.work_records import FileRecord, SkippedRecord

PAGE, DATA, TABLE = "report.html", "report.json", "report.csv"


def write_quality_report(
    files: Callable[[], Iterable[FileRecord]],
    source: Tree,
    out: Tree,
    options: ReportOptions | None = None,
    skipped: Callable[[], Iterable[SkippedRecord]] = tuple,
) -> str:
    """Write `report.html`, `report.json` and `report.csv` to `out`; returns the name of the page.

    `files` gives the records of the run, twice the same ones: they are read one by one and not kept; so does `skipped`
    what is no input. `source` is the tree of the originals, `out` that of the results. OutputError where nothing can
    be written.
    """
    options = options or ReportOptions()
    tally = Tally(options)
    for file in files():
        tally.add(file)
    for item in skipped():
        tally.skip(item)
    view = view_of(tally, source, out, options)
    page = page_template("ocr_pipeline.reports").render(
        view=view,
        overview=view.overview,
        tally=tally,
        options=options,
        field_names=FIELD_NAMES,
        table=TABLE,
        data=DATA,
        **{name: getattr(numbers, name) for name in ("whole", "compact", "decimal", "percent", "duration", "moment")},
    )
    out.put(TABLE, table_csv(files(), skipped(), options, tally.choice.reach()))
    out.put(DATA, json.dumps(as_data(view), ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")
    out.put(PAGE, page.encode("utf-8", "replace"))
    return PAGE
