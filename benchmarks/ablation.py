"""What each part of restoration gives: the same texts restored with one part taken out at a time.

    python benchmarks/ablation.py [--documents DIR] [--data DIR] [--cache DIR]

Word error rates in percent (`ocr_pipeline.evaluation.restoration`) on the texts of `benchmarks/restoration.py`: the
made-up documents read with the wrong language (light and strong wear) and with the right one (strong), the sample of
real wrong-language text, and with `--data` the born-digital documents read with `-l vie`. A part is taken out by
replacing one name of a module while the texts are restored; the product has no switches for it.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
from restoration import CACHE, SAMPLE, Row, Text, garbled_rows, sibling

from ocr_pipeline.evaluation.restoration import RestorationScores, restoration_scores
from ocr_pipeline.models import model_paths
from ocr_pipeline.restoration import (
    casing,
    channel,
    confusions,
    damage,
    deciding,
    lattice,
    misreadings,
    own_words,
    pieces,
    restore,
    settled,
    thresholds,
)
from ocr_pipeline.synthesis.content import FOLDER
from ocr_pipeline.vietnamese.language_model import BACKOFF_ZERO, LanguageModel, load_language_model

WANTED = re.compile(r"\(a\).* eng$|\(a\).*strong|\(b\).* vie$")
Patches = Sequence[AbstractContextManager[object]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=FOLDER, help="folder of other made-up documents")
    parser.add_argument("--data", type=Path, help="folder with scans/born_digital, scans/gold")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where read pages are kept (default: %(default)s)")
    options = parser.parse_args()
    rows = [row for row in wanted_rows(options.data, options.cache, options.documents) if row.texts]
    print(f"{'':44}" + "".join(f"{short(row):>16}" for row in rows))
    for name, patches in PARTS.items():
        with ExitStack() as stack:
            for one in patches():
                stack.enter_context(one)
            forget()
            rates = [100 * score(row).wer for row in rows]
        print(f"{name:44}" + "".join(f"{rate:16.2f}" for rate in rates), flush=True)
    forget()


def wanted_rows(data: Path | None, folder: Path, documents: Path = FOLDER) -> Iterator[Row]:
    """The rows in which parts of both channels show."""
    for row in garbled_rows(data, folder, documents):
        if WANTED.match(row.title):
            yield row
    yield Row("(e) sample", [Text(SAMPLE.read_text("utf-8"), sibling(SAMPLE, ".read.txt"))])


def short(row: Row) -> str:
    words = row.title.replace(",", "").split()
    return " ".join([words[0], *(word for word in words if word in ("light", "strong", "eng", "vie"))])


def score(row: Row) -> RestorationScores:
    total = RestorationScores()
    for text in row.texts:
        total += restoration_scores(text.raw, restore.restore_text(text.raw).text, text.truth)
    return total


def forget() -> None:
    """Drop the tables that depend on what is patched."""
    for made in (misreadings.counted, confusions._columns, confusions._mixed, casing.casing_odds, channel._channel):
        made.cache_clear()


def with_order(order: int) -> LanguageModel:
    """The shipped model without its longest n-grams, and without what is paid where they lack."""
    model = load_language_model(model_paths(None).language_model)
    trie = model.trie._replace(
        child3=np.zeros_like(model.trie.child3), backoff3=np.full_like(model.trie.backoff3, BACKOFF_ZERO)
    )
    if order < 3:
        trie = trie._replace(child2=np.zeros_like(trie.child2), backoff2=np.full_like(trie.backoff2, BACKOFF_ZERO))
    return LanguageModel(model.forms, model.index, trie)


def language_model(order: int) -> Patches:
    model = with_order(order)
    return [patch.object(restore, "load_language_model", return_value=model)]


PARTS: dict[str, Callable[[], Patches]] = {
    "everything": list,
    "3-grams at most": lambda: language_model(3),
    "2-grams at most": lambda: language_model(2),
    "words keep nothing behind anything": lambda: [patch.object(channel, "smoothed", lambda model: model.trie)],
    "letters read alike behind any letter": lambda: [patch.object(misreadings, "_LEAST_BEHIND", 10**9)],
    "no word is taken for another as a whole": lambda: [patch.object(lattice, "with_whole_words")],
    "misspelt syllables tell nothing": lambda: [patch.object(damage, "_MISSPELT", 0.0)],
    "spaces are never lost or put in": lambda: [
        patch.object(lattice, "SPLIT", -1e6),
        patch.object(lattice, "MERGE", -1e6),
    ],
    "words of the document not raised": lambda: [patch.object(own_words.OwnWords, "raised", lambda *call: call[2])],
    "casing of each word alone": lambda: [
        patch.object(deciding, "decide_casing", lambda words, _: [int(np.argmax(word.scores)) for word in words])
    ],
    "paragraphs begin nowhere behind short lines": lambda: [patch.object(pieces, "SHORT", 0.0)],
    "broken codes left": lambda: [patch.object(restore, "repair_codes", return_value=())],
    "no lists of peoples and places": lambda: [
        patch.object(settled, "people_words", return_value=()),
        patch.object(settled, "locality_words", return_value=()),
    ],
    "no words that their neighbours demand": lambda: [
        patch.object(deciding, "as_expected", lambda _, decided, __: decided)
    ],
    "no higher odds for right text": lambda: [patch.object(thresholds, "STRICT", 0.0)],
}


if __name__ == "__main__":
    main()
