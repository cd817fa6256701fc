"""What the page shows, ready for its template: the document as marked paragraphs, its items with all that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ocr_pipeline.document import Attachment, Directive, Document, Place
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.doubts import Doubt
from ocr_pipeline.exports.marks import Mark, MarkKind, citation_marks, marks_in, unplaced
from ocr_pipeline.exports.outline import readable_date, unsaid_day
from ocr_pipeline.exports.table import TableRow

KIND_NAMES = {
    MarkKind.LEAD: "Chủ trì",
    MarkKind.COORDINATE: "Phối hợp",
    MarkKind.DEADLINE: "Thời hạn",
    MarkKind.CITATION: "Văn bản viện dẫn",
    MarkKind.LAW: "Luật viện dẫn",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a paragraph: their kind (empty for none), what they mean, and the number of their doubt."""

    text: str
    kind: str = ""
    title: str = ""
    doubt: int | None = None


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One directive: its row in the table, its text, the fields that the text does not show, the items under it.

    `day` is the day of the deadline where the text does not say it.
    """

    row: TableRow
    day: str
    paragraphs: tuple[Paragraph, ...]
    apart: tuple[tuple[str, str, str], ...]
    children: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment: its title, paragraphs and items."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    items: tuple[Item, ...]


class View:
    """The texts of a document in reading order; each doubt is marked where its words are met first."""

    def __init__(self, document: Document, rows: Iterable[TableRow], doubts: Iterable[Doubt]) -> None:
        structure = document.structure
        self._cited = citation_marks(structure.citations)
        self._rows = iter(rows)
        self._doubts = dict(enumerate(doubts, 1))
        self.bases = self._texts(structure.legal_bases, "legal_bases")
        self.opening = self._texts(structure.opening, "opening")
        self.items = self._items(structure.directives, "directives")
        self.closing = self._texts(structure.closing, "closing")
        self.parts = tuple(self._part(part, f"attachments[{at}]") for at, part in enumerate(structure.attachments))
        self.unmarked = frozenset(self._doubts)

    def _part(self, attachment: Attachment, field: str) -> Part:
        paragraphs = self._texts(attachment.paragraphs, f"{field}.paragraphs")
        return Part(clean(attachment.title), paragraphs, self._items(attachment.directives, f"{field}.directives"))

    def _texts(self, texts: Iterable[str], field: str) -> tuple[Paragraph, ...]:
        marked = (self._marked(text, self._cited.get(f"{field}[{at}]", ())) for at, text in enumerate(texts))
        return tuple(paragraph for found in marked for paragraph in found)

    def _items(self, directives: tuple[Directive, ...], field: str) -> tuple[Item, ...]:
        return tuple(self._item(directive, f"{field}[{at}]") for at, directive in enumerate(directives))

    def _item(self, directive: Directive, field: str) -> Item:
        row = next(self._rows)  # parents come before their children there too
        marks = marks_in(directive, self._cited.get(f"{field}.text", ()))
        marked = self._marked(directive.text, marks, directive.place)
        apart = tuple(_apart(directive, marks))
        return Item(row, unsaid_day(directive), marked, apart, self._items(directive.children, f"{field}.children"))

    def _marked(self, text: str, marks: tuple[Mark, ...], place: Place | None = None) -> tuple[Paragraph, ...]:
        """The paragraphs of a text, cut where a mark or a doubtful word begins or ends."""
        doubts = tuple(self._doubts_in(text, place))
        breaks = [place for place, letter in enumerate(text) if letter == "\n"]
        edges = {0, len(text), *breaks, *(place + 1 for place in breaks)}
        edges |= {edge for start, end, _ in doubts for edge in (start, end)}
        edges |= {edge for mark in marks for edge in (mark.start, mark.end)}
        lines: list[list[Piece]] = [[]]
        for start, end in pairwise(sorted(edges)):
            if text[start:end] == "\n":
                lines.append([])
                continue
            here = next((mark for mark in marks if mark.start <= start < mark.end), None)
            doubt = next((number for first, last, number in doubts if first <= start < last), None)
            kind, title = (here.kind.value, _title(here)) if here else ("", "")
            lines[-1].append(Piece(clean(text[start:end]), kind, title, doubt))
        return tuple(map(tuple, lines))

    def _doubts_in(self, text: str, place: Place | None) -> Iterator[tuple[int, int, int]]:
        """Start, end and number of each doubtful word that is met here first, and that stands at this place."""
        for number, doubt in tuple(self._doubts.items()):
            if place and not place.start <= doubt.start < place.end:
                continue
            start = _find(text, doubt.words)
            if start is not None:
                del self._doubts[number]
                yield start, start + len(doubt.words[1]), number


def _find(text: str, words: tuple[str, str, str]) -> int | None:
    """Where the middle one of the words stands, known by its neighbours, or by one of them at the end of a text."""
    before, word, behind = words
    if not word or word not in text:
        return None
    for phrase in (f"{before} {word} {behind}", f"{before} {word}", f"{word} {behind}"):
        start = text.find(phrase) if phrase.strip() != word else -1
        if start >= 0:
            return start + (len(before) + 1 if phrase.startswith(f"{before} ") else 0)
    return None


def _title(mark: Mark) -> str:
    """What the reader is told of a mark."""
    if mark.kind is MarkKind.DEADLINE:
        return f"Thời hạn: {readable_date(mark.value)}" if mark.value else "Thời hạn không quy ra ngày"
    return KIND_NAMES[mark.kind]


def _apart(directive: Directive, marks: Iterable[Mark]) -> Iterator[tuple[str, str, str]]:
    """Fields of the item that its text does not show: kind, name, value."""
    for kind, words in unplaced(directive, marks):
        yield kind.value, KIND_NAMES[kind], clean(words)
