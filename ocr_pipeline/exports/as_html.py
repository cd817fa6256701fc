"""One HTML page that stands for itself: the marked document, its tasks, a timeline of deadlines, and the doubts."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ocr_pipeline.document import Document
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.doubts import doubts_of
from ocr_pipeline.exports.outline import readable_date
from ocr_pipeline.exports.page_view import KIND_NAMES, View
from ocr_pipeline.exports.review import reason_of
from ocr_pipeline.exports.sheets import cited_rows
from ocr_pipeline.exports.table import day, table_rows
from ocr_pipeline.exports.timeline import timeline_of

MOST_DOUBTS = 300
"""How many doubtful places the page marks and lists; of more, the most doubtful ones."""


def to_html(document: Document) -> bytes:
    """UTF-8; nothing is loaded from anywhere, and nothing in the document's text can run."""
    structure, header = document.structure, document.structure.header
    rows = tuple(table_rows(document))
    doubts = tuple(doubts_of(document, MOST_DOUBTS))
    page = _environment().get_template("page.html.jinja")
    html = page.render(
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


@cache
def _environment() -> Environment:
    """Templates that escape every value; style and script are the only inline code, and named by their hashes."""
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_file),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    style, script = _file("page.css"), _file("page.js")
    environment.globals |= {
        "style": Markup(style),
        "script": Markup(script),
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "readable_date": readable_date,
    }
    return environment


def _file(name: str) -> str:
    return (files("ocr_pipeline.exports") / "page" / name).read_text("utf-8")


def _hash(code: str) -> str:
    return f"sha256-{b64encode(sha256(code.encode()).digest()).decode()}"
