"""What its own grammar settles in text read with the wrong language: labels, quarters, abbreviations, sign-offs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.abbreviations import DOUBT, abbreviation_readings
from ocr_pipeline.restoration.broken_codes import with_repairs
from ocr_pipeline.restoration.glued import glued_words, parted
from ocr_pipeline.restoration.glued_names import glued_names
from ocr_pipeline.restoration.head_columns import left_column_first
from ocr_pipeline.restoration.head_words import head_words
from ocr_pipeline.restoration.localities import locality_words
from ocr_pipeline.restoration.newspapers import newspaper_words
from ocr_pipeline.restoration.outline import outline_readings
from ocr_pipeline.restoration.peoples import people_words
from ocr_pipeline.restoration.pieces import Piece, pieces_of
from ocr_pipeline.restoration.places import place_words
from ocr_pipeline.restoration.quarters import quarter_readings
from ocr_pipeline.restoration.signers import lost_marks, name_odds, signature_strokes, signer_words
from ocr_pipeline.vietnamese.language_model import LanguageModel


@dataclass(frozen=True, slots=True)
class Settled:
    """The pieces of a text, the code points at which those start that the decoder keeps, and the edits of these.

    A settled piece stands as it was printed, where that has as many letters: it tells of its neighbours. What was
    printed for those in `told` cannot be known; they stay. `expected` are the log odds of every word of the vocabulary
    for pieces of which is known what they name, by the code point at which they start.
    """

    pieces: list[Piece]
    starts: frozenset[int]
    edits: Sequence[Edit] = ()
    told: Sequence[Edit] = ()
    expected: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)


def settle(text: str, model: LanguageModel) -> Settled:
    r"""Cut a text that was read with the wrong language, and read what needs no decoder.

    >>> from ocr_pipeline.models import model_paths
    >>> from ocr_pipeline.vietnamese.language_model import load_language_model
    >>> model = load_language_model(model_paths(None).language_model)
    >>> [(edit.before, edit.after) for edit in settle("Il. TO CHUC\ncua So KHDT trong quy 11/2025", model).edits]
    [('Il', 'II'), ('KHDT', 'KHĐT'), ('quy', 'quý'), ('11', 'II')]
    """
    pieces = pieces_of(text, damaged=True)
    specks = tuple(glued_words(pieces))
    pieces = parted(pieces, specks)
    labels = with_repairs(outline_readings(text), quarter_readings(text))
    signers = signer_words(text, pieces)
    settled = with_repairs(labels, abbreviation_readings(text, pieces, model))
    # The narrower the words that announce a name, the surer is what it names.
    names = with_repairs([*people_words(text)], with_repairs([*locality_words(text)], newspaper_words(text)))
    names = with_repairs([*place_words(text)], names)
    heads = with_repairs(list(glued_names(text)), head_words(text))
    signed = with_repairs([*signature_strokes(signers)], lost_marks(signers, model))
    words = with_repairs([*heads, *signed], names)
    settled = with_repairs(specks, with_repairs(words, settled))
    edits = [edit for edit in settled if edit.log_odds > DOUBT and edit.before != edit.after]
    printed = {(edit.start, edit.end): edit.after for edit in edits if len(edit.after) == len(edit.before)}
    shown = [
        piece._replace(core=core) if (core := printed.get((piece.start, piece.end))) else piece for piece in pieces
    ]
    told = [edit for edit in settled if edit.log_odds <= DOUBT]
    starts = frozenset(_starts(pieces, settled))
    return Settled(left_column_first(shown), starts, edits, told, name_odds(signers, model))


def _starts(pieces: Sequence[Piece], settled: Sequence[Edit]) -> Iterator[int]:
    """Where the pieces start that stand in a settled stretch."""
    waiting = iter(settled)
    edit = next(waiting, None)
    for piece in pieces:
        while edit and edit.end <= piece.start:
            edit = next(waiting, None)
        if edit and edit.start < piece.end:
            yield piece.start
