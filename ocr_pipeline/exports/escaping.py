"""Text as Markdown that shows it as printed."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_LIST_START = re.compile(r"^(\d+)([.)])|^([-+])(?=\s|$)")


def escape(text: str) -> str:
    r"""The text so that Markdown shows it as printed, on one line.

    >>> escape("1. Số <b>*</b> | năm")
    '1\\. Số \\<b\\>\\*\\</b\\> \\| năm'
    """
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LIST_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", line)
