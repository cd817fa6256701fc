"""Restore a text: measure its damage, lay out the readings, decode, decide the casing, and explain every change."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ocr_pipeline.document import Edit, Origin, Word
from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration.addresses import repair_addresses
from ocr_pipeline.restoration.broken_codes import CLOSED_SET, doubtful_codes, repair_codes, with_repairs
from ocr_pipeline.restoration.bullets import bullet_repairs
from ocr_pipeline.restoration.channel import Channel, open_channel
from ocr_pipeline.restoration.codes import plain_characters
from ocr_pipeline.restoration.composition import compose, in_decomposed, moved_back
from ocr_pipeline.restoration.damage import Damage, measure_damage
from ocr_pipeline.restoration.dashes import dash_repairs
from ocr_pipeline.restoration.deciding import decoded
from ocr_pipeline.restoration.evidence import evidence_of
from ocr_pipeline.restoration.figures import doubtful_figures
from ocr_pipeline.restoration.fixed_lines import fixed_line_repairs
from ocr_pipeline.restoration.head_columns import left_column_first
from ocr_pipeline.restoration.head_words import regarding_repairs
from ocr_pipeline.restoration.lattice import ReadingFinder
from ocr_pipeline.restoration.line_marks import line_mark_repairs
from ocr_pipeline.restoration.marks import repair_marks
from ocr_pipeline.restoration.outline import label_repairs
from ocr_pipeline.restoration.pieces import Piece, blocks_of, pieces_of
from ocr_pipeline.restoration.recipient_signs import recipient_sign_repairs
from ocr_pipeline.restoration.settled import Settled, settle
from ocr_pipeline.restoration.sign_offs import sign_off_repairs
from ocr_pipeline.restoration.stretches import odd_stretches
from ocr_pipeline.restoration.thresholds import BOLD, beside, if_right, sorted_out, threshold_of
from ocr_pipeline.restoration.typeset import spacing_changes
from ocr_pipeline.restoration.untouched import behind_capitals, name_starts, untouched_starts
from ocr_pipeline.restoration.verbatim import beside_verbatim
from ocr_pipeline.settings import RestorationOptions
from ocr_pipeline.vietnamese.language_model import load_language_model


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


DEFAULTS = RestorationOptions()
SEEMS_RIGHT, LONG = 0.12, 200
"""The most damage of a text that seems right (names that no vocabulary has count), and from how many pieces on that
spares much time."""
TYPED = 0.002
"""The most misspelt syllables of a text that a person typed; engines misread as many and more."""


def restore_text(
    text: str,
    options: RestorationOptions = DEFAULTS,
    *,
    origin: Origin = Origin.TEXT,
    seen: Iterable[tuple[int, Word]] = (),
) -> Restoration:
    """Bring garbled text back; the lines stay as they are.

    Text just read from an image (`Origin.OCR`) was read by an engine that errs; text that a program typeset
    (`Origin.TEXT_LAYER`) was misread by nobody: in it spaces and codes are mended where it is right, and no letter.
    `seen` are the words as the reader of the image tells them, each with the code point at which it begins, in order.

    >>> restore_text("thue hién Nghi quyét sb 06-NQ/TU cua Tinh uy vé phat trién d6 thi").text
    'thực hiện Nghị quyết số 06-NQ/TU của Tỉnh ủy về phát triển đô thị'
    """
    if not unicodedata.is_normalized("NFC", text):
        return _restore_decomposed(text, options, origin)
    scanned = origin is Origin.OCR
    model = load_language_model(model_paths(options.models).language_model)
    plain = plain_characters(text)
    pieces = pieces_of(plain)
    damage = measure_damage(pieces, model)
    if origin is Origin.TEXT_LAYER and damage.share <= SEEMS_RIGHT and damage.misspelt <= TYPED:
        return _restore_typeset(text, plain, pieces, damage, options)
    channel = open_channel(model, options.models, damage, read=scanned)
    settled = settle(plain, model) if channel.wrong_language else _unsettled(left_column_first(pieces))
    pieces = settled.pieces
    evidence = evidence_of(pieces, seen, damaged=channel.wrong_language)
    contested = frozenset(start for start, one in evidence.items() if one.others)
    names = frozenset() if channel.wrong_language else name_starts(pieces) - contested
    untouched = settled.starts | names

    def finder(*, read: bool) -> ReadingFinder:
        through = open_channel(model, options.models, damage, read=read)
        return ReadingFinder(through, untouched, evidence, settled.expected)

    seems_right = damage.share <= SEEMS_RIGHT and len(pieces) >= LONG and not (scanned or damage.misspelt)
    changes = _changes_of_right_text(plain, pieces, finder(read=False)) if seems_right else None
    if changes is None:
        changes = list(decoded(plain, pieces, finder(read=scanned or seems_right), blocks_of(pieces)))
    changes = changes if channel.wrong_language else beside(changes, label_repairs(plain))
    capitals = behind_capitals(pieces)
    right = not scanned and if_right(changes, len(pieces), capitals) is not None
    threshold = threshold_of(options, channel.wrong_language, right)
    bold = 0.0 if scanned or damage.misspelt else BOLD
    made, told = sorted_out(changes, threshold, options.suggestion, contested, bold, capitals)
    made = beside_verbatim(plain, _repaired(plain, made, settled, channel, scanned=scanned, right=right))
    edits = _with_look_alikes(text, plain, made)
    told = with_repairs(settled.told, told)
    return Restoration(replay(text, edits), edits, damage.share, _suggestions(text, plain, edits, told))


def _restore_typeset(
    text: str, plain: str, pieces: Sequence[Piece], damage: Damage, options: RestorationOptions
) -> Restoration:
    """Restore a right text that a program typeset."""
    model = load_language_model(model_paths(options.models).language_model)
    changes = list(spacing_changes(plain, pieces, model, options.models))
    threshold = threshold_of(options, wrong_language=False, right=True)
    made, told = sorted_out(changes, threshold, options.suggestion, frozenset())
    edits = _with_look_alikes(text, plain, beside_verbatim(plain, with_repairs(repair_codes(plain), made)))
    return Restoration(replay(text, edits), edits, damage.share, _suggestions(text, plain, edits, told))


def _unsettled(pieces: list[Piece]) -> Settled:
    return Settled(pieces, untouched_starts(pieces))


def _repaired(
    text: str, made: Sequence[Edit], settled: Settled, channel: Channel, *, scanned: bool, right: bool
) -> Sequence[Edit]:
    """The decoder's edits, and over them those of what has a grammar of its own; its place tells the most."""
    if scanned:
        made = with_repairs(
            regarding_repairs(text), with_repairs(repair_marks(text, settled.pieces, channel.model), made)
        )
    if scanned or channel.wrong_language:
        made = with_repairs(repair_addresses(text), made)
    if channel.wrong_language or not right:
        signed = sign_off_repairs(text, damaged=channel.wrong_language)
        made = with_repairs(signed, with_repairs(fixed_line_repairs(text), made))
        made = with_repairs(dash_repairs(text), made)
    if channel.wrong_language:
        made = with_repairs(line_mark_repairs(text), with_repairs(bullet_repairs(text), made))
    codes = repair_codes(text)
    made = with_repairs(settled.edits, with_repairs(recipient_sign_repairs(text), with_repairs(codes, made)))
    made = with_repairs(list(_around(codes, settled.edits)), made)
    return [edit for edit in made if edit.before != edit.after]


def _around(codes: Sequence[Edit], settled: Sequence[Edit]) -> Iterator[Edit]:
    """The repairs of codes of which a part was settled, that part as it was settled."""
    for code in codes:
        inside = [edit for edit in settled if code.start <= edit.start and edit.end <= code.end]
        if any(edit.end - edit.start < code.end - code.start for edit in inside):
            after = code.after
            for edit in inside:
                after = after.replace(edit.before, edit.after, 1)
            yield replace(code, after=after)


def _restore_decomposed(text: str, options: RestorationOptions, origin: Origin) -> Restoration:
    """Restore a text whose letters and marks are apart (NFD), or in part."""
    whole, places = compose(text)
    found = restore_text(whole, options, origin=origin)
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


def _changes_of_right_text(text: str, pieces: Sequence[Piece], finder: ReadingFinder) -> list[tuple[Edit, bool]] | None:
    """What the decoder changed or nearly changed around odd words; None where that shows that the text is not right."""
    odd = odd_stretches(pieces, finder.channel.model)
    around = replace(finder, untouched=finder.untouched | odd.kept)
    return if_right(decoded(text, pieces, around, odd.runs), len(pieces), behind_capitals(pieces))


def _suggestions(text: str, plain: str, edits: Sequence[Edit], changes: Sequence[Edit]) -> tuple[Edit, ...]:
    """What is worth telling beside the edits: nearly made changes, and codes and dates that cannot be right."""
    doubts = [
        Edit(doubt.start, doubt.end, doubt.read, doubt.alternatives[0], doubt.reason, 0.0, doubt.alternatives[1:])
        for doubt in chain(doubtful_codes(plain), doubtful_figures(plain))
        if doubt.alternatives
    ]
    told = with_repairs(edits, with_repairs(doubts, changes))
    made = set(edits)
    return tuple(one for one in told if one not in made and text[one.start : one.end] == one.before)


def _with_look_alikes(text: str, plain: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of the plain text as edits of the text as it was read, and those that made it plain.

    One printed slash is at times read as two, of which one is not a slash (`quý I/⁄2026`).
    """
    result = [replace(edit, before=text[edit.start : edit.end]) for edit in edits]
    differing = enumerate(zip(text, plain, strict=True)) if text != plain else ()
    for place, (read, meant) in differing:
        if read != meant and not any(edit.start <= place < edit.end for edit in edits):
            doubled = meant == "/" and "/" in (text[place - 1 : place], text[place + 1 : place + 2])
            result.append(Edit(place, place + 1, read, "" if doubled else meant, "look-alike", CLOSED_SET))
    return tuple(sorted(result, key=lambda edit: edit.start))
