"""Marks that cannot be printed: a stop inside a sentence, a colon behind a legal base, a quote that nothing closes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.arcs import mark_id
from ocr_pipeline.restoration.broken_codes import CLOSED_SET, with_repairs
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.restoration.rescoring import REACH, window_score
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.syllable import is_syllable
from ocr_pipeline.vietnamese.tokens import lookup_form

DIRT = -2.0
"""Log probability that a stop inside a sentence is dirt, against that of a comma which lost its tail."""
STOPS = 2.0
"""The log odds that are told where the next word in lower case leaves no other choice but to decide between the two."""
_QUOTE = re.compile(r"['‘’`´]")
_BEHIND_END = re.compile(r"(?<=\./\.)[ ]+\S{1,8}(?:[ ]\S{1,3})?[ ]*$", re.MULTILINE)
_LETTERS = re.compile(r"[^\W\d_]+")
_DOUBLE, _QUOTED = re.compile(r"[“”\"]"), 400
"""Double quotes, and within how many characters what one opens is closed."""
_OPENING = {"”": "“", '"': '"'}
_BASE = re.compile(
    r"""^([ \t]*[-–—]?[ ]?(?:Căn[ ]cứ|Theo|Xét)[ ][^\n]*?(?:\n(?!\s*[-–—]?\s*[A-ZĐÂ])[^\n]*)?):
        (?=\n[ \t]*[-–—]?[ ]?(?:Căn[ ]cứ|Theo|Xét)[ ])""",
    re.MULTILINE | re.VERBOSE,
)


def repair_marks(text: str, pieces: Sequence[Piece], model: LanguageModel) -> tuple[Edit, ...]:
    """The edits of punctuation, in order.

    >>> from ocr_pipeline.models import model_paths
    >>> from ocr_pipeline.restoration.pieces import pieces_of
    >>> from ocr_pipeline.vietnamese.language_model import load_language_model
    >>> text = "phương án phân luồng. đảm bảo an toàn"
    >>> repair_marks(text, pieces_of(text), load_language_model(model_paths(None).language_model))[0].after
    ','
    """
    inside = sorted([*_inside(pieces, model), *_lone_quotes(text, pieces)], key=lambda edit: edit.start)
    return tuple(with_repairs(with_repairs(tuple(_behind_end(text)), _behind_bases(text)), inside))


def _inside(pieces: Sequence[Piece], model: LanguageModel) -> Iterator[Edit]:
    """A stop between two syllables of which the second is in lower case: no sentence ends there."""
    for place, (piece, after) in enumerate(pairwise(pieces)):
        if piece.trail != "." or not after.core.islower() or after.lead or after.opens or not after.spaced:
            continue
        if piece.core.islower() and all(map(_is_plain, (piece, after))):
            before = [_word(one, model) for one in pieces[max(0, place - REACH) : place + 1]]
            behind = [_word(one, model) for one in pieces[place + 1 : place + 1 + REACH]]
            comma, nothing = (
                window_score(model.trie, np.array([*before, *middle, *behind], np.int32), len(before))
                for middle in ([mark_id(",")], [])
            )
            yield Edit(piece.end, piece.end + 1, ".", "," if comma > nothing + DIRT else "", "mark", STOPS)


def _lone_quotes(text: str, pieces: Sequence[Piece]) -> Iterator[Edit]:
    """A single quote at a word's edge, alone on its line: dirt (`cơ 'yếu`), or it opens what a double one closes."""
    lines = text.splitlines()
    for piece in pieces:
        if piece.core.isalpha() and len(_QUOTE.findall(lines[piece.line.number])) == 1:
            if piece.lead and _QUOTE.match(text, piece.start - 1):
                closing = _DOUBLE.search(text, piece.end, piece.end + _QUOTED)
                opening = _OPENING.get(closing.group(), "") if closing else ""
                yield Edit(piece.start - 1, piece.start, text[piece.start - 1], opening, "mark", STOPS)
            elif piece.trail and _QUOTE.match(text, piece.end):
                yield Edit(piece.end, piece.end + 1, text[piece.end], "", "mark", STOPS)


def _behind_end(text: str) -> Iterator[Edit]:
    """What stands behind the closing sign `./.` is a pen's: initials, or the beginning of a signature."""
    for found in _BEHIND_END.finditer(text):
        words = _LETTERS.findall(found.group())
        if not any(len(word) > 1 and is_syllable(word) and word in (word.lower(), word.title()) for word in words):
            yield Edit(found.start(), found.end(), found.group(), "", "mark", STOPS)


def _is_plain(piece: Piece) -> bool:
    return piece.kind is Kind.WORD and len(piece.core) > 1 and is_syllable(piece.core)


def _word(piece: Piece, model: LanguageModel) -> int:
    return model.id_of(lookup_form(piece.core))


def _behind_bases(text: str) -> Iterator[Edit]:
    """A legal base before another one ends with a semicolon (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    for found in _BASE.finditer(text):
        yield Edit(found.end(1), found.end(1) + 1, ":", ";", "mark", CLOSED_SET)
