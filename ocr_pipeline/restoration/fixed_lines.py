r"""Lines that official papers print word for word: national title and motto, names of documents, positions of signers.

>>> [(edit.before, edit.after) for edit in fixed_line_repairs("Đi ộc lập - Tự do - Hạnh phúc\nGIẢI MĐ ÓC")]
[('Đi ộc', 'Độc'), ('GIẢI MĐ ÓC', 'GIÁM ĐỐC')]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz, process

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import canonical, is_syllable, strip_accents

FIXED_LINE = 9.0
"""The log odds that are told for such an edit: the closed set decides, not the decoder."""
LIKE, LEAD = 85.0, 5.0
"""How like (0 to 100) a line must be to a fixed one, marks and case aside; and by how much more than to any other."""
SHORTEST, SHORT = 6, 12
"""Letters of a line: with fewer than the one it is no fixed line; with fewer than the other it may be another phrase
(`THÔNG CÁO` for `THÔNG BÁO`), unless a word of it is none."""
SPECKS = 3
"""So many letters before a fixed line are specks; more are words of the other column."""
_WORD = re.compile(r"[^\W_]+")
_SIGNED_FOR = re.compile(r"\s*[^\W\d_]{1,3}(?:[.,]|/[^\W\d_]\.?)\s*")
"""`TM.`, `KT.`, `T/M` before a position."""
_MARK = re.compile(r"\s?[.,:;]")
_BETWEEN = re.compile(r"[-–—~\t]")


def fixed_line_repairs(text: str) -> tuple[Edit, ...]:
    """Edits that make each line that is nearly a fixed one into it; its dashes and its way to place tones stay.

    A line with digits is none: numbers and dates are filled in.
    """
    edits: list[Edit] = []
    place = 0
    for line in text.split("\n"):
        before = _SIGNED_FOR.match(line)
        own = line[before.end() :] if before else line
        wanted = _fixed_line(own)
        edit = _repair(own, place + len(line) - len(own), wanted) if wanted else None
        if edit:
            edits.append(edit)
        place += len(line) + 1
    return tuple(edits)


def _fixed_line(line: str) -> list[str]:
    """The words of the fixed line that this one is meant to be, in its case; none where it is no such line."""
    letters = _letters(line)
    if not SHORTEST <= len(letters) <= 2 * len(max(_fixed_lines().values(), key=len)) or any(map(str.isdigit, line)):
        return []
    found = process.extract(letters, _fixed_lines(), scorer=fuzz.ratio, score_cutoff=LIKE - LEAD, limit=2)
    if not found or found[0][1] < LIKE or (len(found) > 1 and found[0][1] - found[1][1] < LEAD):
        return []
    words: list[str] = found[0][2].split()
    if _in_capitals(line):
        return [word.upper() for word in words]
    return [] if found[0][2].islower() else words  # printed in capitals only; in a sentence it is a part of it


def _repair(line: str, place: int, wanted: Sequence[str]) -> Edit | None:
    """The edit of the words that are not those wanted; none where a dash or the edge of a cell stands between."""
    found = _behind_other_column(list(_WORD.finditer(line)), wanted)
    read, meant = ([canonical(word) for word in words] for words in ([one.group() for one in found], wanted))
    front = _alike(read, meant)
    back = _alike(read[: front - 1 if front else None : -1], meant[: front - 1 if front else None : -1])
    wrong, right = found[front : len(found) - back], wanted[front : len(wanted) - back]
    if not wrong or (sum(map(len, read)) < SHORT and all(is_syllable(one.group()) for one in wrong)):
        return None
    start, end = wrong[0].start(), wrong[-1].end()
    if not right:
        start, end = (start, found[front + len(wrong)].start()) if back else (_behind_mark(line, found[front - 1]), end)
    if _BETWEEN.search(line[start:end]):
        return None
    return Edit(place + start, place + end, line[start:end], " ".join(right), "fixed line", FIXED_LINE)


def _behind_mark(line: str, word: re.Match[str]) -> int:
    """The end of the word and of the mark behind it (`Nơi nhận: f`)."""
    found = _MARK.match(line, word.end())
    return found.end() if found else word.end()


def _behind_other_column(found: list[re.Match[str]], wanted: Sequence[str]) -> list[re.Match[str]]:
    """The words without those of the other column before them (`BỘ Y TẾ CỘNG HÒA XÃ HỘI ...`); specks are no words."""
    letters = _letters(" ".join(wanted))

    def likeness(start: int) -> float:
        return fuzz.ratio(_letters(" ".join(one.group() for one in found[start:])), letters)

    start = max(range(max(1, len(found) - len(wanted) + 1)), key=likeness)
    return found[start:] if sum(len(one.group()) for one in found[:start]) > SPECKS else found


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def _letters(line: str) -> str:
    return "".join(_WORD.findall(strip_accents(line).lower()))


def _in_capitals(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return sum(map(str.isupper, letters)) > 0.6 * len(letters)


@cache
def _fixed_lines() -> dict[str, str]:
    """The letters of each fixed line; in lower case stand those that are printed in capitals only."""
    lines = [row[0] for row in read_rows("fixed_lines.tsv")]
    lines += [row[0] for name in ("document_types.tsv", "positions.tsv") for row in read_rows(name)]
    return {line: _letters(line) for line in lines}
