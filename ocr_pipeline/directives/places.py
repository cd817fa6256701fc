"""Where on which page something stands: from the lines that it was read from to a place in the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
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

    def letters(self, text: str, indices: Sequence[int]) -> list[tuple[int, int]] | None:
        """Line and column of each letter of a text that was read from the lines with these numbers.

        Found from its end, since a label may stand before it. None where the lines do not hold the text.
        """
        printed = [(index, column) for index in indices if index >= 0 for column in range(len(self.lines[index].text))]
        source = "".join(self.lines[index].text for index in indices if index >= 0)
        found: list[tuple[int, int]] = []
        at = len(source)
        for letter in reversed("".join(text.split())):
            at = source.rfind(letter, 0, at)  # over blanks, and specks that were taken out
            if at < 0:
                return None
            found.append(printed[at])
        return found[::-1]

    def around(self, letters: Sequence[tuple[int, int]]) -> Place:
        """The place of some letters."""
        page = self.pages[letters[0][0]]
        words: list[Word] = []
        boxes: list[Box] = []
        for index, group in groupby(letters, key=itemgetter(0)):
            columns = [column for _, column in group]
            here = _words_within(self.lines[index], columns[0], columns[-1] + 1)
            words += here
            boxes += [word.box for word in here if word.box and self.pages[index] == page]
        start, end = (self.starts[index] + column for index, column in (letters[0], letters[-1]))
        return Place(page, start, end + 1, _around(boxes), _sureness(words))


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
        letters = self.places.letters(self.text, self.lines) if spans else None
        if letters is None:
            return [None] * len(spans)
        counted = ([len("".join(self.text[:at].split())) for at in span] for span in spans)
        return [self.places.around(letters[first:last]) if first < last else None for first, last in counted]


def _words_within(line: Line, start: int, end: int) -> list[Word]:
    """The words of a line that stand at these columns, in part at least."""
    found, at = [], 0
    for word in line.words:
        begins = max(line.text.find(word.text, at), at)
        at = begins + len(word.text)
        if start < at and begins < end:
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
