"""Visible e-signatures: the small block that a signing program prints (Người ký, Cơ quan, Thời gian ký)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_pipeline.document import Zone, ZoneKind
from ocr_pipeline.recognition.cues import VERY_SIMILAR, first_cue
from ocr_pipeline.recognition.rows import Row, box_of, line_of, rows_of, segments_of, text_height, union

_COLUMN_GAP = 1.2
"""Blocks stand apart from their neighbours by this many heights of a word."""
_LINE_GAP = 1.0
"""Lines of a block follow each other within this many of their own heights."""
_FEWEST_CUES = 2
_WRITTEN = re.compile(
    r"(?P<address>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<time>\d{1,2}[./-]\d{1,2}[./-]\d{4} \d{1,2}:\d\d:\d\d(?: [+-]\d\d:\d\d)?)"
    r"|(?P<zone>[+-]\d\d:\d\d)"
)
"""Whole lines of a block that names no fields: whose address, and when to the second."""


def take_e_signatures(rows: Sequence[Row]) -> tuple[tuple[Zone, ...], tuple[Row, ...]]:
    """The e-signature blocks of a page's lines, and the lines of the words that belong to none.

    A block begins at a line that gives a field (`Người ký:`, or nothing but an address or a time to the second), and
    takes in the lines above and below that overlap it; it counts with at least two different fields, since a body line
    may begin with `Cơ quan:`.
    """
    segments = [part for row in rows for part in segments_of(row, _COLUMN_GAP * text_height(row))]
    found = ((index, _cue(part)) for index, part in enumerate(segments))
    cued = {index: cue for index, cue in found if cue is not None}
    zones: list[Zone] = []
    taken: set[int] = set()
    for seed in sorted(cued):
        if seed in taken:
            continue
        block = _grown(segments, seed, taken)
        if len({cued[index] for index in block if index in cued}) >= _FEWEST_CUES:
            taken |= block
            own = rows_of([word for index in block for word in segments[index]])
            zones.append(Zone(ZoneKind.E_SIGNATURE, tuple(map(line_of, own)), union(w.box for row in own for w in row)))
    if not zones:
        return (), tuple(rows)
    rest = [word for index, part in enumerate(segments) if index not in taken for word in part]
    return tuple(zones), rows_of(rest)


def _cue(part: Row) -> str | None:
    """Which field of a signature the line gives, by its name or by how its value is written; None if it gives none."""
    text = " ".join([word.word.text for word in part])
    written = _WRITTEN.fullmatch(text)
    return written.lastgroup if written else first_cue(part, ZoneKind.E_SIGNATURE, VERY_SIMILAR)


def _grown(segments: Sequence[Row], seed: int, taken: set[int]) -> set[int]:
    """The segments that hang together with the seed: similar in height, overlapping across, close above or below."""
    block = {seed}
    frame = box_of(segments[seed])
    height = text_height(segments[seed])
    grew = True
    while grew:
        grew = False
        for index, part in enumerate(segments):
            if index in block or index in taken:
                continue
            box = box_of(part)
            near = max(box.top - frame.bottom, frame.top - box.bottom) < _LINE_GAP * height
            across = min(box.right, frame.right) - max(box.left, frame.left) > 0.5 * min(box.width, frame.width)
            if near and across and 0.5 * height <= text_height(part) <= 1.5 * height:
                block.add(index)
                frame = union((frame, box))
                grew = True
    return block
