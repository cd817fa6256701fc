"""Streams of words as a corpus: counted once, all in small letters."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ocr_pipeline.training.counting import Corpus


def stream_of(tokens: ArrayLike) -> Corpus:
    words = np.asarray(tokens, np.uint32)
    return Corpus((), words, np.zeros(len(words), np.uint8), np.zeros(len(words), np.bool_), ())
