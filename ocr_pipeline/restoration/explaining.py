"""Explain the decisions about a block as edits: what is changed, why, with which odds, and what came near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.arcs import Reading
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.restoration.codes import repair_code
from ocr_pipeline.restoration.lattice import ReadingFinder
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.restoration.rescoring import log_odds
from ocr_pipeline.restoration.rivals import Rival
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.syllable import canonical, strip_accents


@dataclass(frozen=True, slots=True)
class Decision:
    """The reading chosen for the pieces from `place` on, the words it prints, and the readings that came close."""

    place: int
    reading: Reading
    printed: str
    rivals: tuple[Rival, ...] = ()


def changes_of(
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


def _reason(before: str, after: str, reading: Reading) -> str:
    """What was wrong: casing, accents, letters, or a space lost or put in."""
    if reading.reason != "misread":
        return reading.reason
    if before.casefold() == after.casefold():
        return "casing"
    return "accents" if strip_accents(before).casefold() == strip_accents(after).casefold() else "letters"
