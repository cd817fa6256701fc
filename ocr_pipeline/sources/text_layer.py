"""The text that a PDF page already holds: its words with boxes, and whether they can be trusted."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import groupby
from operator import attrgetter

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from ocr_pipeline.document import Box, Word
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.sources.fonts import decoded, font_encodings
from ocr_pipeline.sources.letters import Letters, letters_of
from ocr_pipeline.sources.upright import Upright
from ocr_pipeline.vietnamese.syllable import ONSETS, is_syllable, rimes, strip_accents

OVERLAY_WORDS = 60
"""A layer over a full-page scan with fewer words is a visible e-signature or a stamp."""
RIGHT_SHARE = 0.5
"""Share of words that are accented Vietnamese syllables: most of right text, hardly any of English OCR."""
SCANNED_SHARE = 0.65
"""The same over a scan, which can be read again: the least of 89 right pages is 0.71, and a poor reading is below."""
FOREIGN_SHARE = 0.05
"""More characters than this outside the Vietnamese repertoire: a legacy 8-bit encoding or a font without a map."""
PLAIN_SHARE = 0.2
"""Fewer words than this look like Vietnamese without its accents: the letters themselves are wrong."""
FEW_WORDS = 5
_FEWEST_CUES = 2
_ROOM, _ROOM_AT_BLANK = 0.25, 0.05
"""Type heights between two letters that end a word, as such and where PDFium sees a blank (22 born-digital files)."""

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
_MARKS = frozenset("–—‘’“”…•·°§²³×÷½¼¾«»€™©®\u00a0\u00ad\uf0b7\uf02d")
_LINE_END_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium puts where a line ends with a hyphen."""


class Trust(Enum):
    """What to do with a page's text layer."""

    USE = "use"
    """Read it: right as it is, or damaged as restoration can mend."""
    PICTURE = "picture"
    """Leave it and read the page's picture."""


def judge(text: str, *, scanned: bool) -> Trust:
    """Whether the text layer of a page is worth more than its picture.

    `scanned`: a picture covers the page, so that reading it again is sure to show what is printed.

    >>> judge("Ủy ban nhân dân tỉnh Khánh Hòa ban hành Quyết định về việc", scanned=False)
    <Trust.USE: 'use'>
    >>> judge("Ñy ban nh©n d©n tØnh Kh¸nh Hßa ban hµnh QuyÕt ®Þnh vÒ viÖc", scanned=False)
    <Trust.PICTURE: 'picture'>
    """
    words = _LETTERS.findall(text)
    if len(words) < (OVERLAY_WORDS if scanned else 1):
        return Trust.PICTURE
    least = SCANNED_SHARE if scanned else RIGHT_SHARE
    if len(words) <= FEW_WORDS or _share(map(_accented_syllable, words)) >= least:
        return Trust.USE
    if scanned or _share(map(_foreign, text)) > FOREIGN_SHARE or _share(map(_plain_syllable, words)) < PLAIN_SHARE:
        return Trust.PICTURE
    return Trust.USE


def is_signed(annotations: Sequence[Word]) -> bool:
    """Whether the words that annotations write are a visible e-signature and nothing else.

    A lone number completes the printed head (`Số: 217`); then the picture must show the annotations.

    >>> is_signed([Word(text) for text in "Ký bởi: Ủy ban nhân dân tỉnh Thời gian ký: 05/01/2021 08:15:24".split()])
    True
    """
    text = " ".join(word.text for word in annotations)
    cues = sum(cue in text for zone, cue in read_rows("zone_cues.tsv") if zone == "e_signature")
    return cues >= _FEWEST_CUES and not any(word.text.isdigit() and len(word.text) <= 4 for word in annotations)


def _accented_syllable(word: str) -> bool:
    return not word.isascii() and is_syllable(word)


@cache
def _plain_rimes() -> frozenset[str]:
    return frozenset(map(strip_accents, rimes()))


def _plain_syllable(word: str) -> bool:
    """Whether the word without its accents could be a syllable that has lost them (*quyet* for *quyết*)."""
    plain = strip_accents(word.lower())
    return any(plain.startswith(onset) and plain[len(onset) :] in _plain_rimes() for onset in ("", *ONSETS))


def _foreign(character: str) -> bool:
    return not (character.isascii() or character.lower() in _VIETNAMESE or character in _MARKS)


def _share(found: Iterable[bool]) -> float:
    values = list(found)
    return sum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True)
class Layer:
    """The words of a text layer, and the encodings before Unicode from which some of them were converted.

    `begins` are the characters of the page with which they begin. `across`: most letters stand upright; where not
    (a table turned on its side), the picture is read.
    """

    words: tuple[Word, ...]
    begins: tuple[int, ...] = ()
    encodings: tuple[str, ...] = ()
    across: bool = True

    def words_from(self, character: int) -> tuple[Word, ...]:
        """The words that begin at that character of the page or behind it."""
        return self.words[bisect_left(self.begins, character) :]


@dataclass(frozen=True, slots=True)
class _Part:
    """A word, or as much of one as is in one font; `word` is the number of the word."""

    word: int
    text: str
    font: str


def read_layer(page: pdfium.PdfPage, upright: Upright) -> Layer:
    """The words of a page's text layer in the order of the file; boxes in pixels of the upright page.

    The file's own blanks end a word, and so does room between two letters. The blanks and line ends that PDFium adds do
    not: it puts them wherever the font changes, as it does inside words whose accented letters come from another font.
    Letters of fonts in TCVN3 or VNI are converted.
    """
    letters = letters_of(page, upright)
    text = "".join(_LINE_END_HYPHENS.get(code, chr(code)) for code in letters.codes.tolist())
    printed = np.flatnonzero([not character.isspace() for character in text])
    if not len(printed):
        return Layer(())
    starts = np.concatenate([[0], 1 + np.flatnonzero(_ends(text, letters, printed))])
    parts = _parts("".join(text[index] for index in printed.tolist()), starts, letters.fonts[printed], letters.names)
    encodings = font_encodings(_texts_of_fonts(parts))
    boxes = _around(letters.ink[printed], starts)
    spelt = [_spelt(word, encodings) for _, word in groupby(parts, attrgetter("word"))]
    words = tuple(Word(word, Box(*box)) for word, box in zip(spelt, boxes, strict=True) if word)
    begins = tuple(place for word, place in zip(spelt, printed[starts].tolist(), strict=True) if word)
    turned = np.mod(letters.angles[printed], 360)
    across = 2 * np.count_nonzero((turned > 45) & (turned < 315)) <= len(printed)
    return Layer(words, begins, tuple(sorted(set(encodings.values()))), bool(across))


def _ends(text: str, letters: Letters, printed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a word ends between each letter and the next one; `printed` are the places of the letters."""
    own_blanks = np.ones(len(text), np.int64)
    own_blanks[printed] = 0
    added_blanks = np.cumsum(own_blanks * letters.added)
    own_blanks = np.cumsum(own_blanks * ~letters.added)
    left, right = printed[:-1], printed[1:]
    room = np.where(added_blanks[right] > added_blanks[left], _ROOM_AT_BLANK, _ROOM)
    before, behind = letters.cells[left], letters.cells[right]
    height = np.maximum(before[:, 3] - before[:, 1], behind[:, 3] - behind[:, 1])
    level = np.minimum(before[:, 3], behind[:, 3]) - np.maximum(before[:, 1], behind[:, 1]) > height / 2
    touching = level & (np.abs(behind[:, 0] - before[:, 2]) < room * height)
    marks = np.array([unicodedata.combining(text[index]) > 0 for index in right.tolist()], np.bool_)
    ends: NDArray[np.bool_] = (own_blanks[right] > own_blanks[left]) | ~(touching | marks)
    return ends


def _parts(text: str, starts: NDArray[np.int64], fonts: NDArray[np.int64], names: Sequence[str]) -> tuple[_Part, ...]:
    """The letters (`text`, without blanks) as words that begin at `starts`, cut wherever the font changes."""
    cuts = np.union1d(starts, 1 + np.flatnonzero(np.diff(fonts)))
    words = np.searchsorted(starts, cuts, side="right") - 1
    ends = [*cuts[1:].tolist(), len(text)]
    return tuple(
        _Part(word, text[cut:end], names[font])
        for word, cut, end, font in zip(words.tolist(), cuts.tolist(), ends, fonts[cuts].tolist(), strict=True)
    )


def _texts_of_fonts(parts: Iterable[_Part]) -> dict[str, str]:
    """Of every font the words in which it stands, each as far as it is in that font."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        texts[part.font].append(part.text)
    return {font: " ".join(parts) for font, parts in texts.items()}


def _around(boxes: NDArray[np.int64], starts: NDArray[np.int64]) -> list[list[int]]:
    """The boxes around the letters from each start to the next."""
    low, high = np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)
    found: list[list[int]] = np.concatenate([low, high], axis=1).tolist()
    return found


def _spelt(parts: Iterable[_Part], encodings: Mapping[str, str]) -> str:
    """A word in Unicode; empty where it prints nothing."""
    text = "".join(decoded(part.text, part.font, encodings) for part in parts)
    return unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\0", "")
