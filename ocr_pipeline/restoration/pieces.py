"""Cut text into the pieces that restoration decides about: words, numbers, codes and marks, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.verbatim import is_verbatim

BLOCK = 1500
"""How many pieces (three pages or so) are decoded together."""


class Kind(Enum):
    """What a piece is; only words are replaced, codes are repaired by their own grammar."""

    WORD = "word"
    NUMBER = "number"
    CODE = "code"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class LineContext:
    """What a piece shares with its line: number, whether a paragraph begins with it, whether it stands in capitals.

    `may_open`: the line before is short, so that this one may begin a paragraph or not.
    """

    number: int
    opens: bool
    capitals: bool
    may_open: bool = False


class Piece(NamedTuple):
    """A stretch of one line: `lead` and `trail` are punctuation, `core` is what may be restored.

    `start` is the code point in the whole text at which the core begins. `opens`: a paragraph begins here;
    `may_open`: perhaps one does; `begins`: the first word of a paragraph or sentence, behind its label; `spaced`: a
    space or line end is before it.
    """

    start: int
    lead: str
    core: str
    trail: str
    kind: Kind
    line: LineContext
    opens: bool = False
    spaced: bool = True
    begins: bool = False
    may_open: bool = False

    @property
    def end(self) -> int:
        """The code point behind the core."""
        return self.start + len(self.core)

    @property
    def context(self) -> int:
        """Where the piece stands, for its casing (see `casing.INSIDE` and the others)."""
        if self.line.capitals:
            return 2
        return 1 if self.begins else 3 * self.may_open


@dataclass(frozen=True, slots=True)
class _Marks:
    """Which characters before and behind a word are punctuation."""

    lead: re.Pattern[str]
    trail: re.Pattern[str]


_RIGHT = _Marks(re.compile(r"""^[-/–—(\[{"“”«‘'*+~_=•.…,:;|]+"""), re.compile(r"""[-–—)\]}"“”»’'.…,:;!?|_/]+$"""))
_DAMAGED = _Marks(
    re.compile(r"""^[-–—(\[{"“”«*+~_=•.…,:;|]+"""), re.compile(r"""(?:[-–—)\]}"“”».…,:;_]|(?<=[.,])/(?=[.,]))+$""")
)
"""Where letters were read as symbols, quotes, question and exclamation marks behind a word belong to it, and a slash
but for that of the closing sign `./.`."""

_CHUNK = re.compile(r"\S+")
_INNER = re.compile(
    r"""(?<=[^\W\d_])[-–—/(),;:.…“”"]+(?=[^\W_])  # kinh tế-xã hội, và/hoặc, TP.HCM
      | (?<=\d)[-–—/](?=[^\W\d_]{2})                     # 2025-định
      | (?<=%)/(?=(?![A-ZĐ])[^\W\d_])                   # 0,8%/năm""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_CODE = re.compile(
    r"""\d+[^\W_]{0,4}(?:[-/.][^\W_]+)*[-/][^\W\d_][^\W_]*(?:[-/,.&][^\W_]+)*   # 06-NQ/TU, 08/2022/NĐ-CP
      | [-/]?[A-ZĐ]{1,6}[-/][A-ZĐ&]{2,}[-/A-ZĐ]*                                # NQ/TU behind a line end""",
    re.VERBOSE,
)
_LABEL = re.compile(
    r"""\s*(?:[-–—+*•~_=]\s|\(?[0-9IVXl]{1,4}(?:\.[0-9]+)*[.)/-]+\s|[a-zđ]\)\s|[ĐDP]i[^\s\d]{1,2}u\s+\d
      |N[oơớờởỡợ0][il]\snh[^\s:]{1,2}n\s?:)                                              # Nơi nhận:""",
    re.VERBOSE,
)
"""What only a paragraph begins with."""
_AROUND = '.,:;()"“”'
_LISTED = re.compile(r"\s*[-–—~]\s[^\n]*[;,](?=\s)")
SHORT = 0.6
"""A line shorter than this share of the usual length is the last one of its paragraph."""
_SENTENCE_END = re.compile(r"[.?!]")
_ENDS = re.compile(r"[.:;]\s*$")


@cache
def _with_unit() -> re.Pattern[str]:
    names = sorted((row[0] for row in read_rows("units.tsv")), key=len, reverse=True)
    return re.compile(r"\d+(?:[.,:/-]\d+)*(?:" + "|".join(map(re.escape, names)) + ")")


def pieces_of(text: str, *, damaged: bool = False) -> list[Piece]:
    """All pieces of the text in order; what lies between them is white space and inner separators.

    In `damaged` text, read with the wrong language, symbols at a word's end are taken for parts of its letters.

    >>> [(piece.lead, piece.core, piece.trail) for piece in pieces_of("(số 06-NQ/TU), kinh tế-xã hội.")]
    [('(', 'số', ''), ('', '06-NQ/TU', '),'), ('', 'kinh', ''), ('', 'tế', '-'), ('', 'xã', ''), ('', 'hội', '.')]
    """
    result: list[Piece] = []
    lines = text.splitlines(keepends=True)
    short = SHORT * _usual_length(lines)
    before = LineContext(-1, opens=True, capitals=False)
    start, ended, was_short = 0, True, False
    for number, line in enumerate(lines):
        capitals = _in_capitals(_left_column(line) if damaged else line)
        opens = ended or capitals != before.capitals or _LABEL.match(line) is not None
        before = LineContext(number, opens, capitals, may_open=was_short and not opens)
        result += _line_pieces(line, start, before, damaged=damaged)
        start += len(line)
        ended = not line.strip() or _ENDS.search(line) is not None
        was_short = len(line.strip()) < short
    return _with_beginnings(_with_broken_codes(result))


def blocks_of(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where to cut the text: at the first paragraph after every `BLOCK` pieces."""
    first = 0
    for place, piece in enumerate(pieces):
        if place - first >= BLOCK and (piece.opens or place - first >= 3 * BLOCK):
            yield first, place
            first = place
    if first < len(pieces):
        yield first, len(pieces)


def _usual_length(lines: Sequence[str]) -> int:
    """How long most full lines are; nine of ten lines are no longer."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _left_column(line: str) -> str:
    """The recipient where a sign-off stands beside one (`- Bộ Y tế (b/c); KT. CHỦ TỊCH`), else the whole line."""
    listed = _LISTED.match(line)
    return listed.group() if listed else line


def _in_capitals(line: str) -> bool:
    """Whether most letters of the line are capitals, codes and listed abbreviations (`VT, KHTC;`) left aside."""
    words = ((chunk, chunk.strip(_AROUND)) for chunk in line.split())
    letters = [one for chunk, word in words if word.isalpha() and (chunk == word or not word.isupper()) for one in word]
    return len(letters) > 3 and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _with_broken_codes(pieces: list[Piece]) -> list[Piece]:
    """The rest of a code on the next line is a code too (`1142/TTr-` and `SKHĐT`)."""
    result = list(pieces)
    for place in range(1, len(result)):
        before, piece = result[place - 1], result[place]
        broken = before.kind is Kind.CODE and before.trail in ("-", "/") and before.line is not piece.line
        if broken and piece.kind is Kind.WORD and piece.core.isupper():
            result[place] = piece._replace(kind=Kind.CODE)
    return result


def _with_beginnings(pieces: list[Piece]) -> list[Piece]:
    """Mark the first word of every paragraph and sentence; labels and bullets before it do not count."""
    result: list[Piece] = []
    waiting = True
    for piece in pieces:
        waiting = waiting or piece.opens
        begins = waiting and piece.kind is Kind.WORD and not _is_label(piece)
        result.append(piece._replace(begins=True) if begins else piece)
        waiting = _SENTENCE_END.search(piece.trail) is not None or (waiting and not begins)
    return result


def _is_label(piece: Piece) -> bool:
    """Whether it is the letter of a point: `b)`."""
    return piece.opens and len(piece.core) == 1 and piece.trail.startswith(")")


def _line_pieces(line: str, start: int, context: LineContext, *, damaged: bool) -> Iterator[Piece]:
    """The pieces of one line; the first carries the paragraph's beginning."""
    opens, may_open = context.opens, context.may_open
    for found in _CHUNK.finditer(line):
        column = found.start()
        spaced = not column or line[column - 1] != "\t"
        for number, (place, lead, core, trail, kind, verbatim) in enumerate(_parts(found.group(), damaged=damaged)):
            may_open = may_open and not verbatim
            at = start + column + place
            yield Piece(at, lead, core, trail, kind, context, opens, spaced and not number, False, may_open)
            opens = may_open = False


class _Part(NamedTuple):
    """A piece of what stands between two spaces, and where its core begins there."""

    place: int
    lead: str
    core: str
    trail: str
    kind: Kind
    verbatim: bool = False


@lru_cache(maxsize=16_384)
def _parts(chunk: str, *, damaged: bool) -> tuple[_Part, ...]:
    """The pieces of what stands between two spaces."""
    if is_verbatim(chunk):
        return (_Part(0, "", chunk, "", Kind.CODE, verbatim=True),)
    marks = _DAMAGED if damaged else _RIGHT
    lead = marks.lead.match(chunk)
    body = chunk[lead.end() :] if lead else chunk
    trail = marks.trail.search(body)
    core = body[: trail.start()] if trail else body
    if not core:
        return (_Part(0, chunk, "", "", Kind.MARK),)
    opening, closing = chunk[: len(chunk) - len(body)], body[len(core) :]
    if _is_code(core):
        return (_Part(len(opening), opening, core, closing, Kind.CODE),)
    cuts = [found.span() for found in _INNER.finditer(core)]
    firsts, ends = [0, *(end for _, end in cuts)], [*(begin for begin, _ in cuts), len(core)]
    leads, trails = [opening, *("" for _ in cuts)], [*(core[begin:end] for begin, end in cuts), closing]
    return tuple(
        _Part(len(opening) + first, lead, core[first:end], trail, _kind_of(core[first:end]))
        for first, end, lead, trail in zip(firsts, ends, leads, trails, strict=True)
    )


def _is_code(core: str) -> bool:
    return _CODE.fullmatch(core) is not None and any(letter.isupper() for letter in core)


def _kind_of(core: str) -> Kind:
    if _is_code(core):
        return Kind.CODE
    if _NUMBER.fullmatch(core) or _with_unit().fullmatch(core):
        return Kind.NUMBER
    return Kind.WORD


def in_day(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a piece stands between a number and `tháng`: `1 Ú tháng` has a digit of the day there."""
    return place > 0 and pieces[place - 1].kind is Kind.NUMBER and pieces[place + 1].core.lower() == "tháng"
