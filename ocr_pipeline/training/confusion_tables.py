"""Write a confusion table for an archive: its pairs added to what the shipped table knows, or its pairs alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ocr_pipeline.errors import InputError
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.models import CONFUSIONS
from ocr_pipeline.restoration.misreadings import read_confusions
from ocr_pipeline.training.confusions import Pair, learn_confusions, learn_words, write_confusions

LEAST = 2
"""How often a confusion must be seen to count."""


def adapt_confusions(pairs: Sequence[Pair], weight: int, file: Path, *, from_scratch: bool) -> int:
    """Learn from the pairs, each counted `weight` times, and write the table; returns how many groups it has.

    That of the right language also tells which words an engine takes for others as a whole. Raises InputError where
    nothing can be learned.
    """
    learned = learn_confusions(pairs)
    seen: Counter[Pair] = Counter()
    for (printed, read, _), count in learned.items():
        seen[printed, read] += count
    counts = Counter(
        {step: count * weight for step, count in learned.items() if seen[step[:2]] >= LEAST or step[0] == step[1]}
    )
    if file.name == CONFUSIONS["right-language"]:
        counts += Counter({step: count * weight for step, count in learn_words(pairs).items()})
    if not counts:
        raise InputError(
            f"không học được gì từ {len(pairs)} cặp đọc/in.",
            "Mỗi dòng cần: chữ máy đọc, dấu tab, chữ in thật; mỗi nhầm lẫn cần gặp ít nhất hai lần.",
        )
    if not from_scratch:
        counts += read_confusions(lexicon_folder() / file.name)
    write_confusions(counts, file)
    return len({step[:2] for step in counts})
