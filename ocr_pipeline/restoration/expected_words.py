"""Words that their neighbours demand, in wrong-language text, though they were misread as the error model never saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ocr_pipeline.restoration.arcs import Reading, as_read, mark_id
from ocr_pipeline.restoration.channel import Channel
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.restoration.rescoring import REACH, window_scores
from ocr_pipeline.restoration.rivals import Rival
from ocr_pipeline.restoration.usage import Contested
from ocr_pipeline.vietnamese.language_model import LanguageModel, log_probabilities
from ocr_pipeline.vietnamese.syllable import strip_accents
from ocr_pipeline.vietnamese.tokens import CLASSES, START

SURPRISE = 12.0
"""Nats that a word and the one behind it must surprise."""
MISREAD, EDIT = -4.0, -5.0
"""Log probability that a word was misread in such a way, and of each letter more, fewer or another one."""
CLOSE = 1
"""So many letters may be others, more or fewer."""
LIKE = -12.0
"""Log probability of the reading of a word that its neighbours do not expect: others were chosen for their sake."""
LEAD = 6.0
"""How much likelier (nats) another word must be."""
_START_ID = CLASSES.index(START)


def as_expected(pieces: Sequence[Piece], decided: Sequence[Contested], channel: Channel) -> list[Contested]:
    """The readings, surprising ones replaced where a word of like letters is far likelier there; each with its rivals.

    `Can cue Nghi dinh` is *Căn cứ Nghị định*, `Thong tue so` *Thông tư số*.
    """
    spoken, places = _spoken(pieces, decided)
    gains = log_probabilities(channel.grams, _START_ID, np.array(spoken, np.int32))
    result = list(decided)
    for number, place, piece in _surprising(pieces, decided, places, gains):
        reading, rivals = decided[number]
        found = _likeliest(channel, spoken, place, _proposed(piece, reading, channel.model), reading.score)
        if found is None:
            continue
        word, score, lead = found
        instead = Reading((word,), (as_read(piece.core),), score, 1, "misread")
        result[number] = instead, (Rival(reading, -lead), *(Rival(one.reading, one.odds - lead) for one in rivals))
    return result


def _spoken(pieces: Sequence[Piece], decided: Sequence[Contested]) -> tuple[list[int], list[int]]:
    """The tokens of the language model, and where among them the first word of each reading is."""
    tokens: list[int] = []
    places: list[int] = []
    at = 0
    for reading, _ in decided:
        first, last = pieces[at], pieces[at + reading.span - 1]
        tokens += [_START_ID] if first.opens else []
        tokens += [mark_id(first.lead)] if first.lead else []
        places.append(len(tokens))
        tokens += reading.words
        tokens += [mark_id(last.trail)] if last.trail else []
        at += reading.span
    return tokens, places


def _surprising(
    pieces: Sequence[Piece], decided: Sequence[Contested], places: Sequence[int], gains: np.ndarray
) -> Iterator[tuple[int, int, Piece]]:
    """Decisions for one word in small letters that surprise, with what follows; their places and pieces."""
    at = 0
    for number, ((reading, _), place) in enumerate(zip(decided, places, strict=True)):
        piece = pieces[at]
        at += reading.span
        one = reading.span == 1 and len(reading.words) == 1 and piece.kind is Kind.WORD
        fits = bool(reading.casings) and reading.score >= LIKE and piece.core[0].islower()
        if one and fits and gains[place : place + 2].sum() <= -SURPRISE:
            yield number, place, piece


def _proposed(piece: Piece, reading: Reading, model: LanguageModel) -> dict[int, float]:
    """Words of like letters, each with the log probability that it was misread so.

    Those that differ in their accents alone from the word decided were among its rivals.
    """
    letters = "".join(filter(str.isalpha, strip_accents(piece.core)))
    known = _by_letters(model)
    decided = strip_accents(model.forms[reading.words[0]])
    alike = process.extract(letters, known.keys(), scorer=Levenshtein.distance, score_cutoff=CLOSE, limit=None)
    return {word: MISREAD + EDIT * distance for bare, distance, _ in alike if bare != decided for word in known[bare]}


@cache
def _by_letters(model: LanguageModel) -> Mapping[str, Sequence[int]]:
    """The words of the vocabulary by their letters without accents."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, form in enumerate(model.forms):
        if number >= len(CLASSES) and form.islower():
            found[strip_accents(form)].append(number)
    return found


def _likeliest(
    channel: Channel, spoken: Sequence[int], place: int, proposed: Mapping[int, float], score: float
) -> tuple[int, float, float] | None:
    """The likeliest of the words in that place, its log probability of being misread so, and its lead; or None."""
    before, after = spoken[max(0, place - REACH - 1) : place], spoken[place + 1 : place + 1 + REACH]
    words = [spoken[place], *proposed]
    size = len(before) + 1 + len(after)
    tokens = np.array([token for word in words for token in (*before, word, *after)], np.int32)
    starts = np.arange(len(words)) * size
    windows = np.stack([starts, starts + len(before), starts + size], axis=1)
    scores = window_scores(channel.grams, tokens, windows) + np.array([score, *proposed.values()])
    best = int(np.argmax(scores))
    lead = float(scores[best] - scores[0])
    return (words[best], proposed[words[best]], lead) if best and lead >= LEAD else None
