"""The text that a PDF page already holds: its words with boxes, and whether they can be trusted."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import starmap

import numpy as np
import pypdfium2 as pdfium

from ocr_pipeline.document import Box, Word
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.sources.fonts import decoded, font_encodings
from ocr_pipeline.sources.letters import letters_of
from ocr_pipeline.sources.spans import Spans, spans_of
from ocr_pipeline.sources.upright import Upright
from ocr_pipeline.vietnamese.encodings import convert, is_accented_syllable
from ocr_pipeline.vietnamese.syllable import ONSETS, rimes, strip_accents

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
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
_MARKS = frozenset("–—‘’“”…•·°§²³×÷½¼¾«»€™©®\u00a0\u00ad\uf0b7\uf02d")


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
    if len(words) <= FEW_WORDS or _share(map(is_accented_syllable, words)) >= least:
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


def read_layer(page: pdfium.PdfPage, upright: Upright) -> Layer:
    """The words of a page's text layer in the order of the file; boxes in pixels of the upright page.

    Letters of fonts in TCVN3 or VNI are converted.
    """
    letters = letters_of(page, upright)
    spans = spans_of(letters)
    if not len(spans.codes):
        return Layer(())
    spelt, encodings = _spelt(spans, [letters.names[font] for font in letters.fonts[spans.firsts].tolist()])
    boxes, begins = spans.boxes, spans.firsts[spans.begins]
    if not all(spelt):
        printing = np.array(list(map(bool, spelt)))
        spelt, boxes, begins = list(filter(None, spelt)), boxes[printing], begins[printing]
    words = tuple(map(Word, spelt, starmap(Box, boxes.tolist())))
    return Layer(words, tuple(begins.tolist()), encodings, spans.across)


def _spelt(spans: Spans, fonts: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The words in Unicode, and the encodings from which some were converted; `fonts` are those of the parts.

    A word is empty where it prints nothing.
    """
    text = spans.codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
    cuts = spans.cuts.tolist()
    parts = [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for part, font in zip(parts, fonts, strict=True):
        texts[font].append(part)
    encodings = font_encodings({font: " ".join(found) for font, found in texts.items()})
    if encodings:
        parts = [decoded(part, font, encodings) for part, font in zip(parts, fonts, strict=True)]
    begins = spans.begins.tolist()
    joined = "".join(["\n" + part if new else part for part, new in zip(parts, begins, strict=True)])
    whole = unicodedata.normalize("NFC", joined if encodings else convert(joined, "misread"))
    return whole.replace("\u00ad", "").replace("\0", "").split("\n")[1:], tuple(sorted(set(encodings.values())))
