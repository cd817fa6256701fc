"""Restore a text: measure its damage, lay out the readings, decode, decide the casing, and explain every change."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_pipeline.document import Edit, Word
from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration.addresses import repair_addresses
from ocr_pipeline.restoration.arcs import STOP_ID, Reading, Readings, build_lattice, mark_id, of_arcs, reading_of
from ocr_pipeline.restoration.broken_codes import CLOSED_SET, doubtful_codes, repair_codes, with_repairs
from ocr_pipeline.restoration.bullets import bullet_repairs
from ocr_pipeline.restoration.casing import CasedWord, apply_casing, casing_odds, decide_casing
from ocr_pipeline.restoration.channel import Channel, native_words
from ocr_pipeline.restoration.codes import plain_characters, repair_code
from ocr_pipeline.restoration.composition import compose, in_decomposed, moved_back
from ocr_pipeline.restoration.confusions import mixed_model
from ocr_pipeline.restoration.damage import Damage, measure_damage
from ocr_pipeline.restoration.decoder import BEAM, WIDTH, decode
from ocr_pipeline.restoration.evidence import evidence_of
from ocr_pipeline.restoration.fixed_lines import fixed_line_repairs
from ocr_pipeline.restoration.lattice import ReadingFinder
from ocr_pipeline.restoration.marks import repair_marks
from ocr_pipeline.restoration.own_words import OwnWords
from ocr_pipeline.restoration.pieces import Kind, Piece, blocks_of, pieces_of
from ocr_pipeline.restoration.rescoring import log_odds
from ocr_pipeline.restoration.rivals import Rival, rivals_of
from ocr_pipeline.restoration.settled import Settled, settle
from ocr_pipeline.restoration.sign_offs import sign_off_repairs
from ocr_pipeline.restoration.stretches import odd_stretches
from ocr_pipeline.restoration.thresholds import sorted_out, surely_wrong, threshold_of
from ocr_pipeline.restoration.untouched import untouched_starts
from ocr_pipeline.restoration.word_trie import trie_of
from ocr_pipeline.settings import RestorationOptions
from ocr_pipeline.vietnamese.language_model import LanguageModel, load_language_model
from ocr_pipeline.vietnamese.syllable import canonical, strip_accents
from ocr_pipeline.vietnamese.tokens import CLASSES, START


@dataclass(frozen=True, slots=True)
class Restoration:
    """The restored text, every edit that led to it, and the estimated share of words that were wrong.

    `suggestions` are changes that were not made, because their odds stay below what `thresholds.threshold_of` asks for;
    their offsets are those of the edits, and none overlaps an edit.
    """

    text: str
    edits: tuple[Edit, ...]
    damage: float
    suggestions: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The reading chosen for the pieces from `place` on, the words it prints, and the readings that came close."""

    place: int
    reading: Reading
    printed: str
    rivals: tuple[Rival, ...] = ()


DEFAULTS = RestorationOptions()


def restore_text(
    text: str,
    options: RestorationOptions = DEFAULTS,
    *,
    scanned: bool = False,
    seen: Iterable[tuple[int, Word]] = (),
) -> Restoration:
    """Bring garbled text back; the lines stay as they are. `scanned`: the text was just read from an image.

    `seen` are the words as the reader of the image tells them, each with the code point at which it begins, in order.

    >>> restore_text("thue hién Nghi quyét sb 06-NQ/TU cua Tinh uy vé phat trién d6 thi").text
    'thực hiện Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển đô thị'
    """
    if not unicodedata.is_normalized("NFC", text):
        return _restore_decomposed(text, options, scanned)
    model = load_language_model(model_paths(options.models).language_model)
    plain = plain_characters(text)
    pieces = pieces_of(plain)
    damage = measure_damage(pieces, model)
    channel = _channel(model, options.models, damage, scanned)
    settled = settle(plain, model) if channel.wrong_language else Settled(pieces, untouched_starts(pieces))
    pieces = settled.pieces
    evidence = evidence_of(pieces, seen, damaged=channel.wrong_language)
    finder = ReadingFinder(channel, settled.starts, evidence, settled.expected)
    changes: list[tuple[Edit, bool]] | None = None
    if damage.share == 0 and not scanned:
        odd = odd_stretches(pieces, model)
        changes = list(_changes(plain, pieces, replace(finder, untouched=settled.starts | odd.kept), odd.runs))
    if changes is None or surely_wrong(changes, len(pieces)):
        changes = list(_changes(plain, pieces, finder, blocks_of(pieces)))
    threshold = threshold_of(changes, len(pieces), options, channel.wrong_language, scanned)
    made, told = sorted_out(changes, threshold, options.suggestion)
    made, told = with_repairs(settled.edits, made), with_repairs(settled.told, told)
    if scanned:
        made = with_repairs(repair_marks(plain, pieces, model), made)
    if scanned or channel.wrong_language:
        made = with_repairs(sign_off_repairs(plain), with_repairs(fixed_line_repairs(plain), made))
        made = with_repairs(repair_addresses(plain), made)
    if channel.wrong_language:
        made = with_repairs(bullet_repairs(plain), made)
    labels = [edit for edit in settled.edits if edit.reason == "label"]  # a heading's place tells more than its letters
    edits = _with_look_alikes(text, plain, with_repairs(labels, with_repairs(repair_codes(plain), made)))
    return Restoration(replay(text, edits), edits, damage.share, _suggestions(text, plain, edits, told))


def _restore_decomposed(text: str, options: RestorationOptions, scanned: bool) -> Restoration:
    """Restore a text whose letters and marks are apart (NFD), or in part."""
    whole, places = compose(text)
    found = restore_text(whole, options, scanned=scanned)
    edits = in_decomposed(text, places, found.edits)
    suggestions = [moved_back(text, places, edit) for edit in found.suggestions]
    beside = [one for one in with_repairs(edits, suggestions) if one in suggestions]
    return Restoration(replay(text, edits), edits, found.damage, tuple(beside))


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
    mixture = tuple(round(share, 2) or share for share in damage.mixture(scanned=scanned))
    errors = mixed_model(folder, mixture)
    wrong = mixture[1]
    trie = trie_of(model, errors.columns)
    return Channel(model, trie, errors, casing_odds(model), native_words(model), 2.0 + 1.5 * wrong, wrong > 0.5)


def _changes(
    text: str, pieces: Sequence[Piece], finder: ReadingFinder, runs: Iterable[tuple[int, int]]
) -> Iterator[tuple[Edit, bool]]:
    """What the decoder changed (true) or nearly changed in the runs of pieces, in order.

    Of each run no more than its changes is kept, so that memory does not grow with the text.
    """
    own = OwnWords(finder.channel.trie.alone)
    for first, end in runs:
        block = pieces[first:end]
        yield from _changes_of(text, block, _decide(block, finder, own), finder)


def _decide(pieces: Sequence[Piece], finder: ReadingFinder, own: OwnWords) -> list[Decision]:
    """The best reading of every piece of a block, in its casing."""
    chosen: list[tuple[int, Reading]] = []
    contested: dict[int, tuple[Rival, ...]] = {}
    place = 0
    for reading, rivals in _best_readings(pieces, finder, own):
        chosen.append((place, reading))
        contested[place] = rivals
        place += reading.span
    return _cased(pieces, chosen, contested, finder.channel.model)


def _best_readings(
    pieces: Sequence[Piece], finder: ReadingFinder, own: OwnWords
) -> Iterator[tuple[Reading, tuple[Rival, ...]]]:
    """Decode once to learn what the document speaks of, and again with that knowledge; with the rivals of each."""
    trie = finder.channel.model.trie
    readings = finder.readings(pieces)
    lattice = build_lattice(pieces, readings)
    path, alive = decode(trie, lattice, BEAM, WIDTH)
    own.add(lattice, path)
    likely, numbers = of_arcs(lattice, alive)
    raised = own.raised(likely)
    path, _ = decode(trie, raised, BEAM, WIDTH)
    place = 0
    for arc, rivals in zip(path.tolist(), rivals_of(trie, raised, path), strict=True):
        blocks, first = readings[place], lattice.first[place]
        reading = _reading_at(blocks, int(numbers[arc] - first))
        yield reading, tuple(Rival(_reading_at(blocks, int(numbers[other] - first)), odds) for other, odds in rivals)
        place += reading.span


def _reading_at(blocks: Sequence[Readings], row: int) -> Reading:
    """The reading of that number among all those of a piece."""
    for block in blocks:
        if row < len(block.words):
            break
        row -= len(block.words)
    return reading_of(block, row)


def _cased(
    pieces: Sequence[Piece],
    chosen: Sequence[tuple[int, Reading]],
    contested: Mapping[int, tuple[Rival, ...]],
    model: LanguageModel,
) -> list[Decision]:
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
        result.append(Decision(place, reading, printed, contested[place]))
    return result


def _changes_of(
    text: str, pieces: Sequence[Piece], decisions: Sequence[Decision], finder: ReadingFinder
) -> Iterator[tuple[Edit, bool]]:
    """The changes of a block, with the odds against keeping what was read."""
    odds = log_odds(pieces, decisions, finder)
    for decision, gain in zip(decisions, odds, strict=True):
        span = pieces[decision.place : decision.place + decision.reading.span]
        start, end = span[0].start, span[-1].end
        before = text[start:end]
        if not decision.reading.casings:
            yield from ((repair, True) for repair in _repairs(span))
        close = _close_readings(before, decision, finder.channel.model)
        if decision.reading.casings and canonical(before) != canonical(decision.printed):
            reason = _reason(before, decision.printed, decision.reading)
            change = Edit(start, end, before, decision.printed, reason, round(gain, 2))
            decided, others = True, [printed for printed, _ in close]
        elif close and span[0].kind is Kind.WORD and len(before) > 1:
            (printed, rival), *rest = close
            change = Edit(start, end, before, printed, _reason(before, printed, rival.reading), round(rival.odds, 2))
            decided, others = False, [other for other, _ in rest]
        else:
            continue
        yield replace(change, alternatives=tuple(others[:2])) if change.doubtful else change, decided


def _suggestions(text: str, plain: str, edits: Sequence[Edit], changes: Sequence[Edit]) -> tuple[Edit, ...]:
    """What is worth telling beside the edits: nearly made changes, and codes and dates that cannot be right."""
    doubts = [
        Edit(doubt.start, doubt.end, doubt.read, doubt.alternatives[0], doubt.reason, 0.0, doubt.alternatives[1:])
        for doubt in doubtful_codes(plain)
        if doubt.alternatives
    ]
    told = with_repairs(edits, with_repairs(doubts, changes))
    made = set(edits)
    return tuple(one for one in told if one not in made and text[one.start : one.end] == one.before)


def _close_readings(before: str, decision: Decision, model: LanguageModel) -> list[tuple[str, Rival]]:
    """The rivals that print neither what was read nor what was decided."""
    printed = {canonical(before), canonical(decision.printed)}
    close: list[tuple[str, Rival]] = []
    for rival in decision.rivals:
        other = rival.printed(model)
        if other and canonical(other) not in printed:
            close.append((other, rival))
            printed.add(canonical(other))
    return close


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
