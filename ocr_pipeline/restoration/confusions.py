"""The error model: how likely each printed letter group is read as each other one, as dense tables for the kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.errors import ModelError
from ocr_pipeline.models import model_paths
from ocr_pipeline.vietnamese.syllable import split_tone, strip_accents

Table = NDArray[np.float32]

_SMOOTHING = 4.0
_ALPHABET = 150
_UNSEEN = {0: 0.004, 1: 0.1, 2: 0.03, 3: 0.004}
"""Share of a printed letter's readings that fall to unseen groups of each length."""


class ErrorTables(NamedTuple):
    """Log probabilities of reading a group, given the printed one.

    `table[r, p]` is that of read group r for printed group p: a read word needs few rows. `single_column[a, b]` is the
    column of printed letter b behind letter a (the last a: at the beginning of a word), `pair_column[a, b]` that of
    letters a and b read as one, or -1. `unseen[k]` holds for any k letters that are no read group; `best[r]` is the
    highest entry of row r.
    """

    table: Table
    single_column: NDArray[np.int32]
    pair_column: NDArray[np.int32]
    unseen: Table
    best: Table


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """The tables with the rows of the printed `letters`, whatever is before them, and the columns of the `reads`."""

    letters: dict[str, int]
    reads: dict[str, int]
    tables: ErrorTables


Counts = Counter[tuple[str, str, str]]
_BEHIND = 20.0
"""How many examples the reading of a letter behind any other one weighs against that behind a certain one."""
_LEAST_BEHIND = 10
"""How often a letter must have been printed behind another one for a row of its own."""


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


class _Index(NamedTuple):
    """Which row stands for which printed letter, pair, letter behind another one; which column for which read group."""

    letters: dict[str, int]
    pairs: dict[str, int]
    behind: dict[tuple[str, str], int]
    reads: dict[str, int]


@cache
def _tables(files: tuple[Path, ...]) -> tuple[_Index, tuple[Table, ...]]:
    """The indices, and a probability table (as in `ErrorTables`) for: right text, each of the confusion tables."""
    counted = [read_confusions(file) for file in files]
    steps = [step for counts in counted for step in counts]
    alphabet = sorted({letter for step in steps for letter in step[0] + step[1]} | set(_every_letter()))
    pairs = sorted({printed for printed, _, _ in steps if len(printed) == 2})
    behind = sorted(_often_behind(counted))
    index = _Index(
        {letter: number for number, letter in enumerate(alphabet)},
        {pair: number for number, pair in enumerate(pairs, len(alphabet))},
        {both: number for number, both in enumerate(behind, len(alphabet) + len(pairs))},
        {read: number for number, read in enumerate(sorted({read for _, read, _ in steps} | set(alphabet)))},
    )
    identity = np.zeros((len(alphabet) + len(pairs) + len(behind), len(index.reads)), np.float32)
    for letter, row in index.letters.items():
        identity[row, index.reads[letter]] = 1.0
    for (_, letter), row in index.behind.items():
        identity[row, index.reads[letter]] = 1.0
    tables = (identity, *(_probabilities(index, counts) for counts in counted))
    return index, tuple(np.ascontiguousarray(table.T) for table in tables)


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


def _every_letter() -> str:
    lower = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmn"
    lower += "oòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
    return lower + lower.upper()


def _probabilities(index: _Index, counts: Counts) -> Table:
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
        prior = _pooled(single, totals, [kin(letter) for letter in index.letters], prior)
    pairs = np.zeros((len(index.pairs), len(index.reads)), np.float32)
    for (printed, read, _), count in counts.items():
        if printed in index.pairs:
            examples = min(totals[index.letters[letter]] for letter in printed) + _SMOOTHING
            pairs[index.pairs[printed] - len(index.letters), index.reads[read]] += count / examples
    return np.concatenate([prior, pairs, _behind_others(index, counts, prior)])


def _behind_others(index: _Index, counts: Counts, single: Table) -> Table:
    """Probabilities of the readings of letters behind certain others, leaning on those of the letters anywhere."""
    first = len(index.letters) + len(index.pairs)
    seen = np.zeros((len(index.behind), len(index.reads)), np.float32)
    for (printed, read, letter), count in counts.items():
        if (row := index.behind.get((letter, printed))) is not None:
            seen[row - first, index.reads[read]] += count
    general = single[[index.letters[letter] for _, letter in index.behind]]
    return np.asarray((seen + _BEHIND * general) / (seen.sum(axis=1, keepdims=True) + _BEHIND), np.float32)


def _letter_counts(index: _Index, counts: Counts) -> tuple[Table, Table]:
    """Counts of the readings of each single letter, and how often each was printed, pairs included."""
    single = np.zeros((len(index.letters), len(index.reads)), np.float32)
    totals = np.zeros(len(index.letters), np.float32)
    for (printed, read, _), count in counts.items():
        for letter in printed:
            totals[index.letters[letter]] += count
        if len(printed) == 1:
            single[index.letters[printed], index.reads[read]] += count
    return single, totals


def _pooled(single: Table, totals: Table, families: list[str], prior: Table) -> Table:
    """Readings pooled over the letters of each family, leaning on the prior where examples are few."""
    names = {family: number for number, family in enumerate(dict.fromkeys(families))}
    member = np.array([names[family] for family in families])
    counts = np.zeros((len(names), single.shape[1]), np.float32)
    examples = np.zeros(len(names), np.float32)
    np.add.at(counts, member, single)
    np.add.at(examples, member, totals)
    mixed = (counts[member] + _SMOOTHING * prior) / (examples[member] + _SMOOTHING)[:, None]
    return np.asarray(mixed, np.float32)


def mixed_model(folder: Path | None, shares: tuple[float, ...]) -> ErrorModel:
    """The error model of a text of which `shares` are right, read with the wrong language, with the right one."""
    return _mixed(model_paths(folder).confusions, shares)


@lru_cache(maxsize=4)
def _mixed(files: tuple[Path, ...], shares: tuple[float, ...]) -> ErrorModel:
    index, tables = _tables(files)
    mixed = np.zeros_like(tables[0])
    for share, table in zip(shares, tables, strict=True):
        if share:
            mixed += np.float32(share) * table
    wrong = 1.0 - shares[0]
    unseen = np.array([wrong * _UNSEEN[length] * 0.1 / _ALPHABET**length for length in range(4)], np.float32)
    least = unseen[[len(read) for read in index.reads]][:, None]
    first, last = len(index.letters), len(index.letters) + len(index.pairs)
    for singles in (mixed[:, :first], mixed[:, last:]):
        np.maximum(singles, least, out=singles)
    with np.errstate(divide="ignore"):
        np.log(mixed, out=mixed)
        logs = ErrorTables(mixed, *_columns(files), np.log(unseen), mixed.max(axis=1))
    return ErrorModel(index.letters, index.reads, logs)


@cache
def _columns(files: tuple[Path, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The columns of single letters behind every other one, and at the beginning; those of pairs."""
    index, _ = _tables(files)
    count = len(index.letters)
    single = np.tile(np.arange(count, dtype=np.int32), (count + 1, 1))
    plain = [*(before(letter, 1) for letter in index.letters), ""]
    behind: dict[str, list[int]] = {}
    for number, letter in enumerate(plain):
        behind.setdefault(letter, []).append(number)
    for (letter, printed), column in index.behind.items():
        single[behind.get(letter, []), index.letters[printed]] = column
    pair = np.full((count, count), -1, np.int32)
    for both, column in index.pairs.items():
        pair[index.letters[both[0]], index.letters[both[1]]] = column
    return single, pair


def read_groups(read: str, model: ErrorModel) -> NDArray[np.int32]:
    """The columns of the groups of 0 to 3 letters from each place of a read word on, and its end; -1 for unseen ones.

    Shape (len(read) + 1, 4).
    """
    return np.array(
        [
            [
                model.reads.get(read[place : place + length], -1) if place + length <= len(read) else -1
                for length in range(4)
            ]
            for place in range(len(read) + 1)
        ],
        np.int32,
    )
