"""Where the lexicons and models lie: inside an installed package, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def lexicon_folder() -> Path:
    """The folder that holds the word lists and models."""
    package = Path(__file__).parent
    installed = package / "lexicons"
    return installed if installed.is_dir() else package.parent / "lexicons"


@cache
def read_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a tab-separated lexicon file; empty lines and lines that begin with # are left out.

    >>> ("UBND", "Ủy ban nhân dân") in [row[:2] for row in read_rows("abbreviations.tsv")]
    True
    """
    lines = (lexicon_folder() / name).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))
