"""The word lists: every row stands once."""

from collections import Counter
from pathlib import Path

import pytest

from ocr_pipeline.lexicons import lexicon_folder, read_rows

LISTS = sorted(path for path in lexicon_folder().iterdir() if path.suffix in (".tsv", ".txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_no_row_stands_twice(path: Path) -> None:
    rows = Counter(tuple(cell.strip() for cell in row) for row in read_rows(path.name))
    assert rows
    assert [row for row, count in rows.items() if count > 1] == []
