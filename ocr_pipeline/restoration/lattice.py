"""Find everything that each piece may have been: kept, replaced, split or merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.arcs import UNKNOWN_ID, Readings, as_read, kept, token_of
from ocr_pipeline.restoration.candidates import LONGEST, Candidates, find_candidates
from ocr_pipeline.restoration.channel import Channel
from ocr_pipeline.restoration.decoder import WORDS_AN_ARC
from ocr_pipeline.restoration.evidence import OTHER, PLAIN, UNSEEN, Evidence, ReadWord, combined
from ocr_pipeline.restoration.known_words import abbreviations, plain_syllables
from ocr_pipeline.restoration.pieces import Kind, Piece, in_day
from ocr_pipeline.restoration.signers import UNLISTED
from ocr_pipeline.restoration.untouched import is_glued
from ocr_pipeline.restoration.whole_words import with_whole_words
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents
from ocr_pipeline.vietnamese.tokens import lookup_form

SPLIT, MERGE = -8.0, -7.0
"""Log probability that a printed space was lost, or one put in where none was."""
NUMBER_LETTER = -1.2
"""Log probability of one character of a genuine number."""
LONE_SYMBOL = 6.0
"""What it costs (nats) to keep a symbol that stands alone where letters were read as symbols."""
MARGIN, MARGIN_WRONG = 12.0, 10.0
"""How far below the likeliest candidate of a word others are kept; rare misreadings of the right language are far."""
BY_LETTERS = 2.0
"""How much more the letters of such a word count than its neighbours: names are put together freely."""
UNKNOWN_NAME = -6.0
"""Log probability that such a word is in no list."""
RARE = 8.0
"""How much farther below they are kept where log odds of their own may raise them."""
POOR = -15.0
"""A word that no single candidate explains better than this, reading and frequency together, may be two."""
REMEMBERED = 6_000
"""How many distinct read words keep their candidates and readings, also for other texts of like damage."""
_MAYBE_WORD = re.compile(r"\d{1,3}|\d{1,2}m")
"""Short numbers, and those with a unit that is also the last letter of words (`14m`: *lâm*, `6m`: *ốm*)."""
_SIGNED_FOR = frozenset({"TM", "KT", "TL", "TUQ"})
"""In whose place is signed (`TL. GIÁM ĐỐC`): a closed set, which no neighbour can mend."""
_LONG_NUMERAL = 3
"""Letters of a Roman numeral that is like no word in capitals (`VI`, `XI`)."""
_ROMAN = re.compile(r"(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3}|L|C)")


@dataclass(slots=True)
class ReadingFinder:
    """Finds the readings of pieces; what the same words may be is looked up once for many of them.

    The pieces that start at the code points in `untouched` are kept; those in `expected` have log odds of their own for
    every word of the vocabulary.
    """

    channel: Channel
    untouched: frozenset[int] = frozenset()
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    expected: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)
    _candidates: dict[str, Candidates] = field(default_factory=dict)
    _single: dict[ReadWord, tuple[Readings, ...]] = field(default_factory=dict)

    def readings(self, pieces: Sequence[Piece]) -> list[tuple[Readings, ...]]:
        """For each piece every reading that begins with it."""
        self._single.clear()  # hardly two words of a scan have the same evidence: those of a long text fill the memory
        if len(self._candidates) > REMEMBERED:
            self._candidates.clear()
        open_places = [place for place, piece in enumerate(pieces) if self._is_open(piece)]
        self._find((pieces[place].core for place in open_places if pieces[place].start in self.expected), RARE)
        self._find(pieces[place].core for place in open_places)
        self._find(other for place in open_places for other in self._evidence(pieces[place]).others)
        merges = {
            place
            for place in open_places
            if place + 1 < len(pieces) and self._may_merge(*pieces[place : place + 2]) and not in_day(pieces, place)
        }
        self._find(_joined(pieces, place) for place in merges)
        self._find(part for place in open_places for cut in self._cuts(pieces[place]) for part in cut)
        found = {place: self._alone(pieces[place]) for place in open_places}
        for place in merges:
            found[place] += (self._merged(pieces, place),)
        return [
            (() if place in found and piece.kind is Kind.WORD else (self._closed(piece),)) + found.get(place, ())
            for place, piece in enumerate(pieces)
        ]

    def _find(self, reads: Iterable[str], further: float = 0.0) -> None:
        margin = further + (MARGIN_WRONG if self.channel.wrong_language else MARGIN)
        wanted = {read for read in reads if read not in self._candidates and len(read) <= LONGEST}
        known = {read: self.channel.found.get((read, margin)) for read in wanted}
        self._candidates |= {read: candidates for read, candidates in known.items() if candidates is not None}
        new = sorted(read for read, candidates in known.items() if candidates is None)
        found = find_candidates(new, self.channel.trie, self.channel.errors, margin)
        with_whole_words(found, self.channel.whole_words, self.channel.right_share, self.channel.trie.alone)
        self._candidates |= found
        if len(self.channel.found) > REMEMBERED:
            self.channel.found.clear()
        self.channel.found.update(((read, margin), candidates) for read, candidates in found.items())

    def _is_open(self, piece: Piece) -> bool:
        """Whether the piece may have been something else than what was read."""
        if piece.kind is Kind.NUMBER:
            return self._may_be_word(piece)
        return piece.kind is Kind.WORD and piece.start not in self.untouched and not self._is_sacred(piece)

    def _closed(self, piece: Piece) -> Readings:
        """A piece as it was read."""
        if piece.kind is Kind.MARK:
            return kept(None)
        score = NUMBER_LETTER * len(piece.core) if piece.kind is Kind.NUMBER else 0.0
        return kept(token_of(piece, self.channel.model), score)

    def _is_sacred(self, piece: Piece) -> bool:
        """Whether a digit, a Roman numeral or an abbreviation forbids any change.

        Only the numeral does where letters were read as digits and marks were lost, in capitals only a long one.
        """
        short = len(piece.core) < _LONG_NUMERAL
        if _ROMAN.fullmatch(piece.core) and not (self.channel.wrong_language and piece.line.capitals and short):
            return True
        if piece.core in _SIGNED_FOR and piece.trail.startswith("."):
            return True
        if self.channel.wrong_language:
            return False
        if any(map(str.isdigit, piece.core)):
            return True
        if piece.line.capitals:
            return piece.core in abbreviations() and not self._is_spelt(piece.core)
        return piece.core in abbreviations() or (
            len(piece.core) > 1 and piece.core.isupper() and not self._is_spelt(piece.core)
        )

    def _is_spelt(self, core: str) -> bool:
        """Whether the plain letters of the word are those of some syllable."""
        return strip_accents(core.lower()) in plain_syllables(self.channel.model)

    def _may_be_word(self, piece: Piece) -> bool:
        """Digits alone may be letters where the text is badly damaged and no label, list or unit holds them."""
        short = _MAYBE_WORD.fullmatch(piece.core) is not None
        return self.channel.wrong_language and short and not piece.opens and piece.spaced

    def _alone(self, piece: Piece) -> tuple[Readings, ...]:
        """The readings of one piece on its own, found once for each word in each casing context."""
        own = piece.start if piece.start in self.expected else -1
        evidence = self._evidence(piece)
        key = (piece.core, piece.context, piece.kind is Kind.WORD, evidence, own)
        single = self._single if self.expected or evidence != PLAIN else self.channel.readings
        if (known := single.get(key)) is None:
            if len(single) > REMEMBERED:
                single.clear()
            blocks = [self._one_word(piece)] if piece.core in self._candidates else []
            if piece.kind is Kind.WORD:
                unknown = self._unknown(piece.core) + (UNKNOWN_NAME if own >= 0 else 0.0)
                blocks = [kept(UNKNOWN_ID, unknown), *blocks, *self._split(piece)]
            single[key] = known = tuple(block for block in blocks if len(block.words))
        return known

    def _unknown(self, core: str) -> float:
        """Log probability that a word nobody knows was printed."""
        cost = 1.5 + self.channel.unknown_letter * len(core)
        if any(letter.isdigit() or not letter.isalnum() for letter in core):
            cost += 2.0
        if self.channel.wrong_language and not any(map(str.isalnum, core)):
            cost += LONE_SYMBOL
        return -cost

    def _one_word(self, piece: Piece) -> Readings:
        others, weight = self._evidence(piece)
        odds = self.expected.get(piece.start)
        weight *= 1.0 if odds is None else BY_LETTERS
        found = [self._usable(other) for other in others if other in self._candidates]
        parts = [(combined(self._usable(piece.core), found, weight), piece.context)]
        readings = self._readings_of(parts, 0.0, "misread", 1)
        return readings if odds is None else readings._replace(scores=readings.scores + odds[readings.words[:, 0]])

    def _evidence(self, piece: Piece) -> Evidence:
        return self.evidence.get(piece.start, PLAIN)

    def kept_score(self, piece: Piece, word: int, casing: int, identity: float) -> float:
        """Log probability of all readings of a piece if its word was printed as it was read."""
        others, weight = self._evidence(piece)
        score = weight * identity
        for other in others:
            found = self._candidates.get(other)
            rows = found.scores[found.words == word, casing] if found else ()
            score += OTHER * max([UNSEEN, *map(float, rows)])
        return score

    def _usable(self, core: str) -> Candidates:
        """The candidates of a word; in text read with the right language no foreign ones but the word read."""
        found = self._candidates[core]
        if self.channel.wrong_language:
            return found
        same = found.words == self.channel.model.id_of(lookup_form(core))
        usable = same if is_glued(core) else self.channel.native[found.words] | same
        return Candidates(found.words[usable], found.scores[usable])

    def _readings_of(self, parts: Sequence[tuple[Candidates, int]], cost: float, reason: str, span: int) -> Readings:
        """Readings as one word or more, row by row; each part with the casing context it stands in."""
        count = len(parts[0][0].words)
        words = np.full((count, WORDS_AN_ARC), -1, np.int32)
        casings = np.zeros((count, WORDS_AN_ARC, 3), np.float32)
        scores = np.full(count, cost, np.float32)
        for number, (found, context) in enumerate(parts):
            words[:, number] = found.words
            casings[:, number] = found.scores + self.channel.odds[context, found.words]
            scores += casings[:, number].max(axis=1)
        return Readings(words, casings, scores, span, reason)

    def _cuts(self, piece: Piece) -> list[tuple[str, str]]:
        """Where a word that is none may be two."""
        core = piece.core
        if piece.kind is Kind.WORD and is_glued(core) and not self.channel.wrong_language:
            return [(core[:-1], core[-1])]
        if not 4 <= len(core) <= LONGEST or piece.kind is not Kind.WORD:
            return []
        if core.isupper() and not piece.line.capitals:
            return []  # an abbreviation nobody has listed (VPUBND)
        if self._is_known(core) or not self._is_poor(core):
            return []
        return [(core[:cut], core[cut:]) for cut in range(2, len(core) - 1)]

    def _is_known(self, core: str) -> bool:
        return self.channel.model.id_of(lookup_form(core)) != UNKNOWN_ID

    def _is_poor(self, core: str) -> bool:
        """Whether no candidate explains well what was read."""
        found = self._candidates.get(core)
        if found is None or not len(found.words):
            return True
        return bool(found.scores[0].max() + self.channel.trie.alone[found.words[0]] < POOR)

    def _split(self, piece: Piece) -> Iterator[Readings]:
        yield from self._split_in_three(piece)
        for cut in self._cuts(piece):
            first, second = (self._usable(part) for part in cut)
            one = np.repeat(np.arange(len(first.words))[:4], len(second.words[:4]))
            two = np.tile(np.arange(len(second.words))[:4], len(first.words[:4]))
            parts = Candidates(first.words[one], first.scores[one]), Candidates(second.words[two], second.scores[two])
            inside = piece.context if piece.line.capitals else 0
            yield self._readings_of([(parts[0], piece.context), (parts[1], inside)], SPLIT, "space lost", 1)

    def _split_in_three(self, piece: Piece) -> Iterator[Readings]:
        """Three right syllables with both spaces lost (thủtụchành)."""
        core = piece.core
        if not 6 <= len(core) <= LONGEST:
            return
        for one in range(2, len(core) - 3):
            if not is_syllable(core[:one]):
                continue
            for two in range(one + 2, len(core) - 1):
                parts = core[:one], core[one:two], core[two:]
                words = [self.channel.model.id_of(lookup_form(part)) for part in parts]
                if UNKNOWN_ID not in words and all(map(is_syllable, parts)):
                    casings = np.array([[as_read(part) for part in parts]], np.float32)
                    score = np.array([2 * SPLIT], np.float32)
                    yield Readings(np.array([words], np.int32), casings, score, 1, "space lost")

    def _is_name(self, piece: Piece) -> bool:
        """Whether a lone letter in the name of a signer is a word that lists know there (`Y Bhiông Niê`)."""
        odds = self.expected.get(piece.start)
        word = self.channel.model.id_of(lookup_form(piece.core))
        return odds is not None and len(piece.core) == 1 and bool(odds[word] > UNLISTED)

    def _may_merge(self, piece: Piece, following: Piece) -> bool:
        """Whether the space between two pieces may be one that was put in."""
        if (
            piece.trail
            or following.lead
            or following.opens
            or not following.spaced
            or following.start != piece.end + 1
            or piece.line.number != following.line.number
            or Kind.WORD not in (piece.kind, following.kind)
            or not all(one.kind is Kind.WORD or self._is_digit(one) for one in (piece, following))
            or len(piece.core) + len(following.core) > 8
        ):
            return False
        if min(len(piece.core), len(following.core)) == 1:
            return not self._is_name(piece)
        both = piece.core, following.core
        return any(map(self._is_poor, both)) and not all(map(self._is_known, both))

    def _is_digit(self, piece: Piece) -> bool:
        return self.channel.wrong_language and piece.core.isdigit() and len(piece.core) == 1

    def _merged(self, pieces: Sequence[Piece], place: int) -> Readings:
        found = self._candidates[_joined(pieces, place)]
        best = Candidates(found.words[:8], found.scores[:8])
        return self._readings_of([(best, pieces[place].context)], MERGE, "space put in", 2)


def _joined(pieces: Sequence[Piece], place: int) -> str:
    return pieces[place].core + pieces[place + 1].core
