"""Names from closed lists in wrong-language text: behind the words that announce them, and in lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.vietnamese.syllable import strip_accents

LONGEST = 4
"""Words of a name."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BETWEEN = re.compile(r"\s*,\s*(?:v[aàả]\s+)?|\s+v[aàả]\s+|\s+[-–]\s+")


def letters_of(name: str) -> str:
    """What the wrong language leaves of a name.

    >>> letters_of("Ea H’Leo"), letters_of("Đắk Lắk")
    ("ea h'leo", 'dak lak')
    """
    return strip_accents(name).lower().replace("’", "'")


def listed_names(text: str, announced: re.Pattern[str], names: Mapping[str, str]) -> Iterator[Edit]:
    """The words of the names as the list has them, in order; also where they are right, so that they stay.

    `announced` ends where a name may begin; `names` are those of one meaning by their letters (`letters_of`).
    """
    end = 0
    for found in announced.finditer(text) if names else ():
        place = found.end()
        while place >= end and (words := _name_at(text, place, names)):
            for word, printed in words:
                end = word.end()
                yield Edit(word.start(), end, word.group(), printed, "accents", CLOSED_SET)
            between = _BETWEEN.match(text, end)
            place = between.end() if between else end - 1


def _name_at(text: str, place: int, names: Mapping[str, str]) -> list[tuple[re.Match[str], str]]:
    """The words of the name that begins here, each with what was printed; none where a longer name goes on."""
    words: list[re.Match[str]] = []
    while len(words) <= LONGEST and (found := WORD.match(text, place)) and found.group()[0].isupper():
        words.append(found)
        place = found.end() + 1 if text[found.end() : found.end() + 1].isspace() else len(text)
    printed = names.get(letters_of(" ".join(word.group() for word in words)), "")
    titled = all(not word.group().isupper() or len(word.group()) == 1 for word in words)  # capitals are decoded
    if not (printed and titled):
        return []
    return [(word, _cased(word.group(), one)) for word, one in zip(words, printed.split(), strict=True)]


def _cased(read: str, printed: str) -> str:
    """The name with a small letter behind its apostrophe where one was read: `M'nông` beside `M'Nông`."""
    place = printed.find("'") + 1
    return printed[:place] + printed[place:].lower() if place and read[place : place + 1].islower() else printed
