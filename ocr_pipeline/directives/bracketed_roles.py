"""Roles told in brackets behind a name: `Sở Xây dựng (chủ trì), Sở Tài chính (phối hợp)`."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.directives.body_tables import table
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.phrases import Words


def split_by_brackets(words: Words, bodies: Sequence[Body]) -> tuple[list[Body], list[Body]]:
    """Those who lead and those who help, of bodies that all seemed to lead, in the order of the text.

    `(phối hợp)` counts for all names behind the last `(chủ trì)`; where nobody has that, for its own name only.
    """
    ordered = sorted(bodies, key=lambda body: body.start)
    lead: list[Body] = []
    partners: list[Body] = []
    group: list[Body] = []
    for body in ordered:
        group.append(body)
        if _bracketed(words, body, "lead_field"):
            lead, group = lead + group, []
        elif _bracketed(words, body, "coordinate_field"):
            kept = 0 if lead else len(group) - 1
            lead, partners, group = lead + group[:kept], partners + group[kept:], []
    return lead + group, partners


def _bracketed(words: Words, body: Body, field: str) -> bool:
    """Whether nothing but this role stands in brackets behind the name."""
    size = table(field).match(words, body.end + 1) if words.form(body.end) == "(" else 0
    return size > 0 and words.form(body.end + 1 + size) == ")"
