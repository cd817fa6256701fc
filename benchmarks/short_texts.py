"""One line by itself: how much of garbled ones comes back, and what right ones suffer.

    python benchmarks/short_texts.py [--data DIR] [--cache DIR] [--lines N]

Lines of fewer than ten words of the wrong-language texts of `benchmarks/restoration.py` (light wear), each beside the
printed line that is most like it without marks, where both have as many words; and as many such lines and pieces of
lines of its right texts. N of each are drawn, the same in every run.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process
from restoration import CACHE, Row, garbled_rows, right_rows

from ocr_pipeline.pipeline import restore
from ocr_pipeline.vietnamese.syllable import strip_accents

FEW = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with scans/born_digital, scans/gold, corpora")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where read pages are kept (default: %(default)s)")
    parser.add_argument("--lines", type=int, default=3000, help="lines of each kind (default: %(default)s)")
    options = parser.parse_args()
    chance = random.Random(1)
    rows = [row for row in garbled_rows(options.data, options.cache) if "light wear, tesseract -l eng" in row.title]
    garbled = [pair for row in rows for pair in garbled_lines(row)]
    right = [line for row in right_rows(options.data, options.cache) for line in right_lines(row, chance)]
    show_garbled(chance.sample(garbled, min(options.lines, len(garbled))))
    show_right(chance.sample(right, min(options.lines, len(right))))


def garbled_lines(row: Row) -> Iterator[tuple[str, str]]:
    """Short lines as read and as printed."""
    for text in row.texts:
        printed = text.truth.splitlines()
        letters = [strip_accents(line).lower() for line in printed]
        for line in text.raw.splitlines():
            found = process.extractOne(line.lower(), letters, scorer=fuzz.ratio) if line.strip() else None
            if found and 0 < len(line.split()) == len(printed[found[2]].split()) < FEW:
                yield line, printed[found[2]]


def right_lines(row: Row, chance: random.Random) -> Iterator[str]:
    """Short lines, and a short piece of each long one."""
    for words in (line.split() for text in row.texts for line in text.truth.splitlines()):
        if words:
            count = len(words) if len(words) < FEW else chance.randrange(1, FEW)
            start = chance.randrange(len(words) - count + 1)
            yield " ".join(words[start : start + count])


def show_garbled(pairs: list[tuple[str, str]]) -> None:
    """Wrong words before and after, by the number of words of a line."""
    print(f"{'garbled: words a line':24}{'words':>8}{'read wrong':>12}{'left wrong':>12}")
    sums = {count: [0, 0, 0] for count in range(1, FEW)}
    for read, printed in pairs:
        wanted = printed.split()
        ours = restore(read).text.split()
        wrong = len(wanted) if len(ours) != len(wanted) else differing(ours, wanted)
        for place, value in enumerate((len(wanted), differing(read.split(), wanted), wrong)):
            sums[len(wanted)][place] += value
    for count, (words, before, after) in sums.items():
        print(f"{count:<24}{words:>8,}{before:>12,}{after:>12,}")
    words, before, after = (sum(column) for column in zip(*sums.values(), strict=True))
    print(f"{'all':24}{words:>8,}{before:>12,}{after:>12,}")


def differing(one: list[str], other: list[str]) -> int:
    return sum(left != right for left, right in zip(one, other, strict=True))


def show_right(lines: list[str]) -> None:
    """Every change of a right line, which is harm or mends a misprint."""
    changed = [(line, restoration) for line in lines if (restoration := restore(line)).edits]
    for line, restoration in changed:
        print(f"  {line} → {restoration.text}")
    edits = sum(len(restoration.edits) for _, restoration in changed)
    print(f"right: {len(lines):,} lines, {sum(len(line.split()) for line in lines):,} words, {edits} changed")


if __name__ == "__main__":
    main()
