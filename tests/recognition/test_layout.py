from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition import arrange

CASES = json.loads((Path(__file__).parent / "cases" / "reading_order.json").read_text("utf-8"))
WIDTH, HEIGHT = 1300, 1800
LETTER_WIDTH, LETTER_HEIGHT = 11, 26


def printed_words(lines: list[list[Any]]) -> list[Word]:
    """Words of lines given as left, top and text, as if printed in a font of fixed width."""
    words = []
    for left, top, text in lines:
        for text_word in text.split():
            right = left + LETTER_WIDTH * len(text_word)
            words.append(Word(text_word, Box(left, top, right, top + LETTER_HEIGHT), 0.9))
            left = right + LETTER_WIDTH
    return words


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reading_order(case: dict[str, Any]) -> None:
    words = printed_words(case["printed"])
    random.Random(5).shuffle(words)
    found: dict[str, list[str]] = {}
    for zone in arrange(words, WIDTH, HEIGHT):
        found.setdefault(zone.kind, []).extend(line.text for line in zone.lines)
    assert found == case["zones"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_head_comes_before_body_before_foot(case: dict[str, Any]) -> None:
    kinds = [zone.kind for zone in arrange(printed_words(case["printed"]), WIDTH, HEIGHT)]
    order = [kind for kind in ("head_left", "head_right", "body", "foot_left", "foot_right") if kind in kinds]
    assert sorted(order, key=kinds.index) == order


boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 1200),
    st.integers(0, 1700),
    st.integers(1, 400),
    st.integers(1, 90),
)
texts = st.sampled_from(
    ["Nơi", "nhận:", "CỘNG", "HÒA", "XÃ", "HỘI", "Số:", "-", "2", "Kính", "gửi:", "ngày", "Độc", "lập"]
)
confidences = st.none() | st.floats(0, 1)


@given(st.lists(st.builds(Word, texts, st.none() | boxes, confidences), max_size=60))
def test_every_word_is_in_exactly_one_line(words: list[Word]) -> None:
    found = [word for zone in arrange(words, WIDTH, HEIGHT) for line in zone.lines for word in line.words]
    assert sorted(map(repr, found)) == sorted(map(repr, words))


placed_words = st.builds(Word, texts, boxes, confidences)


@given(st.lists(placed_words, max_size=60, unique_by=lambda word: word.box and word.box.left), st.randoms())
def test_the_order_of_the_words_does_not_matter(words: list[Word], shuffler: random.Random) -> None:
    shuffled = list(words)
    shuffler.shuffle(shuffled)
    assert {line.text for zone in arrange(words, WIDTH, HEIGHT) for line in zone.lines if line.box} == {
        line.text for zone in arrange(shuffled, WIDTH, HEIGHT) for line in zone.lines if line.box
    }
