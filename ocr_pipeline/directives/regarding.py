"""The line with which the subject of a letter begins, below its number: `V/v`, `Về việc`."""

from __future__ import annotations

import re

from ocr_pipeline.directives.labels import LOWER
from ocr_pipeline.vietnamese.syllable import is_syllable

_REGARDING = re.compile(r"\W*v\s?[/.]\s?v\b[:\s]*|về việc:?\s+", re.IGNORECASE)
_BELOW_NUMBER = re.compile(rf"(?P<about>Về\s)|\W{{0,2}}(?P<mark>[VW]\S{{0,2}})\s+(?=[{LOWER}]{{2}})")
"""`Về triển khai`, and what an engine makes of the small `V/v`: `VN`, `Wv`, `V7v`."""


def subject_begun(part: str, *, numbered: bool) -> tuple[str, str] | None:
    """The line with its `V/v`, and what was read for that; None where no subject begins.

    `numbered`: the number stands above, so that it may.

    >>> subject_begun("V/v rà soát", numbered=True), subject_begun("VN triển khai", numbered=True)
    (('V/v rà soát', ''), ('V/v triển khai', 'VN'))
    >>> subject_begun("Và các sở", numbered=True), subject_begun("VN triển khai", numbered=False)
    (None, None)
    """
    if _REGARDING.match(part):
        return part, ""
    found = _BELOW_NUMBER.match(part) if numbered else None
    if found is None or (found["mark"] and is_syllable(found["mark"].lower())):
        return None
    return (part, "") if found["about"] else (f"V/v{part[found.end('mark') :]}", found["mark"])


def is_open(line: str) -> bool:
    """Whether a code is broken at the end of a line of the subject: `V/v trả lời Công văn số 1512/`."""
    return re.search(r"\d\s?[-–/]$", line.rstrip()) is not None
