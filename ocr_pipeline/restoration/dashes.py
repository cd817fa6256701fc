"""Dashes between words: Tesseract knows the long one, but not the one that Vietnamese papers print (`2021 – 2030`)."""

from __future__ import annotations

import re

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET

_BETWEEN = re.compile(r"(?<=[^\W_]) (?P<dash>-?—-?) (?=[^\W_])")


def dash_repairs(text: str) -> tuple[Edit, ...]:
    """The edits of the long dashes between words and numbers, in order; those in signatures and rules are none.

    >>> [(edit.before, edit.after) for edit in dash_repairs("giai đoạn 2021 — 2030 tại Vụ Kế hoạch; — ae")]
    [('—', '–')]
    """
    return tuple(Edit(*found.span("dash"), found["dash"], "–", "mark", CLOSED_SET) for found in _BETWEEN.finditer(text))
