r"""Names of peoples in wrong-language text, behind the words that announce them and in lists of them: a closed set.

>>> text = "déng bao Dao, Tay va Xo Dang; nguoi Ma, tiéng Mong; Luong Dao, Tay Nguyen"
>>> [(edit.before, edit.after) for edit in people_words(text)]
[('Dao', 'Dao'), ('Tay', 'Tày'), ('Xo', 'Xơ'), ('Dang', 'Đăng'), ('Ma', 'Mạ'), ('Mong', 'Mông')]
>>> [edit.after for edit in people_words("dan toc thiéu s6 H'Mong, Dao; déng bao M'nong, X'tiéng")]
["H'Mông", 'Dao', "M'nông", "X'tiêng"]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.listed_names import letters_of, listed_names

_ANNOUNCED = re.compile(
    r"\b(?:d\wn t\wc(?:\s+thi\w{1,3}u\s+s\w{1,2})?|d\w{1,2}ng b\wo|ng\w{2,3}i|ti\w{1,2}ng)\s+(?=[A-ZĐ])", re.IGNORECASE
)


def people_words(text: str) -> Iterator[Edit]:
    """The words of peoples' names as the list has them, in order."""
    return listed_names(text, _ANNOUNCED, _peoples())


@cache
def _peoples() -> dict[str, str]:
    """The names by their letters; one that two peoples share is none."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, *others in read_rows("peoples.tsv"):
        for one in (name, *(", ".join(others).split(", ") if others else ())):
            if "-" not in one:
                found[letters_of(one)].add(one)
    return {letters: names.pop() for letters, names in found.items() if len(names) == 1}
