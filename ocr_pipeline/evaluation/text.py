"""How well a text was read: error rates over words and characters, syllables found, accents lost.

Words are whitespace tokens in NFC. Case and punctuation count; only the two placements of a tone mark (*hòa*, *hoà*)
are equal. Rates are fractions of the reference (0.05 is five words in a hundred); an error rate may exceed 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq, Levenshtein

from ocr_pipeline.vietnamese.syllable import canonical, strip_accents

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class TextScores:
    """Two texts compared in their order.

    `wer`: word errors (substituted, deleted, inserted) over the words of the reference.
    `cer`: the same over characters, words joined by single spaces.
    `syllable_recall`, `syllable_precision`: words found in their order (longest common subsequence), over the words
    of the reference and of the hypothesis.
    `accent_only_error_rate`: substituted words that are equal once all accents are stripped (*sô* for *số*, *Dang* for
    *Đảng*), over the words of the reference; a part of `wer`.
    """

    reference_syllables: int
    hypothesis_syllables: int
    wer: float
    cer: float
    syllable_recall: float
    syllable_precision: float
    accent_only_error_rate: float


@dataclass(frozen=True, slots=True)
class BagScores:
    """Two texts compared as bags of words, for pages whose head and foot are two columns.

    `accent_only_error_rate`: words left over on both sides that pair once accents are stripped, over the reference.
    """

    reference_syllables: int
    hypothesis_syllables: int
    syllable_recall: float
    syllable_precision: float
    accent_only_error_rate: float


def words_of(text: str) -> list[str]:
    r"""The tokens that are compared.

    >>> words_of("Tỉnh uỷ\n Khánh Hoà.")
    ['Tỉnh', 'ủy', 'Khánh', 'Hòa.']
    """
    return _LETTERS.sub(lambda run: canonical(run.group()), unicodedata.normalize("NFC", text)).split()


def text_scores(hypothesis: str, reference: str) -> TextScores:
    """Scores of the hypothesis against the reference, in order.

    >>> scores = text_scores("Nghị quyêt sô 06", "Nghị quyết số 06")
    >>> scores.wer, scores.syllable_recall, scores.accent_only_error_rate
    (0.5, 0.5, 0.5)
    """
    found, wanted = words_of(hypothesis), words_of(reference)
    common = LCSseq.similarity(found, wanted)
    true_text = " ".join(wanted)
    return TextScores(
        reference_syllables=len(wanted),
        hypothesis_syllables=len(found),
        wer=_share(Levenshtein.distance(found, wanted), len(wanted)),
        cer=_share(Levenshtein.distance(" ".join(found), true_text), len(true_text)),
        syllable_recall=_share(common, len(wanted), empty=1.0),
        syllable_precision=_share(common, len(found), empty=1.0),
        accent_only_error_rate=_share(_accent_only(found, wanted), len(wanted)),
    )


def bag_scores(hypothesis: str, reference: str) -> BagScores:
    """Scores of the hypothesis against the reference, order left aside.

    >>> bag_scores("số 06 Nghị quyết", "Nghị quyết số 06").syllable_recall
    1.0
    """
    found, wanted = Counter(words_of(hypothesis)), Counter(words_of(reference))
    common = (found & wanted).total()
    accents = (_stripped(found - wanted) & _stripped(wanted - found)).total()
    return BagScores(
        reference_syllables=wanted.total(),
        hypothesis_syllables=found.total(),
        syllable_recall=_share(common, wanted.total(), empty=1.0),
        syllable_precision=_share(common, found.total(), empty=1.0),
        accent_only_error_rate=_share(accents, wanted.total()),
    )


def _accent_only(found: list[str], wanted: list[str]) -> int:
    """Words that the shortest edit substitutes by one that differs in accents alone."""
    count = 0
    for operation in Levenshtein.editops(found, wanted):
        if operation.tag == "replace":
            count += strip_accents(found[operation.src_pos]) == strip_accents(wanted[operation.dest_pos])
    return count


def _stripped(words: Counter[str]) -> Counter[str]:
    return Counter(strip_accents(word) for word in words.elements())


def _share(part: int, whole: int, *, empty: float = 0.0) -> float:
    """A fraction; over nothing it is `empty` when nothing is wrong, else one error for each superfluous unit."""
    if whole:
        return part / whole
    return float(part) if part else empty
