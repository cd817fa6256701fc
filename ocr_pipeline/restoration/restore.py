"""Restore a text: measure its damage, lay out the readings, decode, decide the casing, and explain every change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_pipeline.document import Edit
from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration.broken_codes import CLOSED_SET, repair_codes, with_repairs
from ocr_pipeline.restoration.casing import CasedWord, apply_casing, casing_odds, decide_casing
from ocr_pipeline.restoration.codes import plain_characters, repair_code
from ocr_pipeline.restoration.confusions import mixed_model
from ocr_pipeline.restoration.damage import Damage, foreign_starts, measure_damage
from ocr_pipeline.restoration.decoder import BEAM, WIDTH, decode
from ocr_pipeline.restoration.lattice import (
    STOP_ID,
    Channel,
    Reading,
    ReadingFinder,
    build_lattice,
    mark_id,
    native_words,
    reading_of,
)
from ocr_pipeline.restoration.own_words import OwnWords, of_arcs
from ocr_pipeline.restoration.pieces import Kind, Piece, pieces_of
from ocr_pipeline.restoration.rescoring import log_odds
from ocr_pipeline.restoration.word_trie import trie_of
from ocr_pipeline.settings import RestorationOptions
from ocr_pipeline.vietnamese.language_model import LanguageModel, load_language_model
from ocr_pipeline.vietnamese.syllable import canonical, strip_accents
from ocr_pipeline.vietnamese.tokens import CLASSES, START

BLOCK = 1500
"""How many pieces (three pages or so) are decoded together."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """The restored text, every edit that led to it, and the estimated share of words that were wrong."""

    text: str
    edits: tuple[Edit, ...]
    damage: float


@dataclass(frozen=True, slots=True)
class Decision:
    """The reading chosen for the pieces from `place` on, and the words it prints."""

    place: int
    reading: Reading
    printed: str


DEFAULTS = RestorationOptions()


def restore_text(text: str, options: RestorationOptions = DEFAULTS, *, scanned: bool = False) -> Restoration:
    """Bring garbled text back; the lines stay as they are. `scanned`: the text was just read from an image.

    >>> restore_text("thue hién Nghi quyét sb 06-NQ/TU cua Tinh uy vé phat trién d6 thi").text
    'thực hiện Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển đô thị'
    """
    model = load_language_model(model_paths(options.models).language_model)
    plain = plain_characters(text)
    pieces = pieces_of(plain)
    damage = measure_damage(pieces, model)
    channel = _channel(model, options.models, damage, scanned)
    if channel.wrong_language:
        pieces = pieces_of(plain, damaged=True)
    decisions = _decide(pieces, channel)
    decoded = _edits(plain, pieces, decisions, channel, options.threshold)
    edits = _with_look_alikes(text, plain, with_repairs(repair_codes(plain), decoded))
    return Restoration(replay(text, edits), edits, damage.share)


def replay(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made; they are in order and do not overlap.

    >>> replay("thue hién", (Edit(0, 4, "thue", "thực", "misread", 9.0),))
    'thực hién'
    """
    parts: list[str] = []
    place = 0
    for edit in edits:
        parts += text[place : edit.start], edit.after
        place = edit.end
    return "".join([*parts, text[place:]])


def _channel(model: LanguageModel, folder: Path | None, damage: Damage, scanned: bool) -> Channel:
    mixture = damage.mixture(scanned=scanned)
    errors = mixed_model(folder, mixture)
    wrong = mixture[1]
    trie = trie_of(model, tuple(errors.letters))
    return Channel(model, trie, errors, casing_odds(model), native_words(model), 2.0 + 1.5 * wrong, wrong > 0.5)


def _decide(pieces: Sequence[Piece], channel: Channel) -> list[Decision]:
    """The best reading of every piece, in its casing; block by block, so that memory does not grow with the text."""
    foreign = frozenset[int]() if channel.wrong_language else foreign_starts(pieces)
    finder = ReadingFinder(channel, foreign)
    own = OwnWords(channel.trie.alone)
    chosen: list[tuple[int, Reading]] = []
    for first, end in _blocks(pieces):
        place = first
        for reading in _best_readings(pieces[first:end], finder, own):
            chosen.append((place, reading))
            place += reading.span
    return _cased(pieces, chosen, channel.model)


def _blocks(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where to cut the text: at the first paragraph after every `BLOCK` pieces."""
    first = 0
    for place, piece in enumerate(pieces):
        if place - first >= BLOCK and (piece.opens or place - first >= 3 * BLOCK):
            yield first, place
            first = place
    if first < len(pieces):
        yield first, len(pieces)


def _best_readings(pieces: Sequence[Piece], finder: ReadingFinder, own: OwnWords) -> Iterator[Reading]:
    """Decode once to learn what the document speaks of, and again with that knowledge."""
    trie = finder.channel.model.trie
    readings = finder.readings(pieces)
    lattice = build_lattice(pieces, readings)
    path, alive = decode(trie, lattice, BEAM, WIDTH)
    own.add(lattice, path)
    likely, numbers = of_arcs(lattice, alive)

    path, _ = decode(trie, own.raised(likely), BEAM, WIDTH)
    place = 0
    for arc in numbers[path].tolist():
        row = arc - int(lattice.first[place])
        for block in readings[place]:
            if row < len(block.words):
                break
            row -= len(block.words)
        yield reading_of(block, row)
        place += block.span


def _cased(pieces: Sequence[Piece], chosen: Sequence[tuple[int, Reading]], model: LanguageModel) -> list[Decision]:
    """Decide the casing of all replaced words together, and print them."""
    words: list[CasedWord] = []
    previous = CLASSES.index(START)
    for place, reading in chosen:
        begins = pieces[place].begins
        for word, scores in zip(reading.words, reading.casings, strict=False):
            words.append(CasedWord(word, previous, scores, begins))
            previous, begins = word, False
        if not reading.casings:
            previous = reading.words[0] if reading.words else STOP_ID
        trail = pieces[place + reading.span - 1].trail
        if trail:
            previous = mark_id(trail)
    casings = iter(decide_casing(words, model))
    result: list[Decision] = []
    for place, reading in chosen:
        printed = " ".join(
            apply_casing(model.forms[word], next(casings))
            for word, _ in zip(reading.words, reading.casings, strict=False)
        )
        result.append(Decision(place, reading, printed))
    return result


def _edits(
    text: str, pieces: Sequence[Piece], decisions: Sequence[Decision], channel: Channel, threshold: float
) -> Iterator[Edit]:
    """The changes whose odds reach the threshold, in order."""
    odds = log_odds(pieces, decisions, channel)
    for decision, gain in zip(decisions, odds, strict=True):
        piece = pieces[decision.place]
        last = pieces[decision.place + decision.reading.span - 1]
        if not decision.reading.casings:
            yield from _repairs(pieces[decision.place : decision.place + decision.reading.span])
            continue
        before = text[piece.start : last.end]
        if (gain < threshold and not channel.wrong_language) or canonical(before) == canonical(decision.printed):
            continue
        reason = _reason(before, decision.printed, decision.reading)
        yield Edit(piece.start, last.end, before, decision.printed, reason, round(gain, 2))


def _repairs(kept: Sequence[Piece]) -> Iterator[Edit]:
    """Changes that need no odds: the closed set of a code's symbol."""
    for piece in kept:
        repaired = repair_code(piece.core) if piece.kind is Kind.CODE else piece.core
        if repaired != piece.core:
            yield Edit(piece.start, piece.end, piece.core, repaired, "code", CLOSED_SET)


def _with_look_alikes(text: str, plain: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of the plain text as edits of the text as it was read, and those that made it plain.

    One printed slash is at times read as two, of which one is not a slash (`quý I/⁄2026`).
    """
    result = [replace(edit, before=text[edit.start : edit.end]) for edit in edits]
    for place, (read, meant) in enumerate(zip(text, plain, strict=True)):
        if read != meant and not any(edit.start <= place < edit.end for edit in edits):
            doubled = meant == "/" and "/" in (text[place - 1 : place], text[place + 1 : place + 2])
            result.append(Edit(place, place + 1, read, "" if doubled else meant, "look-alike", CLOSED_SET))
    return tuple(sorted(result, key=lambda edit: edit.start))


def _reason(before: str, after: str, reading: Reading) -> str:
    """What was wrong: casing, accents, letters, or a space lost or put in."""
    if reading.reason != "misread":
        return reading.reason
    if before.casefold() == after.casefold():
        return "casing"
    return "accents" if strip_accents(before).casefold() == strip_accents(after).casefold() else "letters"
