"""Characters that no XML can hold, and that so have no place in XLSX, DOCX, HTML or a calendar."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    r"""The text with the replacement character for each control character, so that one sees that something stood there.

    >>> clean("Sở\x00Y tế\fTrang 2")
    'Sở\ufffdY tế\ufffdTrang 2'
    """
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
