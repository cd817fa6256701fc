"""The text that a PDF page already holds: its words with boxes, and whether they can be trusted."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from functools import cache

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr_pipeline.document import Box, Word
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import ONSETS, is_syllable, rimes, strip_accents

OVERLAY_WORDS = 60
"""A layer over a full-page scan with fewer words is a visible e-signature or a stamp."""
RIGHT_SHARE = 0.5
"""Share of words that are accented Vietnamese syllables: most of right text, hardly any of English OCR."""
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
    if len(words) <= FEW_WORDS or _share(map(_accented_syllable, words)) >= RIGHT_SHARE:
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
    ink: Box
    cell: Box


def layer_words(page: pdfium.PdfPage, scale: float) -> tuple[Word, ...]:
    """The words of a page's text layer in the order of the file; boxes in pixels, `scale` of them a point.

    The file's own blanks end a word, and so does room between two letters. The blanks and line ends that PDFium adds do
    not: it puts them wherever the font changes, as it does inside words whose accented letters come from another font.
    """
    words: list[Word] = []
    run: list[_Letter] = []
    added_blank = False
    with closing(page.get_textpage()) as layer:
        for index in range(layer.count_chars()):
            blank = chr(pdfium_c.FPDFText_GetUnicode(layer, index)).isspace()
            if blank and pdfium_c.FPDFText_IsGenerated(layer, index) == 1:
                added_blank = True
                continue
            letter = None if blank else _letter(page, layer, index, scale)
            if run and (letter is None or not _touch(run[-1], letter, _ROOM_AT_BLANK if added_blank else _ROOM)):
                words += _word(run)
                run = []
            if letter is not None:
                run.append(letter)
            added_blank = False
    return (*words, *_word(run))


def _touch(left: _Letter, right: _Letter, room: float) -> bool:
    """Whether the second letter follows the first on one line with less than `room` type heights between them."""
    if unicodedata.combining(right.text):
        return True
    height = max(left.cell.height, right.cell.height)
    overlap = min(left.cell.bottom, right.cell.bottom) - max(left.cell.top, right.cell.top)
    return overlap > height / 2 and abs(right.cell.left - left.cell.right) < room * height


def _word(run: list[_Letter]) -> Iterator[Word]:
    text = "".join(letter.text for letter in run)
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


def _letter(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, index: int, scale: float) -> _Letter:
    code = pdfium_c.FPDFText_GetUnicode(layer, index)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(layer, index, left, right, bottom, top)
    cell = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(layer, index, cell)
    return _Letter(
        _LINE_END_HYPHENS.get(code, chr(code)),
        _to_pixels(page, scale, (left.value, top.value, right.value, bottom.value)),
        _to_pixels(page, scale, (cell.left, cell.top, cell.right, cell.bottom)),
    )


def _to_pixels(page: pdfium.PdfPage, scale: float, edges: tuple[float, float, float, float]) -> Box:
    """A rectangle of PDF space (left, top, right, bottom) on the upright page: crop box and rotation applied."""
    width, height = (round(side * scale) for side in page.get_size())
    corners = []
    for across, down in (edges[:2], edges[2:]):
        x, y = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, across, down, x, y)
        corners.append((x.value, y.value))
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def reads_across(page: pdfium.PdfPage) -> bool:
    """Whether most letters of the page stand upright; where not (a table turned on its side), the picture is read."""
    turned = total = 0
    with closing(page.get_textpage()) as layer:
        for index in range(layer.count_chars()):
            if not chr(pdfium_c.FPDFText_GetUnicode(layer, index)).isspace():
                angle = math.degrees(pdfium_c.FPDFText_GetCharAngle(layer, index)) + 90 * (page.get_rotation() // 90)
                total += 1
                turned += 45 < angle % 360 < 315
    return turned * 2 <= total
