"""The error model: how likely each printed letter group is read as each other one, as dense tables for the kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.errors import ModelError
from ocr_pipeline.models import model_paths
from ocr_pipeline.vietnamese.syllable import split_tone, strip_accents

Table = NDArray[np.float32]
Ints = NDArray[np.int32]

_SMOOTHING = 4.0
_KIN = (0.1, 0.0)
"""Least share of a letter's readings that it takes from its kin, read with the wrong language and with the right one.

No table has all misreadings of real engines. For the right language it mends few words more, and spoils right ones."""
_ALPHABET = 150
_UNSEEN = {0: 0.004, 1: 0.1, 2: 0.03, 3: 0.004}
"""Share of a printed letter's readings that fall to unseen groups of each length."""


class ErrorTables(NamedTuple):
    """Log probabilities of reading a group, given the printed one.

    `table[r, p]` is that of read group r for printed group p (`Columns`): a read word needs few rows. `unseen[k]` holds
    for any k letters that are no read group, and is the least for any that are: `likely[start[r]:start[r + 1]]` are the
    columns in which row r holds something else. `lost` is the row of the empty group; `best[c, r]` is the highest entry
    of row r among the printed groups that may end a word in lower case (c = 0), or one in capitals (c = 1).
    """

    table: Table
    unseen: Table
    start: Ints
    likely: Ints
    lost: Table
    best: Table


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of the tables: the numbers of the `letters` are those of the letters whatever is before them.

    `single[a, b]` is the column of printed letter b behind letter a (the last a: at the beginning of a word),
    `pair[a, b]` that of letters a and b read as one, or -1.
    """

    letters: dict[str, int]
    single: Ints
    pair: Ints


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """The tables, their columns, and the rows of the `reads`."""

    columns: Columns
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


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Where the tables hold anything (flat indices, row by row), and what: for right text, each confusion table."""

    index: _Index
    cells: NDArray[np.intp]
    probabilities: tuple[Table, ...]


@cache
def _counted(files: tuple[Path, ...]) -> _Counted:
    """What the confusion tables tell: hardly one cell in twenty."""
    counted = [read_confusions(file) for file in files]
    steps = [step for counts in counted for step in counts]
    alphabet = sorted({letter for step in steps for letter in step[0] + step[1]} | set(_every_letter()))
    pairs = sorted({printed for printed, _, _ in steps if len(printed) == 2})
    behind = sorted(_often_behind(counted))
    index = _Index(
        {letter: number for number, letter in enumerate(alphabet)},
        {pair: number for number, pair in enumerate(pairs, len(alphabet))},
        {both: number for number, both in enumerate(behind, len(alphabet) + len(pairs))},
        {read: number for number, read in enumerate(sorted({read for _, read, _ in steps} | {"", *alphabet}))},
    )
    identity = np.zeros((len(alphabet) + len(pairs) + len(behind), len(index.reads)), np.float32)
    for letter, row in index.letters.items():
        identity[row, index.reads[letter]] = 1.0
    for (_, letter), row in index.behind.items():
        identity[row, index.reads[letter]] = 1.0
    tables = [table.T.ravel() for table in (identity, *map(partial(_probabilities, index), counted, _KIN))]
    cells = np.flatnonzero(np.any(tables, axis=0))
    return _Counted(index, cells, tuple(table[cells] for table in tables))


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


def _probabilities(index: _Index, counts: Counts, kin_share: float) -> Table:
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
    pairs = _pair_probabilities(index, counts, totals, kin_share)
    return np.concatenate([prior, pairs, _behind_others(index, counts, prior)])


def _pair_probabilities(index: _Index, counts: Counts, totals: Table, kin_share: float) -> Table:
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


def mixed_model(folder: Path | None, shares: tuple[float, ...]) -> ErrorModel:
    """The error model of a text of which `shares` are right, read with the wrong language, with the right one."""
    return _mixed(model_paths(folder).confusions, shares)


@lru_cache(maxsize=4)
def _mixed(files: tuple[Path, ...], shares: tuple[float, ...]) -> ErrorModel:
    counted = _counted(files)
    index, cells = counted.index, counted.cells
    columns, (lower, capital) = _columns(files)
    rows, printed = np.divmod(cells, len(lower))
    mixed = np.zeros(len(cells), np.float32)
    for share, table in zip(shares, counted.probabilities, strict=True):
        if share:
            mixed += np.float32(share) * table
    wrong = 1.0 - shares[0]
    unseen = np.array([wrong * _UNSEEN[length] * 0.1 / _ALPHABET**length for length in range(4)], np.float32)
    least = unseen[[len(read) for read in index.reads]]
    pairs = slice(len(index.letters), len(index.letters) + len(index.pairs))
    single = (printed < pairs.start) | (printed >= pairs.stop)
    np.maximum(mixed, least[rows], out=mixed, where=single)
    likely = np.where(single, mixed > least[rows], mixed > 0)
    start = np.searchsorted(rows[likely], np.arange(len(least) + 1)).astype(np.int32)
    with np.errstate(divide="ignore"):
        mixed, least, unseen = np.log(mixed), np.log(least), np.log(unseen)
    table = np.repeat(least[:, None], len(lower), axis=1)
    table[:, pairs] = -np.inf
    table.ravel()[cells] = mixed
    best = np.stack([least, least])
    for case, of_case in enumerate((lower, capital)):
        np.maximum.at(best[case], rows[of_case[printed]], mixed[of_case[printed]])
    lost = table[index.reads[""]].copy()
    return ErrorModel(
        columns, index.reads, ErrorTables(table, unseen, start, printed[likely].astype(np.int32), lost, best)
    )


@cache
def _columns(files: tuple[Path, ...]) -> tuple[Columns, NDArray[np.bool_]]:
    """The columns, and which of them may end a word in lower case, or one in capitals."""
    index = _counted(files).index
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
    last = [*index.letters, *(both[1] for both in index.pairs), *(letter for _, letter in index.behind)]
    lower = [not letter.isupper() for letter in last]
    capital = [not letter.islower() or letter.upper() not in index.letters for letter in last]
    return Columns(index.letters, single, pair), np.array([lower, capital])


def read_groups(read: str, model: ErrorModel) -> list[int]:
    """The rows of the groups of 0 to 3 letters from each place of a read word on, and its end; -1 for unseen ones.

    Groups that would reach over the end are cut there.
    """
    rows = model.reads
    return [rows.get(read[place : place + length], -1) for place in range(len(read) + 1) for length in range(4)]
