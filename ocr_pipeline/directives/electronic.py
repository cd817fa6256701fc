"""What a visible electronic signature tells: who signed, for which agency, with which address, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.document import ElectronicSignature, Page, Signature

_FIELDS = {
    "signer": re.compile(r"(?:người ký|ký bởi|được ký bởi)\s*:\s*(?P<value>.+)"),
    "agency": re.compile(r"(?:cơ quan|tổ chức)\s*:\s*(?P<value>.+)"),
    "email": re.compile(r"(?:e-?mail|thư điện tử)\s*:?\s*(?P<value>\S+@\S+)|^(?P<bare>[\w.+-]+@[\w.-]+)$"),
}
_TIME = re.compile(
    r"(?:thời gian|ngày) ký\s*:?\s*(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})"
    r"(?:\D{1,3}(?P<clock>\d{1,2}:\d\d(?::\d\d)?))?(?:\s*(?P<zone>[+-]\d\d:\d\d))?"
)
_CLUE = re.compile(r"người ký|ký bởi|(?:thời gian|ngày) ký")


def read_electronic(lines: Sequence[str]) -> ElectronicSignature | None:
    """The electronic signature among some lines, or None where no line names a signer or the time of signing.

    >>> read_electronic(["Người ký: Lê An", "Cơ quan: Sở Y tế", "Thời gian ký: 06-02-2024 10:30:29 +07:00"]).time
    '2024-02-06T10:30:29+07:00'
    """
    if not any(_CLUE.search(comparable(line)) for line in lines):
        return None
    values: dict[str, str] = {}
    for line in lines:
        plain = comparable(line)
        for name, pattern in _FIELDS.items():
            if found := pattern.search(plain):
                group = "value" if found["value"] else "bare"
                values.setdefault(name, squeeze(line[found.start(group) : found.end(group)]))
        if found := _TIME.search(plain):
            day = f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
            clock = f"T{found['clock']:0>8}{found['zone'] or ''}" if found["clock"] else ""
            values.setdefault("time", day + clock)
    return ElectronicSignature(**values) if values else None


def with_electronic(signature: Signature | None, pages: Sequence[Page]) -> Signature | None:
    """The signature with what a visible electronic one on the pages tells, also where nothing else is signed."""
    electronic = read_electronic([line.text for page in pages for line in page.lines])
    return replace(signature or Signature(), electronic=electronic) if electronic else signature
