"""The text that a PDF page already holds: its words with boxes, and whether they can be trusted."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr_pipeline.document import Box, Word
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.sources.fonts import decoded, font_encodings
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
_FINE, _FAR = 256, 1000.0
"""Places are asked for in this fraction of a pixel, so many points apart."""
_LONGEST_NAME = 128
_SAMPLE = 300
"""So many letters tell which way a page is turned."""


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
class _Letter:
    """A character of the layer; its cell reaches from baseline to ascender, whatever its ink (pixels)."""

    text: str
    font: str
    ink: Box
    cell: Box


@dataclass(frozen=True, slots=True)
class Layer:
    """The words of a text layer, and the encodings before Unicode from which some of them were converted."""

    words: tuple[Word, ...]
    encodings: tuple[str, ...] = ()


def read_layer(page: pdfium.PdfPage, scale: float) -> Layer:
    """The words of a page's text layer in the order of the file; boxes in pixels, `scale` of them a point.

    The file's own blanks end a word, and so does room between two letters. The blanks and line ends that PDFium adds do
    not: it puts them wherever the font changes, as it does inside words whose accented letters come from another font.
    Letters of fonts in TCVN3 or VNI are converted.
    """
    runs: list[list[_Letter]] = []
    run: list[_Letter] = []
    added_blank = False
    reader = _Reader(page, scale)
    with closing(page.get_textpage()) as layer:
        for index in range(layer.count_chars()):
            code = pdfium_c.FPDFText_GetUnicode(layer, index)
            blank = chr(code).isspace()
            if blank and pdfium_c.FPDFText_IsGenerated(layer, index) == 1:
                added_blank = True
                continue
            letter = None if blank else reader.letter(layer, index, code)
            if run and (letter is None or not _touch(run[-1], letter, _ROOM_AT_BLANK if added_blank else _ROOM)):
                runs.append(run)
                run = []
            if letter is not None:
                run.append(letter)
            added_blank = False
    runs += [run] if run else []
    encodings = font_encodings(_texts_of_fonts(runs))
    words = tuple(word for run in runs for word in _word(run, encodings))
    return Layer(words, tuple(sorted(set(encodings.values()))))


def _texts_of_fonts(runs: Iterable[Sequence[_Letter]]) -> dict[str, str]:
    """Of every font the words in which it stands, each as far as it is in that font."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for run in runs:
        for font, letters in groupby(run, key=lambda letter: letter.font):
            texts[font].append("".join(letter.text for letter in letters))
    return {font: " ".join(parts) for font, parts in texts.items()}


def _touch(left: _Letter, right: _Letter, room: float) -> bool:
    """Whether the second letter follows the first on one line with less than `room` type heights between them."""
    if unicodedata.combining(right.text):
        return True
    height = max(left.cell.height, right.cell.height)
    overlap = min(left.cell.bottom, right.cell.bottom) - max(left.cell.top, right.cell.top)
    return overlap > height / 2 and abs(right.cell.left - left.cell.right) < room * height


def _word(run: Sequence[_Letter], encodings: Mapping[str, str]) -> Iterator[Word]:
    parts = groupby(run, key=lambda letter: letter.font)
    text = "".join(decoded("".join(letter.text for letter in letters), font, encodings) for font, letters in parts)
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\0", "")
    if text:
        boxes = [letter.ink for letter in run]
        yield Word(
            text,
            Box(
                min(box.left for box in boxes),
                min(box.top for box in boxes),
                max(box.right for box in boxes),
                max(box.bottom for box in boxes),
            ),
        )


class _Reader:
    """Reads letters of one page; where they stand is computed from three points that PDFium places."""

    def __init__(self, page: pdfium.PdfPage, scale: float) -> None:
        width, height = (round(side * scale) for side in page.get_size())
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, down in ((0.0, 0.0), (_FAR, 0.0), (0.0, _FAR)):  # crop box and rotation applied
            pdfium_c.FPDF_PageToDevice(page, 0, 0, width * _FINE, height * _FINE, 0, across, down, x, y)
            points.append((x.value / _FINE, y.value / _FINE))
        (self._x, self._y), right, up = points
        self._right = (right[0] - self._x) / _FAR, (right[1] - self._y) / _FAR
        self._up = (up[0] - self._x) / _FAR, (up[1] - self._y) / _FAR
        self._edges = tuple(ctypes.c_double() for _ in range(4))
        self._cell = pdfium_c.FS_RECTF()
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._flags = ctypes.c_int()

    def letter(self, layer: pdfium.PdfTextPage, index: int, code: int) -> _Letter:
        """The character `index` of the layer."""
        pdfium_c.FPDFText_GetCharBox(layer, index, *self._edges)
        left, right, bottom, top = (edge.value for edge in self._edges)
        pdfium_c.FPDFText_GetLooseCharBox(layer, index, self._cell)
        length = pdfium_c.FPDFText_GetFontInfo(layer, index, self._name, _LONGEST_NAME, self._flags)
        font = self._name.value.decode("utf-8", "replace") if 0 < length <= _LONGEST_NAME else ""
        cell = self._cell
        return _Letter(
            _LINE_END_HYPHENS.get(code, chr(code)),
            font,
            self._box(left, top, right, bottom),
            self._box(cell.left, cell.top, cell.right, cell.bottom),
        )

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A rectangle of PDF space on the upright page."""
        (a, b), (c, d) = self._right, self._up
        x0, y0 = round(self._x + a * left + c * top), round(self._y + b * left + d * top)
        x1, y1 = round(self._x + a * right + c * bottom), round(self._y + b * right + d * bottom)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def reads_across(page: pdfium.PdfPage) -> bool:
    """Whether most letters of the page stand upright; where not (a table turned on its side), the picture is read."""
    turned = total = 0
    with closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        for index in range(0, count, max(1, count // _SAMPLE)):
            if not chr(pdfium_c.FPDFText_GetUnicode(layer, index)).isspace():
                angle = math.degrees(pdfium_c.FPDFText_GetCharAngle(layer, index)) + 90 * (page.get_rotation() // 90)
                total += 1
                turned += 45 < angle % 360 < 315
    return turned * 2 <= total
