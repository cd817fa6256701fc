"""Where on which page something stands: from the lines that it was read from to a place in the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ocr_pipeline.document import Attachment, Box, Directive, Edit, Flag, Line, Page, Place, Structure


@dataclass(frozen=True, slots=True)
class LinePlaces:
    """All lines of all pages in reading order, the page of each, and where each begins in `document.text_of`."""

    lines: tuple[Line, ...]
    pages: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> LinePlaces:
        """The lines of some pages."""
        lines = [(line, page.number) for page in pages for line in page.lines]
        starts, at = [], 0
        for line, _ in lines:
            starts.append(at)
            at += len(line.text) + 1
        return cls(tuple(line for line, _ in lines), tuple(number for _, number in lines), tuple(starts))

    def place(self, indices: Sequence[int]) -> Place | None:
        """The place of the lines with these numbers, or None where there are none."""
        known = sorted(index for index in indices if index >= 0)
        if not known:
            return None
        first, last = known[0], known[-1]
        page = self.pages[first]
        boxes = [box for index in known if self.pages[index] == page and (box := self.lines[index].box)]
        words = (word for index in known for word in self.lines[index].words)
        sure = [word.confidence for word in words if word.confidence is not None]
        end = self.starts[last] + len(self.lines[last].text)
        return Place(page, self.starts[first], end, _around(boxes), fmean(sure) if sure else None)


def _around(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def with_doubts(structure: Structure, pages: Sequence[Page], raw_text: str, edits: Sequence[Edit]) -> Structure:
    """The structure, its items marked where restoration touched them, and where a flag asks a person to look.

    Restoration keeps the lines, so that line n of `raw_text` is line n of the restored pages.
    """
    places = LinePlaces.of(pages)
    touched = {raw_text.count("\n", 0, edit.start) for edit in edits}
    spans = [(places.starts[line], places.starts[line] + len(places.lines[line].text)) for line in sorted(touched)]
    marked = tuple(
        _marked(item, f"directives[{i}]", spans, structure.flags) for i, item in enumerate(structure.directives)
    )
    attachments = tuple(
        _marked_attachment(part, f"attachments[{i}].directives", spans, structure.flags)
        for i, part in enumerate(structure.attachments)
    )
    return replace(structure, directives=marked, attachments=attachments)


def _marked_attachment(
    part: Attachment, path: str, spans: Sequence[tuple[int, int]], flags: Sequence[Flag]
) -> Attachment:
    items = (_marked(item, f"{path}[{i}]", spans, flags) for i, item in enumerate(part.directives))
    return replace(part, directives=tuple(items))


def _marked(item: Directive, path: str, spans: Sequence[tuple[int, int]], flags: Sequence[Flag]) -> Directive:
    place = item.place
    if place:
        restored = any(start < place.end and place.start < end for start, end in spans)
        place = replace(place, restored=restored)
    own = [flag.field.removeprefix(path + ".") for flag in flags if flag.field.startswith(path + ".")]
    children = (_marked(child, f"{path}.children[{i}]", spans, flags) for i, child in enumerate(item.children))
    review = item.review or any("children[" not in field for field in own)
    return replace(item, place=place, review=review, children=tuple(children))
