"""Which of the decoder's changes are made, and which are only told."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ocr_pipeline.document import Edit
from ocr_pipeline.settings import RestorationOptions

SURE, FEW, STRICT = 6.0, 0.004, 5.0
"""Log odds of a word that is surely wrong; the share of such words below which a text is right; the least log odds of
an edit there."""


def threshold_of(
    changes: Sequence[tuple[Edit, bool]], words: int, options: RestorationOptions, wrong_language: bool, scanned: bool
) -> float:
    """The least log odds of an edit.

    Where the wrong language was read, keeping what was read is no safer than the decoder's choice. Where hardly a word
    is surely wrong, the text is right, and what looks odd in it is rather a rare word than a misread one.
    """
    if wrong_language:
        return -math.inf
    return options.threshold if scanned or surely_wrong(changes, words) else max(options.threshold, STRICT)


def surely_wrong(changes: Sequence[tuple[Edit, bool]], words: int) -> bool:
    """Whether more than a word in 250 is surely wrong, so that the text is not right."""
    return sum(decided and change.log_odds >= SURE for change, decided in changes) > words * FEW


def sorted_out(changes: Sequence[tuple[Edit, bool]], threshold: float, least: float) -> tuple[list[Edit], list[Edit]]:
    """The changes to make, and those that are only worth telling."""
    made = [change for change, decided in changes if decided and change.log_odds >= threshold]
    told = [
        change
        for change, decided in changes
        if least <= change.log_odds and not (decided and change.log_odds >= threshold)
    ]
    return made, told
