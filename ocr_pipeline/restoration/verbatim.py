"""What stands verbatim whatever its letters spell: web and mail addresses, names of files, paths, hash tags."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows

_CLOSING = ".,;:)]}”\"'"
_OPENING = "([{“\"'"
_BODY = r"[\w+.~@%()&=\\/-]"
_MAY_BE = re.compile(r"\S*[./\\@#]\S+")


@cache
def _verbatim() -> re.Pattern[str]:
    endings = "|".join(re.escape(row[0]) for row in read_rows("file_endings.tsv"))
    return re.compile(
        rf"""(?:https?://|www\.)\S+ | [\w.+-]+@[\w-]+\.[\w.]+
          | {_BODY}*[\w)]\.(?:{endings}|{endings.upper()})   # le-hoi-8.jpg, anh\bia.png
          | [A-Za-z]:\\{_BODY}* | \\\\{_BODY}+               # C:\Tai
          | [~.]{{0,2}}(?:/[A-Za-z0-9_.-]+){{3,}}/?          # /var/www/anh-dep
          | [#][^\W\d]\w+                                    # #hoabinh""",
        re.VERBOSE,
    )


def is_verbatim(chunk: str) -> bool:
    r"""Whether what stands between two blanks is one of these, marks around it left aside.

    >>> [is_verbatim(chunk) for chunk in ("(le-hoi-8.jpg),", r"D:\Tai", "#hoabinh", "và/hoặc", "đồng/người/tháng.")]
    [True, True, True, False, False]
    """
    return _verbatim().fullmatch(chunk.lstrip(_OPENING).rstrip(_CLOSING)) is not None


def beside_verbatim(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits but for those inside such a chunk; one that reaches over its end mends what was broken there."""
    spans = [found.span() for found in _MAY_BE.finditer(text) if is_verbatim(found.group())]
    starts = [start for start, _ in spans]

    def inside(edit: Edit) -> bool:
        place = bisect_right(starts, edit.start) - 1
        return place >= 0 and edit.end <= spans[place][1]

    return [edit for edit in edits if not inside(edit)]
