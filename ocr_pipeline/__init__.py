"""Scanned or garbled Vietnamese official documents in; right Unicode text and structured directives out.

`process(path)` turns a PDF, picture or text file into a `Document`, `process_all(path)` into each document that it
holds; `restore(text)` garbled text into right text with
every edit; `parse(text)` right text into its structure: who must do what, by when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ocr_pipeline.pipeline import parse, process, process_all, restore

__all__ = ["parse", "process", "process_all", "restore"]


def __getattr__(name: str) -> Any:
    """The functions load the stages, and with them OpenCV and the models' code, only when they are used."""
    if name in __all__:
        from ocr_pipeline import pipeline

        return vars(pipeline)[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
