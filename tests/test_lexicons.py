"""The word lists: every row stands once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from ocr_pipeline.lexicons import lexicon_folder, read_rows
from ocr_pipeline.vietnamese.syllable import canonical

LISTS = sorted(path for path in lexicon_folder().iterdir() if path.suffix in (".tsv", ".txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_no_row_stands_twice(path: Path) -> None:
    rows = Counter(tuple(cell.strip() for cell in row) for row in read_rows(path.name))
    assert rows
    assert [row for row, count in rows.items() if count > 1] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_words_are_composed_and_carry_their_tone_where_tradition_puts_it(path: Path) -> None:
    if path.name.startswith(("confusions-", "legacy_encodings")):  # what was read, right or wrong
        return
    words = set(re.findall(r"[^\W\d_]+", path.read_text("utf-8")))
    assert {word: canonical(word) for word in words if word != canonical(word)} == {}


def test_the_list_of_places_stays_small() -> None:
    assert (lexicon_folder() / "places.tsv").stat().st_size < 350_000
