"""Restore the text of pages as a whole, and carry the changes back to every line and word with its box."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.document import Box, Edit, Line, Origin, Page, Word, text_of, with_texts
from ocr_pipeline.restoration.broken_codes import may_be_printed
from ocr_pipeline.restoration.evidence import words_seen
from ocr_pipeline.restoration.restore import DEFAULTS, replay, restore_text
from ocr_pipeline.settings import RestorationOptions


@dataclass(frozen=True, slots=True)
class RestoredPages:
    """The pages as restored, edits and suggestions (offsets into `raw_text`: `document.text_of`), and the damage."""

    pages: tuple[Page, ...]
    edits: tuple[Edit, ...]
    raw_text: str
    damage: float
    suggestions: tuple[Edit, ...] = ()


def restore_pages(pages: Sequence[Page], options: RestorationOptions = DEFAULTS) -> RestoredPages:
    """Restore all pages in one go, so that paragraphs run on over line and page ends."""
    raw = text_of(tuple(pages))
    restoration = restore_text(raw, options, origin=_origin_of(pages), seen=words_seen(pages))
    return RestoredPages(
        pages=_edited_pages(pages, restoration.edits),
        edits=restoration.edits,
        raw_text=raw,
        damage=restoration.damage,
        suggestions=restoration.suggestions,
    )


def _origin_of(pages: Sequence[Page]) -> Origin:
    """Where the text of all pages came from: read from an image if any was, typeset if all were."""
    origins = {page.origin for page in pages}
    if Origin.OCR in origins:
        return Origin.OCR
    return Origin.TEXT_LAYER if origins == {Origin.TEXT_LAYER} else Origin.TEXT


def decided_otherwise(pages: Sequence[Page], restored: RestoredPages) -> Iterator[tuple[Page, ...]]:
    """The pages as they would be with every second doubtful edit undone and suggestion made, then with the others.

    So neighbours, which may contradict each other, are decided otherwise one at a time. Blanks beside separators change
    no value (`217 /QĐ-UBND`).
    """
    changes = sorted([*restored.edits, *restored.suggestions], key=lambda edit: edit.start)
    doubtful = [edit for edit in changes if edit.doubtful and not may_be_printed(edit.before, edit.after)]
    made = frozenset(restored.edits)
    for half in (frozenset(doubtful[::2]), frozenset(doubtful[1::2])):
        if half:
            yield _edited_pages(pages, [edit for edit in changes if (edit in made) != (edit in half)])


def _edited_pages(pages: Sequence[Page], edits: Sequence[Edit]) -> tuple[Page, ...]:
    """The pages with the edits made (offsets into their text); the edits are in order."""
    starts = [edit.start for edit in edits]
    place = 0
    result: list[Page] = []
    for page in pages:
        zones = []
        for zone in page.zones:
            lines = []
            for line in zone.lines:
                end = place + len(line.text)
                inside = edits[bisect_left(starts, place) : bisect_left(starts, end)]
                lines.append(apply_edits(line, [_moved(edit, place) for edit in inside]))
                place = end + 1
            zones.append(replace(zone, lines=tuple(lines), cells=with_texts(zone.cells, lines)))
        result.append(replace(page, zones=tuple(zones)))
    return tuple(result)


def _moved(edit: Edit, offset: int) -> Edit:
    return replace(edit, start=edit.start - offset, end=edit.end - offset)


def apply_edits(line: Line, edits: Sequence[Edit]) -> Line:
    """The line with the edits made (offsets into its text) in its text and its words.

    A word made of two takes both boxes, two made of one share its box by their lengths.
    """
    if not edits:
        return line
    return replace(line, text=replay(line.text, edits), words=tuple(_edited_words(line, edits)))


def _edited_words(line: Line, edits: Sequence[Edit]) -> Iterator[Word]:
    """The words of the line after the edits."""
    spans: list[tuple[int, int, Word]] = []
    place = 0
    for word in line.words:
        start = line.text.index(word.text, place)
        place = start + len(word.text)
        spans.append((start, place, word))
    number = 0
    while number < len(spans):
        start, end, word = spans[number]
        group = [word]
        number += 1
        while number < len(spans) and any(edit.start < end and edit.end > spans[number][0] for edit in edits):
            end = spans[number][1]
            group.append(spans[number][2])
            number += 1
        inside = [_moved(edit, start) for edit in edits if start <= edit.start < end]
        yield from _shared(replay(line.text[start:end], inside).split(), group) if inside else group


def _shared(texts: Sequence[str], group: Sequence[Word]) -> Iterator[Word]:
    """New words over the boxes of the old ones."""
    if len(texts) == len(group):
        for text, word in zip(texts, group, strict=True):
            yield replace(word, text=text)
        return
    boxes = [word.box for word in group if word.box]
    known = [word.confidence for word in group if word.confidence is not None]
    confidence = min(known) if known else None
    whole = _union(boxes) if boxes else None
    total = sum(map(len, texts)) or 1
    done = 0
    for text in texts:
        box = None
        if whole:
            left = whole.left + whole.width * done // total
            done += len(text)
            box = Box(left, whole.top, whole.left + whole.width * done // total, whole.bottom)
        yield Word(text, box, confidence)


def _union(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
