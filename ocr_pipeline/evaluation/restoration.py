"""How much of a garbled text a restoration brings back, and what it spoils, counted by printed line.

Heads and feet of official documents are two columns that an engine may read in any order, so a text is not compared as
a whole: each line of the reference is compared with the stretch of the text that it matches best. Words are those of
`evaluation.text`. Lines of fewer than six characters match anywhere and are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import accumulate

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, ScoreAlignment

from ocr_pipeline.evaluation.text import words_of
from ocr_pipeline.vietnamese.syllable import strip_accents

READ = 70.0
"""Least similarity, in percent, of a line and its best match; below it, the line was not read."""
NEAR = 3.0
"""How much less similar a match may be than the best, in percent, when it lies just behind that of the last line."""
NEXT = 300
"""How many characters may lie between a line and the next; in two columns, the other's lines."""
SLACK = 8
"""How many words the ends of a match are moved by, at most, to fit the line."""
CONTEXT = 4
SHORTEST_LINE = 6

_COLUMNS = re.compile(r"\t|\s{3,}")
_BROKEN_CODE = re.compile(r"(\d\S*[-/]|\b[IVX]+/)[ \t]*\n[ \t]*(?=[A-ZĐÐ]{2}|\d)")


@dataclass(frozen=True, slots=True)
class WordError:
    """One place where the text differs from the reference, with the reference's words on either side."""

    before: str
    found: str
    wanted: str
    after: str

    def __str__(self) -> str:
        return f"{self.before} [{self.found} ← {self.wanted}] {self.after}"


@dataclass(frozen=True, slots=True)
class RestorationScores:
    """Counts over the reference lines that the engine read; the sum of two is that of both texts.

    `accent_errors`: word errors that vanish once all accents are stripped. `helped`: reference words wrong in the raw
    text and right in the restored one; `hurt`: the other way round. `lost`: words of the lines that were not read, in
    no other count.
    """

    words: int = 0
    characters: int = 0
    word_errors: int = 0
    character_errors: int = 0
    accent_errors: int = 0
    helped: int = 0
    hurt: int = 0
    lost: int = 0
    errors: tuple[WordError, ...] = ()

    def __add__(self, other: RestorationScores) -> RestorationScores:
        return RestorationScores(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def wer(self) -> float:
        """Word errors over the words of the reference."""
        return self.word_errors / max(1, self.words)

    @property
    def cer(self) -> float:
        """Character errors over the characters of the reference."""
        return self.character_errors / max(1, self.characters)

    @property
    def accent_only_error_rate(self) -> float:
        """Accent errors over the words of the reference; a part of `wer`."""
        return self.accent_errors / max(1, self.words)


def restoration_scores(raw: str, restored: str, reference: str) -> RestorationScores:
    """Scores of a restored text, line by line of the reference; lines that neither text holds are lost.

    >>> scores = restoration_scores("thue hién Nghi quyét", "thực hiện Nghi quyết", "thực hiện Nghị quyết")
    >>> scores.wer, scores.helped, scores.hurt, str(scores.errors[0])
    (0.25, 3, 0, 'thực hiện [Nghi ← Nghị] quyết')
    """
    lines = [_indexed(line) for line in reference_lines(reference)]
    matches = [_matches(lines, _indexed(join_broken_codes(text))) for text in (raw, restored)]
    total = RestorationScores()
    for line, before, after in zip(lines, *matches, strict=True):
        if max(before.similarity, after.similarity) < READ:
            total += RestorationScores(lost=len(line.words))
        else:
            total += _scores(_compared(before.words, line.words), _compared(after.words, line.words))
    return total


def harm_scores(right: str, restored: str) -> RestorationScores:
    """Scores of the restoration of a text that was right: every difference is harm.

    >>> harm_scores("Nha Trang Green Park", "Nha Trang Gren Park").hurt
    1
    """
    wanted = words_of(right)
    return _scores(_compared(wanted, wanted), _compared(words_of(restored), wanted))


def reference_lines(reference: str) -> Iterator[str]:
    r"""The pieces that are looked for: printed lines, cut where wide gaps or tabulators part two columns.

    >>> list(reference_lines("TỈNH ỦY KHÁNH HÒA      ĐẢNG CỘNG SẢN\n*\nSố 12-\nNQ/TU"))
    ['TỈNH ỦY KHÁNH HÒA', 'ĐẢNG CỘNG SẢN', 'Số 12-NQ/TU']
    """
    for line in join_broken_codes(reference).splitlines():
        for piece in _COLUMNS.split(line):
            plain = " ".join(piece.split())
            if len(plain) >= SHORTEST_LINE and any(letter.isalnum() for letter in plain):
                yield plain


def join_broken_codes(text: str) -> str:
    r"""The text with codes, dates and quarters in one piece that are broken over a line end.

    >>> join_broken_codes("Tờ trình số 1142/TTr-\n SKHĐT, quý I/\n2024")
    'Tờ trình số 1142/TTr-SKHĐT, quý I/2024'
    """
    return _BROKEN_CODE.sub(r"\1", text)


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The words of a text, the same in plain letters as one string, and where in it each word begins.

    The string has a space at either end, so that whole words match better than parts of words.
    """

    words: list[str]
    plain: str
    starts: list[int]


def _indexed(text: str) -> _Indexed:
    words = words_of(text)
    plain = [strip_accents(word) for word in words]
    starts = list(accumulate((len(word) + 1 for word in plain), initial=1))[:-1]
    return _Indexed(words, f" {' '.join(plain)} ", starts)


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of a text that match a line, and how well, accents aside, in percent."""

    words: list[str]
    similarity: float


def _matches(lines: list[_Indexed], text: _Indexed) -> list[_Match]:
    """The best match of each line: just behind that of the line before, or else anywhere in the text.

    Lines that are printed more than once, as in tables, are so compared each with its own reading.
    """
    matches = []
    place = 0
    for line in lines:
        end = min(len(text.plain), place + len(line.plain) + NEXT)
        near = _aligned(line, text, place, end)
        best = _aligned(line, text, 0, len(text.plain))
        found = near if near and best and near.score >= best.score - NEAR else best
        if found is None or not text.words:
            matches.append(_Match([], 0.0))
            continue
        matches.append(_Match(_fitting_words(line, text, found), found.score))
        if found.score >= READ:
            place = found.dest_end - 1
    return matches


def _aligned(line: _Indexed, text: _Indexed, start: int, end: int) -> ScoreAlignment | None:
    """Where in a part of the text the letters of the line lie best."""
    part = text.plain[start:end]
    length = len(line.plain)
    if len(part) < length:
        return ScoreAlignment(fuzz.ratio(line.plain, part), 0, length, start, end)
    found = fuzz.partial_ratio_alignment(line.plain, part)
    return found and ScoreAlignment(found.score, 0, length, found.dest_start + start, found.dest_end + start)


def _fitting_words(line: _Indexed, text: _Indexed, found: ScoreAlignment) -> list[str]:
    """The words there, with the ends moved to where they differ least from the line."""
    first = bisect_right(text.starts, found.dest_start + 1) - 1
    end = bisect_left(text.starts, found.dest_end)

    def errors(first: int, end: int) -> int:
        return Levenshtein.distance(text.words[first:end], line.words)

    end = min(_around(end, len(text.words)), key=lambda place: errors(first, place))
    first = min(_around(first, len(text.words)), key=lambda place: errors(place, end))
    return text.words[first:end]


def _around(place: int, last: int) -> list[int]:
    """The places near a place, the nearest first."""
    return sorted(range(max(0, place - SLACK), min(last, place + SLACK) + 1), key=lambda other: abs(other - place))


@dataclass(frozen=True, slots=True)
class _Compared:
    """Found words against wanted ones: which wanted words are right, error counts, and the errors."""

    right: list[bool]
    characters: int
    word_errors: int
    character_errors: int
    accent_errors: int
    errors: tuple[WordError, ...]


def _compared(found: list[str], wanted: list[str]) -> _Compared:
    right = [False] * len(wanted)
    word_errors = accent_errors = 0
    errors = []
    for block in Levenshtein.opcodes(found, wanted):
        read, printed = found[block.src_start : block.src_end], wanted[block.dest_start : block.dest_end]
        if block.tag == "equal":
            right[block.dest_start : block.dest_end] = [True] * len(printed)
            continue
        word_errors += max(len(read), len(printed))
        accent_errors += sum(
            strip_accents(one) == strip_accents(other) for one, other in zip(read, printed, strict=False)
        )
        before = wanted[max(0, block.dest_start - CONTEXT) : block.dest_start]
        after = wanted[block.dest_end : block.dest_end + CONTEXT]
        errors.append(WordError(" ".join(before), " ".join(read), " ".join(printed), " ".join(after)))
    text = " ".join(wanted)
    return _Compared(
        right, len(text), word_errors, Levenshtein.distance(" ".join(found), text), accent_errors, tuple(errors)
    )


def _scores(before: _Compared, after: _Compared) -> RestorationScores:
    pairs = list(zip(before.right, after.right, strict=True))
    return RestorationScores(
        words=len(pairs),
        characters=after.characters,
        word_errors=after.word_errors,
        character_errors=after.character_errors,
        accent_errors=after.accent_errors,
        helped=pairs.count((False, True)),
        hurt=pairs.count((True, False)),
        errors=after.errors,
    )
