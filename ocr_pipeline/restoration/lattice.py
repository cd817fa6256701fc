"""Lay out everything that each piece may have been as arcs of a lattice: kept, replaced, split or merged."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.candidates import LONGEST, LOWER, TITLE, UPPER, Candidates, candidates_of
from ocr_pipeline.restoration.confusions import ErrorModel
from ocr_pipeline.restoration.decoder import WORDS_AN_ARC, Lattice
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.restoration.word_trie import WordTrie
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.syllable import is_syllable
from ocr_pipeline.vietnamese.tokens import CLASSES, CODE, COMMA, NUMBER, STOP, UNKNOWN, lookup_form

UNKNOWN_ID, NUMBER_ID, CODE_ID, COMMA_ID, STOP_ID = (
    CLASSES.index(name) for name in (UNKNOWN, NUMBER, CODE, COMMA, STOP)
)
SPLIT = MERGE = -7.0
"""Log probability that a printed space was lost, or one put in where none was."""
NUMBER_LETTER = -1.2
"""Log probability of one character of a genuine number."""
LONE_SYMBOL = 6.0
"""What it costs (nats) to keep a symbol that stands alone where letters were read as symbols."""
_SHORT_NUMBER = 3
_ROMAN = re.compile(r"(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3}|L|C)")


@cache
def abbreviations() -> frozenset[str]:
    """The abbreviations that stand as they are (`lexicons/abbreviations.tsv`)."""
    return frozenset(row[0] for row in read_rows("abbreviations.tsv"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read `span` pieces: as these words (ids; none for kept text), each with its scores per casing."""

    span: int
    words: tuple[int, ...]
    scores: tuple[tuple[float, float, float], ...]
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What a text is read through: vocabulary trie, error model, and what it costs to keep an unknown word."""

    model: LanguageModel
    trie: WordTrie
    errors: ErrorModel
    frequency: NDArray[np.float32]
    unknown_letter: float
    wrong_language: bool


class ReadingFinder:
    """Finds the readings of pieces and remembers the candidates of every distinct word.

    The pieces that start at the code points in `foreign` stand in another language and are kept.
    """

    def __init__(self, channel: Channel, foreign: frozenset[int] = frozenset()) -> None:
        self.channel = channel
        self._foreign = foreign
        self._found: dict[str, Candidates] = {}

    def candidates(self, read: str) -> Candidates:
        """The candidates of a read word, found once."""
        if read not in self._found:
            self._found[read] = candidates_of(read, self.channel.trie, self.channel.errors, self.channel.frequency)
        return self._found[read]

    def readings(self, pieces: Sequence[Piece], place: int) -> list[Reading]:
        """Every reading that begins with the piece at `place`."""
        piece = pieces[place]
        if piece.kind is Kind.MARK:
            return [Reading(1, (), (), 0.0, "kept")]
        if piece.kind is Kind.CODE:
            return [Reading(1, (CODE_ID,), (), 0.0, "kept")]
        if piece.start in self._foreign or self._is_sacred(piece):
            return [Reading(1, (self.channel.model.id_of(lookup_form(piece.core)),), (), 0.0, "kept")]
        result: list[Reading] = []
        if piece.kind is Kind.NUMBER:
            result.append(Reading(1, (NUMBER_ID,), (), NUMBER_LETTER * len(piece.core), "kept"))
            if not (self.channel.wrong_language and self._may_be_word(pieces, place)):
                return result
        result += self._single(piece)
        result += self._split(piece)
        if place + 1 < len(pieces):
            result += self._merge(piece, pieces[place + 1])
        return result

    def _is_sacred(self, piece: Piece) -> bool:
        """Whether a digit, a Roman numeral or an abbreviation forbids any change.

        Nothing does where letters were read as digits and marks were lost.
        """
        if self.channel.wrong_language or piece.kind is not Kind.WORD:
            return False
        if any(map(str.isdigit, piece.core)) or _ROMAN.fullmatch(piece.core):
            return True
        return piece.core in abbreviations() and not piece.line.capitals

    def _may_be_word(self, pieces: Sequence[Piece], place: int) -> bool:
        """Digits alone may be letters where the text is badly damaged and no label, list or unit holds them."""
        piece = pieces[place]
        return piece.core.isdigit() and len(piece.core) <= _SHORT_NUMBER and not piece.opens and piece.spaced

    def _keep(self, piece: Piece) -> Reading:
        cost = 1.5 + self.channel.unknown_letter * len(piece.core)
        if any(letter.isdigit() or not letter.isalnum() for letter in piece.core):
            cost += 2.0
        if self.channel.wrong_language and not any(map(str.isalnum, piece.core)):
            cost += LONE_SYMBOL
        return Reading(1, (UNKNOWN_ID,), (), -cost, "kept")

    def _single(self, piece: Piece) -> Iterator[Reading]:
        if piece.kind is Kind.WORD:
            yield self._keep(piece)
        if len(piece.core) > LONGEST:
            return
        found = self.candidates(piece.core)
        for word, scores in zip(found.words.tolist(), found.scores.tolist(), strict=True):
            if not self.channel.wrong_language and self._is_foreign(word, piece):
                continue
            cased = self._cased(word, scores, piece)
            yield Reading(1, (word,), (cased,), max(cased), "misread")

    def _is_foreign(self, word: int, piece: Piece) -> bool:
        """Whether the word is neither Vietnamese nor an abbreviation, and not what was read."""
        form = self.channel.model.forms[word]
        return form.islower() and not is_syllable(form) and form != lookup_form(piece.core)

    def _cased(self, word: int, scores: Sequence[float], piece: Piece) -> tuple[float, float, float]:
        """The scores in lower, title and upper case, with the odds of each casing at this place."""
        lower, title, upper = casing_odds(self.channel.model, word, piece.line.capitals, piece.begins)
        return scores[LOWER] + lower, scores[TITLE] + title, scores[UPPER] + upper

    def _split(self, piece: Piece) -> Iterator[Reading]:
        core = piece.core
        if not 4 <= len(core) <= LONGEST or piece.kind is not Kind.WORD:
            return
        if core.isupper() and not piece.line.capitals:
            return  # an abbreviation nobody has listed (VPUBND)
        yield from self._split_in_three(piece)
        known = self.channel.model.id_of(lookup_form(core)) != UNKNOWN_ID
        found = self.candidates(core)
        if known or (len(found.words) and found.scores[0].max() > -5.0):
            return
        for cut in range(2, len(core) - 1):
            left, right = self.candidates(core[:cut]), self.candidates(core[cut:])
            for first, first_scores in _best(left, 4):
                for second, second_scores in _best(right, 4):
                    one = self._cased(first, first_scores, piece)
                    two = self._cased(second, second_scores, _inside(piece))
                    score = max(one) + max(two) + SPLIT
                    yield Reading(1, (first, second), (one, two), score, "space lost")

    def _split_in_three(self, piece: Piece) -> Iterator[Reading]:
        """Three right syllables with both spaces lost (thủtụchành)."""
        core = piece.core
        for one in range(2, len(core) - 3):
            for two in range(one + 2, len(core) - 1):
                parts = core[:one], core[one:two], core[two:]
                if not all(map(is_syllable, parts)):
                    continue
                words = tuple(self.channel.model.id_of(lookup_form(part)) for part in parts)
                if UNKNOWN_ID in words:
                    continue
                sure = tuple(_as_read(part) for part in parts)
                yield Reading(1, words, sure, 2 * SPLIT, "space lost")

    def _merge(self, piece: Piece, following: Piece) -> Iterator[Reading]:
        if (
            piece.trail
            or following.lead
            or following.opens
            or not following.spaced
            or following.start != piece.end + 1
            or piece.line.number != following.line.number
            or Kind.WORD not in (piece.kind, following.kind)
            or not all(one.kind is Kind.WORD or self._short(one) for one in (piece, following))
            or len(piece.core) + len(following.core) > 8
        ):
            return
        if all(self.channel.model.id_of(lookup_form(one.core)) != UNKNOWN_ID for one in (piece, following)) and (
            min(len(piece.core), len(following.core)) > 1
        ):
            return
        for word, scores in _best(self.candidates(piece.core + following.core), 8):
            cased = self._cased(word, scores, piece)
            yield Reading(2, (word,), (cased,), max(cased) + MERGE, "space put in")

    def _short(self, piece: Piece) -> bool:
        return self.channel.wrong_language and piece.core.isdigit() and len(piece.core) == 1


def _best(found: Candidates, most: int) -> list[tuple[int, list[float]]]:
    return list(zip(found.words[:most].tolist(), found.scores[:most].tolist(), strict=True))


def _as_read(part: str) -> tuple[float, float, float]:
    """Scores that keep the casing in which the part was read."""
    if part.islower():
        return 0.0, -9.0, -9.0
    return (-9.0, -9.0, 0.0) if part.isupper() else (-9.0, 0.0, -9.0)


def _inside(piece: Piece) -> Piece:
    return Piece(piece.start, "", piece.core, "", piece.kind, piece.line)


def casing_odds(model: LanguageModel, word: int, capitals: bool, begins: bool) -> tuple[float, float, float]:
    """Log probabilities of lower, title and upper case for a word in a line of capitals, at a beginning, or inside."""
    if capitals:
        return -4.0, -3.0, -0.1
    if model.forms[word].isupper():
        return -9.0, -9.0, 0.0
    title = min(0.995, max(0.005, int(model.trie.title1[word]) / 255))
    if begins:
        title = max(title, 0.94)
    return math.log(1 - title), math.log(title), -5.5


def build_lattice(pieces: Sequence[Piece], readings: Sequence[Sequence[Reading]]) -> Lattice:
    """The arcs of all readings, with the punctuation around them as words of its own."""
    first = np.zeros(len(pieces) + 1, np.int32)
    ends: list[int] = []
    scores: list[float] = []
    words: list[tuple[int, ...]] = []
    for place, options in enumerate(readings):
        first[place] = len(ends)
        for reading in options:
            last = pieces[place + reading.span - 1]
            before, after = _mark(pieces[place].lead), _mark(last.trail)
            said = (*before, *reading.words, *after)[:WORDS_AN_ARC]
            ends.append(place + reading.span)
            scores.append(reading.score)
            words.append(said + (-1,) * (WORDS_AN_ARC - len(said)))
    first[len(pieces)] = len(ends)
    return Lattice(
        first,
        np.array(ends, np.int32),
        np.array(scores, np.float32),
        np.array(words, np.int32).reshape(len(ends), WORDS_AN_ARC),
        np.array([piece.opens for piece in pieces] + [False]),
    )


def _mark(marks: str) -> tuple[int, ...]:
    if not marks:
        return ()
    return (COMMA_ID,) if marks[0] == "," else (STOP_ID,)
