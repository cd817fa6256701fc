"""E-mail and web addresses that an engine broke: the sign @ read as other signs, blanks behind dots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import with_repairs

ADDRESS = 1.5
"""The log odds that are told: low enough for a person to be shown the change."""
_AT = r"(?:\(?[@©®]|\([2aøQ]|[@©®]\)|\(?\[?@\)?)"


@cache
def _addresses() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Mail and web addresses as they are read; blanks only behind dots or before the last part."""
    ends = "|".join(re.escape(row[0]) for row in read_rows("domains.tsv"))
    host = rf"[a-zA-Z0-9-]+(?:\. ?[a-zA-Z0-9-]+)*?(?:\. ?| )(?:{ends})(?![\w@-])"
    mail = re.compile(rf"(?<![\w.+-])(?P<name>[a-zA-Z0-9][\w.+-]*?) ?(?P<at>{_AT}) ?(?P<host>{host})")
    return mail, re.compile(rf"(?P<name>https?://|www\. ?)(?P<host>{host})")


def repair_addresses(text: str) -> tuple[Edit, ...]:
    """The edits that mend broken addresses, in order.

    >>> [edit.after for edit in repair_addresses("qua syt(2gmail. com, http://csdl. dichvucong. gov.vn")]
    ['syt@gmail.com', 'http://csdl.dichvucong.gov.vn']
    """
    mail, web = (tuple(_found(text, pattern)) for pattern in _addresses())
    return tuple(with_repairs(mail, web))


def _found(text: str, pattern: re.Pattern[str]) -> Iterator[Edit]:
    for found in pattern.finditer(text):
        at = "@" if "at" in pattern.groupindex else ""
        name, host = found["name"].replace(" ", ""), re.sub(r"\. ?| ", ".", found["host"])
        if found.group() != name + at + host:
            yield Edit(found.start(), found.end(), found.group(), name + at + host, "address", ADDRESS)
