"""HTML pages that stand for themselves: template, style and script of a package, in one file that loads nothing."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from ocr_pipeline.exports.characters import clean


@cache
def page_template(package: str) -> Template:
    """The template in the folder `page` of a package.

    It escapes every value; style and script are the only inline code, named by their hashes for the page's policy.
    """

    def file(name: str) -> str:
        return (files(package) / "page" / name).read_text("utf-8")

    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(file),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    style, script = file("page.css"), file("page.js")
    environment.globals |= {
        "style": Markup(style),
        "script": Markup(script),
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }
    return environment.get_template("page.html.jinja")


def _hash(code: str) -> str:
    return f"sha256-{b64encode(sha256(code.encode()).digest()).decode()}"
