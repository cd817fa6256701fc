"""Which words stand on one line, whatever their order, their marks and the drift of the line."""

import random

import pytest

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.rows import placed, rows_of


def word(text: str, left: int, top: int, height: int = 24, width: int = 40) -> Word:
    return Word(text, Box(left, top, left + width, top + height))


def lines(words: list[Word]) -> list[str]:
    return [" ".join(one.word.text for one in row) for row in rows_of(placed(words))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        ([word("Số:", 0, 0)], ["Số:"]),
        ([word("b", 50, 3), word("a", 0, 0), word("c", 0, 40)], ["a b", "c"]),
        ([word(str(n), 50 * n, 2 * n) for n in range(12)], [" ".join(map(str, range(12)))]),  # the line drifts down
        ([word("lễ", 0, 10), word("⁷", 42, 4, height=12, width=8), word("rồi", 60, 10)], ["lễ ⁷ rồi"]),
        ([word("a", 0, 0), word("|", 50, 0, height=100), word("b", 0, 40), word("c", 0, 80)], ["a |", "b", "c"]),
    ],
)
def test_lines(words: list[Word], expected: list[str]) -> None:
    assert lines(words) == expected
    random.Random(1).shuffle(words)
    assert lines(words) == expected
