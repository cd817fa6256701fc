"""One HTML page that stands for itself: the marked document, its tasks, a timeline of deadlines, and the doubts."""

from __future__ import annotations

from ocr_pipeline.document import Document
from ocr_pipeline.exports.doubts import doubts_of
from ocr_pipeline.exports.outline import readable_date
from ocr_pipeline.exports.page_view import KIND_NAMES, View
from ocr_pipeline.exports.review import reason_of
from ocr_pipeline.exports.sheets import cited_rows
from ocr_pipeline.exports.table import day, table_rows
from ocr_pipeline.exports.templates import page_template
from ocr_pipeline.exports.timeline import timeline_of

MOST_DOUBTS = 300
"""How many doubtful places the page marks and lists; of more, the most doubtful ones."""


def to_html(document: Document) -> bytes:
    """UTF-8; nothing is loaded from anywhere, and nothing in the document's text can run."""
    structure, header = document.structure, document.structure.header
    rows = tuple(table_rows(document))
    doubts = tuple(doubts_of(document, MOST_DOUBTS))
    html = page_template("ocr_pipeline.exports").render(
        readable_date=readable_date,
        document=document,
        header=header,
        structure=structure,
        signatures=tuple(filter(None, (structure.signature, *structure.co_signatures))),
        rows=rows,
        doubts=doubts,
        more_doubts=len(document.doubtful) - len(doubts),
        view=View(document, rows, doubts),
        timeline=timeline_of(rows, day(header.date)),
        undated=tuple(row for row in rows if row.deadline_text and not row.deadline),
        due=sum(1 for row in rows if row.deadline or row.deadline_text),
        bodies=tuple(dict.fromkeys(name for row in rows for name in row.responsible)),
        references=tuple(cited_rows(document)),
        flags=tuple((flag.field, reason_of(flag)) for flag in structure.flags),
        kinds=tuple((kind.value, name) for kind, name in KIND_NAMES.items()),
    )
    return html.encode()
