"""What is mended in text that a program typeset: nobody can have misread it, but spaces are lost or put in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.channel import open_channel
from ocr_pipeline.restoration.damage import Damage
from ocr_pipeline.restoration.deciding import decoded
from ocr_pipeline.restoration.lattice import ReadingFinder
from ocr_pipeline.restoration.pieces import Piece
from ocr_pipeline.restoration.stretches import stretches_around, unknown_words
from ocr_pipeline.restoration.untouched import name_starts, untouched_starts
from ocr_pipeline.vietnamese.language_model import LanguageModel

_UNDAMAGED = Damage(0.0, 0.0)
_SPACES = frozenset({"space lost", "space put in"})


def spacing_changes(
    text: str, pieces: Sequence[Piece], model: LanguageModel, folder: Path | None
) -> Iterator[tuple[Edit, bool]]:
    """Words glued or torn apart as programs that make PDFs do (true), and what else looks misspelt (false: only told).

    >>> from ocr_pipeline.models import model_paths
    >>> from ocr_pipeline.restoration.pieces import pieces_of
    >>> from ocr_pipeline.vietnamese.language_model import load_language_model
    >>> text = "quyết định về phát triển kinhtế của tỉnh và quyêt định về đất đai"
    >>> model = load_language_model(model_paths(None).language_model)
    >>> [(edit.after, decided) for edit, decided in spacing_changes(text, pieces_of(text), model, None)]
    [('kinh tế', True), ('quyết', False)]
    """
    odd = stretches_around(unknown_words(pieces, model), pieces)
    kept = set(odd.kept)
    for first, end in odd.runs:
        kept |= untouched_starts(pieces[first:end]) | name_starts(pieces[first:end])
    finder = ReadingFinder(open_channel(model, folder, _UNDAMAGED, read=False), frozenset(kept))
    for change, decided in decoded(text, pieces, finder, odd.runs):
        yield change, decided and change.reason in _SPACES
