"""The word `Số` before a document's own number, which the wrong language reads as digits: `56: 3055/TB-BKHCN`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET

HEAD = 12
"""The number of a document stands within so many lines that hold something."""
_NUMBER = re.compile(
    r"[^\w$]{0,3}(?P<word>[S$58][6oOóôéê0dbB@]{1,2})[:.;][ ]?(?=\d{0,5}[a-zđ]?[ ]?[-/–][ ]?(?:\d{4}/)?[A-ZĐ]{2})"
)


def number_heads(text: str) -> Iterator[Edit]:
    r"""The edit of the word before the number, in the head of the text.

    No label is followed by a code with nothing else: the digits are letters.

    >>> [(edit.before, edit.after) for edit in number_heads("BO TU PHAP\n56: 3055/TB-BTP Doc lap - Tu do")]
    [('56', 'Số')]
    """
    place, seen = 0, 0
    for line in text.split("\n"):
        if (found := _NUMBER.match(line)) and seen < HEAD:
            yield Edit(place + found.start("word"), place + found.end("word"), found["word"], "Số", "letters", CLOSED_SET)
        seen += bool(line.strip())
        place += len(line) + 1
