"""Make pairs of read and printed words: typeset text, wear the pages, read them with Tesseract, align."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytesseract
from PIL import Image
from rapidfuzz.distance import Indel

from ocr_pipeline.synthesis.degrade import COPY, FAINT, FAX, LIGHT, STRONG, degrade
from ocr_pipeline.synthesis.typeset import PageStyle, page_images, plain_page_html, typeset_pdf
from ocr_pipeline.vietnamese.syllable import strip_accents

Pair = tuple[str, str]

WEARS = (LIGHT, LIGHT, LIGHT, replace(LIGHT, blur=0.3, noise=1, skew=0.0), STRONG, FAINT, FAX, COPY)
STYLES = (
    PageStyle(),
    PageStyle(font_size=13),
    PageStyle(italic=True),
    PageStyle(bold=True),
    PageStyle(font_size=13, capitals=True),
    PageStyle(font_size=12, line_height=1.15),
    PageStyle(font_size=14, bold=True, capitals=True),
    PageStyle(font_size=13.5),
)
RESOLUTIONS = (300, 300, 300, 200, 250)
PARAGRAPHS_A_PAGE = 14


def make_pairs(
    paragraphs: Sequence[str], language: str, pages: int, seed: int, resolutions: Sequence[int] = RESOLUTIONS
) -> Iterator[Pair]:
    """Read and printed words of `pages` made-up pages, each of another style, wear and resolution."""
    chooser = random.Random(seed)
    for number in range(pages):
        chosen = [chooser.choice(paragraphs).strip() for _ in range(PARAGRAPHS_A_PAGE)]
        style = chooser.choice(STYLES)
        printed = " ".join(chosen)
        pdf = typeset_pdf(plain_page_html(chosen, style))
        dpi = chooser.choice(resolutions)
        wear = chooser.choice(WEARS)
        read = " ".join(
            read_page(Image.fromarray(degrade(image, wear, seed * 1000 + number)), language, dpi)
            for image in page_images(pdf, dpi)
        )
        yield from align(read, printed.upper() if style.capitals else printed)


def read_page(image: Image.Image, language: str, dpi: int) -> str:
    """What Tesseract reads on the page, in one thread."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    text: str = pytesseract.image_to_string(image, lang=language, config=f"--dpi {dpi}")
    return text


def align(read: str, printed: str) -> list[Pair]:
    """Cut both texts at the spaces that match, and pair what lies between.

    A pair holds more than one word where a space was lost or put in; pieces that have little in common are left out.

    >>> align("thue hién cacviéc", "thực hiện các việc")
    [('thue', 'thực'), ('hién', 'hiện'), ('cacviéc', 'các việc')]
    """
    read, printed = " ".join(read.split()), " ".join(printed.split())
    cuts = [(-1, -1)]
    blocks = Indel.opcodes(strip_accents(read).lower(), strip_accents(printed).lower())
    for block in blocks:
        if block.tag != "equal":
            continue
        cuts += [
            (block.src_start + offset, block.dest_start + offset)
            for offset in range(block.src_end - block.src_start)
            if read[block.src_start + offset] == " "
        ]
    cuts.append((len(read), len(printed)))
    pieces = [(read[left + 1 : right], printed[lower + 1 : upper]) for (left, lower), (right, upper) in pairwise(cuts)]
    return [pair for pair in pieces if _plausible(*pair)]


def _plausible(read: str, printed: str) -> bool:
    """Whether the pieces can be a reading of one another: a similar length, and some letters in common."""
    if not read or not printed or len(printed.split()) > 3 or len(read.split()) > 3:
        return False
    if abs(len(read) - len(printed)) > max(2, len(printed) // 2):
        return False
    if len(printed) <= 3:
        return True
    return Indel.normalized_similarity(strip_accents(read).lower(), strip_accents(printed).lower()) >= 0.34
