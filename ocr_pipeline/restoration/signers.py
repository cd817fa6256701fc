"""Names of signers below a sign-off in wrong-language text: their words, and what each part of a name may be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.arcs import UNKNOWN_ID
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.restoration.pieces import Kind, Piece
from ocr_pipeline.restoration.sign_offs import COVERED, ends_in_sign_off, foot_start
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.syllable import strip_accents
from ocr_pipeline.vietnamese.tokens import lookup_form

UNLISTED = -12.0
"""Log odds of a word that no list knows in this part of a name."""
RARER = 0.7
"""By how much the log odds of a listed word fall with each of the five steps of frequency."""
_COMMONEST = 5
_LONGEST = 5
_END, _MORE = 3, 2
"""Letters of the end of a covered surname; by how many it may be longer or shorter than what was read."""
_ARCHIVE = re.compile(r"\W*L[uưv]+['’]?u\b")
"""`Lưu: VT`, the last recipient: the name stands below it or behind it."""
_CLOSES = re.compile(r"[.;]$")
_STROKES = "“”‘’\"'—–"
"""What a stroke of the signature that touches a name is read as."""


class Part(Enum):
    """The part of a name that a word is."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class SignerWord:
    """A word of a signer's name: the piece in which it was read, and its part of the name."""

    piece: Piece
    part: Part


def signer_words(text: str, pieces: Sequence[Piece]) -> tuple[SignerWord, ...]:
    r"""The words of the names that stand below or behind a sign-off or the last recipient, in order.

    >>> from ocr_pipeline.restoration.pieces import pieces_of
    >>> text = "Noi nhan:\n- Nhu trén; PHO CHU TICH\n- Luu: VT.\n~ Giang A Dé"
    >>> [(word.piece.core, word.part.value) for word in signer_words(text, pieces_of(text, damaged=True))]
    [('Giang', 'first'), ('A', 'middle'), ('Dé', 'last')]
    """
    start = foot_start(text)
    lines = text.splitlines()
    found: list[SignerWord] = []
    signed = False
    for number, group in groupby((piece for piece in pieces if piece.start >= start), lambda piece: piece.line.number):
        archive = _ARCHIVE.match(lines[number]) is not None
        if signed or archive:
            words = list(_name(list(group), behind=archive))
            found += words
            signed = not words
        signed = signed or archive or ends_in_sign_off(lines[number])
    return tuple(found)


def lost_marks(words: Sequence[SignerWord], model: LanguageModel) -> list[Edit]:
    """The words of which the model has never met what they are, a listed name that lost its marks (`Alang`, Alăng).

    So is a surname that a signature lies on, where only one is left that it can be.
    """
    edits: list[Edit] = []
    for word in words:
        read = word.piece.core
        meant = _by_letters(word.part).get(strip_accents(read).lower(), "")
        if not meant and (name := _covered(word)):
            edits.append(Edit(word.piece.start, word.piece.end, read, name, "fixed line", COVERED))
        elif meant and model.id_of(lookup_form(meant)) == UNKNOWN_ID:
            edits.append(Edit(word.piece.start, word.piece.end, read, meant, "accents", CLOSED_SET))
    return edits


def signature_strokes(words: Sequence[SignerWord]) -> Iterator[Edit]:
    """The strokes that touch a name: marks before it (`“Hoàng`) and such as were taken into the surname (`‘Lé`, Lê)."""
    for piece in (word.piece for word in words if word.part is Part.FIRST):
        name = piece.core.lstrip(_STROKES)
        surname = _by_letters(Part.FIRST).get(strip_accents(name).lower())
        if not surname or set(piece.trail) & set(_STROKES):
            continue
        if piece.lead and not piece.lead.strip(_STROKES):
            yield Edit(piece.start - len(piece.lead), piece.start, piece.lead, "", "fixed line", COVERED)
        if name != piece.core:
            yield Edit(piece.start, piece.end, piece.core, surname, "fixed line", COVERED)


def _covered(word: SignerWord) -> str:
    """The only surname with the first letter and the end of a word that a signature lies on (`Netiyén`, Nguyễn)."""
    read = strip_accents(word.piece.core).lower()
    if word.part is not Part.FIRST or len(read) <= _END + 1 or not word.piece.core[:1].isupper():
        return ""
    fitting = {
        name
        for letters, name in _by_letters(Part.FIRST).items()
        if letters[0] == read[0] and letters[-_END:] == read[-_END:] and abs(len(letters) - len(read)) <= _MORE
    }
    return fitting.pop() if len(fitting) == 1 else ""


def name_odds(words: Sequence[SignerWord], model: LanguageModel) -> Mapping[int, NDArray[np.float32]]:
    """For each word of a name, by the code point at which it starts, the log odds of every word of the vocabulary."""
    return {word.piece.start: _odds(word.part, model) for word in words}


def _name(line: Sequence[Piece], *, behind: bool) -> Iterator[SignerWord]:
    """The words of the line if it is a name but for specks before it, or `behind` a recipient that is closed."""
    if behind:
        closed = [place for place, piece in enumerate(line) if _CLOSES.search(piece.trail)]
        line = line[closed[-1] + 1 :] if closed else ()
    elif line[0].lead.startswith("-"):
        return
    first = next((place for place, piece in enumerate(line) if piece.kind is Kind.WORD), len(line))
    words = line[first:]
    if words and line[0].lead.startswith(("–", "—")) and not words[0].core.istitle():
        return  # a dash before a recipient, not a stroke of the signature
    if 2 <= len(words) <= _LONGEST and all(map(_may_name, words[1:])) and not words[0].core.isdigit():
        parts = [Part.FIRST, *[Part.MIDDLE] * (len(words) - 2), Part.LAST]
        yield from (SignerWord(piece, part) for piece, part in zip(words, parts, strict=True))


def _may_name(piece: Piece) -> bool:
    """Whether it may be a word of a name behind the first one, which traces of a seal may begin."""
    core = piece.core
    written = core[:1].isupper() and (len(core) == 1 or not core.isupper())
    return piece.kind is Kind.WORD and written and not piece.lead


@cache
def _odds(part: Part, model: LanguageModel) -> NDArray[np.float32]:
    """The log odds of every word of the vocabulary as this part of a name."""
    odds = np.full(len(model.forms), UNLISTED, np.float32)
    for name, frequency in _listed(part).items():
        odds[model.id_of(lookup_form(name))] = RARER * (frequency - _COMMONEST)
    odds[UNKNOWN_ID] = 0.0
    return odds


@cache
def _by_letters(part: Part) -> dict[str, str]:
    """The commonest name of each spelling without marks."""
    listed = sorted(_listed(part).items(), key=lambda row: row[1])
    return {strip_accents(name).lower(): name for name, _ in listed}


@cache
def _listed(part: Part) -> dict[str, int]:
    """The words that are this part of names, with the highest frequency (1 to 5) that a list gives them."""
    found: dict[str, int] = defaultdict(int)
    for surname, style, frequency in read_rows("surnames.tsv"):
        first, *others = surname.split()
        if style == "ede":  # the given name stands first
            words = [(Part.LAST, (others or [first])[-1]), (Part.MIDDLE, first)]
        else:
            words = [(Part.FIRST, first), *((Part.MIDDLE, other) for other in others)]
        for where, word in words:
            if where is part:
                found[word] = max(found[word], int(frequency))
    for name, place, _, _, frequency in read_rows("given_names.tsv"):
        *before, last = name.split()
        for where, word in [*((Part.FIRST, one) for one in before), (Part.LAST, last)]:
            if part in (where, Part.MIDDLE) and not (place == "middle" and part is Part.LAST):
                found[word] = max(found[word], int(frequency) - (part is Part.MIDDLE and place != "middle"))
    return dict(found)
