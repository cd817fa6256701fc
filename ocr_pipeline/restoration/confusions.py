"""The error model: how likely each printed letter group is read as each other one, as dense tables for the kernels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Log probabilities of reading a group, given the printed one.

    `table[p, r]` is that of read group r for printed group p; rows are single printed letters (`letters`), then pairs
    (`pair_row[a, b]` is the row of letters a and b, or -1). `unseen[k]` holds for any k letters not in `reads`.
    """

    letters: dict[str, int]
    reads: dict[str, int]
    pair_row: NDArray[np.int32]
    table: Table
    unseen: Table


Counts = Counter[tuple[str, str]]


def read_confusions(file: Path) -> Counts:
    """The counts of a confusion table (printed, read, count)."""
    try:
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines() if not line.startswith("# ")]
        return Counter({(printed, read): int(count) for printed, read, count in rows})
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Không đọc được bảng nhầm lẫn {file}: {error}.", "Hãy cài lại gói hoặc học lại bảng từ các cặp đọc/in."
        ) from error


@cache
def _tables(files: tuple[Path, ...]) -> tuple[ErrorModel, tuple[Table, ...]]:
    """The indices, and a probability table for: right text, each of the confusion tables."""
    counted = [read_confusions(file) for file in files]
    steps = [step for counts in counted for step in counts]
    alphabet = sorted({letter for printed, read in steps for letter in printed + read} | set(_every_letter()))
    letters = {letter: number for number, letter in enumerate(alphabet)}
    pairs = sorted({printed for printed, _ in steps if len(printed) == 2})
    reads = {read: number for number, read in enumerate(sorted({read for _, read in steps} | set(alphabet)))}
    pair_row = np.full((len(letters), len(letters)), -1, np.int32)
    for number, pair in enumerate(pairs):
        pair_row[letters[pair[0]], letters[pair[1]]] = len(letters) + number
    shape = (len(letters) + len(pairs), len(reads))
    identity = np.zeros(shape, np.float32)
    for letter, row in letters.items():
        identity[row, reads[letter]] = 1.0
    model = ErrorModel(letters, reads, pair_row, identity, np.zeros(4, np.float32))
    return model, (identity, *(_probabilities(model, counts, pairs) for counts in counted))


def _every_letter() -> str:
    lower = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmn"
    lower += "oòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
    return lower + lower.upper()


def _probabilities(model: ErrorModel, counts: Counts, pairs: list[str]) -> Table:
    """Probabilities of each printed letter's readings, and of each pair's, smoothed over its kin.

    A letter with few examples leans on the letters that differ from it by the tone (ố on ô, ồ, ổ), these on all with
    the same plain letter, and these on the prior that letters keep their shape and lose their marks.
    """
    single, totals = _letter_counts(model, counts)
    prior = np.zeros_like(single)
    for letter, row in model.letters.items():
        prior[row, model.reads[letter]] += 0.45
        plain = strip_accents(letter)
        prior[row, model.reads.get(plain, model.reads[letter])] += 0.45
    for kin in (strip_accents, lambda letter: split_tone(letter)[0], lambda letter: letter):
        prior = _pooled(single, totals, [kin(letter) for letter in model.letters], prior)
    table = np.zeros(model.table.shape, np.float32)
    table[: len(model.letters)] = prior
    for number, pair in enumerate(pairs):
        examples = min(totals[model.letters[letter]] for letter in pair) + _SMOOTHING
        for (printed, read), count in counts.items():
            if printed == pair:
                table[len(model.letters) + number, model.reads[read]] = count / examples
    return table


def _letter_counts(model: ErrorModel, counts: Counts) -> tuple[Table, Table]:
    """Counts of the readings of each single letter, and how often each was printed, pairs included."""
    single = np.zeros((len(model.letters), len(model.reads)), np.float32)
    totals = np.zeros(len(model.letters), np.float32)
    for (printed, read), count in counts.items():
        for letter in printed:
            totals[model.letters[letter]] += count
        if len(printed) == 1:
            single[model.letters[printed], model.reads[read]] += count
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
    model, tables = _tables(model_paths(folder).confusions)
    mixed = np.zeros_like(tables[0])
    for share, table in zip(shares, tables, strict=True):
        mixed += np.float32(share) * table
    wrong = 1.0 - shares[0]
    unseen = [wrong * _UNSEEN[length] * 0.1 / _ALPHABET**length for length in range(4)]
    with np.errstate(divide="ignore"):
        return ErrorModel(
            model.letters, model.reads, model.pair_row, np.log(mixed), np.log(np.array(unseen, np.float32))
        )
