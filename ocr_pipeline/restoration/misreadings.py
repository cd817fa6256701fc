"""How printed letters are misread: counts of confusions, and the probabilities that they make, smoothed over kin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.errors import ModelError
from ocr_pipeline.vietnamese.syllable import split_tone, strip_accents

Table = NDArray[np.float32]
Counts = Counter[tuple[str, str, str]]

_SMOOTHING = 4.0
_KIN = (0.1, 0.0)
"""Least share of a letter's readings that it takes from its kin, read with the wrong language and with the right one.

No table has all misreadings of real engines. For the right language it mends few words more, and spoils right ones."""
_OFTEN, _DOUBLED = 0.05, 0.005
"""Share of an accented letter's readings that makes one frequent, and of two frequent ones read one after the other
(`o6` for ô; it is that of the letters for which such readings were seen)."""
_SAME_SHAPE, _CAPITAL = frozenset("cosuvwxz"), 0.004
"""Letters whose capitals differ by their size alone; the least share of their frequentest reading that these have."""
_BEHIND = 20.0
"""How many examples the reading of a letter behind any other one weighs against that behind a certain one."""
_LEAST_BEHIND = 10
"""How often a letter must have been printed behind another one for a row of its own."""


WHOLE = "="
"""Stands for the letter before where not a letter but a whole word was read as another one."""


def before(printed: str, place: int) -> str:
    """What stands before a printed letter, as far as it tells how that is read: a plain letter, or nothing.

    >>> before("Sở Tài", 1), before("Sở Tài", 3), before("Sở Tài", 5)
    ('S', '', 'a')
    """
    return strip_accents(printed[place - 1]).strip() if place else ""


def read_confusions(file: Path) -> Counts:
    """The counts of a confusion table (printed, read, letter before, count)."""
    try:
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines() if not line.startswith("# ")]
        return Counter({(printed, read, letter): int(count) for printed, read, letter, count in rows})
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Không đọc được bảng nhầm lẫn {file}: {error}.", "Hãy cài lại gói hoặc học lại bảng từ các cặp đọc/in."
        ) from error


class Index(NamedTuple):
    """Which row stands for which printed letter, pair, letter behind another one; which column for which read group."""

    letters: dict[str, int]
    pairs: dict[str, int]
    behind: dict[tuple[str, str], int]
    reads: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Where the tables hold anything (flat indices, row by row), and what: for right text, each confusion table."""

    index: Index
    cells: NDArray[np.intp]
    probabilities: tuple[Table, ...]


@cache
def counted(files: tuple[Path, ...]) -> Counted:
    """What the confusion tables tell: hardly one cell in twenty."""
    tables = [_of_letters(read_confusions(file)) for file in files]
    steps = [step for counts in tables for step in counts]
    alphabet = sorted({letter for step in steps for letter in step[0] + step[1]} | set(_every_letter()))
    pairs = sorted({printed for printed, _, _ in steps if len(printed) == 2})
    behind = sorted(_often_behind(tables))
    doubled = {two for counts, kin in zip(tables, _KIN, strict=True) if kin for two in _doubled(counts)}
    reads = {read for _, read, _ in steps} | doubled | {"", *alphabet}
    index = Index(
        {letter: number for number, letter in enumerate(alphabet)},
        {pair: number for number, pair in enumerate(pairs, len(alphabet))},
        {both: number for number, both in enumerate(behind, len(alphabet) + len(pairs))},
        {read: number for number, read in enumerate(sorted(reads))},
    )
    identity = np.zeros((len(alphabet) + len(pairs) + len(behind), len(index.reads)), np.float32)
    for letter, row in index.letters.items():
        identity[row, index.reads[letter]] = 1.0
    for (_, letter), row in index.behind.items():
        identity[row, index.reads[letter]] = 1.0
    smooth = [table.T.ravel() for table in (identity, *map(partial(_probabilities, index), tables, _KIN))]
    cells = np.flatnonzero(np.any(smooth, axis=0))
    return Counted(index, cells, tuple(table[cells] for table in smooth))


def _of_letters(counts: Counts) -> Counts:
    return Counter({step: count for step, count in counts.items() if step[2] != WHOLE})


def _often_behind(counted: Sequence[Counts]) -> set[tuple[str, str]]:
    """The (letter before, letter) that were printed often enough to tell how they are read."""
    often: set[tuple[str, str]] = set()
    for counts in counted:
        total: Counter[tuple[str, str]] = Counter()
        for (printed, _, letter), count in counts.items():
            if len(printed) == 1:
                total[letter, printed] += count
        often |= {both for both, count in total.items() if count >= _LEAST_BEHIND}
    return often


def _doubled(counts: Counts) -> set[str]:
    """Two frequent readings of one accented letter, one after the other."""
    readings: dict[str, Counter[str]] = {}
    for (printed, read, _), count in counts.items():
        if strip_accents(printed) != printed and len(printed) == 1 and len(read) == 1:
            readings.setdefault(printed, Counter())[read] += count
    often = [[read for read, count in of.items() if count >= _OFTEN * of.total()] for of in readings.values()]
    return {first + second for reads in often for first in reads for second in reads}


def _every_letter() -> str:
    lower = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmn"
    lower += "oòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
    return lower + lower.upper()


def _probabilities(index: Index, counts: Counts, kin_share: float) -> Table:
    """Probabilities of each printed letter's readings, and of each pair's, smoothed over its kin.

    A letter with few examples leans on the letters that differ from it by the tone (ố on ô, ồ, ổ), these on all with
    the same plain letter, and these on the prior that letters keep their shape and lose their marks.
    """
    single, totals = _letter_counts(index, counts)
    prior = np.zeros_like(single)
    for letter, row in index.letters.items():
        prior[row, index.reads[letter]] += 0.45
        plain = strip_accents(letter)
        prior[row, index.reads.get(plain, index.reads[letter])] += 0.45
    for kin in (strip_accents, lambda letter: split_tone(letter)[0], lambda letter: letter):
        prior = _pooled(single, totals, [kin(letter) for letter in index.letters], prior, kin_share)
    if kin_share:
        _double(prior, index)
    pairs = _pair_probabilities(index, counts, totals, kin_share)
    table = np.concatenate([prior, pairs, _behind_others(index, counts, prior)])
    if kin_share:
        _lend_capitals(table, index)
    return table


def _lend_capitals(table: Table, index: Index) -> None:
    """Let small letters whose capitals have their shape be read as these: the size of worn ones is hard to tell."""
    rows = [*index.letters.items(), *((letter, row) for (_, letter), row in index.behind.items())]
    for letter, row in rows:
        plain = strip_accents(letter)
        if plain in _SAME_SHAPE and (column := index.reads.get(plain.upper())) is not None:
            table[row, column] = max(table[row, column], _CAPITAL * table[row].max())


def _double(single: Table, index: Index) -> None:
    """Let two frequent readings of one accented letter stand for it, one after the other."""
    ones = {read: column for read, column in index.reads.items() if len(read) == 1}
    for letter, row in index.letters.items():
        if strip_accents(letter) == letter:
            continue
        often = [(read, single[row, column]) for read, column in ones.items() if single[row, column] >= _OFTEN]
        for (first, one), (second, two) in product(often, often):
            if (column := index.reads.get(first + second)) is not None:
                single[row, column] = max(single[row, column], _DOUBLED * one * two)


def _pair_probabilities(index: Index, counts: Counts, totals: Table, kin_share: float) -> Table:
    """Probabilities of the readings of two letters as one; pairs that differ by marks alone lean on each other."""
    seen = np.zeros((len(index.pairs), len(index.reads)), np.float32)
    for (printed, read, _), count in counts.items():
        if printed in index.pairs:
            seen[index.pairs[printed] - len(index.letters), index.reads[read]] += count
    examples = np.array([min(totals[index.letters[letter]] for letter in pair) for pair in index.pairs], np.float32)
    own = seen / (examples + _SMOOTHING)[:, None]
    if not kin_share:
        return own
    prior = np.zeros_like(seen)
    for kin in (strip_accents, lambda pair: "".join(split_tone(letter)[0] for letter in pair)):
        prior = _pooled(seen, examples, [kin(pair) for pair in index.pairs], prior, kin_share)
    return np.asarray((1 - kin_share) * own + kin_share * prior, np.float32)


def _behind_others(index: Index, counts: Counts, single: Table) -> Table:
    """Probabilities of the readings of letters behind certain others, leaning on those of the letters anywhere."""
    first = len(index.letters) + len(index.pairs)
    seen = np.zeros((len(index.behind), len(index.reads)), np.float32)
    for (printed, read, letter), count in counts.items():
        if (row := index.behind.get((letter, printed))) is not None:
            seen[row - first, index.reads[read]] += count
    general = single[[index.letters[letter] for _, letter in index.behind]]
    return np.asarray((seen + _BEHIND * general) / (seen.sum(axis=1, keepdims=True) + _BEHIND), np.float32)


def _letter_counts(index: Index, counts: Counts) -> tuple[Table, Table]:
    """Counts of the readings of each single letter, and how often each was printed, pairs included."""
    single = np.zeros((len(index.letters), len(index.reads)), np.float32)
    totals = np.zeros(len(index.letters), np.float32)
    for (printed, read, _), count in counts.items():
        for letter in printed:
            totals[index.letters[letter]] += count
        if len(printed) == 1:
            single[index.letters[printed], index.reads[read]] += count
    return single, totals


def _pooled(single: Table, totals: Table, families: list[str], prior: Table, least: float) -> Table:
    """Readings pooled over the letters of each family, leaning on the prior: the more, the fewer the examples."""
    names = {family: number for number, family in enumerate(dict.fromkeys(families))}
    member = np.array([names[family] for family in families])
    counts = np.zeros((len(names), single.shape[1]), np.float32)
    examples = np.zeros(len(names), np.float32)
    np.add.at(counts, member, single)
    np.add.at(examples, member, totals)
    leaning = np.maximum(_SMOOTHING / (examples[member] + _SMOOTHING), least)[:, None]
    own = counts[member] / np.maximum(examples[member], 1)[:, None]
    return np.asarray((1 - leaning) * own + leaning * prior, np.float32)
