"""The compact layout of the trie: what is packed is found again, also where one pair of words has many followers."""

from pathlib import Path

import numpy as np
import pytest

from ocr_pipeline.training.kneser_ney import estimate, log_probabilities
from ocr_pipeline.training.language_model import write_language_model
from ocr_pipeline.vietnamese.language_model import FRONT, extend, load_language_model
from ocr_pipeline.vietnamese.tokens import CLASSES, START

from .streams import stream_of

WORDS = 700
OPENERS = (6, 7, 8)


@pytest.fixture(scope="module")
def stream() -> np.ndarray:
    """Three openers, two fixed words, then any of 600 words, some far more often than others, and an echo."""
    chooser = np.random.default_rng(3)
    lines = []
    for _ in range(6000):
        follower = 20 + min(int(chooser.exponential(120)), 599)
        lines.append([CLASSES.index(START), chooser.choice(OPENERS), 10, 11, follower, follower + 1])
    return np.array(lines, np.uint32).ravel()


def test_the_walk_finds_every_ngram_that_was_packed(stream: np.ndarray, tmp_path: Path) -> None:
    levels = estimate(stream_of(stream), WORDS, (10_000, 10_000, 10_000))
    shares = np.zeros(WORDS), np.zeros(len(levels[1].keys))
    write_language_model(tmp_path, [f"w{number}" for number in range(WORDS)], levels, shares, len(stream))
    trie = load_language_model(tmp_path).trie
    followers = trie.child2[1:] - trie.child2[:-1]
    assert followers.max() > FRONT
    _, second, third = extend(trie, 10, *extend(trie, OPENERS[0], -1, -1, 10)[1:], 11)
    walked = np.array([extend(trie, 11, second, third, word)[0] for word in range(WORDS)])
    assert np.exp(walked).sum() == pytest.approx(1.0, abs=0.05)
    keys = np.array([OPENERS[0] << 48 | 10 << 32 | 11 << 16 | word for word in range(20, 20 + FRONT // 2)], np.uint64)
    exact = log_probabilities(levels, keys)
    assert walked[20 : 20 + FRONT // 2] == pytest.approx(exact, abs=0.04)
