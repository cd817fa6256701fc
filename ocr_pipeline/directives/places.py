"""Where on which page something stands: from the lines that it was read from to a place in the document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ocr_pipeline.document import (
    Attachment,
    Box,
    Directive,
    Edit,
    Flag,
    Line,
    Page,
    Place,
    Structure,
    Word,
)


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
        words = [word for index in known for word in self.lines[index].words]
        end = self.starts[last] + len(self.lines[last].text)
        return Place(page, self.starts[first], end, _around(boxes), _sureness(words))

    def letters(self, text: str, indices: Sequence[int]) -> list[int] | None:
        """Where each letter stands, counted over the lines with these numbers, of a text that was read from them.

        Found from its end, since a label may stand before it. None where the lines do not hold the text.
        """
        source = "".join([self.lines[index].text for index in indices])
        letters = "".join(text.split())
        printed = [at for at, letter in enumerate(source) if not letter.isspace()]
        if letters and "".join(source.split()).endswith(letters):
            return printed[-len(letters) :]
        found: list[int] = []
        at = len(source)
        for letter in reversed(letters):
            at = source.rfind(letter, 0, at)  # over blanks, and specks that were taken out
            if at < 0:
                return None
            found.append(at)
        return found[::-1]

    def around(self, letters: Sequence[int], indices: Sequence[int]) -> Place:
        """The place of some letters, counted over the lines with these numbers."""
        parts: list[tuple[int, int, int]] = []  # number of a line, and its columns between which the letters stand
        start = 0
        for index in indices:
            end = start + len(self.lines[index].text)
            first, last = bisect_left(letters, start), bisect_left(letters, end)
            if first < last:
                parts.append((index, letters[first] - start, letters[last - 1] - start + 1))
            start = end
        page = self.pages[parts[0][0]]
        words: list[Word] = []
        boxes: list[Box] = []
        for index, begins, ends in parts:
            here = _words_within(self.lines[index], begins, ends)
            words += here
            boxes += [word.box for word in here if word.box and self.pages[index] == page]
        (first, begins, _), (last, _, ends) = parts[0], parts[-1]
        return Place(page, self.starts[first] + begins, self.starts[last] + ends, _around(boxes), _sureness(words))


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A text, the lines that it was read from, and where all lines stand."""

    text: str
    lines: tuple[int, ...]
    places: LinePlaces

    @property
    def place(self) -> Place | None:
        """Where it stands as a whole."""
        return self.places.place(self.lines)

    def parts(self, spans: Sequence[tuple[int, int]]) -> list[Place | None]:
        """The places of parts of the text; None where the lines do not hold it."""
        known = [index for index in self.lines if index >= 0]
        letters = self.places.letters(self.text, known) if spans else None
        if letters is None:
            return [None] * len(spans)
        counted = ([len("".join(self.text[:at].split())) for at in span] for span in spans)
        return [self.places.around(letters[first:last], known) if first < last else None for first, last in counted]


def _words_within(line: Line, start: int, end: int) -> list[Word]:
    """The words of a line that stand at these columns, in part at least."""
    found, at = [], 0
    for word in line.words:
        begins = max(line.text.find(word.text, at), at)
        at = begins + len(word.text)
        if begins >= end:
            break
        if start < at:
            found.append(word)
    return found


def _sureness(words: Sequence[Word]) -> float | None:
    sure = [word.confidence for word in words if word.confidence is not None]
    return fmean(sure) if sure else None


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
    evidence = tuple(replace(one, place=_touched(one.place, spans)) for one in item.evidence)
    own = [flag.field.removeprefix(path + ".") for flag in flags if flag.field.startswith(path + ".")]
    children = (_marked(child, f"{path}.children[{i}]", spans, flags) for i, child in enumerate(item.children))
    review = item.review or any("children[" not in field for field in own)
    place = _touched(item.place, spans)
    return replace(item, place=place, review=review, children=tuple(children), evidence=evidence)


def _touched(place: Place | None, spans: Sequence[tuple[int, int]]) -> Place | None:
    """The place, marked where restoration changed one of its lines."""
    return place and replace(place, restored=any(start < place.end and place.start < end for start, end in spans))
