"""The error model: how likely each printed letter group is read as each other one, as dense tables for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration.misreadings import Table, before, counted

Ints = NDArray[np.int32]

_ALPHABET = 150
STEP = np.float32(1 / 1024)
"""Nats; the least that 16 bits hold is below all that is a candidate."""
_FEWEST = np.iinfo(np.int16).min
_UNSEEN = {0: 0.004, 1: 0.1, 2: 0.03, 3: 0.004}
"""Share of a printed letter's readings that fall to unseen groups of each length."""


class ErrorTables(NamedTuple):
    """Log probabilities of reading a group, given the printed one.

    `table[r, p]` is that of read group r for printed group p (`Columns`), in whole `STEP`s, which halves the
    largest table of all: a read word needs few rows. `unseen[k]` holds for any k letters that are no read group,
    and is the least for any that are: `likely[start[r]:start[r + 1]]` are the columns in which row r holds
    something else. `lost` is the row of the empty group; `best[c, r]` is the highest entry of row r among the
    printed groups that may end a word in lower case (c = 0), or one in capitals (c = 1).
    """

    table: NDArray[np.int16]
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


def mixed_model(folder: Path | None, shares: tuple[float, ...]) -> ErrorModel:
    """The error model of a text of which `shares` are right, read with the wrong language, with the right one."""
    return _mixed(model_paths(folder).confusions, shares)


@lru_cache(maxsize=4)
def _mixed(files: tuple[Path, ...], shares: tuple[float, ...]) -> ErrorModel:
    known = counted(files)
    index, cells = known.index, known.cells
    columns, (lower, capital) = _columns(files)
    rows, printed = np.divmod(cells, len(lower))
    mixed = np.zeros(len(cells), np.float32)
    for share, probabilities in zip(shares, known.probabilities, strict=True):
        if share:
            mixed += np.float32(share) * probabilities
    wrong = 1.0 - shares[0]
    unseen = np.array([wrong * _UNSEEN[length] * 0.1 / _ALPHABET**length for length in range(4)], np.float32)
    least = unseen[[len(read) for read in index.reads]]
    pairs = slice(len(index.letters), len(index.letters) + len(index.pairs))
    single = (printed < pairs.start) | (printed >= pairs.stop)
    np.maximum(mixed, least[rows], out=mixed, where=single)
    likely = np.where(single, mixed > least[rows], mixed > 0)
    start = np.searchsorted(rows[likely], np.arange(len(least) + 1)).astype(np.int32)
    with np.errstate(divide="ignore"):
        steps, least_steps, unseen = _steps(np.log(mixed)), _steps(np.log(least)), _steps(np.log(unseen)) * STEP
    table = np.repeat(least_steps[:, None], len(lower), axis=1)
    table[:, pairs] = _FEWEST
    table.ravel()[cells] = steps
    best = np.stack([least_steps, least_steps])
    for case, of_case in enumerate((lower, capital)):
        np.maximum.at(best[case], rows[of_case[printed]], steps[of_case[printed]])
    lost = table[index.reads[""]] * STEP
    return ErrorModel(
        columns, index.reads, ErrorTables(table, unseen, start, printed[likely].astype(np.int32), lost, best * STEP)
    )


def _steps(logs: Table) -> NDArray[np.int16]:
    steps: NDArray[np.int16] = np.maximum(np.rint(logs / STEP), _FEWEST).astype(np.int16)
    return steps


@cache
def _columns(files: tuple[Path, ...]) -> tuple[Columns, NDArray[np.bool_]]:
    """The columns, and which of them may end a word in lower case, or one in capitals."""
    index = counted(files).index
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
