"""Short words of the head that the wrong language misreads: `Số` before the number, `V/v` before the subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET
from ocr_pipeline.vietnamese.syllable import is_syllable

HEAD = 14
"""Number and subject of a document stand within so many lines that hold something."""
_CODE = r"\d{0,5}(?:[ ]\d{1,3})?[a-zđ]?[ ]?[-/–][ ]?(?:\d{4}/)?[A-ZĐ]{2}"
_NUMBER = re.compile(
    rf"[^\w$]{{0,3}}(?:(?P<state>[S$58][6oOóôéê0dbB@]{{1,2}})[:.;][ ]?(?={_CODE})"
    r"|(?P<party>[S$58s][6oOóôéê0dbB@s]{0,2}|6)[ ](?=\d{1,4}-[A-ZĐ]{2,3}/[A-ZĐ]{2}))"  # without a colon
)
_CODED = re.compile(r"^[^\w\n]*S\w{1,2}[ ]?:[^\n]*[/-][ ]?[A-ZĐ]{2}")
_MISREAD_REGARDING = re.compile(r"\W{0,2}(?P<word>[VW][^\s:]{0,2})[ ](?P<next>[^\W\d_]{2})")
_REGARDING = re.compile(
    r"\W{0,2}(?P<word>V[/|\\iIlwWN1]?[vVy]|[VW][^\s:]{0,2}(?=[ ][^\W\d_A-ZĐ]{2}))[ ]+(?=[^\W\d_]{2})"
)


def regarding_repairs(text: str) -> tuple[Edit, ...]:
    r"""The edit of the `V/v` before the subject of a letter, in text read with the right language: below the number.

    >>> [(edit.before, edit.after) for edit in regarding_repairs("SỞ Y TẾ\nSố: 33/SYT-VP\nVN đề nghị góp ý")]
    [('VN', 'V/v')]
    """
    place, numbered = 0, False
    for line in text.split("\n")[: 2 * HEAD]:
        found = _MISREAD_REGARDING.match(line) if numbered else None
        small = found is not None and found["next"].islower()
        if found and small and not is_syllable(found["word"].lower()) and found["word"] != "V/v":
            return (
                Edit(place + found.start("word"), place + found.end("word"), found["word"], "V/v", "mark", CLOSED_SET),
            )
        numbered = numbered or _CODED.search(line) is not None
        place += len(line) + 1
    return ()


def head_words(text: str) -> Iterator[Edit]:
    r"""The edits of the words before the number, and below it before the subject, in the head of the text.

    No label is followed by a code with nothing else: the digits are letters. The blank behind `Số:` is put back where
    the engine lost it.

    >>> [(edit.before, edit.after) for edit in head_words("BO TU PHAP\n56: 3055/BTP-VP Doc lap - Tu do\nViv ra soat")]
    [('56', 'Số'), ('Viv', 'V/v')]
    """
    place, seen, numbered = 0, 0, False
    for line in text.split("\n"):
        found = (_REGARDING if numbered else _NUMBER).match(line)
        if found and found.lastgroup and seen < HEAD and not (numbered and is_syllable(found["word"].lower())):
            start, end = found.span(found.lastgroup)
            read = found[found.lastgroup]
            printed = "V/v" if numbered else "số" if read.islower() else "Số"
            if found.lastgroup == "state" and line[end + 1 : end + 2].isalnum():
                read, printed, end = line[start : end + 1], f"{printed}{line[end]} ", end + 1
            yield Edit(place + start, place + end, read, printed, "letters", CLOSED_SET)
        numbered = numbered or found is not None
        seen += bool(line.strip())
        place += len(line) + 1
