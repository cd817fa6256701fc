"""Which of the decoder's changes are made, and which are only told."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from functools import cache

from ocr_pipeline.document import Edit
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.restoration.broken_codes import with_repairs
from ocr_pipeline.settings import RestorationOptions
from ocr_pipeline.vietnamese.syllable import is_syllable

SURE, FEW, STRICT, BOLD = 6.0, 0.001, 5.0, 8.0
"""Log odds of a word that is surely wrong; the share of such words below which a text is right; the least log odds of
an edit there, and of one that makes a syllable another of other letters where nothing shows that an engine has read
the text (`các ấp` is not *các cấp*)."""


def threshold_of(options: RestorationOptions, wrong_language: bool, right: bool) -> float:
    """The least log odds of an edit.

    Where the wrong language was read, keeping what was read is no safer than the decoder's choice. Where hardly a word
    is surely wrong, the text is right, and what looks odd in it is rather a rare word than a misread one.
    """
    if wrong_language:
        return -math.inf
    return max(options.threshold, STRICT) if right else options.threshold


def if_right(
    changes: Iterable[tuple[Edit, bool]], words: int, names: Container[int] = ()
) -> list[tuple[Edit, bool]] | None:
    """The changes; None as soon as more than one word in a thousand is surely wrong, so that the text is not right."""
    seen: list[tuple[Edit, bool]] = []
    sure = 0
    for change, decided in changes:
        seen.append((change, decided))
        sure += decided and change.log_odds >= SURE and not _is_in_use(change, names)
        if sure > words * FEW:
            return None
    return seen


def beside(changes: Sequence[tuple[Edit, bool]], found: Sequence[Edit]) -> list[tuple[Edit, bool]]:
    """The decoder's changes with others found, which go first where both are of the same place."""
    edits = with_repairs(found, [change for change, _ in changes])
    undecided = {change for change, decided in changes if not decided} - set(found)
    return [(edit, edit not in undecided) for edit in edits]


def sorted_out(
    changes: Sequence[tuple[Edit, bool]],
    threshold: float,
    least: float,
    contested: Container[int],
    bold: float = BOLD,
    names: Container[int] = (),
) -> tuple[list[Edit], list[Edit]]:
    """The changes to make, and those that are only worth telling.

    Where the right language was read, a syllable becomes one of other letters (`buổi`, tuổi) only beyond doubt, unless
    another reading of the image contested it (`contested`: where such words start); `bold` are the least log odds then.
    In right text a name stays likewise (`names`: where the second words of names start, `Nậm Ty`), and a spelling of
    older papers (`hàng tuần`) stays for sure.
    """
    made, told = list[Edit](), list[Edit]()
    for change, decided in changes:
        other = change.reason == "letters" and is_syllable(change.before) and change.start not in contested
        doubted = threshold > -math.inf and other and (change.doubtful or change.log_odds < bold)
        doubted = doubted or (threshold >= STRICT and _is_in_use(change, names))
        if decided and change.log_odds >= threshold and not doubted:
            made.append(change)
        elif change.log_odds >= least:
            told.append(change)
    return made, told


def _is_in_use(change: Edit, names: Container[int]) -> bool:
    """Whether a right text may hold the word as it stands: another spelling, or a name whose accents seem odd."""
    if (change.before.lower(), change.after.lower()) in _spellings():
        return True
    return change.reason == "accents" and change.start in names and change.log_odds < BOLD


@cache
def _spellings() -> frozenset[tuple[str, str]]:
    """The spellings of which both are in use, the one that is preferred less first."""
    return frozenset((row[0], row[1]) for row in read_rows("usage.tsv"))
