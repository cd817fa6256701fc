"""Running text as language-model tokens: words, numbers, codes and punctuation classes."""

from __future__ import annotations

import re
import unicodedata

from ocr_pipeline.vietnamese.syllable import canonical, is_syllable

UNKNOWN, START, NUMBER, CODE, COMMA, STOP = "<unk>", "<s>", "<num>", "<code>", "<,>", "<.>"
CLASSES = (UNKNOWN, START, NUMBER, CODE, COMMA, STOP)
"""The token classes, in the order of their ids."""

TOKEN = re.compile(
    r"(?P<code>\d+[^\W_]*(?:[-/.][^\W_]+)*[-/][^\W\d_]+(?:[-/,.][^\W_]+)*)"
    r"|(?P<number>\d+(?:[.,:/-]?\d+)*%?)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[^\w\s]+|_+)"
)
"""Codes (`06-NQ/TU`), numbers and dates (`11/01/2021`), words, runs of punctuation."""


def lookup_form(word: str) -> str:
    """The form under which a word stands in the language model.

    Syllables are lower-cased with traditional tone placement; capitals that are no syllable (UBND) stay as they are.

    >>> lookup_form("HOÀ"), lookup_form("UBND"), lookup_form("Internet")
    ('hòa', 'UBND', 'internet')
    """
    if is_syllable(word):
        return canonical(word.lower())
    return word if word.isupper() and len(word) > 1 else word.lower()


def tokens_of(text: str) -> list[tuple[str, str]]:
    """The tokens of one paragraph as (language-model form, printed form); runs of punctuation become one class.

    >>> [form for form, _ in tokens_of("Nghị quyết số 06-NQ/TU, ngày 11/01/2021 của Tỉnh uỷ.")]
    ['nghị', 'quyết', 'số', '<code>', '<,>', 'ngày', '<num>', 'của', 'tỉnh', 'ủy', '<.>']
    """
    result: list[tuple[str, str]] = []
    for found in TOKEN.finditer(unicodedata.normalize("NFC", text)):
        printed = found.group()
        match found.lastgroup:
            case "word":
                form = lookup_form(printed)
            case "number":
                form = NUMBER
            case "code":
                form = CODE
            case _:
                form = COMMA if printed[0] == "," else STOP
                if result and result[-1][0] in (COMMA, STOP):
                    continue
        result.append((form, printed))
    return result
